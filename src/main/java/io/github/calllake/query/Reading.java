package io.github.calllake.query;

import io.github.calllake.engine.QueryException;
import io.github.calllake.engine.Tier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.jooq.Record;
import org.jooq.Select;

/**
 * One question on its way: which slices it reads, and what came of it. Slices are asked side by side, the last one by the
 * caller's thread. Used by one caller; not thread-safe beyond that.
 */
final class Reading {

    private final List<Slice> slices;
    private final Optional<Instant> boundary;
    private final boolean partialAllowed;
    private final Executor executor;
    private final Map<Tier, Long> rows;
    private final List<AnswerFacts.Gap> gaps;

    /**
     * @param slices what to read, none twice
     * @param boundary the arrival that splits the slices, if there are two
     * @param partialAllowed whether a slice that fails becomes a gap
     * @param executor runs the slices but the last
     */
    Reading(List<Slice> slices, Optional<Instant> boundary, boolean partialAllowed, Executor executor) {
        this.slices = List.copyOf(slices);
        this.boundary = boundary;
        this.partialAllowed = partialAllowed;
        this.executor = executor;
        this.rows = new EnumMap<>(Tier.class);
        this.gaps = new ArrayList<>();
    }

    private Reading(Reading whole, List<Slice> slices) {
        this.slices = List.copyOf(slices);
        this.boundary = whole.boundary;
        this.partialAllowed = whole.partialAllowed;
        this.executor = whole.executor;
        this.rows = whole.rows;
        this.gaps = whole.gaps;
    }

    List<Slice> slices() {
        return slices;
    }

    /** The same question's last slice alone; what is read counts for this one too. */
    Reading last() {
        return new Reading(this, slices.subList(slices.size() - 1, slices.size()));
    }

    /** The same question's other slices alone, likewise. */
    Reading allButLast() {
        return new Reading(this, slices.subList(0, slices.size() - 1));
    }

    /** What asks one slice. */
    interface Part<P> {
        Select<? extends Record> query(Slice slice);

        P read(Record row);
    }

    /** The rows of every slice, slice after slice. */
    <P> List<P> gather(Part<P> part) {
        List<FutureTask<List<P>>> tasks = slices.stream()
                .map(slice -> new FutureTask<List<P>>((Callable<List<P>>) () -> rows(slice, part)))
                .toList();
        tasks.subList(0, tasks.size() - 1).forEach(executor::execute);
        tasks.get(tasks.size() - 1).run();
        List<P> all = new ArrayList<>();
        try {
            for (int i = 0; i < tasks.size(); i++) {
                all.addAll(resultOf(tasks.get(i), slices.get(i)));
            }
        } finally {
            tasks.forEach(task -> task.cancel(true));
        }
        return all;
    }

    private static <P> List<P> rows(Slice slice, Part<P> part) {
        try (Stream<? extends Record> records = slice.engine().stream(part.query(slice))) {
            return records.map(part::read).toList();
        }
    }

    private <P> List<P> resultOf(FutureTask<List<P>> task, Slice slice) {
        try {
            List<P> result = task.get();
            read(slice, result.size());
            return result;
        } catch (ExecutionException e) {
            return missing(slice, Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueryException(slice.engine().tier(), "waiting for the answer was interrupted", e);
        }
    }

    private <P> List<P> missing(Slice slice, Throwable failure) {
        if (failure instanceof QueryException refused && partialAllowed) {
            gaps.add(new AnswerFacts.Gap(
                    slice.engine().tier(),
                    slice.arrivedFrom(),
                    slice.arrivedBefore(),
                    String.valueOf(refused.getMessage())));
            return List.of();
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException("Asking a tier failed", failure);
    }

    private void read(Slice slice, long count) {
        rows.merge(slice.engine().tier(), count, Long::sum);
    }

    /** What has been asked so far. */
    AnswerFacts facts() {
        List<AnswerFacts.TierFacts> tiers = slices.stream()
                .map(slice -> slice.engine().tier())
                .distinct()
                .filter(rows::containsKey)
                .map(tier -> new AnswerFacts.TierFacts(tier, rows.getOrDefault(tier, 0L)))
                .toList();
        return new AnswerFacts(tiers, boundary, gaps);
    }

    /** An answer with all its items. */
    <T> Answer<T> answer(List<T> items) {
        return new Answer<>(items, Optional.empty(), facts());
    }
}
