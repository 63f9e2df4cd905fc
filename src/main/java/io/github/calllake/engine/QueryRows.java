package io.github.calllake.engine;

import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.LongFunction;
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
    private final LongFunction<QueryStats> stats;
    private final Runnable onClose;
    private long rows;

    private QueryRows(Iterator<R> source, LongFunction<QueryStats> stats, Runnable onClose) {
        this.source = source;
        this.stats = stats;
        this.onClose = onClose;
    }

    /** Rows that are there already, for an engine of one's own. */
    public static <R extends Record> QueryRows<R> of(List<R> rows, QueryStats stats) {
        return new QueryRows<>(List.copyOf(rows).iterator(), stats::withRows, () -> {});
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
                @Nullable Object[] values = cursor.next();
                R row = query.getRecordType().cast(sql.newRecord(fields));
                row.fromArray(values);
                row.changed(false);
                return row;
            }
        };
        return new QueryRows<>(records, cursor::stats, cursor::close);
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
