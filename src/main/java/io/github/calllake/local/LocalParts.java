package io.github.calllake.local;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Parts of a stack that start side by side and are closed one by one, the last one first. A part that needs another
 * joins that one's future in its own start.
 *
 * <p>For use by one thread.
 */
final class LocalParts implements AutoCloseable {
    private final ExecutorService starters = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "local-start");
        thread.setDaemon(true);
        return thread;
    });
    private final Deque<Part<?>> parts = new ArrayDeque<>();

    private record Part<T extends AutoCloseable>(String name, CompletableFuture<T> started) {}

    /** Begins to start a part. */
    <T extends AutoCloseable> CompletableFuture<T> start(String name, Callable<T> starter) {
        CompletableFuture<T> started = CompletableFuture.supplyAsync(() -> call(starter), starters);
        parts.push(new Part<>(name, started));
        return started;
    }

    private static <T> T call(Callable<T> starter) {
        try {
            return starter.call();
        } catch (CompletionException | CancellationException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    /**
     * Waits until every part has started.
     *
     * @throws IOException names the part that did not; the others are left as they are, to be closed
     */
    void awaitStarted() throws IOException {
        starters.shutdown();
        Optional<IOException> failure = Optional.empty();
        for (Part<?> part : parts) {
            try {
                part.started().join();
            } catch (CompletionException e) {
                // Parts are asked the newest first, and a part may have failed because an older one did.
                failure = Optional.of(new IOException(part.name() + " did not start: " + e.getCause(), e.getCause()));
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /** Closes what has started, the last part first, each of them even if another fails. */
    @Override
    public void close() {
        starters.shutdown();
        IllegalStateException failure = new IllegalStateException("A part of the local stack did not close");
        while (!parts.isEmpty()) {
            Part<?> part = parts.pop();
            try {
                closeStarted(part);
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    private static void closeStarted(Part<?> part) throws Exception {
        AutoCloseable started;
        try {
            started = part.started().join();
        } catch (CompletionException e) {
            // It never started, which whoever awaited it has been told.
            return;
        }
        started.close();
    }
}
