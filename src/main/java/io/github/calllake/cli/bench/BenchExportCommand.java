package io.github.calllake.cli.bench;

import io.github.calllake.CallLakeException;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.export.Transfer;
import io.github.calllake.lake.LakeStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench export}. */
@Command(
        name = "export",
        description = {
            "What an export of many rows costs the exporter, alone in a JVM with a heap of 256 MB, against DuckDB in another",
            "process that writes the same rows in the same format. In turns, in CPU time of each process as the kernel counts it.",
            "The local stack runs in a third process. The ratio is of writing: a whole export less what getting its rows takes,",
            "which is measured beside it, against COPY of a table in DuckDB's memory. Whole exports are told too, against DuckDB",
            "reading a Parquet file, sorting and writing. What the JVM's compilers take is told apart."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills in the specification before anything runs.
final class BenchExportCommand implements Callable<Integer> {

    private static final String HEAP = "-Xmx256m";

    /** As {@code ./call-lake export} starts. */
    private static final String COLLECTOR = "-XX:+UseParallelGC";

    private static final List<String> FORMATS = List.of("csv", "json", "parquet");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Utterances to export; ${DEFAULT-VALUE}.")
    private int rows;

    @Option(
            names = "--passes",
            paramLabel = "N",
            defaultValue = "3",
            description = "Of each kind after one that warms up, in turns; ${DEFAULT-VALUE}.")
    private int passes;

    @Option(
            names = "--ways",
            paramLabel = "WAY",
            split = ",",
            defaultValue = "unload,stream",
            description =
                    "How rows come: unload, stream; ${DEFAULT-VALUE}. A query of a million rows keeps the local Redshift busy for 10 s.")
    private List<Transfer.Way> ways;

    @Override
    public Integer call() throws Exception {
        if (rows < 1000 || passes < 1) {
            throw new ParameterException(spec.commandLine(), "--rows is at least 1000 and --passes at least 1");
        }
        Path directory = Files.createTempDirectory("call-lake-bench-export");
        try (StackProcess stack = StackProcess.start(false);
                LakeStore store = LakeStore.open(stack.bucket())) {
            store.createBucketIfAbsent();
            ExportTable table = ExportTable.of(rows, Clock.systemUTC().instant());
            table.create(stack.redshift());
            try (BenchProcess exporter = exporter(stack, directory, table)) {
                measure(exporter, directory);
            }
        } finally {
            BenchStack.delete(directory);
        }
        return 0;
    }

    private BenchProcess exporter(StackProcess stack, Path directory, ExportTable table) throws IOException {
        RedshiftSettings redshift = stack.redshift();
        return new BenchProcess(
                BenchWorker.EXPORT,
                List.of(HEAP, COLLECTOR),
                stack.clientProperties(),
                List.of(
                        redshift.url(),
                        redshift.user(),
                        redshift.password(),
                        stack.bucket(),
                        directory.toString(),
                        table.schema(),
                        Integer.toString(table.count()),
                        table.from().toString()));
    }

    private void measure(BenchProcess exporter, Path directory) throws IOException {
        BenchProcess.Pass cold = pass(exporter, "parquet-unload");
        say(
                "the first export of a new process: %.2f CPU s, %.2f of them of the JVM's compilers; parquet, unloaded",
                cold.cpuSeconds(), cold.compilerSeconds());
        String rowsFiles = parquetFiles(directory.resolve("out"));
        try (BenchProcess duckDb = new BenchProcess(
                BenchWorker.EXPORT_DUCKDB, List.of(), java.util.Map.of(), List.of(rowsFiles, directory.toString()))) {
            for (Transfer.Way way : ways) {
                compare(exporter, duckDb, way.name().toLowerCase(Locale.ROOT));
            }
        }
        say("the exporter had %s %s, and took %s MB of memory at most", HEAP, COLLECTOR, exporter.peakMegabytes());
    }

    /** What one format takes: medians of CPU seconds, without those of the JVM's compilers. */
    private static final class Costs {
        private final List<Double> wholes = new ArrayList<>();
        private final List<Double> gets = new ArrayList<>();
        private final List<Double> writings = new ArrayList<>();
        private final List<Double> compilers = new ArrayList<>();
        private final List<Double> tables = new ArrayList<>();
        private final List<Double> files = new ArrayList<>();
    }

    private void compare(BenchProcess exporter, BenchProcess duckDb, String way) throws IOException {
        List<Costs> all = FORMATS.stream().map(format -> new Costs()).toList();
        for (int pass = -1; pass < passes; pass++) {
            BenchProcess.Pass get = pass(exporter, "get-" + way);
            for (int format = 0; format < FORMATS.size(); format++) {
                String name = FORMATS.get(format);
                BenchProcess.Pass whole = pass(exporter, name + "-" + way);
                double table = duckDb.pass("pass", name + "-table").cpuSeconds();
                double file = duckDb.pass("pass", name + "-file").cpuSeconds();
                if (pass >= 0) {
                    Costs costs = all.get(format);
                    costs.wholes.add(whole.compiledSeconds());
                    costs.gets.add(get.compiledSeconds());
                    costs.writings.add(whole.compiledSeconds() - get.compiledSeconds());
                    costs.compilers.add(whole.compilerSeconds() + get.compilerSeconds());
                    costs.tables.add(table);
                    costs.files.add(file);
                }
            }
        }
        for (int format = 0; format < FORMATS.size(); format++) {
            tell(FORMATS.get(format), way.equals("unload") ? "unloaded" : "through a cursor", all.get(format));
        }
    }

    private void tell(String format, String by, Costs costs) {
        double writing = Median.of(costs.writings);
        double table = Median.of(costs.tables);
        say(
                "%s ratio %.2f: %,d rows, %s: writing takes the exporter %.2f CPU s and DuckDB %.2f (aim 1.30; the JVM's"
                        + " compilers, which are not counted: %.2f)",
                format, writing / table, rows, by, writing, table, Median.of(costs.compilers));
        say(
                "%s whole: with getting the rows the exporter takes %.2f CPU s, of them %.2f to get them; DuckDB, from"
                        + " Parquet and sorted, %.2f",
                format, Median.of(costs.wholes), Median.of(costs.gets), Median.of(costs.files));
    }

    private BenchProcess.Pass pass(BenchProcess process, String what) throws IOException {
        BenchProcess.Pass pass = process.pass("pass", what);
        String found = pass.answer().split(" ", -1)[0];
        if (!found.equals(Integer.toString(rows))) {
            throw new CallLakeException(what + " gave " + found + " rows, not " + rows);
        }
        return pass;
    }

    /** Those of the one export that there is: as a pattern, by whose order of names rows stay in theirs. */
    private static String parquetFiles(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            Path first = files.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
            return first.resolveSibling("*.parquet").toString();
        }
    }

    private void say(String format, Object... values) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
