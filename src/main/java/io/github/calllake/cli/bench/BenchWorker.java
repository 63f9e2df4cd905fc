package io.github.calllake.cli.bench;

import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.lake.LakeStore;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The process of one side. Reads {@code pass PREFIX}, {@code sample PREFIX} or {@code settle -} from its standard input, does it,
 * and answers with a line.
 */
public final class BenchWorker {

    /** The side whose input is a stream. */
    static final String STREAM = "stream";

    /** The side that asks questions; see {@link QuerySide}. */
    static final String QUERY = "query";

    /** The side that exports; see {@link ExportSide}. */
    static final String EXPORT = "export";

    /** The side that writes the same rows by DuckDB; see {@link ExportDuckDbSide}. */
    static final String EXPORT_DUCKDB = "export-duckdb";

    private BenchWorker() {}

    /**
     * Arguments: the side, the input, the bucket, a directory, how many threads, how many bytes each has or 0. Of the side that
     * reads a stream: the side, the stream, the bucket, a directory, how many records, how many bytes make a batch. Of the one that
     * exports: the side, URL, user, password, bucket, directory, schema, rows, where their window begins; of the one that it is held
     * against: the side, a Parquet file, a directory.
     */
    public static void main(String[] args) throws Exception {
        if (args[0].equals(QUERY)) {
            QuerySide.serve(args[1], args[2], args[3], args[4]);
            return;
        }
        if (args[0].equals(EXPORT)) {
            RedshiftSettings redshift = RedshiftSettings.of(args[1], args[2], args[3]);
            ExportTable table = new ExportTable(args[6], Integer.parseInt(args[7]), Instant.parse(args[8]));
            try (ExportSide side =
                    new ExportSide(redshift.withSchema(table.schema()), args[4], Path.of(args[5]), table)) {
                serve(side);
            }
            return;
        }
        if (args[0].equals(EXPORT_DUCKDB)) {
            try (ExportDuckDbSide side = new ExportDuckDbSide(args[1], Path.of(args[2]))) {
                serve(side);
            }
            return;
        }
        Path input = Path.of(args[1]);
        int threads = Integer.parseInt(args[4]);
        try (LakeStore store = LakeStore.open(args[2])) {
            if (args[0].equals(STREAM)) {
                serve(new StreamSide(args[1], store, threads, Long.parseLong(args[5])));
                return;
            }
            BenchSide side =
                    switch (args[0]) {
                        case "call-lake" -> new ArchiverSide(input, store, threads, Long.parseLong(args[5]));
                        case "duckdb-wide" -> new DuckDbSide(input, true, store, Path.of(args[3]), threads);
                        default -> new DuckDbSide(input, false, store, Path.of(args[3]), threads);
                    };
            serve(side);
        }
    }

    private static void serve(BenchSide side) throws Exception {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ", -1);
            String answer = "done";
            if (words[0].equals("sample")) {
                try (StageSampler sampler = new StageSampler(Thread.currentThread())) {
                    side.pass(words[1]);
                    answer = sampler.shares();
                }
            } else if (words[0].equals("settle")) {
                answer = liveHeap();
            } else {
                side.pass(words[1]);
                answer = side.answer();
            }
            System.out.println(answer);
        }
    }

    /** What is in use after all garbage has been collected, in megabytes. */
    private static String liveHeap() {
        System.gc();
        return Long.toString(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20);
    }

    /** The most heap that was in use, in megabytes: garbage included, so that it tells little below the limit. */
    static String peakHeap() {
        long bytes = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
        return Long.toString(bytes >> 20);
    }
}
