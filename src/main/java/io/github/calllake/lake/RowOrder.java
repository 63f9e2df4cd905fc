package io.github.calllake.lake;

import io.github.calllake.schema.EventRow;
import io.github.calllake.schema.EventTable;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The order of rows in a file: by call, then by event time, then as the stream had them. */
final class RowOrder {

    /** Sequence numbers are decimal text without leading zeros. */
    private static final Comparator<String> DECIMAL =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    private RowOrder() {}

    static Comparator<EventRow> of(EventTable table) {
        return by(table, "call_id", Comparator.<String>naturalOrder())
                .thenComparing(EventRow::eventTime)
                .thenComparing(by(table, "shard_id", Comparator.<String>naturalOrder()))
                .thenComparing(by(table, "sequence_number", DECIMAL))
                .thenComparing(by(table, "subsequence_number", Comparator.<Long>naturalOrder()));
    }

    /** By the values of a column, rows without one last; a table that does not have the column leaves the order. */
    private static <T> Comparator<EventRow> by(EventTable table, String column, Comparator<T> order) {
        List<String> names =
                table.columns().stream().map(EventTable.Column::name).toList();
        int index = names.indexOf(column);
        if (index < 0) {
            return (unusedOne, unusedOther) -> 0;
        }
        Comparator<@Nullable T> nullsLast = Comparator.nullsLast(order);
        return (one, other) -> nullsLast.compare(value(one, index), value(other, index));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // What a column holds is ColumnType's promise.
    private static <T> @Nullable T value(EventRow row, int index) {
        return (T) row.values().get(index);
    }
}
