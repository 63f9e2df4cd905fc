package io.github.calllake.stream;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.kinesis.common.StreamIdentifier;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.KinesisClientLibRetryableException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.processor.ShardRecordProcessor;

/**
 * A shard for as long as this worker has its lease. The Kinesis Client Library says when to go on and when to leave; what is
 * read, and from where, is our own business ({@link ShardReading}): the library would begin at its checkpoint, drop records
 * of aggregates after a reshard, and pass over what a processor failed on.
 *
 * <p>The library's checkpoint follows what is durable, so that its table says how far a shard is. Nothing is read by it,
 * with one exception: the end of a shard, which is written when the shard has been consumed to its end, lets its children
 * begin. The library calls from one thread at a time.
 */
final class FleetShard implements ShardRecordProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(FleetShard.class);
    private static final Duration IDLE = Duration.ofMillis(20);

    private final FleetShards fleet;
    private final StreamIdentifier stream;
    private final StreamShard shard;
    private final ShardReading reading;
    private volatile List<ChildShard> children = List.of();
    private volatile boolean ended;
    private volatile boolean left;
    /** After a failure: not before. */
    private long goOnNanos = System.nanoTime();

    private Optional<String> checkpointed = Optional.empty();

    FleetShard(FleetShards fleet, StreamIdentifier stream, StreamShard shard) {
        this.fleet = fleet;
        this.stream = stream;
        this.shard = shard;
        this.reading = fleet.reading(shard);
    }

    /** What the library is to hand to {@link #processRecords} next: nothing but how far the shard is, or that it has ended. */
    ProcessRecordsInput next() {
        ProcessRecordsInput.ProcessRecordsInputBuilder input =
                ProcessRecordsInput.builder().isAtShardEnd(ended).childShards(children);
        if (ended) {
            return input.records(List.of()).millisBehindLatest(0L).build();
        }
        return input.records(CheckpointMarker.of(reading.durableThrough(), checkpointed))
                .millisBehindLatest(reading.millisBehind() == Long.MAX_VALUE ? null : reading.millisBehind())
                .build();
    }

    @Override
    public void initialize(InitializationInput input) {
        if (!input.shardId().equals(shard.id())) {
            throw new IllegalStateException(
                    "The reader of shard " + shard.id() + " was given shard " + input.shardId());
        }
        fleet.taken(this);
        LOG.info("{}: taken up", where());
    }

    /** One step of the way: the library may want the shard back after each. */
    @Override
    public void processRecords(ProcessRecordsInput input) {
        if (ended || left || fleet.stop().isStopped() || System.nanoTime() - goOnNanos < 0) {
            pauseUnlessEnded();
            return;
        }
        try {
            step();
            checkpoint(input.checkpointer(), CheckpointMarker.in(input.records()));
        } catch (RuntimeException e) {
            // The library would log it, and go on behind what was not consumed.
            Duration pause = reading.failed();
            fleet.failed(this, e);
            LOG.error("{}: taken up again in {}", where(), pause, e);
            // Not in a pause here: the library takes a shard back between two steps only.
            goOnNanos = System.nanoTime() + pause.toNanos();
        } catch (Error e) {
            LOG.error("{}: reading ends", where(), e);
            fleet.died(this, e);
        }
    }

    /** The library is about to call for something else. */
    private void pauseUnlessEnded() {
        if (!ended) {
            LockSupport.parkNanos(IDLE.toNanos());
        }
    }

    private void step() {
        if (reading.isTakenUp()) {
            if (reading.readOn()) {
                fleet.worksAgain(this);
            }
        } else {
            reading.takeUp(fleet.described(stream));
        }
        if (reading.hasEnded()) {
            children = fleet.childrenOf(shard);
            ended = true;
            fleet.ended(this);
            fleet.worksAgain(this);
        }
    }

    /** Failing to is no harm: what is durable is in the consumer's own books, and the next checkpoint says more. */
    private void checkpoint(RecordProcessorCheckpointer checkpointer, Optional<String> durable) {
        if (durable.isEmpty()) {
            return;
        }
        try {
            checkpointer.checkpoint(durable.get(), 0);
            checkpointed = durable;
        } catch (ShutdownException e) {
            LOG.debug("{}: another worker has the lease", where());
        } catch (InvalidStateException | KinesisClientLibRetryableException | IllegalArgumentException e) {
            LOG.warn("{}: no checkpoint at {}: {}", where(), durable.get(), e.getMessage());
            checkpointed = durable;
        }
    }

    @Override
    public void leaseLost(LeaseLostInput input) {
        leave();
        LOG.info("{}: the lease is lost", where());
    }

    @Override
    public void shardEnded(ShardEndedInput input) {
        try {
            input.checkpointer().checkpoint();
        } catch (ShutdownException | InvalidStateException | KinesisClientLibRetryableException e) {
            throw new StreamException(where() + ": its end could not be written to the fleet's table", e);
        }
        leave();
    }

    @Override
    public void shutdownRequested(ShutdownRequestedInput input) {
        try {
            if (!left) {
                reading.stop();
            }
        } catch (RuntimeException e) {
            // Left as it is: whoever takes the shard up next reads again what this worker could not write.
            LOG.error("{}: leaving it without what was read last", where(), e);
        }
        leave();
        LOG.info("{}: handed over", where());
    }

    private void leave() {
        if (!left) {
            left = true;
            reading.leave();
            fleet.left(this);
        }
    }

    String id() {
        return shard.id();
    }

    boolean hasEnded() {
        return ended;
    }

    private String where() {
        return "Stream " + stream.streamName() + ", shard " + shard.id();
    }

    @Override
    public String toString() {
        return Objects.toString(stream) + ":" + shard.id();
    }
}
