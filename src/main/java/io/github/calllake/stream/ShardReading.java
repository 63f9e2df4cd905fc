package io.github.calllake.stream;

import java.time.Duration;
import java.util.Optional;

/**
 * One shard on its way into consumers: the one at work, and after a failure a new one, from what was made durable. For one
 * thread at a time.
 */
final class ShardReading {

    private final DirectStream stream;
    private final StreamShard shard;
    private final ShardConsumer.Factory consumers;
    private final StopSignal stop;
    private final ReadMonitor monitor;
    private final Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofMinutes(1));
    private Optional<Taken> taken = Optional.empty();

    /** The consumer at work, or the one that has failed: what that one has said of the shard stands until it leaves. */
    private Optional<ShardConsumer> latest = Optional.empty();

    private boolean ended;
    private long millisBehind = Long.MAX_VALUE;

    ShardReading(
            DirectStream stream,
            StreamShard shard,
            ShardConsumer.Factory consumers,
            StopSignal stop,
            ReadMonitor monitor) {
        this.stream = stream;
        this.shard = shard;
        this.consumers = consumers;
        this.stop = stop;
        this.monitor = monitor;
    }

    private record Taken(ShardConsumer consumer, ShardReader reader) {}

    /** Whether a consumer is at work. */
    boolean isTakenUp() {
        return taken.isPresent();
    }

    /** Whether the shard has been consumed to its end. */
    boolean hasEnded() {
        return ended;
    }

    /** How far the last read was behind the shard's tip. */
    long millisBehind() {
        return millisBehind;
    }

    /** Makes a consumer and asks it where to begin. */
    void takeUp(StreamDescription of) {
        monitor.stepped(shard.id());
        ShardConsumer consumer = consumers.consumerOf(shard, of);
        latest = Optional.of(consumer);
        Optional<ShardPosition> position = consumer.start();
        ended = position.isEmpty();
        taken = position.map(
                from -> new Taken(consumer, stream.reader(shard.id(), from, Optional.of(of.created()), stop, monitor)));
    }

    /**
     * Reads once, and has the consumer take it.
     *
     * @return whether the consumer has made anything durable: then what failed before is over
     */
    boolean readOn() {
        Taken now = taken.orElseThrow();
        try {
            readOn(now);
        } finally {
            now.reader().settled();
        }
        boolean durable = now.consumer().hasMadeDurable();
        if (durable) {
            backoff.reset();
        }
        return durable;
    }

    private void readOn(Taken now) {
        ShardBatch batch = now.reader().next();
        now.consumer().accept(batch);
        millisBehind = batch.millisBehindLatest();
        ended = batch.ended().isPresent();
    }

    /** Forgets the consumer that has failed; the pause before the next. */
    Duration failed() {
        taken = Optional.empty();
        ended = false;
        monitor.failed(shard.id());
        return backoff.next();
    }

    /** The sequence number up to which all is durable, as far as the consumer at work has said. */
    Optional<String> durableThrough() {
        return taken.flatMap(now -> now.consumer().durableThrough());
    }

    /** Has the consumer at work make durable what it holds. */
    void stop() {
        if (!ended) {
            taken.ifPresent(now -> now.consumer().stop());
        }
    }

    /** Leaves the shard to others: what is held and not durable is theirs to read again. */
    void leave() {
        latest.ifPresent(ShardConsumer::leave);
        latest = Optional.empty();
        taken = Optional.empty();
    }
}
