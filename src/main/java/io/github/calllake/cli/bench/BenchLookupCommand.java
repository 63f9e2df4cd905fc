package io.github.calllake.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bench lookup}. */
@Command(
        name = "lookup",
        description = {
            "Writes days of simulated events as one shard's archiver rolls them, and as one sorted file a day and type, and",
            "says which part of it a reader needs for one call, all columns: every footer in scope whole; where least and",
            "greatest call id do not exclude the call, its Bloom filter (or the ids); where that neither, the row group.",
            "What an engine fetches beyond that is its own habit: Trino, and so Athena, asks for a file's last 48 KB to find",
            "the footer, which is all of a smaller file."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
public final class BenchLookupCommand implements Callable<Integer> {

    private static final int CALLS_LOOKED_FOR = 100;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DaysOfCalls lake;

    private final List<LookupFile> rolled = new ArrayList<>();
    private final List<LookupFile> compacted = new ArrayList<>();
    private final Map<String, LocalDate> calls = new HashMap<>();

    /** Made by picocli. */
    public BenchLookupCommand() {}

    @Override
    public Integer call() throws IOException {
        RolledCalls made = lake.calls(spec);
        made.write(
                (day, type, file) -> rolled.add(LookupFile.of(day, file)),
                (day, type, file) -> compacted.add(LookupFile.of(day, file)));
        calls.putAll(made.calls());
        report(made.events());
        return 0;
    }

    private void report(long events) {
        say("%d events of %d days, %d calls", events, lake.days(), calls.size());
        say(
                "rolled: %d files, %.1f MB, footers %.1f %%; compacted: %d files, %.1f MB, footers %.1f %%",
                rolled.size(), mega(rolled), footers(rolled), compacted.size(), mega(compacted), footers(compacted));
        say(
                "of the footers as rolled: paths %.1f %%, schema %.1f %%, statistics %.1f %%, the rest places and sizes",
                ofFooters(LookupFile.Footer::paths),
                ofFooters(LookupFile.Footer::schema),
                ofFooters(LookupFile.Footer::statistics));
        List<String> ids = new ArrayList<>(calls.keySet().stream().sorted().toList());
        java.util.Collections.shuffle(ids, new Random(1));
        List<String> looked = ids.subList(0, Math.min(CALLS_LOOKED_FOR, ids.size()));
        for (boolean withFilters : List.of(true, false)) {
            String how = withFilters ? "" : ", by a reader without Bloom filters";
            share("one call with its day, as rolled" + how, rolled, looked, true, withFilters);
            share("one call with its day, compacted" + how, compacted, looked, true, withFilters);
            share("one call by its id alone, as rolled" + how, rolled, looked, false, withFilters);
            share("one call by its id alone, compacted" + how, compacted, looked, false, withFilters);
        }
    }

    private void share(String what, List<LookupFile> files, List<String> looked, boolean day, boolean withFilters) {
        List<Double> shares = looked.stream()
                .map(call -> {
                    ToLongFunction<LookupFile> read = file -> file.bytesFor(call, withFilters);
                    List<LookupFile> scope = scope(files, call, day).toList();
                    return 100.0
                            * scope.stream().mapToLong(read).sum()
                            / scope.stream().mapToLong(LookupFile::size).sum();
                })
                .sorted()
                .toList();
        say("%s: median %.2f %%, worst %.2f %%", what, shares.get(shares.size() / 2), shares.get(shares.size() - 1));
    }

    private Stream<LookupFile> scope(List<LookupFile> files, String call, boolean day) {
        LocalDate of = calls.get(call);
        return files.stream().filter(file -> !day || file.day().equals(of));
    }

    private static double mega(List<LookupFile> files) {
        return files.stream().mapToLong(LookupFile::size).sum() / 1e6;
    }

    private static double footers(List<LookupFile> files) {
        return files.stream().mapToLong(file -> file.footer().bytes()).sum() / 1e4 / mega(files);
    }

    private double ofFooters(ToLongFunction<LookupFile.Footer> part) {
        List<LookupFile.Footer> footers =
                rolled.stream().map(LookupFile::footer).toList();
        return 100.0
                * footers.stream().mapToLong(part).sum()
                / footers.stream().mapToLong(LookupFile.Footer::bytes).sum();
    }

    private void say(String format, Object... values) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
