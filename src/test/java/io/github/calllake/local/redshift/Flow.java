package io.github.calllake.local.redshift;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Puts numbers, from zero on, one by one, until it is closed. */
final class Flow implements AutoCloseable {

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger next = new AtomicInteger();
    private final CompletableFuture<Void> running;

    Flow(LocalStack stack, String stream) {
        running = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                stack.put(stream, "key-" + next.get(), Integer.toString(next.getAndIncrement()));
            }
        });
    }

    /** How many numbers were put; exact once it is closed. */
    int count() {
        return next.get();
    }

    @Override
    public void close() {
        over.set(true);
        running.join();
    }
}
