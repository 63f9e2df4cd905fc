package io.github.calllake.local.kinesis;

import java.util.List;

/**
 * What one shard can take and give each second. Safe for concurrent use.
 *
 * @see <a href="https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html">Quotas and limits</a>
 */
final class ShardThroughput {
    private final TokenBucket recordsIn;
    private final TokenBucket bytesIn;
    private final TokenBucket reads;
    private final TokenBucket bytesOut;
    private final TokenBucket iterators;
    private long readableFrom = Long.MIN_VALUE;

    ShardThroughput(long now) {
        recordsIn = new TokenBucket(Limits.SHARD_RECORDS_IN, now);
        bytesIn = new TokenBucket(Limits.SHARD_BYTES_IN, now);
        reads = new TokenBucket(Limits.SHARD_READS, now);
        bytesOut = new TokenBucket(Limits.SHARD_BYTES_OUT, now);
        iterators = new TokenBucket(Limits.SHARD_ITERATORS, now);
    }

    /** Takes the room for a record. A record above a second's bytes needs the whole second, and those after it wait. */
    synchronized boolean write(int bytes, long now) {
        if (!recordsIn.has(1, now) || !bytesIn.has(bytes, now)) {
            return false;
        }
        recordsIn.take(1);
        bytesIn.take(bytes);
        return true;
    }

    /** Takes the room for one GetRecords call; what it reads is {@link #hasRead known later}. */
    synchronized boolean read(long now) {
        if (now < readableFrom || !bytesOut.has(1, now) || !reads.has(1, now)) {
            return false;
        }
        reads.take(1);
        return true;
    }

    /** Pays for what a call has read. After the most that one call gives, five seconds pass without another. */
    synchronized void hasRead(List<StoredRecord> records, boolean full, long now) {
        bytesOut.take(records.stream().mapToLong(StoredRecord::size).sum());
        if (full) {
            readableFrom = now + Limits.PAUSE_AFTER_FULL_READ_MILLIS;
        }
    }

    synchronized boolean iterator(long now) {
        if (!iterators.has(1, now)) {
            return false;
        }
        iterators.take(1);
        return true;
    }
}
