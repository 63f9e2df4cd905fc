package io.github.calllake;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What a {@link CallLake} opened itself, closed in turn from the last one on. Thread-safe. */
final class OpenedHere implements AutoCloseable {

    private static final String CLOSED = "This CallLake has been closed";
    private static final long IDLE_SECONDS = 60;

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private boolean closed;

    synchronized <R extends AutoCloseable> R add(R resource) {
        resources.push(resource);
        return resource;
    }

    /** Runs the question to one tier while the caller's thread asks the other. */
    Executor executor() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "call-lake-question");
                    thread.setDaemon(true);
                    return thread;
                },
                (task, pool) -> {
                    throw new IllegalStateException(CLOSED);
                });
        add(threads::shutdownNow);
        return threads;
    }

    synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException(CLOSED);
        }
    }

    /** Closes every one, also when closing one fails. */
    @Override
    public synchronized void close() {
        closed = true;
        RuntimeException failure = null;
        while (!resources.isEmpty()) {
            try {
                resources.pop().close();
            } catch (Exception e) {
                RuntimeException failed = e instanceof RuntimeException unchecked
                        ? unchecked
                        : new CallLakeException("Something could not be closed", e);
                if (failure == null) {
                    failure = failed;
                } else {
                    failure.addSuppressed(failed);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
