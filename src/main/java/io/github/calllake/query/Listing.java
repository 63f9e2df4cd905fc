package io.github.calllake.query;

import io.github.calllake.schema.FlatView;
import io.github.calllake.schema.FlatViews;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;

/**
 * A question whose items are rows of one flat view in the order of {@link RowKey}, page by page.
 *
 * @param question its name, which a cursor carries
 * @param view the flat view
 * @param columns the columns that {@code item} reads
 * @param condition which rows, beside the filter
 * @param sameBy text columns in which rows are alike that count once; empty for those of the same event
 * @param item makes an item of a row
 */
record Listing<T>(
        String question,
        FlatView view,
        Set<Field<?>> columns,
        Condition condition,
        List<String> sameBy,
        Function<Record, T> item) {

    /** All rows of a view, with every column that is named. */
    static <T> Listing<T> of(String question, String view, List<Field<?>> columns, Function<Record, T> item) {
        return new Listing<>(
                question, FlatViews.of(view), new LinkedHashSet<>(columns), DSL.noCondition(), List.of(), item);
    }

    Listing<T> where(Condition wanted) {
        return new Listing<>(question, view, columns, condition.and(wanted), sameBy, item);
    }

    Listing<T> onceBy(String... names) {
        return new Listing<>(question, view, columns, condition, List.of(names), item);
    }

    private record Row<T>(RowKey key, T item) {}

    Answer<T> ask(Reading reading, CallFilter filter) {
        return ask(reading, filter, List.of(this));
    }

    /** The rows of several views in one order, as one question: its name is the first listing's. */
    static <T> Answer<T> ask(Reading reading, CallFilter filter, List<Listing<T>> listings) {
        String question = listings.get(0).question;
        Optional<RowKey> after = filter.after().map(cursor -> RowKey.of(question, cursor));
        List<Row<T>> rows = listings.stream()
                .flatMap(listing -> reading.gather(listing.part(filter, after)).stream())
                .sorted(Comparator.comparing(Row::key))
                .toList();
        return Answer.page(rows, filter.limit(), row -> row.key().cursor(question), Row::item, reading.facts());
    }

    /** The same, read as it is asked for. */
    static <T> AnswerStream<T> stream(Reading reading, CallFilter filter, List<Listing<T>> listings) {
        String question = listings.get(0).question;
        Optional<RowKey> after = filter.after().map(cursor -> RowKey.of(question, cursor));
        List<Reading.Part<Row<T>>> parts =
                listings.stream().map(listing -> listing.part(filter, after)).toList();
        AnswerStream<Row<T>> rows = reading.merge(parts, Comparator.comparing(Row::key));
        return rows.map(filter.limit(), Row::item);
    }

    /** One row more than asked for says whether there are more. */
    private Reading.Part<Row<T>> part(CallFilter filter, Optional<RowKey> after) {
        FlatTable table = FlatTable.of(view);
        Set<Field<?>> selected = new LinkedHashSet<>(RowKey.columns(table));
        selected.addAll(columns);
        return new Reading.Part<>() {
            @Override
            public Select<? extends Record> query(Slice slice) {
                EventRows rows = EventRows.of(slice, view, filter).onceBy(sameBy);
                Condition behind = after.map(key -> key.before(table)).orElse(DSL.noCondition());
                var ordered = slice.engine()
                        .sql()
                        .select(selected)
                        .from(rows.table(selected, condition))
                        .where(behind)
                        .orderBy(RowKey.order(table));
                return filter.limit().isPresent()
                        ? ordered.limit(DSL.inline(filter.limit().getAsInt() + 1L))
                        : ordered;
            }

            @Override
            public Row<T> read(Record row) {
                return new Row<>(RowKey.of(table, row), item.apply(row));
            }
        };
    }
}
