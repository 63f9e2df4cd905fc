package io.github.calllake.engine;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to the hot tier, one for each query: of a pool of our own, or of a {@link DataSource} that is the application's.
 * Thread-safe.
 */
final class RedshiftConnections implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedshiftConnections.class);

    private static final long CONNECTION_TIMEOUT_MILLIS = 10 * 1000L;
    /** Serverless ends sessions that idle for an hour, and credentials of an IAM login end sooner. */
    private static final long MAX_LIFETIME_MILLIS = 20 * 60 * 1000L;

    private static final long IDLE_TIMEOUT_MILLIS = 5 * 60 * 1000L;
    /** A workgroup that nobody asks must be able to rest, and the pool's own default is to ask every two minutes. */
    private static final long NO_KEEP_ALIVE = 0;

    private final DataSource source;
    private final boolean isOurs;

    private RedshiftConnections(DataSource source, boolean isOurs) {
        this.source = source;
        this.isOurs = isOurs;
    }

    /** A pool, which connects when first asked. */
    static RedshiftConnections pool(RedshiftSettings settings) {
        return new RedshiftConnections(new HikariDataSource(config(settings)), true);
    }

    /** Those of an application, which goes on owning them. */
    static RedshiftConnections of(DataSource source) {
        return new RedshiftConnections(source, false);
    }

    static HikariConfig config(RedshiftSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("call-lake-redshift");
        config.setDriverClassName("com.amazon.redshift.Driver");
        config.setJdbcUrl(settings.url());
        if (!settings.user().isEmpty()) {
            config.setUsername(settings.user());
            config.setPassword(settings.password());
        }
        config.setMaximumPoolSize(settings.maxConnections());
        config.setMinimumIdle(0);
        config.setMaxLifetime(MAX_LIFETIME_MILLIS);
        config.setIdleTimeout(IDLE_TIMEOUT_MILLIS);
        config.setKeepaliveTime(NO_KEEP_ALIVE);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        config.setAutoCommit(false);
        driverDefaults().forEach(config::addDataSourceProperty);
        settings.properties().forEach(config::addDataSourceProperty);
        return config;
    }

    /** What the driver is told unless the URL or the settings say otherwise. */
    static Map<String, String> driverDefaults() {
        return Map.of(
                "ApplicationName", "call-lake",
                "enableFetchRingBuffer", "false",
                "connectionTimezone", "SERVER",
                "tcpKeepAlive", "true");
    }

    /**
     * A connection in a transaction, for one query.
     *
     * @throws SQLException if there is none
     */
    Lease lease() throws SQLException {
        Connection connection = source.getConnection();
        try {
            boolean autoCommit = connection.getAutoCommit();
            if (autoCommit) {
                // Rows are fetched piece by piece within a transaction only.
                connection.setAutoCommit(false);
            }
            return new Lease(connection, autoCommit);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** The size of the pool, if all of its connections are in use; empty if not, or if that cannot be known. */
    Optional<Integer> exhausted() {
        if (!(source instanceof HikariDataSource pool) || !pool.isRunning()) {
            return Optional.empty();
        }
        int most = pool.getMaximumPoolSize();
        return pool.getHikariPoolMXBean().getActiveConnections() >= most ? Optional.of(most) : Optional.empty();
    }

    /** A connection that is to be given back. For one thread at a time. */
    final class Lease {
        private final Connection connection;
        private final boolean autoCommit;

        private Lease(Connection connection, boolean autoCommit) {
            this.connection = connection;
            this.autoCommit = autoCommit;
        }

        Connection connection() {
            return connection;
        }

        /** Ends the transaction; a connection on which a statement may still run is cut off. */
        void release(boolean healthy) {
            try (connection) {
                if (healthy) {
                    connection.rollback();
                    if (autoCommit) {
                        connection.setAutoCommit(true);
                    }
                } else {
                    if (source instanceof HikariDataSource pool) {
                        pool.evictConnection(connection);
                    }
                    connection.abort(Runnable::run);
                }
            } catch (SQLException e) {
                LOG.debug("Giving a connection back failed; the pool will test or replace it", e);
            }
        }
    }

    @Override
    public void close() {
        if (isOurs && source instanceof HikariDataSource pool) {
            pool.close();
        }
    }
}
