package io.github.calllake.local.kinesis;

import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a shard is, apart from its records. Kept in the stream's file.
 *
 * @param number counts the stream's shards from 0
 * @param parent ID of the shard that it was split off or merged from
 * @param adjacentParent ID of the other shard that it was merged from
 * @param startingHashKey first hash key, inclusive
 * @param endingHashKey last hash key, inclusive
 * @param openedSecond second since the epoch; above that of every older generation of shards
 * @param openedAt milliseconds since the epoch
 * @param closedAt milliseconds since the epoch; null while it is open
 */
record ShardFacts(
        int number,
        @Nullable String parent,
        @Nullable String adjacentParent,
        BigInteger startingHashKey,
        BigInteger endingHashKey,
        long openedSecond,
        long openedAt,
        @Nullable Long closedAt) {

    String id() {
        return id(number);
    }

    static String id(int number) {
        return String.format(Locale.ROOT, "shardId-%012d", number);
    }

    boolean isOpen() {
        return closedAt == null;
    }

    /** Whether it was still taking records at the given time or later. */
    boolean openAtOrAfter(long time) {
        return closedAt == null || closedAt >= time;
    }

    boolean covers(BigInteger hashKey) {
        return startingHashKey.compareTo(hashKey) <= 0 && hashKey.compareTo(endingHashKey) <= 0;
    }

    boolean isChildOf(String shardId) {
        return shardId.equals(parent) || shardId.equals(adjacentParent);
    }

    ShardFacts closed(long now) {
        return new ShardFacts(
                number, parent, adjacentParent, startingHashKey, endingHashKey, openedSecond, openedAt, now);
    }

    /** The sequence number of the record at an index. */
    SequenceNumber sequenceNumber(long index, long arrivalMillis) {
        return new SequenceNumber(openedSecond, number, index, arrivalMillis / 1000);
    }

    SequenceNumber startingSequenceNumber() {
        return sequenceNumber(0, openedAt);
    }

    SequenceNumber endingSequenceNumber(long closedAt) {
        return sequenceNumber(Long.MAX_VALUE, closedAt);
    }

    boolean owns(SequenceNumber sequenceNumber) {
        return sequenceNumber.shardSecond() == openedSecond && sequenceNumber.shardNumber() == number;
    }
}
