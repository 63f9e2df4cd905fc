package io.github.calllake.operations;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.query.RecordCounts;
import io.github.calllake.stream.DirectStream;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Holds one day of stream, hot tier, lake and failed events against each other: by shard, detail type and hour of arrival, and where the counts
 * differ record by record. Each difference has a cause. It changes nothing.
 *
 * <p>A day may hold a hundred million records: the tiers count by themselves, the stream is read once, and only hours that differ are named record by
 * record. While records still arrive, what arrives between two of the questions is a difference too, and explained as one. For one thread.
 */
public final class Reconcile {
    private final HotTier hotTier;
    private final RecordCounts hot;
    private final RecordCounts cold;
    private final Lake lake;
    private final Optional<DirectStream> stream;
    private final Consumer<String> progress;
    private final int mostNames;

    /**
     * Of a hot tier and a lake that are filled by the same stream.
     *
     * @param stream the stream, as far as it still holds the day; empty to do without. Stays open
     * @param progress told what has been done
     */
    public Reconcile(
            HotTier hotTier,
            QueryEngine hot,
            QueryEngine cold,
            Lake lake,
            Optional<DirectStream> stream,
            Consumer<String> progress) {
        this(hotTier, hot, cold, lake, stream, progress, DayExplanation.MOST_NAMES);
    }

    /** @param mostNames an hour of a shard and a type that has more records is not explained record by record */
    Reconcile(
            HotTier hotTier,
            QueryEngine hot,
            QueryEngine cold,
            Lake lake,
            Optional<DirectStream> stream,
            Consumer<String> progress,
            int mostNames) {
        this.hotTier = hotTier;
        this.hot = new RecordCounts(hot);
        this.cold = new RecordCounts(cold);
        this.lake = lake;
        this.stream = stream;
        this.progress = progress;
        this.mostNames = mostNames;
    }

    /**
     * Looks.
     *
     * @param day by arrival, in UTC
     * @throws io.github.calllake.engine.QueryException if a tier does not answer
     * @throws io.github.calllake.lake.LakeException if the lake cannot be read
     * @throws io.github.calllake.stream.StreamException if the stream cannot be read
     */
    public Reconciliation of(LocalDate day) {
        DayFacts facts = new DayFacts(day, hotTier, hot, cold, lake, stream, progress);
        return new DayExplanation(facts, mostNames).reconcile();
    }
}
