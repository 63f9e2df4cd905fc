package io.github.calllake.query;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a question gives, read from the tiers as it is asked for, in memory that does not grow with it. To be closed; closing
 * it early ends the queries. For one thread.
 *
 * @param <T> what an item is
 */
public final class AnswerStream<T> implements Iterator<T>, AutoCloseable {

    private final Iterator<T> items;
    private final Runnable close;
    private final Supplier<AnswerFacts> facts;
    private boolean closed;

    private AnswerStream(Iterator<T> items, Runnable close, Supplier<AnswerFacts> facts) {
        this.items = items;
        this.close = close;
        this.facts = facts;
    }

    AnswerStream(MergedRows<T> rows, Supplier<AnswerFacts> facts) {
        this(rows, rows::close, facts);
    }

    /**
     * Whether there is another item; waits for it.
     *
     * @throws IllegalStateException if this has been closed
     * @throws io.github.calllake.engine.QueryException when a tier does not give it
     */
    @Override
    public boolean hasNext() {
        requireOpen();
        return items.hasNext();
    }

    /**
     * The next item.
     *
     * @throws IllegalStateException if this has been closed
     * @throws NoSuchElementException if there is none
     * @throws io.github.calllake.engine.QueryException when a tier does not give it
     */
    @Override
    public T next() {
        requireOpen();
        return items.next();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("This answer's stream has been closed");
        }
    }

    /** The items that are left. Closing the stream closes this. */
    public Stream<T> stream() {
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .onClose(this::close);
    }

    /** Which tiers were asked, and what that has taken so far. */
    public AnswerFacts facts() {
        return facts.get();
    }

    @Override
    public void close() {
        closed = true;
        close.run();
    }

    /** What the rows hold, row after row. */
    static <R> AnswerStream<R> flat(AnswerStream<List<R>> rows) {
        Iterator<R> flat = new Iterator<>() {
            private Iterator<R> row = Collections.emptyIterator();

            @Override
            public boolean hasNext() {
                while (!row.hasNext() && rows.hasNext()) {
                    row = rows.next().iterator();
                }
                return row.hasNext();
            }

            @Override
            public R next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return row.next();
            }
        };
        return new AnswerStream<>(flat, rows.close, rows.facts);
    }

    /** The items for which something holds. */
    AnswerStream<T> only(Predicate<? super T> wanted) {
        Iterator<T> some = new Iterator<>() {
            private @Nullable T next;

            @Override
            public boolean hasNext() {
                while (next == null && items.hasNext()) {
                    T item = items.next();
                    next = wanted.test(item) ? item : null;
                }
                return next != null;
            }

            @Override
            public T next() {
                T item = hasNext() ? next : null;
                if (item == null) {
                    throw new NoSuchElementException();
                }
                next = null;
                return item;
            }
        };
        return new AnswerStream<>(some, close, facts);
    }

    <R> AnswerStream<R> map(OptionalInt limit, Function<? super T, ? extends R> item) {
        Iterator<R> mapped = new Iterator<>() {
            private int given;

            @Override
            public boolean hasNext() {
                return given < limit.orElse(Integer.MAX_VALUE) && items.hasNext();
            }

            @Override
            public R next() {
                R next = item.apply(items.next());
                given++;
                return next;
            }
        };
        return new AnswerStream<>(mapped, close, facts);
    }
}
