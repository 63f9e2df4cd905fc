package io.github.calllake.engine;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels statements in the server when their time is up or when the thread that waits for them is interrupted. The driver
 * heeds no interrupt, and its own time limit ends with the first rows. Thread-safe.
 */
final class StatementWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StatementWatch.class);
    private static final long LOOK_EVERY_MILLIS = 20;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread watcher = new Thread(task, "call-lake-redshift-watch");
        watcher.setDaemon(true);
        return watcher;
    });

    /** What waits for the server. */
    interface Call<T> {
        T run() throws SQLException;
    }

    /** Runs the calls of one statement. */
    interface Fetches {
        boolean run(Call<Boolean> call) throws SQLException;
    }

    /**
     * Runs a call of the statement's.
     *
     * @throws QueryException if it was cancelled; its connection is then not to be used again
     */
    <T> T call(Statement statement, Duration timeout, Call<T> call) throws SQLException {
        Watched watched = new Watched(statement, timeout);
        ScheduledFuture<?> looks = thread.scheduleWithFixedDelay(
                watched::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        try {
            return call.run();
        } catch (SQLException e) {
            throw watched.explained(e);
        } finally {
            looks.cancel(false);
            watched.end();
        }
    }

    private static final class Watched {

        private final Statement statement;
        private final Duration timeout;
        private final long deadline;
        private final Thread caller = Thread.currentThread();
        private @Nullable String cancelled;
        private boolean ended;

        Watched(Statement statement, Duration timeout) {
            this.statement = statement;
            this.timeout = timeout;
            this.deadline = System.nanoTime() + timeout.toNanos();
        }

        synchronized void look() {
            if (ended || cancelled != null) {
                return;
            }
            if (caller.isInterrupted()) {
                cancel("waiting for the query was interrupted; cancelled");
            } else if (System.nanoTime() >= deadline) {
                cancel("the query took longer than " + timeout + "; cancelled");
            }
        }

        private void cancel(String reason) {
            cancelled = reason;
            try {
                statement.cancel();
            } catch (SQLException e) {
                LOG.warn("A query could not be cancelled: SQLSTATE {}", e.getSQLState());
            }
        }

        /** A cancellation that is being sent is waited for, so that it does not hit a later statement. */
        synchronized void end() {
            ended = true;
        }

        synchronized SQLException explained(SQLException e) {
            if (cancelled != null) {
                throw new QueryException(Tier.HOT, cancelled, e);
            }
            return e;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
