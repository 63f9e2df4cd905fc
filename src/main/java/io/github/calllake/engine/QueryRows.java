package io.github.calllake.engine;

import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jspecify.annotations.Nullable;

/**
 * An answer: rows that are read from the engine as they are asked for, in constant memory, and what the query took. To be
 * closed; closing it early ends the query. For one thread.
 *
 * @param <R> the rows' type
 */
public final class QueryRows<R extends Record> implements Iterator<R>, AutoCloseable {

    private final Iterator<R> source;
    private final Supplier<RowView> views;
    private final LongFunction<QueryStats> stats;
    private final Runnable onClose;
    private long rows;

    private QueryRows(Iterator<R> source, Supplier<RowView> views, LongFunction<QueryStats> stats, Runnable onClose) {
        this.source = source;
        this.views = views;
        this.stats = stats;
        this.onClose = onClose;
    }

    /** Rows that are there already, for an engine of one's own. */
    public static <R extends Record> QueryRows<R> of(List<R> rows, QueryStats stats) {
        Iterator<R> source = List.copyOf(rows).iterator();
        return new QueryRows<>(source, () -> new ReadValues(source.next().intoArray()), stats::withRows, () -> {});
    }

    static <R extends Record> QueryRows<R> of(DSLContext sql, Select<R> query, RowCursor cursor) {
        Field<?>[] fields = query.getSelect().toArray(new Field<?>[0]);
        Iterator<R> records = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return cursor.hasNext();
            }

            @Override
            public R next() {
                return record(sql, query, fields, cursor.next());
            }
        };
        return new QueryRows<>(records, cursor::view, cursor::stats, cursor::close);
    }

    /** The values are of their fields' types already: {@link Record#fromArray} would convert each of them. */
    private static <R extends Record> R record(
            DSLContext sql, Select<R> query, Field<?>[] fields, @Nullable Object[] values) {
        R row = query.getRecordType().cast(sql.newRecord(fields));
        for (int i = 0; i < fields.length; i++) {
            set(row, fields[i], values[i]);
        }
        row.changed(false);
        return row;
    }

    @SuppressWarnings("unchecked") // A cursor gives each value in its field's type.
    private static <T> void set(Record row, Field<T> field, @Nullable Object value) {
        row.set(field, (T) value);
    }

    /**
     * Whether there is another row; waits for it.
     *
     * @throws QueryException when the engine does not give it, or not in time
     */
    @Override
    public boolean hasNext() {
        return source.hasNext();
    }

    /**
     * The next row.
     *
     * @throws QueryException as {@link #hasNext}, and when a value is not of its field's type
     */
    @Override
    public R next() {
        R row = source.next();
        rows++;
        return row;
    }

    /**
     * The rows that are left, each taken by a function while it lies with the engine: for many rows, of which no records are
     * made. Does not close this.
     *
     * @param reader makes something of a row; it must not keep the view
     */
    public <T> Iterator<T> reading(Function<? super RowView, ? extends T> reader) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return source.hasNext();
            }

            @Override
            public T next() {
                T read = reader.apply(views.get());
                rows++;
                return read;
            }
        };
    }

    /** What the query took, and the rows read by now. May be asked at any time, also after {@link #close}. */
    public QueryStats stats() {
        return stats.apply(rows);
    }

    /** The rows that are left, as a stream that closes this when it is closed. */
    public Stream<R> stream() {
        Spliterator<R> left = Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL);
        return StreamSupport.stream(left, false).onClose(this::close);
    }

    /** The rows that are left: for small answers. Does not close this. */
    public List<R> list() {
        return stream().toList();
    }

    @Override
    public void close() {
        onClose.run();
    }
}
