package io.github.calllake.cli.bench;

import io.github.calllake.lake.EventFileWriter;
import io.github.calllake.lake.FileCompression;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.schema.EventTables;
import io.github.calllake.schema.PackedRow;
import io.github.calllake.schema.RowMapper;
import io.github.calllake.schema.RowReader;
import io.github.calllake.simulate.CallSimulator;
import io.github.calllake.simulate.SimulatedRecord;
import io.github.calllake.simulate.SimulatorSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    /** About, in three minutes. */
    private static final long EVENTS_OF_A_CALL = 200;

    private static final int CALLS_LOOKED_FOR = 100;

    @Spec
    private CommandSpec spec;

    @Option(names = "--days", paramLabel = "N", defaultValue = "30", description = "How many; ${DEFAULT-VALUE}.")
    private int days;

    @Option(names = "--events", paramLabel = "N", defaultValue = "100000", description = "A day; ${DEFAULT-VALUE}.")
    private long eventsADay;

    @Option(
            names = "--roll-minutes",
            paramLabel = "N",
            defaultValue = "15",
            description = "How long the archiver collects; ${DEFAULT-VALUE}.")
    private int rollMinutes;

    private final RowReader reader = new RowReader();
    private final EventFileWriter writer = new EventFileWriter(FileCompression.ZSTD);
    private final List<LookupFile> rolled = new ArrayList<>();
    private final List<LookupFile> compacted = new ArrayList<>();
    private final Map<String, LocalDate> calls = new HashMap<>();

    /** Made by picocli. */
    public BenchLookupCommand() {}

    @Override
    public Integer call() throws IOException {
        if (days < 1 || eventsADay < 1 || rollMinutes < 1) {
            throw new ParameterException(spec.commandLine(), "--days, --events and --roll-minutes are at least 1");
        }
        Map<String, List<PackedRow>> window = new TreeMap<>();
        Map<String, List<PackedRow>> open = new TreeMap<>();
        Duration roll = Duration.ofMinutes(rollMinutes);
        Instant windowEnd = START.plus(roll);
        LocalDate last = LakeLayout.dayOf(START).plusDays(days);
        long number = 0;
        for (SimulatedRecord record : simulator()) {
            while (record.arrivalTime().isAfter(windowEnd)) {
                files(window, rolled);
                windowEnd = windowEnd.plus(roll);
                closeDays(open, LakeLayout.dayOf(windowEnd).minusDays(1));
            }
            Optional<PackedRow> event = read(record, number++);
            if (event.isEmpty()) {
                continue;
            }
            PackedRow row = event.get();
            LocalDate day = LakeLayout.dayOf(row.eventTime());
            if (!day.isBefore(last)) {
                break;
            }
            row.callId().ifPresent(call -> calls.putIfAbsent(call, day));
            String partition = day + " " + row.type();
            window.computeIfAbsent(partition, unused -> new ArrayList<>()).add(row);
            open.computeIfAbsent(partition, unused -> new ArrayList<>()).add(row);
        }
        files(window, rolled);
        files(open, compacted);
        report(number);
        return 0;
    }

    private CallSimulator simulator() {
        return new CallSimulator(SimulatorSettings.builder()
                .calls(Long.MAX_VALUE >> 1)
                .start(START)
                .meanBetweenCalls(Duration.ofMillis(86_400_000L * EVENTS_OF_A_CALL / eventsADay))
                .build());
    }

    /** Empty for an event that is none: a failed one, which is in no table. */
    private Optional<PackedRow> read(SimulatedRecord record, long number) {
        RowReader.Read read = reader.read(
                record.data(),
                new RowMapper.Place(
                        BenchInput.SHARD,
                        BenchInput.sequenceNumber(number),
                        0,
                        Instant.ofEpochMilli(record.arrivalTime().toEpochMilli())));
        return read instanceof RowReader.Read.Row row ? Optional.of(row.row()) : Optional.empty();
    }

    private void closeDays(Map<String, List<PackedRow>> open, LocalDate before) throws IOException {
        Map<String, List<PackedRow>> closed = new TreeMap<>();
        open.forEach((partition, rows) -> {
            if (LocalDate.parse(partition.substring(0, 10)).isBefore(before)) {
                closed.put(partition, rows);
            }
        });
        open.keySet().removeAll(closed.keySet());
        files(closed, compacted);
    }

    private void files(Map<String, List<PackedRow>> partitions, List<LookupFile> files) throws IOException {
        for (Map.Entry<String, List<PackedRow>> partition : partitions.entrySet()) {
            List<PackedRow> rows = partition.getValue();
            rows.sort(Comparator.comparing((PackedRow row) -> row.callId().orElse("~"))
                    .thenComparing(PackedRow::eventTime));
            byte[] file = writer.write(EventTables.of(rows.get(0).type()), rows.size(), row -> rows.get(row)
                    .bytes());
            files.add(LookupFile.of(LocalDate.parse(partition.getKey().substring(0, 10)), file));
        }
        partitions.clear();
    }

    private void report(long events) {
        say("%d events of %d days, %d calls", events, days, calls.size());
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
