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
            "and S3 are in another process. Batches are as large for one shard as for many, so that as many files are written."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
public final class BenchShardsCommand implements Callable<Integer> {

    private static final int MOST_SHARDS = 256;
    private static final int BATCH = 500;
    private static final int MEGABYTE = 1_000_000;

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
            defaultValue = "100000",
            description = "Records in all, for each number of shards; ${DEFAULT-VALUE}.")
    private int records;

    @Option(
            names = "--passes",
            paramLabel = "N",
            defaultValue = "3",
            description =
                    "Measured passes of each, in turns, after one that is not; the median counts. ${DEFAULT-VALUE}.")
    private int passes;

    /** Made by picocli. */
    public BenchShardsCommand() {}

    @Override
    public Integer call() throws Exception {
        if (records < BATCH || passes < 1 || shards.stream().anyMatch(count -> count < 1 || count > MOST_SHARDS)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "at least " + BATCH + " records, a pass, and 1 to " + MOST_SHARDS + " shards are needed");
        }
        BenchEvents events = BenchEvents.simulate(records, Clock.systemUTC().instant());
        Path directory = Files.createTempDirectory("call-lake-bench-");
        Map<Integer, BenchProcess> archivers = new LinkedHashMap<>();
        try (StackProcess stack = StackProcess.start(false)) {
            // As large as what each of the most shards gets, or a little less.
            long rollBytes = (long) (records * events.meanBytes() / Collections.max(shards) * 0.9);
            say(
                    "%d records of %.0f bytes on average; batches of %.1f MB",
                    records, events.meanBytes(), rollBytes / (double) MEGABYTE);
            for (int count : shards) {
                put(events, count);
                archivers.put(count, start(stack, count, rollBytes, directory));
            }
            measure(archivers, stack.bucket());
        } finally {
            for (BenchProcess archiver : archivers.values()) {
                archiver.close();
            }
            Files.deleteIfExists(directory);
        }
        return 0;
    }

    private static String stream(int shards) {
        return "bench-" + shards;
    }

    private void put(BenchEvents events, int count) {
        try (StreamWriter writer = StreamWriter.open(stream(count))) {
            writer.createIfAbsent(count);
            for (int done = 0; done < records; done += BATCH) {
                List<NewRecord> batch = events.next(Math.min(BATCH, records - done)).stream()
                        .map(BenchEvents.Event::record)
                        .toList();
                writer.put(batch);
            }
        }
    }

    private BenchProcess start(StackProcess stack, int count, long rollBytes, Path directory) throws IOException {
        return new BenchProcess(
                BenchWorker.STREAM,
                List.of("-Xmx512m", "-XX:+UseParallelGC"),
                stack.clientProperties(),
                List.of(
                        stream(count),
                        stack.bucket(),
                        directory.toString(),
                        Integer.toString(records),
                        Long.toString(rollBytes)));
    }

    private void measure(Map<Integer, BenchProcess> archivers, String bucket) throws IOException {
        Map<Integer, List<Double>> micros = new LinkedHashMap<>();
        for (int pass = 0; pass <= passes; pass++) {
            for (Map.Entry<Integer, BenchProcess> archiver : archivers.entrySet()) {
                String prefix = "shards-" + archiver.getKey() + "-" + pass;
                double cpu = archiver.getValue().pass("pass", prefix).cpuSeconds();
                double each = cpu * 1e6 / records;
                if (pass > 0) {
                    micros.computeIfAbsent(archiver.getKey(), count -> new ArrayList<>())
                            .add(each);
                }
                say(
                        "pass %d: %d shards, %.1f us a record%s",
                        pass, archiver.getKey(), each, pass == 0 ? " (warm-up)" : "");
            }
        }
        say("%n| shards | CPU us a record | files | against the first |%n|---|---|---|---|");
        double first = median(micros.values().iterator().next());
        for (Map.Entry<Integer, List<Double>> each : micros.entrySet()) {
            double median = median(each.getValue());
            say(
                    "| %d | %.1f | %d | %+.1f %% |",
                    each.getKey(), median, files(bucket, each.getKey()), (median / first - 1) * 100);
        }
    }

    /** Of the last pass. */
    private long files(String bucket, int count) {
        try (LakeStore store = LakeStore.open(bucket)) {
            return store.list("shards-" + count + "-" + passes + "/serviceType=", "")
                    .size();
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private void say(String format, Object... values) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, format, values).strip());
        out.flush();
    }
}
