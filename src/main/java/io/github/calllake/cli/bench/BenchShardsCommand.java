package io.github.calllake.cli.bench;

import io.github.calllake.lake.LakeStore;
import io.github.calllake.stream.StreamWriter;
import io.github.calllake.stream.StreamWriter.NewRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench shards}. */
@Command(
        name = "shards",
        description = {
            "CPU time a record of the archiver's process, by the number of shards that the same records are spread over. Kinesis",
            "and S3 are in another process. Calls are dealt out to the shards evenly, and batches are as large for one shard as for",
            "many, so that as many files are written. A further run of the fewest shards with larger batches tells what a file costs."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
public final class BenchShardsCommand implements Callable<Integer> {

    private static final int MOST_SHARDS = 256;
    private static final int BATCH = 500;
    /** Calls are dealt out whole, and a batch is full with the record that makes it so. */
    private static final double UNEVEN = 1.05;

    private static final int FEWER = 4;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--shards",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,4,16,64",
            description = "Numbers of shards; ${DEFAULT-VALUE}.")
    private List<Integer> shards;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "200000",
            description = {
                "Records in all, for each number of shards; ${DEFAULT-VALUE}. Taking up a shard costs some 4 ms, once:",
                "with 64 shards and 100000 records that is 3 us a record."
            })
    private int records;

    @Option(
            names = "--passes",
            paramLabel = "N",
            defaultValue = "3",
            description = "Measured passes of each, in turns; the median counts. ${DEFAULT-VALUE}.")
    private int passes;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "5",
            description =
                    "Passes of each before that, since the command tells what warm code costs; before each pass the compilers"
                            + " finish what they have. ${DEFAULT-VALUE}.")
    private int warmUp;

    /** Made by picocli. */
    public BenchShardsCommand() {}

    @Override
    public Integer call() throws Exception {
        if (records < BATCH
                || passes < 1
                || warmUp < 0
                || shards.stream().anyMatch(count -> count < 1 || count > MOST_SHARDS)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "at least " + BATCH + " records, a pass, and 1 to " + MOST_SHARDS + " shards are needed");
        }
        BenchEvents events = BenchEvents.simulate(records, Clock.systemUTC().instant());
        List<NewRecord> all =
                events.next(records).stream().map(BenchEvents.Event::record).toList();
        Path directory = Files.createTempDirectory("call-lake-bench-");
        List<Setting> settings = settings(events.meanBytes());
        try (StackProcess stack = StackProcess.start(false)) {
            say("%d records of %.0f bytes on average", records, events.meanBytes());
            for (int count : shards) {
                put(ShardKeys.dealt(all, count), count);
            }
            measure(settings, stack, directory);
        } finally {
            Files.deleteIfExists(directory);
        }
        return 0;
    }

    /**
     * What is measured.
     *
     * @param batches how many batches its records become
     */
    private record Setting(int shards, int batches, long rollBytes) {
        String name() {
            return shards + "-" + batches;
        }
    }

    /**
     * As many batches whatever the number of shards; and once a quarter of them for the fewest shards, which shows what a
     * file costs beside its records.
     */
    private List<Setting> settings(double meanBytes) {
        int most = Collections.max(shards);
        List<Setting> settings = new ArrayList<>();
        shards.forEach(count -> settings.add(setting(count, most, meanBytes)));
        int least = Collections.min(shards);
        settings.add(setting(least, Math.max(least, most / FEWER), meanBytes));
        return settings;
    }

    private Setting setting(int count, int batches, double meanBytes) {
        return new Setting(count, batches, (long) (records * meanBytes / batches * UNEVEN));
    }

    private static String stream(int shards) {
        return "bench-" + shards;
    }

    private void put(List<NewRecord> dealt, int count) {
        try (StreamWriter writer = StreamWriter.open(stream(count))) {
            writer.createIfAbsent(count);
            for (int done = 0; done < records; done += BATCH) {
                writer.put(dealt.subList(done, Math.min(records, done + BATCH)));
            }
        }
    }

    private BenchProcess start(StackProcess stack, Setting setting, Path directory) throws IOException {
        return new BenchProcess(
                BenchWorker.STREAM,
                List.of("-Xmx512m", "-XX:+UseParallelGC", "-XX:-UseDynamicNumberOfCompilerThreads"),
                stack.clientProperties(),
                List.of(
                        stream(setting.shards()),
                        stack.bucket(),
                        directory.toString(),
                        Integer.toString(records),
                        Long.toString(setting.rollBytes())));
    }

    private void measure(List<Setting> settings, StackProcess stack, Path directory)
            throws IOException, InterruptedException {
        Map<Setting, BenchProcess> archivers = new LinkedHashMap<>();
        Map<Setting, List<BenchProcess.Pass>> measured = new LinkedHashMap<>();
        try {
            for (Setting setting : settings) {
                archivers.put(setting, start(stack, setting, directory));
            }
            // Turn by turn, and each turn in another order: what the machine does meanwhile strikes all alike.
            for (int pass = 0; pass < warmUp + passes; pass++) {
                List<Setting> turn = new ArrayList<>(settings);
                Collections.rotate(turn, pass);
                for (Setting setting : turn) {
                    BenchProcess archiver = java.util.Objects.requireNonNull(archivers.get(setting));
                    archiver.awaitCompilers();
                    BenchProcess.Pass done = archiver.pass("pass", prefix(setting, pass));
                    if (pass >= warmUp) {
                        measured.computeIfAbsent(setting, unused -> new ArrayList<>())
                                .add(done);
                    }
                    say(
                            "pass %d: %d shards, %d batches, %.1f us a record and %.1f of compiling%s",
                            pass,
                            setting.shards(),
                            setting.batches(),
                            done.compiledSeconds() * 1e6 / records,
                            done.compilerSeconds() * 1e6 / records,
                            pass < warmUp ? " (warm-up)" : "");
                }
            }
        } finally {
            for (BenchProcess archiver : archivers.values()) {
                archiver.close();
            }
        }
        report(settings, measured, stack.bucket());
    }

    private static String prefix(Setting setting, int pass) {
        return "shards-" + setting.name() + "-" + pass;
    }

    private void report(List<Setting> settings, Map<Setting, List<BenchProcess.Pass>> measured, String bucket) {
        Map<Setting, Long> files = new LinkedHashMap<>();
        Map<Setting, Double> medians = new LinkedHashMap<>();
        Map<Setting, Double> compiling = new LinkedHashMap<>();
        try (LakeStore store = LakeStore.open(bucket)) {
            for (Setting setting : settings) {
                files.put(setting, (long) store.list(prefix(setting, warmUp + passes - 1) + "/serviceType=", "")
                        .size());
                List<BenchProcess.Pass> done = measured.getOrDefault(setting, List.of());
                medians.put(setting, micros(done, BenchProcess.Pass::compiledSeconds));
                compiling.put(setting, micros(done, BenchProcess.Pass::compilerSeconds));
            }
        }
        Setting first = settings.get(0);
        Setting fewer = settings.get(settings.size() - 1);
        Setting sameShards = settings.stream()
                .filter(setting -> setting.shards() == fewer.shards())
                .findFirst()
                .orElse(first);
        // Two runs that differ in nothing but their files.
        double perFile = (at(medians, sameShards) - at(medians, fewer))
                * records
                / Math.max(1, at(files, sameShards) - at(files, fewer));
        say(
                "%nA file costs %.0f us beside its records: from the first row of %d shards and the last%n",
                perFile, fewer.shards());
        say(
                "Of long-running archivers, whose code is compiled: what their compilers still took is a column of its own.%n"
                        + "| shards | batches | files | records a file | CPU us a record | of it for files | against the first"
                        + " | the rest against the first | compiling |%n|---|---|---|---|---|---|---|---|---|");
        double restOfFirst = at(medians, first) - perFile * at(files, first) / records;
        for (Setting setting : settings) {
            double median = at(medians, setting);
            double forFiles = perFile * at(files, setting) / records;
            say(
                    "| %d | %d | %.0f | %.0f | %.1f | %.1f | %+.1f %% | %+.1f %% | %.1f |",
                    setting.shards(),
                    setting.batches(),
                    at(files, setting),
                    records / at(files, setting),
                    median,
                    forFiles,
                    (median / at(medians, first) - 1) * 100,
                    ((median - forFiles) / restOfFirst - 1) * 100,
                    at(compiling, setting));
        }
    }

    private static double at(Map<Setting, ? extends Number> values, Setting setting) {
        return java.util.Objects.requireNonNull(values.get(setting)).doubleValue();
    }

    /** Microseconds a record. */
    private double micros(List<BenchProcess.Pass> passes, ToDoubleFunction<BenchProcess.Pass> seconds) {
        return Median.of(passes, seconds) * 1e6 / records;
    }

    private void say(String format, Object... values) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, format, values).strip());
        out.flush();
    }
}
