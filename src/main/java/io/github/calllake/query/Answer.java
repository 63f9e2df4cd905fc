package io.github.calllake.query;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a question gave: its items in their order, and where they come from. Immutable.
 *
 * @param items the items; never null, perhaps empty
 * @param next the cursor for {@link CallFilter#withAfter}; empty if there are no more items, or no limit was set
 * @param facts which tiers were asked, and what that took
 * @param <T> what an item is
 */
public record Answer<T>(List<T> items, Optional<Cursor> next, AnswerFacts facts) implements Iterable<T> {
    public Answer {
        items = List.copyOf(items);
    }

    /**
     * The first of all items, and where the others begin.
     *
     * @param sorted all items that there are, or one more than the limit
     * @param cursor the cursor behind an item
     * @param item what the caller gets of it
     */
    static <S, T> Answer<T> page(
            List<S> sorted,
            OptionalInt limit,
            Function<? super S, Cursor> cursor,
            Function<? super S, ? extends T> item,
            AnswerFacts facts) {
        List<S> page = sorted.subList(0, Math.min(limit.orElse(Integer.MAX_VALUE), sorted.size()));
        Optional<Cursor> next =
                sorted.size() > page.size() ? Optional.of(cursor.apply(page.get(page.size() - 1))) : Optional.empty();
        return new Answer<>(page.stream().<T>map(item).toList(), next, facts);
    }

    /** What the rows hold, row after row. */
    static <T> Answer<T> flat(Answer<List<T>> rows) {
        return new Answer<>(rows.stream().flatMap(List::stream).toList(), rows.next(), rows.facts());
    }

    @Override
    public Iterator<T> iterator() {
        return items.iterator();
    }

    /** The items as a stream. */
    public Stream<T> stream() {
        return items.stream();
    }

    /** The first item, if there is one. */
    public Optional<T> first() {
        return items.stream().findFirst();
    }

    /** Without the items, which are call content. */
    @Override
    public String toString() {
        return "Answer[" + items.size() + " items, " + facts + "]";
    }
}
