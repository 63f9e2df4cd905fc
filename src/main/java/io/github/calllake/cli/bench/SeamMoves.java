package io.github.calllake.cli.bench;

import io.github.calllake.CallLakeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What happens beside the questions, one after another; the first failure is kept. */
final class SeamMoves implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private volatile Optional<Exception> failure = Optional.empty();

    interface Move {
        void run() throws Exception;
    }

    /** From now on, with such pauses. */
    void every(Duration pause, Move move) {
        thread.scheduleWithFixedDelay(() -> run(move), pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    void once(Duration wait, Move move) {
        thread.schedule(() -> run(move), wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void run(Move move) {
        try {
            move.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            if (failure.isEmpty()) {
                failure = Optional.of(e);
            }
        }
    }

    /**
     * Fails if a move has failed.
     *
     * @throws CallLakeException with the reason
     */
    void check() {
        failure.ifPresent(e -> {
            throw new CallLakeException("What moves the boundary failed: " + e, e);
        });
    }

    /** Lets what runs come to its end. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
