package io.github.calllake.cli;

import io.github.calllake.CallLakeException;
import io.github.calllake.archive.Archiver;
import io.github.calllake.archive.ArchiverSettings;
import io.github.calllake.archive.RollPolicy;
import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.engine.HotTierMigrations;
import io.github.calllake.engine.HotTierSettings;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.engine.Tier;
import io.github.calllake.event.DetailType;
import io.github.calllake.lake.FailedEventReader;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.query.CallAnalytics;
import io.github.calllake.query.CallFilter;
import io.github.calllake.query.CallSummary;
import io.github.calllake.query.ColdTierProbe;
import io.github.calllake.query.TierComparison;
import io.github.calllake.query.TimeRange;
import io.github.calllake.query.TranscriptLine;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTables;
import io.github.calllake.simulate.SimulatorSettings;
import io.github.calllake.stream.DirectStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The main job on the local stack: from records on a stream to the same answer from both tiers. */
final class DemoRun {

    /** How long either tier may stand still before the demo gives up on it. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(200);
    /** Small, since the demo waits for the last file; the archiver's default is for keeping. */
    private static final RollPolicy ROLL = new RollPolicy(32L << 20, Duration.ofSeconds(5));

    private final LocalStack stack;
    private final Clock clock;
    private final Progress progress;
    private static final LakeLayout LAYOUT = LakeLayout.inBucket(LocalStack.BUCKET);

    private final LakeLayout layout = LAYOUT;
    private final AthenaSettings athena = AthenaSettings.of(LocalStack.DATABASE);

    DemoRun(LocalStack stack, Clock clock, Progress progress) {
        this.stack = stack;
        this.clock = clock;
        this.progress = progress;
    }

    /** Where the lake's post-call table looks. */
    static String postCallLocation() {
        return PostCallFiles.withoutSlash(
                LakeDefinition.of(LocalStack.DATABASE, LAYOUT).postCall());
    }

    /**
     * Runs it.
     *
     * @param calls what is simulated; empty for events of the user's own, which have no post-call files
     */
    DemoReport run(DemoEvents events, Optional<SimulatorSettings> calls) throws IOException, InterruptedException {
        RedshiftSettings redshift = RedshiftSettings.of(
                stack.aws().redshiftJdbcUrl(),
                stack.aws().redshiftUser(),
                stack.aws().redshiftPassword());
        CompletableFuture<Void> migrated = CompletableFuture.runAsync(() -> migrate(redshift));
        CompletableFuture<Void> catalogued = CompletableFuture.runAsync(this::catalog);
        try (LakeStore store = LakeStore.open(layout.bucket());
                QueryEngine hot = RedshiftEngine.open(redshift);
                QueryEngine cold = AthenaEngine.open(athena)) {
            DemoPut put = DemoPut.all(events, LocalStack.STREAM);
            progress.step(put.records() + " records put");
            Set<String> sessions = calls.map(PostCallFiles::write).orElse(Set.of());
            archive(store, put);
            await(catalogued);
            await(migrated);
            long failed = failed(store, put);
            Map<DetailType, Long> redshiftCounts = awaitHot(hot, put, put.records() - failed);
            progress.step("both tiers hold them");
            Map<DetailType, Long> athenaCounts = counts(cold, put);
            TierComparison.Result comparison = new TierComparison(hot, cold).compareFlatViews();
            progress.step(comparison.rowsCompared() + (comparison.rowsCompared() == 1 ? " row" : " rows")
                    + " of the flat views compared");
            return new DemoReport(
                    put,
                    failed,
                    redshiftCounts,
                    athenaCounts,
                    comparison,
                    transcripts(hot, cold),
                    new DemoReport.Sessions(sessions.size(), new ColdTierProbe(cold).sessions(sessions)),
                    layout.address());
        }
    }

    private void migrate(RedshiftSettings redshift) {
        int applied = HotTierMigrations.migrate(redshift, HotTierSettings.of(LocalStack.STREAM));
        progress.step(applied + " scripts of the migrations applied to Redshift");
    }

    private void catalog() {
        try (LakeCatalog catalog = LakeCatalog.open()) {
            LakeDefinition lake = LakeDefinition.of(athena.database(), layout).withStream(LocalStack.STREAM);
            // A stack that is kept has the catalog of its last run.
            (catalog.exists(lake) ? catalog.upgrade(lake) : catalog.creation(lake)).apply();
        }
        progress.step("the lake is known to Glue and Athena");
    }

    private void archive(LakeStore store, DemoPut put) throws InterruptedException {
        ArchiverSettings settings = ArchiverSettings.defaults().withRoll(ROLL);
        try (DirectStream stream = DirectStream.open(LocalStack.STREAM);
                Archiver archiver = Archiver.start(stream, store, layout, settings, clock)) {
            awaitArchived(archiver, put);
            progress.step(archiver.counts().objects() + " objects in the lake");
        }
    }

    private static void awaitArchived(Archiver archiver, DemoPut put) throws InterruptedException {
        Standstill standstill = new Standstill(PATIENCE);
        while (!put.isThrough(archiver.shards())) {
            if (standstill.isOver(archiver.counts().records())) {
                throw new CallLakeException(
                        "The archiver stands still: shards " + archiver.shards() + ", failing " + archiver.failing());
            }
            archiver.rollNow();
            Thread.sleep(POLL.toMillis());
        }
    }

    private long failed(LakeStore store, DemoPut put) {
        return FailedEventReader.read(store, layout)
                .filter(event -> put.contains(event.shard(), event.sequenceNumber()))
                .count();
    }

    /** Waits for the streaming views; where they stand still, what they have is what is reported. */
    private static Map<DetailType, Long> awaitHot(QueryEngine hot, DemoPut put, long expected)
            throws InterruptedException {
        Standstill standstill = new Standstill(PATIENCE);
        Map<DetailType, Long> counts = counts(hot, put);
        while (sum(counts) < expected && !standstill.isOver(sum(counts))) {
            Thread.sleep(POLL.toMillis());
            counts = counts(hot, put);
        }
        return counts;
    }

    private static Map<DetailType, Long> counts(QueryEngine engine, DemoPut put) {
        Map<DetailType, Long> counts = new EnumMap<>(DetailType.class);
        for (EventTable table : EventTables.all()) {
            counts.put(table.type(), put.isEmpty() ? 0L : TierComparison.countEvents(engine, table, put.first()));
        }
        return counts;
    }

    private static long sum(Map<DetailType, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** One call's transcript as each tier tells it: the first call that has one. */
    private DemoTranscripts transcripts(QueryEngine hot, QueryEngine cold) {
        Instant now = clock.instant();
        TimeRange everything = new TimeRange(now.minus(Duration.ofDays(400)), now.plus(Duration.ofDays(2)));
        CallAnalytics redshift = CallAnalytics.over(hot);
        for (CallSummary call : redshift.calls(CallFilter.in(everything))) {
            List<TranscriptLine> lines =
                    redshift.transcript(call.callId(), everything).items();
            if (!lines.isEmpty()) {
                return new DemoTranscripts(
                        call.callId(),
                        Map.of(
                                Tier.HOT,
                                lines,
                                Tier.COLD,
                                CallAnalytics.over(cold)
                                        .transcript(call.callId(), everything)
                                        .items()));
            }
        }
        return DemoTranscripts.NONE;
    }

    private static void await(CompletableFuture<Void> part) {
        try {
            part.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
