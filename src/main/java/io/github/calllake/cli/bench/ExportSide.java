package io.github.calllake.cli.bench;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.engine.Tier;
import io.github.calllake.engine.Unloader;
import io.github.calllake.engine.UnloadingEngine;
import io.github.calllake.export.ColumnRules;
import io.github.calllake.export.Destination;
import io.github.calllake.export.ExportJob;
import io.github.calllake.export.ExportRunner;
import io.github.calllake.export.ExportSettings;
import io.github.calllake.export.ExportStores;
import io.github.calllake.export.ExportTier;
import io.github.calllake.export.ExportTiers;
import io.github.calllake.export.OutputFormat;
import io.github.calllake.export.Reports;
import io.github.calllake.export.RunRequest;
import io.github.calllake.export.RunResult;
import io.github.calllake.export.Transfer;
import io.github.calllake.export.Unloads;
import io.github.calllake.export.WindowGrid;
import io.github.calllake.export.WindowResult;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.query.AnswerStream;
import io.github.calllake.query.CallAnalytics;
import io.github.calllake.query.CallFilter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The exporter whose costs {@code bench export} measures, alone in its JVM. */
final class ExportSide implements BenchSide, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final RedshiftEngine hot;
    private final Unloader unloader;
    private final String bucket;
    private final Path directory;
    private final CallFilter filter;
    private final Instant from;
    private int passes;
    private long seen;

    /**
     * @param bucket for what is unloaded
     * @param directory for state and output
     * @param rows what is exported
     */
    ExportSide(RedshiftSettings redshift, String bucket, Path directory, ExportTable rows) {
        this.hot = RedshiftEngine.open(redshift);
        this.unloader = Unloader.of(hot, "default");
        this.bucket = bucket;
        this.directory = directory;
        this.filter = CallFilter.in(rows.range());
        this.from = rows.from();
    }

    /** {@code csv-stream}, {@code parquet-unload}, {@code get-stream}, ...: what is done, and how rows come. */
    @Override
    public void pass(String what) throws Exception {
        String[] words = what.split("-", -1);
        Transfer.Way way = Transfer.Way.valueOf(words[1].toUpperCase(Locale.ROOT));
        if (words[0].equals("get")) {
            get(way);
        } else {
            export(OutputFormat.Kind.valueOf(words[0].toUpperCase(Locale.ROOT)), way);
        }
    }

    private void export(OutputFormat.Kind kind, Transfer.Way way) {
        ExportSettings settings = ExportSettings.of("file:" + directory.resolve("state"))
                .withUnloads(Unloads.to("s3://" + bucket + "/work").withTimeout(PATIENCE));
        ExportTiers tiers = new ExportTiers(
                        Optional.of(hot),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ZERO,
                        Runnable::run,
                        Clock.systemUTC())
                .unloading(Tier.HOT, unloader);
        // Provisional: the window's rows are there, and no watermark says so.
        ExportJob job = new ExportJob(
                "pass-" + passes++,
                Reports.named(
                        "rows", Map.of("view", ExportTable.VIEW, "columns", String.join(",", ExportTable.COLUMNS))),
                ExportTier.HOT,
                new WindowGrid.Equal(ExportTable.window()),
                Duration.ZERO,
                OutputFormat.of(kind),
                Destination.parse("file:" + directory.resolve("out")),
                ColumnRules.none(),
                1,
                true,
                Optional.of(from),
                new Transfer(way, 0));
        try (ExportStores stores = ExportStores.open()) {
            RunResult result = new ExportRunner(settings, stores, tiers, Clock.systemUTC())
                    .run(
                            job,
                            RunRequest.due()
                                    .withRange(
                                            Optional.of(from),
                                            Optional.of(filter.range().to())));
            seen = result.windows().stream().mapToLong(WindowResult::rows).sum();
        }
    }

    /** What an export does before it writes: the same question, whose rows go nowhere. */
    private void get(Transfer.Way way) {
        try (LakeStore store = LakeStore.open(bucket)) {
            QueryEngine asked = way == Transfer.Way.STREAM ? hot : unloading(store);
            long rows = 0;
            try (AnswerStream<List<@Nullable Object>> all =
                    CallAnalytics.over(asked).rows(ExportTable.VIEW, ExportTable.COLUMNS, filter)) {
                while (all.hasNext()) {
                    rows += all.next().isEmpty() ? 0 : 1;
                }
            }
            seen = rows;
        }
    }

    private QueryEngine unloading(LakeStore store) {
        return new UnloadingEngine(
                hot,
                unloader,
                new UnloadingEngine.Place(store, "work/get-" + passes++ + "/"),
                OptionalLong.empty(),
                PATIENCE,
                UnloadingEngine.Listener.NONE);
    }

    /** How many rows the last pass had. */
    @Override
    public String answer() {
        return Long.toString(seen);
    }

    @Override
    public void close() {
        hot.close();
    }
}
