package io.github.calllake.stream;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells threads to stop, and ends their pauses. An interrupt would also break off a write that is half way. */
final class StopSignal {

    private final CountDownLatch latch = new CountDownLatch(1);

    void stop() {
        latch.countDown();
    }

    boolean isStopped() {
        return latch.getCount() == 0;
    }

    /** Waits, or less if told to stop meanwhile. */
    void pause(Duration duration) {
        try {
            if (latch.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            // Whoever interrupts a reading thread wants it to end; all the loops look at the signal.
            stop();
            Thread.currentThread().interrupt();
        }
    }
}
