package io.github.calllake.export;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.Tier;
import io.github.calllake.engine.Unloader;
import io.github.calllake.query.CallAnalytics;
import io.github.calllake.query.TieredCallAnalytics;
import io.github.calllake.query.TieredSettings;
import io.github.calllake.query.TimeBoundary;
import io.github.calllake.query.TimeRange;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * The tiers that exports ask, and up to where each is complete. Engines stay the caller's to close. Thread-safe.
 */
public final class ExportTiers {

    /** Where the hot tier's newest arrival is looked for: of event time, around now. */
    private static final Duration LOOK_BACK = Duration.ofDays(2);

    private final Optional<QueryEngine> hot;
    private final Optional<QueryEngine> cold;
    private final Optional<TimeBoundary> boundary;
    private final Duration hotMargin;
    private final Executor executor;
    private final Clock clock;
    private final Map<Tier, Unloader> unloaders;

    /**
     * @param hot the hot tier, if jobs may ask it
     * @param cold the cold tier likewise
     * @param boundary the completion watermark of the lake, less a margin; needed for the cold tier and for both
     * @param hotMargin by how much the hot tier's views may be apart
     * @param executor asks the cold tier beside the hot one
     */
    public ExportTiers(
            Optional<QueryEngine> hot,
            Optional<QueryEngine> cold,
            Optional<TimeBoundary> boundary,
            Duration hotMargin,
            Executor executor,
            Clock clock) {
        this(hot, cold, boundary, hotMargin, executor, clock, Map.of());
    }

    private ExportTiers(
            Optional<QueryEngine> hot,
            Optional<QueryEngine> cold,
            Optional<TimeBoundary> boundary,
            Duration hotMargin,
            Executor executor,
            Clock clock,
            Map<Tier, Unloader> unloaders) {
        this.hot = hot;
        this.cold = cold;
        this.boundary = boundary;
        this.hotMargin = hotMargin;
        this.executor = executor;
        this.clock = clock;
        this.unloaders = Map.copyOf(unloaders);
    }

    /** The same, with a tier that can write large answers to S3 by itself; the unloader is of the tier's engine. */
    public ExportTiers unloading(Tier tier, Unloader unloader) {
        Map<Tier, Unloader> more = new EnumMap<>(Tier.class);
        more.putAll(unloaders);
        more.put(tier, unloader);
        return new ExportTiers(hot, cold, boundary, hotMargin, executor, clock, more);
    }

    Unloader unloader(Tier tier) {
        return require(
                Optional.ofNullable(unloaders.get(tier)),
                "unloader of the " + tier.name().toLowerCase(Locale.ROOT) + " tier");
    }

    AskedTier ask(ExportTier tier) {
        return ask(tier, UnaryOperator.identity());
    }

    /** @param through what engines are asked through */
    AskedTier ask(ExportTier tier, UnaryOperator<QueryEngine> through) {
        SentSql sent = new SentSql();
        return switch (tier) {
            case HOT -> one(sent.noting(through.apply(require(hot, "hot"))), sent);
            case COLD -> one(sent.noting(through.apply(require(cold, "cold"))), sent);
            case BOTH ->
                new AskedTier(
                        TieredCallAnalytics.over(
                                sent.noting(through.apply(require(hot, "hot"))),
                                sent.noting(through.apply(require(cold, "cold"))),
                                require(boundary, "lake whose watermark splits the tiers"),
                                TieredSettings.defaults(),
                                executor,
                                clock),
                        Optional.empty(),
                        sent);
        };
    }

    private static AskedTier one(QueryEngine engine, SentSql sent) {
        return new AskedTier(CallAnalytics.over(engine), Optional.of(engine), sent);
    }

    private static <T> T require(Optional<T> part, String name) {
        return part.orElseThrow(() ->
                new ExportException("A job asks for what was not given: the " + name + ". Name it, or change the job"));
    }

    /**
     * Everything that had arrived before it is in the tier. Read before the tier is asked.
     *
     * @return empty while nothing is known
     */
    Optional<Instant> complete(ExportTier tier) {
        return switch (tier) {
            case HOT -> newestInHot();
            case COLD ->
                require(boundary, "lake that says up to where it is complete").read();
            case BOTH ->
                later(
                        require(boundary, "lake that says up to where it is complete")
                                .read(),
                        newestInHot());
        };
    }

    private Optional<Instant> newestInHot() {
        Instant now = clock.instant();
        TimeRange around = new TimeRange(now.minus(LOOK_BACK), now.plus(LOOK_BACK));
        return CallAnalytics.over(require(hot, "hot")).freshness(around).stream()
                .flatMap(each -> each.newestArrival().stream())
                .max(Instant::compareTo)
                .map(newest -> newest.minus(hotMargin));
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && other.isPresent() && one.get().isBefore(other.get()) ? other : one.or(() -> other);
    }
}
