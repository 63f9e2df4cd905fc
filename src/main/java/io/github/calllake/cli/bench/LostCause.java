package io.github.calllake.cli.bench;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Whether a rate cannot hold any more, whatever comes: more than a hundredth of what is to be measured was late, or the views have fallen far behind.
 * Asked often, it looks now and then. Thread-safe.
 */
final class LostCause implements BooleanSupplier {

    private static final long EVERY_NANOS = Duration.ofMillis(200).toNanos();
    private static final double ALLOWED = 0.01;
    private static final int FAR = 4;

    private final Visibility visibility;
    private final double allowed;
    private final long farNanos;
    private final AtomicLong next = new AtomicLong(System.nanoTime());
    private volatile boolean lost;

    LostCause(IngestSettings settings, Visibility visibility) {
        this.visibility = visibility;
        this.allowed = ALLOWED * settings.rate() * settings.seconds();
        this.farNanos = FAR * settings.bound().toNanos();
    }

    @Override
    public boolean getAsBoolean() {
        long now = System.nanoTime();
        long due = next.get();
        if (now >= due && next.compareAndSet(due, now + EVERY_NANOS)) {
            lost = lost || visibility.late(now) > allowed || visibility.oldestNanos(now) > farNanos;
        }
        return lost;
    }
}
