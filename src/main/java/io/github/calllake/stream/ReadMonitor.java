package io.github.calllake.stream;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what the threads that read one stream's shards meet. Thread-safe. */
final class ReadMonitor {

    private final Map<String, Long> lastStepNanos = new ConcurrentHashMap<>();
    private final LongAdder reads = new LongAdder();
    private final LongAdder throttled = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final AtomicReference<@Nullable Error> error = new AtomicReference<>();

    /** The shard is being read, and has just gone a step on. */
    void stepped(String shard) {
        lastStepNanos.put(shard, System.nanoTime());
    }

    /** The shard is not read any more. */
    void left(String shard) {
        lastStepNanos.remove(shard);
    }

    /** Another stream of the same name has taken the place of the one that was read. */
    void leftAll() {
        lastStepNanos.clear();
    }

    void read(String shard) {
        stepped(shard);
        reads.increment();
    }

    /** A read is to be made again. */
    void retried(String shard, boolean wasThrottled) {
        stepped(shard);
        retries.increment();
        if (wasThrottled) {
            throttled.increment();
        }
    }

    /** A shard's consumer is to be replaced. */
    void failed(String shard) {
        stepped(shard);
        failures.increment();
    }

    /** The reading ends, by the first error if there are several. */
    void died(Error by) {
        error.compareAndSet(null, by);
    }

    /**
     * All of it.
     *
     * @param inClient retries that the client has made by itself
     */
    ReadStatus status(boolean underWay, RetriesInClient inClient) {
        long now = System.nanoTime();
        Map<String, Duration> sinceLastStep = new TreeMap<>();
        lastStepNanos.forEach((shard, at) -> sinceLastStep.put(shard, Duration.ofNanos(now - at)));
        return new ReadStatus(
                underWay,
                sinceLastStep,
                reads.sum(),
                throttled.sum() + inClient.throttled(),
                retries.sum() + inClient.retries(),
                failures.sum(),
                Optional.ofNullable(error.get()));
    }
}
