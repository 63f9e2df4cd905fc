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

    Optional<String> lastSequenceNumber() {
        return records.isEmpty()
                ? Optional.empty()
                : Optional.of(records.get(records.size() - 1).sequenceNumber());
    }

    /** The part that ends at a sequence number; the whole batch if it ends before. */
    ShardBatch upTo(String sequenceNumber) {
        List<Record> part = records.stream()
                .filter(record ->
                        ShardPosition.ORDER.compare(Optional.of(record.sequenceNumber()), Optional.of(sequenceNumber))
                                <= 0)
                .toList();
        return part.size() == records.size() ? this : new ShardBatch(shardId, part, largestRecord, false, true);
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
