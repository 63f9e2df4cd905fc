package io.github.calllake.engine;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the server on threads of its own, and cancels a statement there when its time is up or when the thread that
 * asked is interrupted. The driver loses interrupts, and its own time limit ends with the first rows. Thread-safe.
 */
final class StatementCalls implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StatementCalls.class);

    /** How long a cancelled statement may take to end before its connection is given up. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final long CANCEL_AGAIN_MILLIS = 100;

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "call-lake-redshift");
        thread.setDaemon(true);
        return thread;
    });

    /** What waits for the server. */
    interface Call<T> {
        T run() throws SQLException;
    }

    /**
     * Runs a call of the statement's.
     *
     * @throws QueryException if it was cancelled; its connection is then not to be used again
     */
    <T> T run(Statement statement, Duration timeout, Call<T> call) throws SQLException {
        Future<T> answer = threads.submit(call::run);
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } catch (TimeoutException e) {
            cancel(statement, answer);
            throw new QueryException(Tier.HOT, "the query took longer than " + timeout + "; cancelled", e);
        } catch (InterruptedException e) {
            cancel(statement, answer);
            Thread.currentThread().interrupt();
            throw new QueryException(Tier.HOT, "waiting for the query was interrupted; cancelled", e);
        }
    }

    private static SQLException unwrapped(ExecutionException e) {
        if (e.getCause() instanceof SQLException refusal) {
            return refusal;
        }
        throw new QueryException(Tier.HOT, "the driver failed", e);
    }

    /** Said again and again: the server forgets a cancellation that comes before the statement. */
    private static void cancel(Statement statement, Future<?> answer) {
        long deadline = System.nanoTime() + GRACE.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                statement.cancel();
                answer.get(CANCEL_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (SQLException e) {
                LOG.warn("A query could not be cancelled: SQLSTATE {}", e.getSQLState());
                return;
            } catch (ExecutionException e) {
                LOG.debug("A cancelled query ended", e);
                return;
            } catch (TimeoutException e) {
                LOG.debug("A cancelled query goes on", e);
            } catch (InterruptedException e) {
                break;
            }
        }
        LOG.warn("A cancelled query does not end; its connection is given up");
    }

    boolean isClosed() {
        return threads.isShutdown();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
