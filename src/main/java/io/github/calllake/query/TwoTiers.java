package io.github.calllake.query;

import io.github.calllake.CallLakeException;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.QueryException;
import io.github.calllake.engine.QueryOptions;
import io.github.calllake.engine.Tier;
import io.github.calllake.query.AnswerFacts.Gap;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The cold tier for what arrived before the boundary, the hot tier from it on. The boundary is read once for a question.
 *
 * @param history the oldest arrival that the hot tier holds
 */
record TwoTiers(
        QueryEngine hot,
        QueryEngine cold,
        TimeBoundary boundary,
        HotHistory history,
        TieredSettings settings,
        Executor executor)
        implements Tiers {

    /** Asks the hot tier itself for the oldest arrival that it holds. */
    static TwoTiers of(
            QueryEngine hot,
            QueryEngine cold,
            TimeBoundary boundary,
            TieredSettings settings,
            Executor executor,
            Clock clock) {
        HotHistory history = new HotHistory(hot, settings.historyCheckEvery(), clock);
        return new TwoTiers(hot, cold, boundary, history, settings, executor);
    }

    @Override
    public Reading read(QueryOptions options) {
        Optional<Instant> archived;
        try {
            archived = boundary.read().map(instant -> instant.truncatedTo(ChronoUnit.MILLIS));
        } catch (CallLakeException e) {
            return withoutBoundary(e, options);
        }
        if (archived.isEmpty()) {
            return reading(List.of(Slice.whole(hot)), Optional.empty(), List.of(), options);
        }
        Instant split = archived.get();
        Optional<Instant> oldest = oldestArrival(split);
        List<Gap> gaps = List.of();
        if (oldest.isEmpty() || oldest.get().isAfter(split)) {
            // What the hot tier does not hold can only be in the cold one, as far as it is archived by now.
            gaps = List.of(
                    new Gap(
                            Tier.HOT,
                            Optional.of(split),
                            oldest,
                            "the hot tier holds nothing that arrived then; the cold tier was asked for it and may not have all"));
            if (oldest.isEmpty()) {
                return reading(List.of(Slice.whole(cold)), Optional.empty(), gaps, options);
            }
            split = oldest.get();
        }
        Slice before = new Slice(cold, Optional.empty(), Optional.of(split), Optional.empty());
        Slice after = new Slice(
                hot, Optional.of(split), Optional.empty(), Optional.of(split.minus(settings.duplicateLookBack())));
        return reading(List.of(before, after), Optional.of(split), gaps, options);
    }

    /** The lake does not say where its records end: the hot tier's part is all that there is. */
    private Reading withoutBoundary(CallLakeException failure, QueryOptions options) {
        if (!settings.partialAllowed()) {
            throw failure;
        }
        Gap gap = new Gap(
                Tier.COLD,
                Optional.empty(),
                history.oldestArrival(),
                "the lake does not say up to where it is archived: " + failure.getMessage());
        return reading(List.of(Slice.whole(hot)), Optional.empty(), List.of(gap), options);
    }

    /** A hot tier that does not answer is found out, and told as a gap, when it is asked for its part. */
    private Optional<Instant> oldestArrival(Instant split) {
        try {
            return history.oldestArrival();
        } catch (QueryException e) {
            if (!settings.partialAllowed()) {
                throw e;
            }
            return Optional.of(split);
        }
    }

    @Override
    public Reading readCold(QueryOptions options) {
        return reading(List.of(Slice.whole(cold)), Optional.empty(), List.of(), options);
    }

    private Reading reading(List<Slice> slices, Optional<Instant> split, List<Gap> gaps, QueryOptions options) {
        return new Reading(slices, split, settings.partialAllowed(), executor, options, gaps);
    }
}
