package io.github.calllake.engine;

import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/** A row whose values have been read, each of its field's type. */
@SuppressWarnings("ArrayRecordComponent") // Handed on at once and compared by nobody.
record ReadValues(@Nullable Object[] values) implements RowView {

    @Override
    public @Nullable String text(int column) {
        return (String) values[column];
    }

    @Override
    public @Nullable Long bigint(int column) {
        return (Long) values[column];
    }

    @Override
    public @Nullable Double number(int column) {
        return (Double) values[column];
    }

    @Override
    public @Nullable LocalDateTime time(int column) {
        return (LocalDateTime) values[column];
    }

    @Override
    public @Nullable Object value(int column) {
        return values[column];
    }
}
