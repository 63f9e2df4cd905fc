package io.github.calllake.query;

import io.github.calllake.engine.RowView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectLimitStep;
import org.jooq.impl.DSL;

/**
 * A question whose items are rows of one flat view, or of several in one order, which is that of {@link RowKey}: page by page, or as
 * a stream.
 *
 * @param question its name, which a cursor carries
 * @param sources where the rows come from, one or more, with columns that are alike in number and type
 * @param item makes an item of a row that has these columns, in this order
 */
record Listing<T>(String question, List<ListedView> sources, Function<RowView, T> item) {

    /** The rows of one view. */
    static <T> Listing<T> of(String question, ListedView source, Function<RowView, T> item) {
        return new Listing<>(question, List.of(source), item);
    }

    private record Row<T>(RowKey key, T item) {}

    Answer<T> ask(Reading reading, CallFilter filter) {
        Optional<RowKey> after = filter.after().map(cursor -> RowKey.of(question, cursor));
        if (isSorted(reading, filter)) {
            return reading.answer(reading.gather(items(filter, after)));
        }
        List<Row<T>> rows = new ArrayList<>(reading.gather(rows(filter, after)));
        rows.sort(Comparator.comparing(Row::key));
        return Answer.page(rows, filter.limit(), row -> row.key().cursor(question), Row::item, reading.facts());
    }

    /** The same, read as it is asked for. */
    AnswerStream<T> stream(Reading reading, CallFilter filter) {
        requireNoCursor(filter);
        return isSorted(reading, filter)
                ? reading.merge(items(filter, Optional.empty()), (one, other) -> 0)
                : reading.merge(rows(filter, Optional.empty()), Comparator.comparing(Row::key))
                        .map(filter.limit(), Row::item);
    }

    /** No stream gives one, so that it can only be another question's. */
    static void requireNoCursor(CallFilter filter) {
        if (filter.after().isPresent()) {
            throw new IllegalArgumentException(
                    "A stream is read from its start and takes no cursor: ask for a later time,"
                            + " or a question whose answer comes in pages");
        }
    }

    /** One engine has sorted all, and no cursor is wanted: nobody needs a row's key. */
    private static boolean isSorted(Reading reading, CallFilter filter) {
        return reading.slices().size() == 1 && filter.limit().isEmpty();
    }

    private Reading.Part<T> items(CallFilter filter, Optional<RowKey> after) {
        return new Reading.ViewPart<>(
                slice -> select(slice, filter, after, sources.get(0).names()), item);
    }

    /** One row more than asked for says whether there are more. */
    private Reading.Part<Row<T>> rows(CallFilter filter, Optional<RowKey> after) {
        List<Field<?>> selected = sources.get(0).names(key());
        Function<RowView, RowKey> key = RowKey.reader(key(), selected);
        return new Reading.ViewPart<>(
                slice -> {
                    var ordered = select(slice, filter, after, selected);
                    return filter.limit().isPresent()
                            ? ordered.limit(DSL.inline(filter.limit().getAsInt() + 1L))
                            : ordered;
                },
                row -> new Row<>(key.apply(row), item.apply(row)));
    }

    /** The view by whose key all rows are sorted: one whose rows have a place in their events, if there is any. */
    private FlatTable key() {
        return sources.stream()
                .filter(ListedView::hasPlace)
                .findFirst()
                .orElse(sources.get(0))
                .view();
    }

    /** The columns are named as in the first source. */
    private SelectLimitStep<? extends Record> select(
            Slice slice, CallFilter filter, Optional<RowKey> after, List<Field<?>> selected) {
        Condition behind = after.map(key -> key.before(key())).orElse(DSL.noCondition());
        var rows = sources.size() == 1
                ? sources.get(0).rows(slice, filter)
                : together(slice, filter).asTable("listed_rows");
        return slice.engine().sql().select(selected).from(rows).where(behind).orderBy(RowKey.order(key()));
    }

    @SuppressWarnings("unchecked") // The selects of all sources have the same fields.
    private Select<Record> together(Slice slice, CallFilter filter) {
        List<Field<?>> names = sources.get(0).names(key());
        return sources.stream()
                .map(source -> (Select<Record>) source.select(slice, filter, key(), names))
                .reduce(Select::unionAll)
                .orElseThrow();
    }
}
