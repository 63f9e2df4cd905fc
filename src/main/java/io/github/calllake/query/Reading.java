package io.github.calllake.query;

import io.github.calllake.engine.QueryException;
import io.github.calllake.engine.QueryOptions;
import io.github.calllake.engine.QueryRows;
import io.github.calllake.engine.QueryStats;
import io.github.calllake.engine.RowView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.jooq.Record;
import org.jooq.Select;

/**
 * One question on its way: which slices it reads, and what came of it. Slices are asked side by side, the last one by the
 * caller's thread. Used by one caller; not thread-safe beyond that.
 */
final class Reading {

    private final List<Slice> slices;
    /** Those of the whole question, also where this is a part of it. */
    private final List<Slice> all;

    private final Optional<Instant> boundary;
    private final boolean partialAllowed;
    private final Executor executor;
    private final QueryOptions options;
    private final List<QueryStats> stats;
    private final List<AnswerFacts.Gap> gaps;

    /**
     * @param slices what to read, none twice
     * @param boundary the arrival that splits the slices, if there are two
     * @param partialAllowed whether a slice that fails becomes a gap
     * @param executor runs the slices but the last
     * @param options how each query is run
     * @param gaps parts that are known to be missing before anything is asked
     */
    Reading(
            List<Slice> slices,
            Optional<Instant> boundary,
            boolean partialAllowed,
            Executor executor,
            QueryOptions options,
            List<AnswerFacts.Gap> gaps) {
        this.slices = List.copyOf(slices);
        this.all = this.slices;
        this.boundary = boundary;
        this.partialAllowed = partialAllowed;
        this.executor = executor;
        this.options = options;
        this.stats = new ArrayList<>();
        this.gaps = new ArrayList<>(gaps);
    }

    private Reading(Reading whole, List<Slice> slices) {
        this.slices = List.copyOf(slices);
        this.all = whole.all;
        this.boundary = whole.boundary;
        this.partialAllowed = whole.partialAllowed;
        this.executor = whole.executor;
        this.options = whole.options;
        this.stats = whole.stats;
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

    /** Of what has been read already. */
    <P> AnswerStream<P> stream(List<P> read) {
        MergedRows<P> merged = new MergedRows<>((one, other) -> 0);
        merged.add(read);
        return new AnswerStream<>(merged, this::facts);
    }

    /** What asks one slice. */
    interface Part<P> {
        Select<? extends Record> query(Slice slice);

        /** What is made of the rows, one after the other. */
        Iterator<P> items(QueryRows<? extends Record> rows);
    }

    /** One that reads records, for answers of some hundred rows. */
    interface RecordPart<P> extends Part<P> {
        P read(Record row);

        @Override
        default Iterator<P> items(QueryRows<? extends Record> rows) {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return rows.hasNext();
                }

                @Override
                public P next() {
                    return read(rows.next());
                }
            };
        }
    }

    /**
     * One that reads rows where they lie, for answers of any size.
     *
     * @param reader makes something of a row with the columns that were selected
     */
    record ViewPart<P>(Function<Slice, Select<? extends Record>> question, Function<RowView, P> reader)
            implements Part<P> {
        @Override
        public Select<? extends Record> query(Slice slice) {
            return question.apply(slice);
        }

        @Override
        public Iterator<P> items(QueryRows<? extends Record> rows) {
            return rows.reading(reader);
        }
    }

    /** The rows of every slice, slice after slice. */
    <P> List<P> gather(Part<P> part) {
        List<FutureTask<Gathered<P>>> tasks = slices.stream()
                .map(slice -> new FutureTask<>(() -> rows(slice, part)))
                .toList();
        runSideBySide(tasks);
        List<P> all = new ArrayList<>();
        try {
            for (int i = 0; i < tasks.size(); i++) {
                Optional<Gathered<P>> result = resultOf(tasks.get(i), slices.get(i));
                result.ifPresent(gathered -> {
                    stats.add(gathered.stats());
                    all.addAll(gathered.rows());
                });
            }
        } finally {
            tasks.forEach(task -> task.cancel(true));
        }
        return all;
    }

    /** The last one by the caller's thread. */
    private void runSideBySide(List<? extends Runnable> tasks) {
        tasks.subList(0, tasks.size() - 1).forEach(executor::execute);
        tasks.get(tasks.size() - 1).run();
    }

    private record Gathered<P>(List<P> rows, QueryStats stats) {}

    private <P> Gathered<P> rows(Slice slice, Part<P> part) {
        List<P> parts = new ArrayList<>();
        try (QueryRows<? extends Record> rows = slice.engine().open(part.query(slice), options)) {
            part.items(rows).forEachRemaining(parts::add);
            return new Gathered<>(parts, rows.stats());
        }
    }

    /** Empty if it failed and may be missing. */
    private <R> Optional<R> resultOf(FutureTask<R> task, Slice slice) {
        try {
            return Optional.of(task.get());
        } catch (ExecutionException e) {
            missing(slice, Objects.requireNonNullElse(e.getCause(), e));
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueryException(slice.engine().tier(), "waiting for the answer was interrupted", e);
        }
    }

    private void missing(Slice slice, Throwable failure) {
        if (failure instanceof QueryException refused && partialAllowed) {
            note(new AnswerFacts.Gap(
                    slice.engine().tier(),
                    slice.arrivedFrom(),
                    slice.arrivedBefore(),
                    String.valueOf(refused.getMessage())));
            return;
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException("Asking a tier failed", failure);
    }

    /** Once, however often the slice is asked. */
    private void note(AnswerFacts.Gap gap) {
        boolean known = gaps.stream()
                .anyMatch(each -> each.tier() == gap.tier()
                        && each.arrivedFrom().equals(gap.arrivedFrom())
                        && each.arrivedBefore().equals(gap.arrivedBefore()));
        if (!known) {
            gaps.add(gap);
        }
    }

    /** The rows of every slice in one order, in which each slice gives its own; read as they are asked for. */
    <P> AnswerStream<P> merge(Part<P> part, Comparator<? super P> order) {
        return merge(part, order, List.of());
    }

    /**
     * The same, together with items that have been read already.
     *
     * @param read in that order
     */
    <P> AnswerStream<P> merge(Part<P> part, Comparator<? super P> order, List<P> read) {
        List<Opening> openings = slices.stream()
                .map(slice -> new Opening(() -> slice.engine().open(part.query(slice), options)))
                .toList();
        MergedRows<P> merged = new MergedRows<>(order);
        merged.add(read);
        runSideBySide(openings);
        try {
            for (int i = 0; i < openings.size(); i++) {
                resultOf(openings.get(i), slices.get(i)).ifPresent(rows -> merged.add(rows, part.items(rows)));
            }
        } catch (RuntimeException | Error e) {
            openings.forEach(Opening::abandon);
            throw e;
        }
        return new AnswerStream<>(merged, () -> facts(merged.stats()));
    }

    /** What has been asked so far. */
    AnswerFacts facts() {
        return facts(List.of());
    }

    private AnswerFacts facts(List<QueryStats> underWay) {
        List<QueryStats> all = new ArrayList<>(stats);
        all.addAll(underWay);
        return new AnswerFacts(tierFacts(all), boundary, gaps);
    }

    private List<AnswerFacts.TierFacts> tierFacts(List<QueryStats> queries) {
        return all.stream()
                .map(slice -> slice.engine().tier())
                .distinct()
                .flatMap(tier -> queries.stream()
                        .filter(each -> each.tier() == tier)
                        .map(AnswerFacts.TierFacts::of)
                        .reduce(AnswerFacts.TierFacts::and)
                        .stream())
                .toList();
    }

    /** An answer with all its items. */
    <T> Answer<T> answer(List<T> items) {
        return new Answer<>(items, Optional.empty(), facts());
    }
}
