package io.github.calllake.local.kinesis;

import java.time.Clock;
import java.util.SplittableRandom;

/** The settings in force, which may be exchanged at any time, and their dice. Safe for concurrent use. */
final class LiveSettings {
    private final Clock clock;
    private volatile KinesisSettings current;
    private SplittableRandom dice;

    LiveSettings(KinesisSettings settings, Clock clock) {
        this.clock = clock;
        this.current = settings;
        this.dice = new SplittableRandom(settings.faults().seed());
    }

    KinesisSettings current() {
        return current;
    }

    synchronized void use(KinesisSettings settings) {
        current = settings;
        dice = new SplittableRandom(settings.faults().seed());
    }

    boolean limits() {
        return current.limits();
    }

    KinesisFaults faults() {
        return current.faults();
    }

    long now() {
        return clock.millis();
    }

    /** Whether something that happens to this share happens now. */
    boolean strikes(double share) {
        return share > 0 && roll() < share;
    }

    /** By how much a record's arrival is earlier than it is, in milliseconds. */
    int skewMillis() {
        long most = faults().arrivalSkew().toMillis();
        return most == 0 ? 0 : (int) (roll() * (most + 1));
    }

    private synchronized double roll() {
        return dice.nextDouble();
    }

    /** Waits for the latency that is set, or until the thread is interrupted. */
    void delay() {
        long millis = faults().latency().toMillis();
        if (millis == 0) {
            return;
        }
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
