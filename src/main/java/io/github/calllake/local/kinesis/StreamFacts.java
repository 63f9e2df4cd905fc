package io.github.calllake.local.kinesis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a stream is, apart from its records; one small file on disk.
 *
 * @param name the stream's name
 * @param mode {@code PROVISIONED} or {@code ON_DEMAND}
 * @param createdAt milliseconds since the epoch
 * @param retentionHours how long records are readable
 * @param shards every shard there ever was, the one of number n at place n
 */
record StreamFacts(String name, String mode, long createdAt, int retentionHours, List<ShardFacts> shards) {
    StreamFacts {
        shards = List.copyOf(shards);
    }

    StreamFacts withRetention(int hours) {
        return new StreamFacts(name, mode, createdAt, hours, shards);
    }

    /** With some shards closed and others opened in their place. */
    StreamFacts resharded(List<ShardFacts> parents, List<ShardFacts> children, long now) {
        List<ShardFacts> all = new ArrayList<>(shards);
        parents.forEach(parent -> all.set(parent.number(), parent.closed(now)));
        all.addAll(children);
        return new StreamFacts(name, mode, createdAt, retentionHours, all);
    }

    /** Records that arrived before this time, in milliseconds since the epoch, are no longer readable. */
    long trimHorizon(long now) {
        return now - Duration.ofHours(retentionHours).toMillis();
    }

    /** The shards that still hold or take readable records. */
    List<ShardFacts> liveShards(long now) {
        return shards.stream()
                .filter(shard -> shard.openAtOrAfter(trimHorizon(now)))
                .toList();
    }

    /** The shard of a number if it still holds or takes readable records. */
    Optional<ShardFacts> liveShard(int number, long now) {
        return number >= 0 && number < shards.size()
                ? Optional.of(shards.get(number)).filter(shard -> shard.openAtOrAfter(trimHorizon(now)))
                : Optional.empty();
    }

    List<ShardFacts> openShards() {
        return shards.stream().filter(ShardFacts::isOpen).toList();
    }

    /** The second since the epoch for the next generation of shards. */
    long nextOpenedSecond(long now) {
        return shards.stream().mapToLong(shard -> shard.openedSecond() + 1).reduce(now / 1000, Math::max);
    }
}
