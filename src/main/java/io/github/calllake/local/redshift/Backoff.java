package io.github.calllake.local.redshift;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/** When to try again what has failed: later each time, and never all at once. Not thread-safe. */
final class Backoff {

    private final Duration first;
    private final Duration longest;
    private int failures;
    private Instant until = Instant.MIN;

    /**
     * @param first how long to wait after one failure
     * @param longest how long to wait after many
     */
    Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
    }

    /** Not to be tried before; in the past if it has not failed. */
    Instant until() {
        return until;
    }

    boolean isOver(Instant now) {
        return !now.isBefore(until);
    }

    /** How often it has failed in a row. */
    int failures() {
        return failures;
    }

    void failed(Instant now) {
        long doubled = Math.min(first.toMillis() << Math.min(failures, 20), longest.toMillis());
        failures++;
        until = now.plusMillis(ThreadLocalRandom.current().nextLong(doubled / 2, doubled + 1));
    }

    void succeeded() {
        failures = 0;
        until = Instant.MIN;
    }
}
