package io.github.calllake.engine;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
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
    public @Nullable Integer integer(int column) {
        return (Integer) values[column];
    }

    @Override
    public @Nullable Boolean truth(int column) {
        return (Boolean) values[column];
    }

    @Override
    public @Nullable Instant time(int column) {
        LocalDateTime time = (LocalDateTime) values[column];
        return time == null ? null : time.toInstant(ZoneOffset.UTC);
    }

    @Override
    public @Nullable Object value(int column) {
        return values[column];
    }
}
