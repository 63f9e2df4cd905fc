package io.github.calllake.engine;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hot tier: Redshift by its JDBC driver through a HikariCP pool. Thread-safe.
 *
 * <p>Rows are fetched {@value #FETCH_SIZE} at a time in a read-only transaction, with the driver's fetch ring buffer off:
 * it may hold up to 1 GB a result, and a rollback after an unread result would not be sent.
 */
public final class RedshiftEngine implements QueryEngine {

    private static final Logger LOG = LoggerFactory.getLogger(RedshiftEngine.class);

    static final int FETCH_SIZE = 1000;

    private static final long CONNECTION_TIMEOUT_MILLIS = 10 * 1000L;
    /** Serverless ends sessions that idle for an hour. */
    private static final long MAX_LIFETIME_MILLIS = 20 * 60 * 1000L;

    private static final long IDLE_TIMEOUT_MILLIS = 5 * 60 * 1000L;

    private final RedshiftSettings settings;
    private final HikariDataSource pool;
    private final StatementCalls calls = new StatementCalls();
    private final DSLContext sql = Rendering.redshift();

    private RedshiftEngine(RedshiftSettings settings) {
        this.settings = settings;
        this.pool = new HikariDataSource(poolConfig(settings));
    }

    /** Opens a pool; it connects when first asked. */
    public static RedshiftEngine open(RedshiftSettings settings) {
        return new RedshiftEngine(settings);
    }

    private static HikariConfig poolConfig(RedshiftSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("call-lake-redshift");
        config.setDriverClassName("com.amazon.redshift.Driver");
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(settings.maxConnections());
        config.setMinimumIdle(0);
        config.setMaxLifetime(MAX_LIFETIME_MILLIS);
        config.setIdleTimeout(IDLE_TIMEOUT_MILLIS);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        config.setAutoCommit(false);
        config.addDataSourceProperty("ApplicationName", "call-lake");
        config.addDataSourceProperty("enableFetchRingBuffer", "false");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        return config;
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
        return DSL.name(settings.schema(), relation);
    }

    @Override
    public <R extends Record> QueryRows<R> open(Select<R> query, QueryOptions options) {
        Duration timeout = options.timeout().orElse(settings.timeout());
        return QueryRows.of(sql, query, cursor(query, timeout));
    }

    private JdbcCursor cursor(Select<?> query, Duration timeout) {
        String text = text(query);
        long start = System.nanoTime();
        Connection connection = connect();
        try {
            Statement statement = connection.createStatement();
            statement.setFetchSize(FETCH_SIZE);
            ResultSet results = calls.run(statement, timeout, () -> statement.executeQuery(text));
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            JdbcCursor.Fetches fetches = fetch -> calls.run(statement, timeout, fetch);
            return new JdbcCursor(
                    results, query.getSelect(), fetches, elapsed, healthy -> release(connection, healthy));
        } catch (SQLException e) {
            release(connection, true);
            throw JdbcCursor.failed(e);
        } catch (QueryException e) {
            release(connection, false);
            throw e;
        }
    }

    /** Ends the read-only transaction; a connection on which a statement may still run is cut off. */
    private void release(Connection connection, boolean healthy) {
        try (connection) {
            if (healthy) {
                connection.rollback();
            } else {
                pool.evictConnection(connection);
                connection.abort(Runnable::run);
            }
        } catch (SQLException e) {
            LOG.debug("Giving a connection back failed; the pool will test or replace it", e);
        }
    }

    private Connection connect() {
        try {
            return pool.getConnection();
        } catch (SQLException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new QueryException(Tier.HOT, "waiting for a connection was interrupted", e);
            }
            throw new QueryException(
                    Tier.HOT, "no connection; check URL, user, password and that the workgroup can be reached", e);
        }
    }

    @Override
    public void close() {
        calls.close();
        pool.close();
    }
}
