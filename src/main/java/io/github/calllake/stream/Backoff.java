package io.github.calllake.stream;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Growing pauses between attempts: each up to twice the one before, and random, so that those who failed together do not
 * come back together. For one thread.
 */
final class Backoff {

    private final long firstMillis;
    private final long mostMillis;
    private int failures;

    Backoff(Duration first, Duration most) {
        this.firstMillis = first.toMillis();
        this.mostMillis = most.toMillis();
    }

    /** The pause after one more failure. */
    Duration next() {
        failures++;
        long bound = Math.min(mostMillis, firstMillis << Math.min(failures - 1, 20));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(bound / 2, bound + 1));
    }

    int failures() {
        return failures;
    }

    void reset() {
        failures = 0;
    }
}
