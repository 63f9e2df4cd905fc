package io.github.calllake.stream;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.kinesis.common.StreamConfig;
import software.amazon.kinesis.common.StreamIdentifier;
import software.amazon.kinesis.leases.ShardInfo;
import software.amazon.kinesis.metrics.MetricsFactory;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.processor.ShardRecordProcessorFactory;
import software.amazon.kinesis.retrieval.RecordsPublisher;
import software.amazon.kinesis.retrieval.RetrievalFactory;
import software.amazon.kinesis.retrieval.RetrievalSpecificConfig;

/** The shards that this worker has leases of, and how they fare. Thread-safe. */
final class FleetShards implements RetrievalSpecificConfig, RetrievalFactory, ShardRecordProcessorFactory {

    private final DirectStream stream;
    private final ShardConsumer.Factory consumers;
    private final StopSignal stop;
    private final ReadMonitor monitor;

    /** Guarded by this. */
    private final Set<FleetShard> held = new HashSet<>();

    /** Guarded by this: shards and the fleet itself, by name. */
    private final Map<String, String> failing = new TreeMap<>();

    /** Made with the publisher and awaiting the processor. Used by the library's one loop only. */
    private final Map<String, FleetShard> fresh = new HashMap<>();

    FleetShards(DirectStream stream, ShardConsumer.Factory consumers, StopSignal stop, ReadMonitor monitor) {
        this.stream = stream;
        this.consumers = consumers;
        this.stop = stop;
        this.monitor = monitor;
    }

    @Override
    public RetrievalFactory retrievalFactory() {
        return this;
    }

    /** The library asks for a publisher first and for a processor directly afterwards; both are of one shard. */
    @Override
    public RecordsPublisher createGetRecordsCache(
            ShardInfo info, StreamConfig config, @Nullable MetricsFactory metrics) {
        FleetShard shard =
                new FleetShard(this, config.streamIdentifier(), new StreamShard(info.shardId(), info.parentShardIds()));
        fresh.clear();
        fresh.put(config.streamIdentifier().serialize(), shard);
        return new ShardTicks(shard);
    }

    @Override
    public ShardRecordProcessor shardRecordProcessor() {
        throw new IllegalStateException(
                "The Kinesis Client Library asks for the reader of a shard without saying of which");
    }

    @Override
    public ShardRecordProcessor shardRecordProcessor(StreamIdentifier of) {
        FleetShard shard = fresh.remove(of.serialize());
        if (shard == null) {
            throw new IllegalStateException(
                    "The Kinesis Client Library asks for a reader before it says of which shard");
        }
        return shard;
    }

    ShardReading reading(StreamShard shard) {
        return new ShardReading(stream, shard, consumers, stop, monitor);
    }

    StopSignal stop() {
        return stop;
    }

    /** The stream that a lease is of, as it is now. */
    StreamDescription described(StreamIdentifier of) {
        StreamDescription now = stream.recentDescription();
        if (!now.name().equals(of.streamName())) {
            throw new StreamException("The fleet has leases of stream " + of.streamName() + ", and this worker reads "
                    + now.name() + ". A fleet reads one stream: give each stream a fleet of its own name");
        }
        if (of.streamCreationEpochOptional().orElse(0L) != now.created().getEpochSecond()) {
            throw new StreamException("Stream " + now.name() + " was made anew at " + now.created()
                    + "; the leases of the one before are removed in a few minutes");
        }
        return now;
    }

    /** In the form in which the library makes leases of them. */
    List<ChildShard> childrenOf(StreamShard shard) {
        return stream.childrenOf(shard.id());
    }

    synchronized void taken(FleetShard shard) {
        held.add(shard);
        monitor.stepped(shard.id());
    }

    synchronized void left(FleetShard shard) {
        held.remove(shard);
        monitor.left(shard.id());
        failing.remove(shard.id());
    }

    /** What is left to do for it is the library's: it is not read any more. */
    void ended(FleetShard shard) {
        monitor.left(shard.id());
    }

    synchronized void failed(FleetShard shard, Throwable failure) {
        failing.put(shard.id(), String.valueOf(failure.getMessage()));
    }

    /** All shards of this worker end: nothing is sure after an error. */
    void died(FleetShard shard, Error error) {
        monitor.died(error);
        synchronized (this) {
            failing.put(shard.id(), error.toString());
        }
        stop.stop();
    }

    synchronized void worksAgain(FleetShard shard) {
        failing.remove(shard.id());
    }

    /** The fleet as a whole fails, or, with no failure, works again. */
    synchronized void fleetFails(String fleet, Optional<String> failure) {
        failing.remove(fleet);
        failure.ifPresent(message -> failing.put(fleet, message));
    }

    synchronized Map<String, String> failing() {
        return Map.copyOf(failing);
    }

    synchronized Set<String> unfinished() {
        return held.stream()
                .filter(shard -> !shard.hasEnded())
                .map(FleetShard::id)
                .collect(Collectors.toUnmodifiableSet());
    }
}
