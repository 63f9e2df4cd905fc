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

    /** A query as this engine sends it, every value inlined. It may hold what was asked for: keep it out of logs. */
    String text(Select<?> query);

    /** The qualified name of a table or view of the lake. */
    Name qualified(String relation);

    /**
     * Runs a query and waits until its rows can be read. The answer must be closed; it may be closed early, which ends the
     * query.
     *
     * @throws QueryException when the engine refuses or fails the query, takes too long, or the thread is interrupted (which
     *     ends the query and leaves the thread's interrupt flag set); also from the answer's own operations
     */
    <R extends Record> QueryRows<R> open(Select<R> query, QueryOptions options);

    /**
     * Runs a query by the engine's own settings and gives its rows as they are read. The stream must be closed; it may be
     * closed early, which ends the query.
     *
     * @throws QueryException as {@link #open}
     */
    default <R extends Record> Stream<R> stream(Select<R> query) {
        return open(query, QueryOptions.standard()).stream();
    }

    /**
     * Runs a query and gives all its rows: for small answers.
     *
     * @throws QueryException as {@link #stream}
     */
    default <R extends Record> List<R> list(Select<R> query) {
        try (QueryRows<R> rows = open(query, QueryOptions.standard())) {
            return rows.list();
        }
    }

    /** How many days {@code event_date} may be beside the day of {@code event_time}. */
    default int daysBeside() {
        return 0;
    }

    /** Gives back connections and threads. */
    @Override
    void close();
}
