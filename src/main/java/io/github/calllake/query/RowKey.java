package io.github.calllake.query;

import io.github.calllake.engine.RowView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * By what rows of a flat view are sorted: event time, then the record, then the place in the record. The same order in SQL
 * and in Java, so that the rows of two tiers can be merged: sequence numbers are decimal text, compared by length first.
 *
 * @param eventTime UTC milliseconds
 * @param sequenceNumber empty where a file that others wrote has none
 * @param shardId likewise
 * @param subsequenceNumber the place in a KPL aggregate
 * @param place the element's place in its event; -1 where there is none
 */
record RowKey(Instant eventTime, String sequenceNumber, String shardId, long subsequenceNumber, long place)
        implements Comparable<RowKey> {

    private static final int PARTS = 5;
    private static final Comparator<RowKey> ORDER = Comparator.comparing(RowKey::eventTime)
            .thenComparing(key -> key.sequenceNumber().length())
            .thenComparing(RowKey::sequenceNumber)
            .thenComparing(RowKey::shardId)
            .thenComparing(RowKey::subsequenceNumber)
            .thenComparing(RowKey::place);

    @Override
    public int compareTo(RowKey other) {
        return ORDER.compare(this, other);
    }

    /** The columns of a view that the key is read from. */
    static List<Field<?>> columns(FlatTable view) {
        List<Field<?>> columns = new ArrayList<>(List.of(
                view.time("event_time"),
                view.text("sequence_number"),
                view.text("shard_id"),
                view.field("subsequence_number", Long.class)));
        view.view().place().ifPresent(place -> columns.add(view.field(place, Integer.class)));
        return columns;
    }

    /** What to order by, none of it NULL. */
    static List<Field<?>> order(FlatTable view) {
        Field<String> sequence = DSL.coalesce(view.text("sequence_number"), DSL.inline(""));
        List<Field<?>> order = new ArrayList<>(List.of(
                view.time("event_time"),
                DSL.length(sequence),
                sequence,
                DSL.coalesce(view.text("shard_id"), DSL.inline("")),
                DSL.coalesce(view.field("subsequence_number", Long.class), DSL.inline(0L))));
        view.view()
                .place()
                .ifPresent(place -> order.add(DSL.coalesce(view.field(place, Integer.class), DSL.inline(-1))));
        return order;
    }

    /**
     * What reads the key of a row.
     *
     * @param selected the columns of the row, with those of the key among them
     */
    static Function<RowView, RowKey> reader(FlatTable view, List<Field<?>> selected) {
        int[] at = columns(view).stream().mapToInt(selected::indexOf).toArray();
        return row -> new RowKey(
                Times.required(row.time(at[0])),
                Objects.requireNonNullElse(row.text(at[1]), ""),
                Objects.requireNonNullElse(row.text(at[2]), ""),
                Objects.requireNonNullElse(row.bigint(at[3]), 0L),
                at.length == PARTS ? Objects.requireNonNullElse(row.integer(at[4]), -1) : -1);
    }

    static RowKey of(FlatTable view, Record row) {
        Optional<Integer> place = view.view().place().map(column -> row.get(view.field(column, Integer.class)));
        return new RowKey(
                Times.instant(row.get(view.time("event_time"))).orElseThrow(),
                Optional.ofNullable(row.get(view.text("sequence_number"))).orElse(""),
                Optional.ofNullable(row.get(view.text("shard_id"))).orElse(""),
                Optional.ofNullable(row.get(view.field("subsequence_number", Long.class)))
                        .orElse(0L),
                place.orElse(-1));
    }

    /** The rows that sort behind the key. Redshift has no row constructors, so the comparison is spelt out. */
    Condition before(FlatTable view) {
        List<Field<?>> order = order(view);
        List<Object> values = List.of(
                Times.utc(eventTime), sequenceNumber.length(), sequenceNumber, shardId, subsequenceNumber, (int) place);
        Condition behind = DSL.falseCondition();
        for (int i = order.size() - 1; i >= 0; i--) {
            behind = greater(order.get(i), values.get(i))
                    .or(equal(order.get(i), values.get(i)).and(behind));
        }
        return behind;
    }

    @SuppressWarnings("unchecked") // The value is of the field's type: both lists are in one order.
    private static Condition greater(Field<?> field, Object value) {
        return ((Field<Object>) field).gt(DSL.inline(value));
    }

    @SuppressWarnings("unchecked") // As above.
    private static Condition equal(Field<?> field, Object value) {
        return ((Field<Object>) field).eq(DSL.inline(value));
    }

    Cursor cursor(String question) {
        return Cursor.of(
                question,
                List.of(
                        Long.toString(eventTime.toEpochMilli()),
                        sequenceNumber,
                        shardId,
                        Long.toString(subsequenceNumber),
                        Long.toString(place)));
    }

    static RowKey of(String question, Cursor cursor) {
        List<String> key = cursor.keyOf(question, PARTS);
        try {
            return new RowKey(
                    Instant.ofEpochMilli(Long.parseLong(key.get(0))),
                    Texts.requireStorable(key.get(1), "cursor"),
                    Texts.requireStorable(key.get(2), "cursor"),
                    Long.parseLong(key.get(3)),
                    Long.parseLong(key.get(4)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("The cursor is broken", e);
        }
    }
}
