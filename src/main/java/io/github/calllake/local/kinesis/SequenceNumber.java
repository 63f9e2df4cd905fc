package io.github.calllake.local.kinesis;

import java.math.BigInteger;
import java.util.Optional;

/**
 * A sequence number of the shape that AWS gives out: 186 bits, which are 56 decimal digits.
 *
 * <p>From the highest bits down: 2, the shard's opening second (36 bits), the shard number's low hex digit, the index in
 * the shard (64), 0 (8), the record's arrival second (36), the shard number (32), 2. Numbers therefore rise with the
 * index inside a shard, and a shard that was opened in a later second is above all of an older one.
 *
 * @param shardSecond second since the epoch at which the shard was opened; no two generations of shards share one
 * @param shardNumber the number in the shard's ID
 * @param index rises from record to record in a shard; 0 is the shard's start, {@link Long#MAX_VALUE} its end
 * @param second second since the epoch at which the record arrived
 */
record SequenceNumber(long shardSecond, int shardNumber, long index, long second) {
    private static final int BITS = 186;
    private static final long VERSION = 2;
    private static final long SECOND_MASK = (1L << 36) - 1;

    @Override
    public String toString() {
        BigInteger high = BigInteger.valueOf((VERSION << 40) | (shardSecond << 4) | (shardNumber & 0xF));
        BigInteger low =
                BigInteger.valueOf(second).shiftLeft(36).add(BigInteger.valueOf(((long) shardNumber << 4) | 2));
        return high.shiftLeft(144)
                .add(BigInteger.valueOf(index).shiftLeft(80))
                .add(low)
                .toString();
    }

    /** Reads one back; empty if the text is none of ours. */
    static Optional<SequenceNumber> parse(String text) {
        if (!text.matches("[1-9][0-9]{55}")) {
            return Optional.empty();
        }
        BigInteger number = new BigInteger(text);
        SequenceNumber parsed = new SequenceNumber(
                number.shiftRight(148).longValue() & SECOND_MASK,
                number.shiftRight(4).intValue(),
                number.shiftRight(80).longValue(),
                number.shiftRight(36).longValue() & SECOND_MASK);
        boolean wellFormed = number.bitLength() == BITS && parsed.toString().equals(text);
        return wellFormed ? Optional.of(parsed) : Optional.empty();
    }
}
