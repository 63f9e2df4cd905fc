package io.github.calllake.engine;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches calls that wait for the server, and has a statement cancelled there when its time is up or when the thread that asked
 * is interrupted: a read of a socket heeds no interrupt, and the driver's own time limit ends with the first rows. Thread-safe.
 *
 * <p>A call runs on the thread that asks, since rows that another thread has fetched lie in that one's caches. The thread that
 * watches is there while something is asked, and a little longer: to begin one for each fetch would cost more than many a fetch.
 */
final class StatementCalls implements AutoCloseable {

    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(20).toNanos();
    private static final int IDLE_LOOKS = 100;

    private final Set<WatchedCall> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean watching = new AtomicBoolean();
    private volatile boolean closed;

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
        WatchedCall watched = WatchedCall.begin(statement, timeout);
        waiting.add(watched);
        T answer;
        try {
            watch();
            answer = call.run();
        } catch (SQLException e) {
            watched.failed(e);
            throw e;
        } catch (RuntimeException e) {
            throw new QueryException(
                    Tier.HOT, "the driver failed: " + e.getClass().getSimpleName(), DriverFailure.bare(e));
        } finally {
            waiting.remove(watched);
            watched.ended();
        }
        watched.succeeded();
        return answer;
    }

    private void watch() {
        if (!watching.get() && watching.compareAndSet(false, true)) {
            Thread watcher = new Thread(this::lookAgainAndAgain, "call-lake-redshift");
            watcher.setDaemon(true);
            orNotWatching(watcher::start);
        }
    }

    private void lookAgainAndAgain() {
        int idle = 0;
        while (idle < IDLE_LOOKS || !rests()) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            idle = waiting.isEmpty() ? idle + 1 : 0;
            orNotWatching(() -> waiting.forEach(WatchedCall::look));
        }
    }

    /** A machine may have no room for one more thread; the next call then begins one anew, and is not left without. */
    private void orNotWatching(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException | Error e) {
            watching.set(false);
            throw e;
        }
    }

    /** Unless a call has begun meanwhile that took this thread for awake. */
    private boolean rests() {
        watching.set(false);
        return waiting.isEmpty() || !watching.compareAndSet(false, true);
    }

    boolean isClosed() {
        return closed;
    }

    /** Takes no more part in what is asked from now on; what is under way stays watched. */
    @Override
    public void close() {
        closed = true;
    }
}
