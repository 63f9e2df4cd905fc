package io.github.calllake.query;

import io.github.calllake.engine.RowView;
import java.time.LocalDateTime;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Some columns of a record as a row.
 *
 * @param columns in the order in which they are counted
 */
record RecordView(Record row, List<Field<?>> columns) implements RowView {

    @Override
    public @Nullable String text(int column) {
        return (String) row.get(columns.get(column));
    }

    @Override
    public @Nullable Long bigint(int column) {
        return (Long) row.get(columns.get(column));
    }

    @Override
    public @Nullable Double number(int column) {
        return (Double) row.get(columns.get(column));
    }

    @Override
    public @Nullable LocalDateTime time(int column) {
        return (LocalDateTime) row.get(columns.get(column));
    }

    @Override
    public @Nullable Object value(int column) {
        return row.get(columns.get(column));
    }
}
