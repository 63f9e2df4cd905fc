package io.github.calllake.query;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.QueryOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Both tiers as one, done wrongly: what a test of the boundary must find. */
public final class BrokenTiers {

    private BrokenTiers() {}

    /** Each tier has a boundary of its own: what lies between the two is counted twice, or not at all. */
    public static CallAnalytics eachItsOwnBoundary(
            QueryEngine hot, TimeBoundary hotBoundary, QueryEngine cold, TimeBoundary coldBoundary, Executor executor) {
        Tiers tiers = options -> {
            Optional<Instant> from = hotBoundary.read();
            Optional<Instant> before = coldBoundary.read();
            List<Slice> slices = from.isEmpty() || before.isEmpty()
                    ? List.of(Slice.whole(hot))
                    : List.of(
                            new Slice(cold, Optional.empty(), before, Optional.empty()),
                            new Slice(hot, from, Optional.empty(), from.map(at -> at.minus(Duration.ofDays(1)))));
            return new Reading(
                    slices, slices.size() > 1 ? before : Optional.empty(), false, executor, options, List.of());
        };
        return new SqlCallAnalytics(tiers, QueryOptions.standard());
    }
}
