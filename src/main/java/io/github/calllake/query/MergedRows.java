package io.github.calllake.query;

import io.github.calllake.engine.QueryRows;
import io.github.calllake.engine.QueryStats;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Several sorted answers as one. Holds one row of each. */
final class MergedRows<P> implements Iterator<P>, AutoCloseable {

    private final Comparator<? super P> order;
    private final List<Source<P>> sources = new ArrayList<>();

    MergedRows(Comparator<? super P> order) {
        this.order = order;
    }

    private static final class Source<P> {
        private final QueryRows<? extends Record> rows;
        private final Iterator<? extends P> items;
        private @Nullable P head;

        Source(QueryRows<? extends Record> rows, Iterator<? extends P> items) {
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
        sources.add(new Source<>(rows, items));
    }

    @Override
    public boolean hasNext() {
        return first() != null;
    }

    @Override
    public P next() {
        Source<P> first = first();
        P item = first == null ? null : first.peek();
        if (first == null || item == null) {
            throw new NoSuchElementException();
        }
        first.head = null;
        return item;
    }

    private @Nullable Source<P> first() {
        Source<P> best = null;
        P least = null;
        for (Source<P> source : sources) {
            P head = source.peek();
            if (head != null && (least == null || order.compare(head, least) < 0)) {
                best = source;
                least = head;
            }
        }
        return best;
    }

    List<QueryStats> stats() {
        return sources.stream().map(source -> source.rows.stats()).toList();
    }

    /** How many answers there are. */
    int size() {
        return sources.size();
    }

    /** Closes every answer, also when closing one fails. */
    @Override
    public void close() {
        closeFrom(0);
    }

    /** Closes the answers from one on and forgets them. */
    void dropFrom(int first) {
        closeFrom(first);
        sources.subList(first, sources.size()).clear();
    }

    private void closeFrom(int first) {
        RuntimeException failure = null;
        for (Source<P> source : sources.subList(first, sources.size())) {
            try {
                source.rows.close();
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
