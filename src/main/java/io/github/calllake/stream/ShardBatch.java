package io.github.calllake.stream;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one read of a shard gave; the records may be none.
 *
 * @param records in the order of the shard; records of one aggregate are never parted by the end of a batch
 * @param millisBehindLatest how far the read was behind the tip of the shard; 0 if these are the shard's last records
 * @param serverTime Kinesis's clock when it answered; empty if the answer did not say
 * @param gap set if records before these have expired unread, or may have
 * @param ended set if the shard is closed and these are its last records
 */
public record ShardBatch(
        List<StreamRecord> records,
        long millisBehindLatest,
        Optional<Instant> serverTime,
        Optional<Gap> gap,
        Optional<Ended> ended) {

    public ShardBatch {
        records = List.copyOf(records);
    }

    /**
     * The record to go on after is no longer in the stream. Unread records behind it may have expired with it; they have
     * not if the reader was at the tip of the shard within the stream's retention.
     *
     * @param after the sequence number to go on after
     */
    public record Gap(String after) {}

    /**
     * The end of a closed shard.
     *
     * @param children the shards that its records go to now
     */
    public record Ended(List<String> children) {
        public Ended {
            children = List.copyOf(children);
        }
    }

    /** Whether these are the shard's last records for now, and more can come. */
    public boolean atTip() {
        return millisBehindLatest == 0 && ended.isEmpty();
    }
}
