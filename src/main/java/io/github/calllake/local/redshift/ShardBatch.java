package io.github.calllake.local.redshift;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * What one read of a shard gave.
 *
 * @param records in order
 * @param largestRecord in bytes; larger ones are skipped and reported
 * @param closed whether the shard ends here
 * @param behind whether the stream holds more of this shard
 */
record ShardBatch(String shardId, List<Record> records, int largestRecord, boolean closed, boolean behind) {

    ShardBatch {
        records = List.copyOf(records);
    }

    /** Whether nothing is to be kept of it. */
    boolean isEmpty() {
        return records.isEmpty() && !closed;
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
        return records.stream().filter(this::isTooLarge).toList();
    }

    long bytes() {
        return records.stream().mapToLong(ShardBatch::size).sum();
    }

    private boolean isTooLarge(Record record) {
        return size(record) > largestRecord;
    }

    private static int size(Record record) {
        return record.data().asByteArrayUnsafe().length;
    }
}
