package io.github.calllake.engine;

import java.util.List;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Select;

/**
 * Runs queries in one tier. Queries are built with jOOQ and sent as text with every value inlined for the engine's
 * dialect, so that one query serves both tiers. Thread-safe.
 *
 * <p>Times are {@link java.time.LocalDateTime} in UTC, never instants: against a plain timestamp an instant would be read
 * in the session's zone.
 */
public interface QueryEngine extends AutoCloseable {

    /** The tier that it asks. */
    Tier tier();

    /** For building and rendering queries in the engine's SQL; it has no connection. */
    DSLContext sql();

    /** The qualified name of a table or view of the lake. */
    Name qualified(String relation);

    /**
     * Runs a query and gives its rows as they are read. The stream must be closed; it may be closed early, which ends the
     * query.
     *
     * @throws QueryException when the engine refuses or fails the query, takes too long, or the thread is interrupted; also
     *     from the stream's own operations
     */
    <R extends Record> Stream<R> stream(Select<R> query);

    /**
     * Runs a query and gives all its rows: for small answers.
     *
     * @throws QueryException as {@link #stream}
     */
    default <R extends Record> List<R> list(Select<R> query) {
        try (Stream<R> rows = stream(query)) {
            return rows.toList();
        }
    }

    /** Gives back connections and threads. */
    @Override
    void close();
}
