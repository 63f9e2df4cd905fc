package io.github.calllake.cli.bench;

import io.github.calllake.local.LocalAws;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench archive}. */
@Command(
        name = "archive",
        description = {
            "Takes simulated events to Parquet files in S3, by the archiver and by DuckDB's COPY, each in a process of",
            "its own, in turns. Compares the rows, and says how many megabytes of JSON each takes per CPU second."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
public final class BenchArchiveCommand implements Callable<Integer> {

    private static final String OURS = BenchStack.OURS;
    private static final String WIDE = "duckdb-wide";
    private static final String TYPED = "duckdb-typed";
    private static final int DIFFERENT = 1;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--mb",
            paramLabel = "N",
            defaultValue = "250",
            description = "Megabytes of JSON; ${DEFAULT-VALUE}.")
    private long megabytes;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many passes count, after the first two of each; ${DEFAULT-VALUE}.")
    private int runs;

    private final Map<String, List<Double>> rates = new LinkedHashMap<>();

    /** Made by picocli. */
    public BenchArchiveCommand() {}

    @Override
    public Integer call() throws Exception {
        if (megabytes < 1 || runs < 1) {
            throw new picocli.CommandLine.ParameterException(spec.commandLine(), "--mb and --runs are at least 1");
        }
        try (LocalAws aws = LocalAws.startTemporary()) {
            Path directory = BenchStack.prepare(aws);
            BenchInput input = BenchInput.simulate(directory.resolve("events.ndjson"), megabytes * 1_000_000);
            say(
                    "input: %.1f MB of JSON, %d events of 8 types; CPU s and MB are of the client process",
                    mega(input), input.events());
            return compare(aws, directory, input);
        }
    }

    private int compare(LocalAws aws, Path directory, BenchInput input) throws Exception {
        try (BenchProcess ours = start(OURS, input, directory, 1);
                BenchProcess wide = start(WIDE, input, directory, 1);
                BenchProcess typed = start(TYPED, input, directory, 1)) {
            Map<String, BenchProcess> sides = new LinkedHashMap<>();
            sides.put(OURS, ours);
            sides.put(WIDE, wide);
            sides.put(TYPED, typed);
            for (int run = 0; run < runs + 2; run++) {
                for (Map.Entry<String, BenchProcess> side : sides.entrySet()) {
                    one(side.getKey(), side.getValue(), input, run);
                    if (run > 0) {
                        BenchStack.clear(aws, side.getKey() + "-" + run);
                    }
                }
            }
            say("stages of call-lake: %s", ours.pass("sample", "sampled").answer());
            BenchStack.clear(aws, "sampled");
            for (Map.Entry<String, BenchProcess> side : sides.entrySet()) {
                say("peak memory of %s: %s MB", side.getKey(), side.getValue().peakMegabytes());
            }
        }
        twoThreads(aws, directory, input);
        return verdict(aws);
    }

    private void one(String side, BenchProcess process, BenchInput input, int run) throws IOException {
        BenchProcess.Pass pass = process.pass("pass", side + "-" + run);
        double rate = mega(input) / pass.cpuSeconds();
        String kind = run == 0 ? "cold" : run == 1 ? "warming" : "counted";
        say(
                "%-12s pass %d (%s): %.2f CPU s, %.2f s, %.1f MB per CPU s",
                side, run, kind, pass.cpuSeconds(), pass.wallSeconds(), rate);
        if (run > 1) {
            rates.computeIfAbsent(side, unused -> new ArrayList<>()).add(rate);
        }
    }

    private void twoThreads(LocalAws aws, Path directory, BenchInput input) throws IOException {
        for (String side : List.of(OURS, WIDE)) {
            try (BenchProcess process = start(side, input, directory, 2)) {
                List<Double> walls = new ArrayList<>();
                List<Double> cpus = new ArrayList<>();
                for (int run = 0; run < runs + 2; run++) {
                    BenchProcess.Pass pass = process.pass("pass", "two-" + side + "-" + run);
                    BenchStack.clear(aws, "two-" + side + "-" + run);
                    if (run > 1) {
                        walls.add(pass.wallSeconds());
                        cpus.add(pass.cpuSeconds());
                    }
                }
                say(
                        "%-12s 2 threads: %.2f CPU s, %.2f s, %.1f MB per CPU s, %.1f MB per s",
                        side,
                        Median.of(cpus),
                        Median.of(walls),
                        mega(input) / Median.of(cpus),
                        mega(input) / Median.of(walls));
            }
        }
    }

    private int verdict(LocalAws aws) throws Exception {
        boolean same = new BenchRows(
                        aws.s3Directory().resolve(BenchStack.BUCKET),
                        spec.commandLine().getOut())
                .same(OURS + "-0", TYPED + "-0");
        rates.forEach((side, all) -> say("%-12s median %.1f MB per CPU s", side, Median.of(all)));
        say("ratio %.2f", Median.of(ratios()));
        return same ? 0 : DIFFERENT;
    }

    /** Of each round, to the faster of the other two: what else the machine does changes from round to round. */
    private List<Double> ratios() {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < runs; round++) {
            double theirs = Math.max(rates(WIDE).get(round), rates(TYPED).get(round));
            ratios.add(rates(OURS).get(round) / theirs);
        }
        return ratios;
    }

    private List<Double> rates(String side) {
        return rates.getOrDefault(side, List.of());
    }

    private static BenchProcess start(String side, BenchInput input, Path directory, int threads) throws IOException {
        return BenchStack.start(side, input, directory, threads, 0);
    }

    private static double mega(BenchInput input) {
        return input.bytes() / 1e6;
    }

    private void say(String format, Object... values) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
