package io.github.calllake.cli.bench;

import io.github.calllake.CallLakeException;
import io.github.calllake.cli.bench.Visibility.Percentiles;
import io.github.calllake.cli.bench.Visibility.Place;
import io.github.calllake.engine.RedshiftSettings;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Asks Redshift over and over, by JDBC, for the newest record of each shard in each streaming view: what has come in the last
 * seconds, or since the oldest record that is awaited, so that a query stays small however long the run is. What it finds has been committed and can be seen by anybody.
 */
final class ViewWatcher implements AutoCloseable {

    private static final Duration LOOKS_BACK = Duration.ofSeconds(10);
    private static final long PAUSE_MILLIS = 50;

    private final Connection connection;
    private final Set<String> views;
    private final Visibility visibility;
    private final Clock clock;
    private final Thread thread = new Thread(this::run, "bench-watcher");
    private final List<Long> queryNanos = new ArrayList<>();
    private volatile boolean closed;
    private volatile Optional<SQLException> failure = Optional.empty();

    private ViewWatcher(Connection connection, Set<String> views, Visibility visibility, Clock clock) {
        this.connection = connection;
        this.views = views;
        this.visibility = visibility;
        this.clock = clock;
    }

    static ViewWatcher start(RedshiftSettings redshift, Set<String> views, Visibility visibility, Clock clock)
            throws SQLException {
        Connection connection = DriverManager.getConnection(redshift.url(), redshift.user(), redshift.password());
        ViewWatcher watcher = new ViewWatcher(connection, views, visibility, clock);
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
        // What is still awaited must be found however late it comes.
        Duration back = LOOKS_BACK.plusNanos(visibility.oldestNanos(System.nanoTime()));
        String since = Timestamp.valueOf(LocalDateTime.ofInstant(clock.instant().minus(back), ZoneOffset.UTC))
                .toString();
        String query = views.stream()
                .map(view -> "SELECT '" + view + "', shard_id, MAX(sequence_number) FROM "
                        + RedshiftSettings.DEFAULT_SCHEMA + "." + view + " WHERE approximate_arrival_timestamp >= '"
                        + since + "' GROUP BY shard_id")
                .collect(Collectors.joining(" UNION ALL "));
        long start = System.nanoTime();
        List<Place> places = new ArrayList<>();
        List<BigInteger> newest = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                places.add(new Place(rows.getString(1), rows.getString(2)));
                newest.add(new BigInteger(rows.getString(3)));
            }
        }
        long now = System.nanoTime();
        queryNanos.add(now - start);
        for (int row = 0; row < places.size(); row++) {
            visibility.see(places.get(row), newest.get(row), now);
        }
    }

    /**
     * Fails if looking has failed.
     *
     * @throws CallLakeException with the reason
     */
    void check() {
        if (failure.isPresent()) {
            throw new CallLakeException(
                    "The views could not be asked: " + failure.get().getMessage(), failure.get());
        }
    }

    /** How long its queries took; only after it was closed. */
    Percentiles queries() {
        return Percentiles.of(queryNanos.stream().mapToLong(Long::longValue).toArray());
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
