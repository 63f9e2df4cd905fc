package io.github.calllake.query;

import io.github.calllake.engine.RowView;
import io.github.calllake.schema.FlatView;
import io.github.calllake.schema.FlatViews;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectLimitStep;
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

    /**
     * The same, of whose rows no records are made where nothing but their values is wanted.
     *
     * @param item makes an item of a row that has these columns, in this order
     */
    static <T> Listing<T> ofViews(String question, String view, List<Field<?>> columns, Function<RowView, T> item) {
        return of(question, view, columns, row -> item.apply(new RecordView(row, columns)));
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

    AnswerStream<T> stream(Reading reading, CallFilter filter) {
        return stream(reading, filter, List.of(this));
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
        requireNoCursor(filter);
        List<Reading.Part<Row<T>>> parts = listings.stream()
                .map(listing -> listing.part(filter, Optional.empty()))
                .toList();
        AnswerStream<Row<T>> rows = reading.merge(parts, Comparator.comparing(Row::key));
        return rows.map(filter.limit(), Row::item);
    }

    /**
     * The same of one view, of one tier and without a limit: the engine has sorted it, and nothing needs a row's key.
     *
     * @param selected the columns, in the order in which {@code reader} counts them
     */
    AnswerStream<T> streamAsSorted(
            Reading reading, CallFilter filter, List<Field<?>> selected, Function<RowView, T> reader) {
        Optional<RowKey> after = filter.after().map(cursor -> RowKey.of(question, cursor));
        return reading.mergeViews(
                List.of(new Reading.Views<>(slice -> select(slice, filter, after, selected), reader)),
                (one, other) -> 0);
    }

    /**
     * The rows of several views by time, read as they are asked for, of one tier and without a limit: the engine has sorted
     * each view, and nothing needs a row's key. What has the same time comes view by view.
     *
     * @param columns those of each listing
     * @param items makes an item of a row of each
     * @param time an item's event time
     */
    static <T> AnswerStream<T> streamByTime(
            Reading reading,
            CallFilter filter,
            List<Listing<T>> listings,
            List<List<Field<?>>> columns,
            List<Function<RowView, T>> items,
            Function<T, Instant> time) {
        requireNoCursor(filter);
        return reading.mergeViews(
                IntStream.range(0, listings.size())
                        .<Reading.Views<T>>mapToObj(i -> new Reading.Views<>(
                                slice -> listings.get(i).select(slice, filter, Optional.empty(), columns.get(i)),
                                items.get(i)))
                        .toList(),
                Comparator.comparing(time));
    }

    /** No stream gives one, so that it can only be another question's. */
    static void requireNoCursor(CallFilter filter) {
        if (filter.after().isPresent()) {
            throw new IllegalArgumentException(
                    "A stream is read from its start and takes no cursor: ask for a later time,"
                            + " or a question whose answer comes in pages");
        }
    }

    private SelectLimitStep<? extends Record> select(
            Slice slice, CallFilter filter, Optional<RowKey> after, Collection<Field<?>> selected) {
        FlatTable table = FlatTable.of(view);
        Set<Field<?>> read = new LinkedHashSet<>(selected);
        read.addAll(RowKey.columns(table));
        Condition behind = after.map(key -> key.before(table)).orElse(DSL.noCondition());
        return slice.engine()
                .sql()
                .select(selected)
                .from(EventRows.of(slice, view, filter).onceBy(sameBy).table(read, condition))
                .where(behind)
                .orderBy(RowKey.order(table));
    }

    /** One row more than asked for says whether there are more. */
    private Reading.Part<Row<T>> part(CallFilter filter, Optional<RowKey> after) {
        FlatTable table = FlatTable.of(view);
        Set<Field<?>> selected = new LinkedHashSet<>(RowKey.columns(table));
        selected.addAll(columns);
        return new Reading.Part<>() {
            @Override
            public Select<? extends Record> query(Slice slice) {
                var ordered = select(slice, filter, after, selected);
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
