package io.github.calllake.local.redshift;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * What one read of a shard gave.
 *
 * @param shardId the shard
 * @param records in order; those that are too large are among them
 * @param closed whether the shard ends here
 * @param behind whether the stream holds more of this shard
 */
record ShardBatch(String shardId, List<Record> records, boolean closed, boolean behind) {

    /** The largest record a view takes; larger ones are skipped and reported. The size of VARBYTE. */
    static final int LARGEST_RECORD = 16 * 1024 * 1024;

    ShardBatch {
        records = List.copyOf(records);
    }

    Optional<String> lastSequenceNumber() {
        return records.isEmpty()
                ? Optional.empty()
                : Optional.of(records.get(records.size() - 1).sequenceNumber());
    }

    /** Whether the last record arrived after the instant. */
    boolean reaches(Instant instant) {
        return !records.isEmpty()
                && records.get(records.size() - 1).approximateArrivalTimestamp().isAfter(instant);
    }

    List<Record> accepted() {
        return records.stream().filter(record -> !isTooLarge(record)).toList();
    }

    List<Record> tooLarge() {
        return records.stream().filter(ShardBatch::isTooLarge).toList();
    }

    private static boolean isTooLarge(Record record) {
        return record.data().asByteArrayUnsafe().length > LARGEST_RECORD;
    }
}
