package io.github.calllake.stream;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/**
 * The Kinesis Client Library takes a checkpoint only at a record that it has handed out. A marker is that record: the
 * sequence number up to which all is durable, without data.
 */
final class CheckpointMarker {

    private CheckpointMarker() {}

    /** The marker, unless it would say what the last one said. */
    static List<KinesisClientRecord> of(Optional<String> durable, Optional<String> checkpointed) {
        return durable.filter(sequence -> !checkpointed.equals(durable)).stream()
                .map(sequence -> KinesisClientRecord.builder()
                        .sequenceNumber(sequence)
                        .partitionKey("")
                        .approximateArrivalTimestamp(Instant.EPOCH)
                        .data(ByteBuffer.allocate(0))
                        .build())
                .toList();
    }

    /** What a marker says that the library has let through: it drops those at or below its checkpoint. */
    static Optional<String> in(List<KinesisClientRecord> records) {
        return records.stream().map(KinesisClientRecord::sequenceNumber).findFirst();
    }
}
