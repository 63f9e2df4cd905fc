package io.github.calllake.cli;

import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.engine.Tier;
import io.github.calllake.engine.Unloader;
import io.github.calllake.export.ExportTier;
import io.github.calllake.export.ExportTiers;
import io.github.calllake.export.JobFile;
import io.github.calllake.export.ScheduledJob;
import io.github.calllake.export.Unloads;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.query.LakeBoundary;
import io.github.calllake.query.TimeBoundary;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The tiers that jobs ask: only those that they name are opened. */
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class ExportTierOptions {

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Mixin
    private RedshiftOptions redshift;

    @Mixin
    private DatabaseOption database;

    @Mixin
    private LakeOptions lake;

    @Option(
            names = "--stream",
            paramLabel = "NAME",
            defaultValue = "${env:CALL_LAKE_STREAM:-}",
            description = "For cold and both: the stream that fills the lake; else $CALL_LAKE_STREAM.")
    private String stream = "";

    @Option(
            names = "--hot-margin",
            paramLabel = "1m",
            converter = Durations.class,
            defaultValue = "1m",
            description =
                    "By how much the hot tier's views may be apart: it counts as complete up to its newest arrival less"
                            + " this; ${DEFAULT-VALUE}.")
    private Duration hotMargin;

    /** Tiers that are open, and what closes them. */
    record Open(ExportTiers tiers, Deque<AutoCloseable> parts) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            while (!parts.isEmpty()) {
                parts.pop().close();
            }
        }
    }

    Open open(JobFile file, List<ScheduledJob> jobs) {
        boolean hot = jobs.stream().anyMatch(each -> each.job().tier() != ExportTier.COLD);
        boolean cold = jobs.stream().anyMatch(each -> each.job().tier() != ExportTier.HOT);
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        ExecutorService executor = Executors.newCachedThreadPool();
        parts.push(executor::shutdownNow);
        Optional<RedshiftEngine> redshiftEngine =
                hot ? Optional.of(RedshiftEngine.open(redshift.settings())) : Optional.empty();
        redshiftEngine.ifPresent(parts::push);
        Optional<AthenaEngine> athenaEngine = cold ? Optional.of(athena()) : Optional.empty();
        athenaEngine.ifPresent(parts::push);
        Optional<TimeBoundary> boundary = cold ? Optional.of(boundary(parts)) : Optional.empty();
        ExportTiers tiers = new ExportTiers(
                redshiftEngine.map(engine -> engine),
                athenaEngine.map(engine -> engine),
                boundary,
                hotMargin,
                executor,
                Clock.systemUTC());
        return new Open(unloading(tiers, file.unloads(), redshiftEngine, athenaEngine), parts);
    }

    private static ExportTiers unloading(
            ExportTiers tiers, Optional<Unloads> place, Optional<RedshiftEngine> hot, Optional<AthenaEngine> cold) {
        ExportTiers unloading = tiers;
        if (place.isPresent() && hot.isPresent()) {
            unloading = unloading.unloading(
                    Tier.HOT, Unloader.of(hot.get(), place.get().role()));
        }
        if (place.isPresent() && cold.isPresent()) {
            unloading = unloading.unloading(Tier.COLD, Unloader.of(cold.get()));
        }
        return unloading;
    }

    private TimeBoundary boundary(Deque<AutoCloseable> parts) {
        if (stream.isEmpty()) {
            throw Usage.wrong(
                    command, "what is complete is read from the lake's record of a stream: name it by --stream");
        }
        LakeLayout layout = lake.layout();
        LakeStore store = LakeStore.open(layout.bucket());
        parts.push(store);
        return LakeBoundary.of(store, layout, stream);
    }

    /** A lake that was taken over is asked otherwise. */
    private AthenaEngine athena() {
        String name = database.settings().database();
        try (LakeCatalog catalog = LakeCatalog.open()) {
            return AthenaEngine.open(LakeCatalog.settings(catalog.lake(name)));
        }
    }
}
