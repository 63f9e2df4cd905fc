package io.github.calllake.query;

import io.github.calllake.engine.QueryRows;
import io.github.calllake.engine.QueryStats;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Several sorted answers as one. Holds one row of each, and asks none again that has ended. */
final class MergedRows<P> implements Iterator<P>, AutoCloseable {

    private final Comparator<? super P> order;
    private final List<Source<P>> sources = new ArrayList<>();
    /** Those that may have rows left. */
    private final List<Source<P>> live = new ArrayList<>();
    /** The one whose head comes next, once that has been found out. */
    private @Nullable Source<P> first;

    MergedRows(Comparator<? super P> order) {
        this.order = order;
    }

    private static final class Source<P> {
        private final @Nullable QueryRows<? extends Record> rows;
        private final Iterator<? extends P> items;
        private @Nullable P head;

        Source(@Nullable QueryRows<? extends Record> rows, Iterator<? extends P> items) {
            this.rows = rows;
            this.items = items;
        }

        @Nullable
        P peek() {
            if (head == null && items.hasNext()) {
                head = items.next();
            }
            return head;
        }
    }

    /**
     * @param rows an answer, which this closes
     * @param items what its rows are read into, as it goes
     */
    void add(QueryRows<? extends Record> rows, Iterator<? extends P> items) {
        add(new Source<>(rows, items));
    }

    /** What has been read already, in the same order. */
    void add(List<P> items) {
        add(new Source<>(null, items.iterator()));
    }

    private void add(Source<P> source) {
        sources.add(source);
        live.add(source);
    }

    @Override
    public boolean hasNext() {
        return first() != null;
    }

    @Override
    public P next() {
        Source<P> next = first();
        P item = next == null ? null : next.head;
        if (next == null || item == null) {
            throw new NoSuchElementException();
        }
        next.head = null;
        first = null;
        return item;
    }

    private @Nullable Source<P> first() {
        if (first == null) {
            first = least();
        }
        return first;
    }

    private @Nullable Source<P> least() {
        Source<P> best = null;
        P least = null;
        for (int i = 0; i < live.size(); i++) {
            Source<P> source = live.get(i);
            P head = source.peek();
            if (head == null) {
                live.remove(i--);
            } else if (least == null || order.compare(head, least) < 0) {
                best = source;
                least = head;
            }
        }
        return best;
    }

    List<QueryStats> stats() {
        return sources.stream()
                .flatMap(source -> Stream.ofNullable(source.rows))
                .map(QueryRows::stats)
                .toList();
    }

    /** Closes every answer, also when closing one fails. */
    @Override
    public void close() {
        RuntimeException failure = null;
        for (Source<P> source : sources) {
            try {
                if (source.rows != null) {
                    source.rows.close();
                }
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
