package io.github.calllake.query;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.QueryOptions;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * Both tiers as one: records that arrived before the {@linkplain TimeBoundary time boundary} come from the cold tier, all
 * others from the hot one, so that each counts once while archiver, ingestion and boundary move. Aggregates, order, pages
 * and limits come out as if there were one table.
 *
 * <p>If the hot tier holds nothing as old as the boundary, having been trimmed or made anew, the boundary follows to the
 * oldest arrival that it holds, and {@link AnswerFacts#gaps} says so.
 */
public final class TieredCallAnalytics {

    private TieredCallAnalytics() {}

    /**
     * Asks two tiers as one. Engines and executor stay the caller's to close.
     *
     * @param hot the hot tier
     * @param cold the cold tier
     * @param boundary what splits them
     * @param settings how
     * @param executor runs the question to the cold tier while the caller's thread asks the hot one
     * @param clock for what is believed for a while
     */
    public static CallAnalytics over(
            QueryEngine hot,
            QueryEngine cold,
            TimeBoundary boundary,
            TieredSettings settings,
            Executor executor,
            Clock clock) {
        return new SqlCallAnalytics(
                TwoTiers.of(hot, cold, boundary, settings, executor, clock), QueryOptions.standard());
    }
}
