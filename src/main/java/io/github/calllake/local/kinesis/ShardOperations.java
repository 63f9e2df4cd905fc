package io.github.calllake.local.kinesis;

import io.github.calllake.local.kinesis.Answers.Done;
import io.github.calllake.local.kinesis.Answers.HashKeyRange;
import io.github.calllake.local.kinesis.Answers.SequenceNumberRange;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Operations that change a stream's shards. They are done when they are answered: there is no UPDATING here. */
final class ShardOperations {
    private final StreamStore store;
    private final Clock clock;

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

    private StreamFacts split(StreamFacts facts, String shardId, BigInteger middle) {
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
        ShardFacts low = child(facts, 0, parent, null, start, middle.subtract(BigInteger.ONE), now);
        ShardFacts high = child(facts, 1, parent, null, middle, end, now);
        return facts.resharded(List.of(parent), List.of(low, high), now);
    }

    Done merge(Requests.MergeShards request) throws IOException {
        String shardId = Check.name(request.shardToMerge(), "shardToMerge");
        String adjacentId = Check.name(request.adjacentShardToMerge(), "adjacentShardToMerge");
        DataStream stream = StreamOperations.named(store, request.streamName(), request.streamARN());
        stream.change(facts -> merge(facts, shardId, adjacentId));
        return new Done();
    }

    private StreamFacts merge(StreamFacts facts, String shardId, String adjacentId) {
        long now = clock.millis();
        ShardFacts one = openShard(facts, shardId, now);
        ShardFacts other = openShard(facts, adjacentId, now);
        if (!areAdjacent(one, other) && !areAdjacent(other, one)) {
            throw KinesisException.invalidArgument("Shards " + shardId + " and " + adjacentId + " in stream "
                    + facts.name() + " under account " + Arns.ACCOUNT
                    + " are not an adjacent pair of shards eligible for merging");
        }
        BigInteger start = one.startingHashKey().min(other.startingHashKey());
        BigInteger end = one.endingHashKey().max(other.endingHashKey());
        ShardFacts merged = child(facts, 0, one, other, start, end, now);
        return facts.resharded(List.of(one, other), List.of(merged), now);
    }

    private static boolean areAdjacent(ShardFacts low, ShardFacts high) {
        return low.endingHashKey().add(BigInteger.ONE).equals(high.startingHashKey());
    }

    private static ShardFacts openShard(StreamFacts facts, String shardId, long now) {
        ShardFacts shard = shard(facts, shardId, now);
        if (!shard.isOpen()) {
            throw KinesisException.invalidArgument("Shard " + shardId + " in stream " + facts.name() + " under account "
                    + Arns.ACCOUNT + " is closed: only open shards are split or merged.");
        }
        return shard;
    }

    private static ShardFacts child(
            StreamFacts facts,
            int place,
            ShardFacts parent,
            @Nullable ShardFacts adjacent,
            BigInteger start,
            BigInteger end,
            long now) {
        return new ShardFacts(
                facts.shards().size() + place,
                parent.id(),
                adjacent == null ? null : adjacent.id(),
                start,
                end,
                facts.nextOpenedSecond(now),
                now,
                null);
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
