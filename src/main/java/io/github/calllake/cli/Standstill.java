package io.github.calllake.cli;

import java.time.Duration;

/** Notices when a number has not changed for too long. */
final class Standstill {
    private final Duration patience;
    private long last = -1;
    private long since = System.nanoTime();

    Standstill(Duration patience) {
        this.patience = patience;
    }

    boolean isOver(long now) {
        if (now != last) {
            last = now;
            since = System.nanoTime();
        }
        return System.nanoTime() - since > patience.toNanos();
    }
}
