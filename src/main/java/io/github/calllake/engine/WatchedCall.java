package io.github.calllake.engine;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call that waits for the server: it ends, or it is cancelled first. For the thread that waits and the one that watches. */
final class WatchedCall {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedCall.class);

    /** How long a cancelled statement may take to end before its connection is cut off. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final long CANCEL_AGAIN_MILLIS = 100;

    private enum State {
        WAITING,
        ENDED,
        OUT_OF_TIME,
        INTERRUPTED
    }

    private final Statement statement;
    private final Duration timeout;
    private final Thread asking = Thread.currentThread();
    private final long start = System.nanoTime();
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final CountDownLatch end = new CountDownLatch(1);

    private WatchedCall(Statement statement, Duration timeout) {
        this.statement = statement;
        this.timeout = timeout;
    }

    /**
     * A call by the thread that begins it.
     *
     * @throws QueryException if that is interrupted already
     */
    static WatchedCall begin(Statement statement, Duration timeout) {
        WatchedCall call = new WatchedCall(statement, timeout);
        if (call.asking.isInterrupted()) {
            throw new QueryException(Tier.HOT, "waiting for the query was interrupted before it was sent");
        }
        return call;
    }

    /** Cancels it if there is a reason to, and says whether it does. */
    boolean look() {
        if (asking.isInterrupted()) {
            return cancel(State.INTERRUPTED);
        }
        // A time beyond what nanoseconds count is one that never is up.
        return System.nanoTime() - start > TimeUnit.NANOSECONDS.convert(timeout) && cancel(State.OUT_OF_TIME);
    }

    /** On a thread of its own: the driver connects to the server for it, and whoever watches has others to watch. */
    private boolean cancel(State why) {
        if (!state.compareAndSet(State.WAITING, why)) {
            return false;
        }
        Thread cancelling = new Thread(this::cancelUntilEnded, "call-lake-redshift-cancel");
        cancelling.setDaemon(true);
        cancelling.start();
        return true;
    }

    /** Said again and again: the server forgets a cancellation that comes before the statement. */
    private void cancelUntilEnded() {
        long deadline = System.nanoTime() + GRACE.toNanos();
        try {
            while (System.nanoTime() < deadline) {
                statement.cancel();
                if (end.await(CANCEL_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            LOG.warn("A cancelled query does not end; its connection is cut off");
        } catch (SQLException e) {
            LOG.warn("A query could not be cancelled, so its connection is cut off: SQLSTATE {}", e.getSQLState());
        } catch (RuntimeException e) {
            LOG.warn("A query could not be cancelled, so its connection is cut off", e);
        } catch (InterruptedException e) {
            LOG.debug("Cancelling a query was interrupted; its connection is cut off", e);
        }
        cutOff();
    }

    private void cutOff() {
        if (end.getCount() == 0) {
            return;
        }
        try {
            statement.getConnection().abort(Runnable::run);
        } catch (SQLException e) {
            LOG.warn("A connection could not be cut off: SQLSTATE {}", e.getSQLState());
        }
    }

    /**
     * The call has an answer.
     *
     * @throws QueryException if it was cancelled meanwhile
     */
    void succeeded() {
        if (!state.compareAndSet(State.WAITING, State.ENDED)) {
            throw cancelled(null);
        }
    }

    /**
     * The call has failed. Nobody cancels it from here on: its connection may have the next statement by then.
     *
     * @throws QueryException if that is because it was cancelled
     */
    void failed(SQLException failure) {
        if (!state.compareAndSet(State.WAITING, State.ENDED)) {
            throw cancelled(failure);
        }
    }

    private QueryException cancelled(@Nullable SQLException failure) {
        String message = "the query took longer than " + timeout + "; cancelled";
        if (state.get() == State.INTERRUPTED) {
            asking.interrupt();
            message = "waiting for the query was interrupted; cancelled";
        }
        return failure == null ? new QueryException(Tier.HOT, message) : new QueryException(Tier.HOT, message, failure);
    }

    /** The call is over, one way or the other. */
    void ended() {
        end.countDown();
    }
}
