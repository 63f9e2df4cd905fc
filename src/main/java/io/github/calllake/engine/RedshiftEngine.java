package io.github.calllake.engine;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;

/**
 * The hot tier: Redshift by its JDBC driver. Thread-safe.
 *
 * <p>Rows are fetched {@value #FETCH_SIZE} at a time within a transaction that is rolled back in the end, with the driver's
 * fetch ring buffer off: it may hold up to 1 GB a result, and a rollback after an unread result would not be sent. The
 * transaction is not declared read-only, for Redshift may bring a materialized view up to date when it is read. That nothing is
 * changed lies in what is sent, which is queries, and in the reader's rights.
 */
public final class RedshiftEngine implements QueryEngine {

    static final int FETCH_SIZE = 1000;

    private final RedshiftConnections connections;
    private final String schema;
    private final Duration standardTimeout;
    private final StatementCalls calls = new StatementCalls();
    private final DSLContext sql;

    private RedshiftEngine(RedshiftConnections connections, String schema, Duration standardTimeout) {
        this.connections = connections;
        this.schema = schema;
        this.standardTimeout = standardTimeout;
        this.sql = Rendering.redshift(schema);
    }

    /** Opens a HikariCP pool; it connects when first asked. */
    public static RedshiftEngine open(RedshiftSettings settings) {
        return new RedshiftEngine(RedshiftConnections.pool(settings), settings.schema(), settings.timeout());
    }

    /**
     * Uses connections of the application's, which goes on owning the source: {@link #close} does not close it. Each query
     * takes one, turns its auto-commit off for as long as it lasts, and gives it back.
     *
     * @param source gives connections of the Redshift driver; they should have {@code enableFetchRingBuffer=false}
     * @param schema the schema of the flat views
     * @param timeout how long a query may take until its first rows, and each further fetch of rows
     */
    public static RedshiftEngine over(DataSource source, String schema, Duration timeout) {
        Objects.requireNonNull(source, "source");
        RedshiftSettings.requireSchema(schema);
        RedshiftSettings.requirePositive(timeout);
        return new RedshiftEngine(RedshiftConnections.of(source), schema, timeout);
    }

    @Override
    public Tier tier() {
        return Tier.HOT;
    }

    @Override
    public DSLContext sql() {
        return sql;
    }

    @Override
    public String text(Select<?> query) {
        return sql.renderInlined(query);
    }

    @Override
    public Name qualified(String relation) {
        return DSL.name(schema, relation);
    }

    @Override
    public <R extends Record> QueryRows<R> open(Select<R> query, QueryOptions options) {
        Duration timeout = options.timeout().orElse(standardTimeout);
        return QueryRows.of(sql, query, cursor(query, timeout));
    }

    private JdbcCursor cursor(Select<?> query, Duration timeout) {
        String text = text(query);
        long start = System.nanoTime();
        RedshiftConnections.Lease lease = lease();
        try {
            Statement statement = lease.connection().createStatement();
            statement.setFetchSize(FETCH_SIZE);
            ResultSet results = calls.run(statement, timeout, () -> driversOwn(statement.executeQuery(text)));
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            JdbcCursor.Fetches fetches = fetch -> calls.run(statement, timeout, fetch);
            return new JdbcCursor(results, query.getSelect(), fetches, elapsed, lease::release);
        } catch (SQLException e) {
            lease.release(true);
            throw DriverFailure.failed(e);
        } catch (RuntimeException | Error e) {
            lease.release(false);
            throw e;
        }
    }

    /** What a pool wraps a result in costs a call for every value, and looks after nothing that the lease does not. */
    private static ResultSet driversOwn(ResultSet results) throws SQLException {
        return results.isWrapperFor(ResultSet.class) ? results.unwrap(ResultSet.class) : results;
    }

    /** Runs a statement without an answer. */
    void execute(String text, QueryOptions options) {
        Duration timeout = options.timeout().orElse(standardTimeout);
        RedshiftConnections.Lease lease = lease();
        try (Statement statement = lease.connection().createStatement()) {
            calls.run(statement, timeout, () -> statement.execute(text));
            lease.release(true);
        } catch (SQLException e) {
            lease.release(true);
            throw DriverFailure.failed(e);
        } catch (RuntimeException | Error e) {
            lease.release(false);
            throw e;
        }
    }

    private RedshiftConnections.Lease lease() {
        if (calls.isClosed()) {
            throw new QueryException(Tier.HOT, "the engine has been closed");
        }
        try {
            return connections.lease();
        } catch (SQLException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new QueryException(Tier.HOT, "waiting for a connection was interrupted", e);
            }
            String message = connections
                    .exhausted()
                    .map(size -> "all " + size + " connections of the pool are in use, each for as long as its answer"
                            + " is read. Close streams that are no longer read, or allow for more connections"
                            + " (RedshiftSettings.maxConnections, or the DataSource's own setting)")
                    .orElse("no connection; check URL, user and password (or the DataSource), and that the workgroup"
                            + " can be reached");
            throw DriverFailure.unconnected(message, e);
        }
    }

    @Override
    public void close() {
        calls.close();
        connections.close();
    }
}
