package io.github.calllake.local.kinesis;

import io.github.calllake.local.kinesis.Answers.Done;
import io.github.calllake.local.kinesis.Answers.HashKeyRange;
import io.github.calllake.local.kinesis.Answers.SequenceNumberRange;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Operations that change a stream's shards. They are done when they are answered: there is no UPDATING here. */
final class ShardOperations {
    private static final int COUNT_UPDATES_A_DAY = 10;

    private final StreamStore store;
    private final Clock clock;

    private enum ScalingType {
        UNIFORM_SCALING
    }

    ShardOperations(StreamStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    static Answers.Shard answer(ShardFacts shard) {
        Long closedAt = shard.closedAt();
        return new Answers.Shard(
                shard.id(),
                shard.parent(),
                shard.adjacentParent(),
                hashKeys(shard),
                new SequenceNumberRange(
                        shard.startingSequenceNumber().toString(),
                        closedAt == null
                                ? null
                                : shard.endingSequenceNumber(closedAt).toString()));
    }

    static HashKeyRange hashKeys(ShardFacts shard) {
        return new HashKeyRange(
                shard.startingHashKey().toString(), shard.endingHashKey().toString());
    }

    /** The live shard of an ID. */
    static ShardFacts shard(StreamFacts facts, String shardId, long now) {
        return facts.liveShards(now).stream()
                .filter(shard -> shard.id().equals(shardId))
                .findFirst()
                .orElseThrow(() -> Arns.shardNotFound(shardId, facts.name()));
    }

    Done split(Requests.SplitShard request) throws IOException {
        String shardId = Check.name(request.shardToSplit(), "shardToSplit");
        BigInteger middle = Check.hashKey(request.newStartingHashKey(), "newStartingHashKey");
        DataStream stream = StreamOperations.named(store, request.streamName(), request.streamARN());
        stream.change(facts -> split(facts, shardId, middle));
        return new Done();
    }

    /**
     * Refuses shards beyond the account's limit.
     *
     * @param more how many open shards there would be more than now
     */
    static void requireRoom(StreamStore store, int more) {
        if (store.openShards() + more > Limits.ACCOUNT_SHARDS) {
            throw KinesisException.limitExceeded("This request would exceed the shard limit for the account "
                    + Arns.ACCOUNT + " in us-east-1. Current shard count for the account: " + store.openShards()
                    + ". Limit: " + Limits.ACCOUNT_SHARDS
                    + ". Number of additional shards that would have resulted from"
                    + " this request: " + more + ".");
        }
    }

    /** A stream in on-demand mode has its shards managed by AWS. */
    private static void requireProvisioned(StreamFacts facts) {
        if (!facts.mode().equals(StreamOperations.Mode.PROVISIONED.name())) {
            throw KinesisException.validation("Stream " + facts.name() + " under account " + Arns.ACCOUNT + " is in "
                    + facts.mode() + " mode: its shards cannot be changed by this operation.");
        }
    }

    private StreamFacts split(StreamFacts facts, String shardId, BigInteger middle) {
        requireProvisioned(facts);
        requireRoom(store, 1);
        long now = clock.millis();
        ShardFacts parent = openShard(facts, shardId, now);
        BigInteger start = parent.startingHashKey();
        BigInteger end = parent.endingHashKey();
        if (middle.compareTo(start.add(BigInteger.ONE)) <= 0 || middle.compareTo(end) >= 0) {
            throw KinesisException.invalidArgument("NewStartingHashKey " + middle + " used in SplitShard() on shard "
                    + shardId + " in stream " + facts.name() + " under account " + Arns.ACCOUNT
                    + " is not both greater than one plus the shard's StartingHashKey " + start
                    + " and less than the shard's EndingHashKey " + end + ".");
        }
        return Resharding.split(facts, parent, middle, now);
    }

    Done merge(Requests.MergeShards request) throws IOException {
        String shardId = Check.name(request.shardToMerge(), "shardToMerge");
        String adjacentId = Check.name(request.adjacentShardToMerge(), "adjacentShardToMerge");
        DataStream stream = StreamOperations.named(store, request.streamName(), request.streamARN());
        stream.change(facts -> merge(facts, shardId, adjacentId));
        return new Done();
    }

    private StreamFacts merge(StreamFacts facts, String shardId, String adjacentId) {
        requireProvisioned(facts);
        long now = clock.millis();
        ShardFacts one = openShard(facts, shardId, now);
        ShardFacts other = openShard(facts, adjacentId, now);
        if (!Resharding.areAdjacent(one, other)) {
            throw KinesisException.invalidArgument("Shards " + shardId + " and " + adjacentId + " in stream "
                    + facts.name() + " under account " + Arns.ACCOUNT
                    + " are not an adjacent pair of shards eligible for merging");
        }
        return Resharding.merge(facts, one, other, now);
    }

    /** Brings a stream to a number of shards of even width, by splits and merges that are done when this is answered. */
    Answers.UpdatedShardCount updateCount(Requests.UpdateShardCount request) throws IOException {
        Check.oneOf(ScalingType.class, request.scalingType(), "scalingType");
        int target = Check.required(request.targetShardCount(), "targetShardCount");
        Check.between(target, "targetShardCount", 1, 100_000);
        DataStream stream = StreamOperations.named(store, request.streamName(), request.streamARN());
        AtomicInteger current = new AtomicInteger();
        stream.change(facts -> {
            current.set(facts.openShards().size());
            return updateCount(facts, current.get(), target);
        });
        String name = stream.facts().name();
        return new Answers.UpdatedShardCount(name, current.get(), target, Arns.ofStream(name));
    }

    private StreamFacts updateCount(StreamFacts facts, int current, int target) {
        requireProvisioned(facts);
        if (target > current * 2) {
            throw KinesisException.limitExceeded(
                    "UpdateShardCount cannot scale up over double your current open shard count. Current open shard"
                            + " count: " + current + ", Target shard count: " + target);
        }
        if (target * 2 < current) {
            throw KinesisException.limitExceeded(
                    "UpdateShardCount cannot scale down below half your current open shard count. Current open shard"
                            + " count: " + current + ", Target shard count: " + target);
        }
        requireRoom(store, target - current);
        long now = clock.millis();
        if (StreamFacts.inLastDay(facts.countUpdates(), now) >= COUNT_UPDATES_A_DAY) {
            throw KinesisException.limitExceeded("UpdateShardCount cannot be called more than " + COUNT_UPDATES_A_DAY
                    + " times in 24 hours for stream " + facts.name() + " under account " + Arns.ACCOUNT + ".");
        }
        return Resharding.uniform(facts, target, now).withCountUpdate(now);
    }

    private static ShardFacts openShard(StreamFacts facts, String shardId, long now) {
        ShardFacts shard = shard(facts, shardId, now);
        if (!shard.isOpen()) {
            throw KinesisException.invalidArgument("Shard " + shardId + " in stream " + facts.name() + " under account "
                    + Arns.ACCOUNT + " has already been merged or split, and thus is not eligible for merging or"
                    + " splitting.");
        }
        return shard;
    }

    /** The shards that a closed shard was split into or merged into. */
    static List<Answers.ChildShard> children(StreamFacts facts, String shardId) {
        return facts.shards().stream()
                .filter(shard -> shard.isChildOf(shardId))
                .map(child -> new Answers.ChildShard(
                        child.id(),
                        Stream.of(child.parent(), child.adjacentParent())
                                .flatMap(Stream::ofNullable)
                                .toList(),
                        hashKeys(child)))
                .toList();
    }
}
