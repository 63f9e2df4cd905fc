package io.github.calllake.local.kinesis;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Changes of a stream's shards, which leave no hash key without an open shard and none with two. */
final class Resharding {
    private Resharding() {}

    /** Closes a shard and opens two, the second of which starts at a hash key inside it. */
    static StreamFacts split(StreamFacts facts, ShardFacts parent, BigInteger middle, long now) {
        ShardFacts low = child(facts, 0, parent, null, parent.startingHashKey(), middle.subtract(BigInteger.ONE), now);
        ShardFacts high = child(facts, 1, parent, null, middle, parent.endingHashKey(), now);
        return facts.resharded(List.of(parent), List.of(low, high), now);
    }

    /** Closes two adjacent shards and opens one in their place. */
    static StreamFacts merge(StreamFacts facts, ShardFacts one, ShardFacts other, long now) {
        BigInteger start = one.startingHashKey().min(other.startingHashKey());
        BigInteger end = one.endingHashKey().max(other.endingHashKey());
        return facts.resharded(List.of(one, other), List.of(child(facts, 0, one, other, start, end, now)), now);
    }

    static boolean areAdjacent(ShardFacts one, ShardFacts other) {
        return follows(one, other) || follows(other, one);
    }

    private static boolean follows(ShardFacts high, ShardFacts low) {
        return low.endingHashKey().add(BigInteger.ONE).equals(high.startingHashKey());
    }

    /**
     * Splits and merges shards until there are so many of even width. As on AWS, shards that live for a moment only may come
     * of it.
     */
    static StreamFacts uniform(StreamFacts facts, int count, long now) {
        StreamFacts changed = facts;
        for (int shard = 1; shard < count; shard++) {
            BigInteger boundary = HashKeys.evenStart(shard, count);
            Optional<ShardFacts> across = changed.openShards().stream()
                    .filter(open -> open.covers(boundary))
                    .filter(open -> !open.startingHashKey().equals(boundary))
                    .findFirst();
            if (across.isPresent()) {
                changed = split(changed, across.get(), boundary, now);
            }
        }
        for (int shard = 0; shard < count; shard++) {
            changed =
                    mergedBetween(changed, HashKeys.evenStart(shard, count), HashKeys.evenStart(shard + 1, count), now);
        }
        return changed;
    }

    /** All open shards between two boundaries made one. */
    private static StreamFacts mergedBetween(StreamFacts facts, BigInteger from, BigInteger to, long now) {
        StreamFacts changed = facts;
        List<ShardFacts> inside = inside(changed, from, to);
        while (inside.size() > 1) {
            changed = merge(changed, inside.get(0), inside.get(1), now);
            inside = inside(changed, from, to);
        }
        return changed;
    }

    private static List<ShardFacts> inside(StreamFacts facts, BigInteger from, BigInteger to) {
        return facts.openShards().stream()
                .filter(open -> open.startingHashKey().compareTo(from) >= 0
                        && open.endingHashKey().compareTo(to) < 0)
                .sorted(Comparator.comparing(ShardFacts::startingHashKey))
                .toList();
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

    /** The shards of a new stream. */
    static List<ShardFacts> even(int count, long now) {
        return IntStream.range(0, count)
                .mapToObj(number -> new ShardFacts(
                        number,
                        null,
                        null,
                        HashKeys.evenStart(number, count),
                        HashKeys.evenStart(number + 1, count).subtract(BigInteger.ONE),
                        now / 1000,
                        now,
                        null))
                .toList();
    }
}
