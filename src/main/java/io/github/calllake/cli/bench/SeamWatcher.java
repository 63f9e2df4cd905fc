package io.github.calllake.cli.bench;

import io.github.calllake.CallLakeException;
import io.github.calllake.engine.RedshiftSettings;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Up to which sequence number of each shard the hot tier shows its records, by plain JDBC. Redshift takes a shard's records
 * in, in their order. What it has shown is remembered, for trimming takes rows away.
 */
final class SeamWatcher implements AutoCloseable {

    private static final long PAUSE_MILLIS = 100;

    private final Connection connection;
    private final String query;
    private final Thread thread = new Thread(this::run, "bench-seam-watcher");
    private Map<String, BigInteger> positions = Map.of();
    private volatile Optional<SQLException> failure = Optional.empty();
    private volatile boolean closed;

    private SeamWatcher(Connection connection, String schema) {
        this.connection = connection;
        this.query = "SELECT shard_id, MAX(sequence_number) FROM " + schema + ".landing GROUP BY shard_id";
    }

    static SeamWatcher start(RedshiftSettings redshift) throws SQLException {
        Connection connection = DriverManager.getConnection(redshift.url(), redshift.user(), redshift.password());
        SeamWatcher watcher = new SeamWatcher(connection, redshift.schema());
        watcher.thread.setDaemon(true);
        watcher.thread.start();
        return watcher;
    }

    private void run() {
        try (Statement statement = connection.createStatement()) {
            while (!closed) {
                look(statement);
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (SQLException e) {
            failure = Optional.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Statement statement) throws SQLException {
        Map<String, BigInteger> found = new HashMap<>(positions());
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                found.merge(rows.getString(1), new BigInteger(rows.getString(2)), BigInteger::max);
            }
        }
        synchronized (this) {
            positions = Map.copyOf(found);
        }
    }

    /** By shard, the last record that could be seen a moment ago, and every one before it in its shard. */
    synchronized Map<String, BigInteger> positions() {
        return positions;
    }

    /**
     * Fails if looking has failed.
     *
     * @throws CallLakeException with the reason
     */
    void check() {
        failure.ifPresent(e -> {
            throw new CallLakeException("The hot tier could not be watched: " + e.getMessage(), e);
        });
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
    }
}
