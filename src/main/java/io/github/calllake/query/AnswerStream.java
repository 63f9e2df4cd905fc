package io.github.calllake.query;

import java.util.Iterator;
import java.util.OptionalInt;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

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
     * @throws io.github.calllake.engine.QueryException when a tier does not give it
     */
    @Override
    public boolean hasNext() {
        return items.hasNext();
    }

    /**
     * The next item.
     *
     * @throws io.github.calllake.engine.QueryException when a tier does not give it
     */
    @Override
    public T next() {
        return items.next();
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
        close.run();
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
