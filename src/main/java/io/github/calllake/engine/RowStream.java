package io.github.calllake.engine;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jspecify.annotations.Nullable;

/** Turns a cursor over rows of values into a lazy stream of jOOQ records. */
final class RowStream {

    private RowStream() {}

    /** A cursor: each array has one value a selected field, in order. */
    interface Cursor extends Iterator<@Nullable Object[]>, AutoCloseable {
        @Override
        void close();
    }

    static <R extends Record> Stream<R> of(DSLContext sql, Select<R> query, Cursor cursor) {
        Field<?>[] fields = query.getSelect().toArray(new Field<?>[0]);
        Spliterator<@Nullable Object[]> rows =
                Spliterators.spliteratorUnknownSize(cursor, Spliterator.ORDERED | Spliterator.NONNULL);
        return StreamSupport.stream(rows, false)
                .map(values -> record(sql, query, fields, values))
                .onClose(cursor::close);
    }

    private static <R extends Record> R record(
            DSLContext sql, Select<R> query, Field<?>[] fields, @Nullable Object[] values) {
        R record = query.getRecordType().cast(sql.newRecord(fields));
        record.fromArray(values);
        record.changed(false);
        return record;
    }
}
