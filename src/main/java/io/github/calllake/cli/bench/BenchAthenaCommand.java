package io.github.calllake.cli.bench;

import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.query.ColdTierProbe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench athena}. */
@Command(
        name = "athena",
        description = {
            "Measures the cold tier against a local stack in another process:",
            "one call through the flat view against json_extract_scalar(metadata, ...) on the Chime table, bytes and time;",
            "many rows through AthenaEngine under a heap of 128 MB;",
            "the first row of a small query through AthenaEngine against DuckDB asked directly, in turns. The last line is",
            "their ratio, where DuckDB's time is counted up to the first poll that would have seen its answer."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class BenchAthenaCommand implements Callable<Integer> {

    private static final AthenaSettings SETTINGS = AthenaSettings.of("bench_lake");
    private static final LakeLayout LAYOUT = LakeLayout.parse("s3://bench-athena/lake");

    @Spec
    private CommandSpec spec;

    @Mixin
    private DaysOfCalls lake;

    @Option(
            names = "--compacted",
            description = "With one sorted file a day and type, as `call-lake compact` leaves them.")
    private boolean compacted;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Through a small heap, in thousands; 0: leaves this out; ${DEFAULT-VALUE}.")
    private int rows;

    @Option(names = "--lookups", paramLabel = "N", defaultValue = "10", description = "Calls; ${DEFAULT-VALUE}.")
    private int lookups;

    @Option(names = "--runs", paramLabel = "N", defaultValue = "40", description = "First rows; ${DEFAULT-VALUE}.")
    private int runs;

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        if (rows < 0 || lookups < 1 || runs < 1) {
            throw new ParameterException(spec.commandLine(), "--lookups and --runs are at least 1");
        }
        RolledCalls calls = lake.calls(spec);
        Path directory = Files.createTempDirectory("call-lake-bench-athena-");
        try (StackProcess stack =
                StackProcess.start(List.of("--dir", directory.resolve("stack").toString()))) {
            fill(calls);
            List<String> ids =
                    new ArrayList<>(calls.calls().keySet().stream().sorted().toList());
            Collections.shuffle(ids, new Random(1));
            try (AthenaEngine engine = AthenaEngine.open(SETTINGS)) {
                ColdTierProbe probe = new ColdTierProbe(engine);
                new AthenaLookups(probe, calls, lake.days(), this::say)
                        .run(ids.subList(0, Math.min(lookups, ids.size())));
                if (rows > 0) {
                    new SmallHeap(stack, SETTINGS, this::say).run(rows);
                }
                Path files = directory.resolve("stack/s3/" + LAYOUT.bucket() + "/" + LAYOUT.prefix());
                say("ratio %.2f", new FirstRow(probe, files, calls.calls(), this::say).ratio(ids, runs));
            }
        } finally {
            BenchStack.delete(directory);
        }
        return 0;
    }

    private void fill(RolledCalls calls) throws IOException {
        long[] written = new long[2];
        try (LakeStore store = LakeStore.open(LAYOUT.bucket());
                LakeCatalog catalog = LakeCatalog.open()) {
            store.createBucketIfAbsent();
            RolledCalls.Sink sink = (day, type, file) -> {
                store.put(LAYOUT.dataKey(type, day, "file-" + written[0]++), file, "application/vnd.apache.parquet");
                written[1] += file.length;
            };
            calls.write(compacted ? RolledCalls.Sink.NONE : sink, compacted ? sink : RolledCalls.Sink.NONE);
            catalog.create(LakeDefinition.of(SETTINGS.database(), LAYOUT));
        }
        say(
                "%d events of %d days, %d calls, in %d files of %.1f MB",
                calls.events(), lake.days(), calls.calls().size(), written[0], written[1] / 1e6);
    }

    private void say(String format, Object... values) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }

    /** Takes a line of the report. */
    interface Report {
        void say(String format, Object... values);
    }
}
