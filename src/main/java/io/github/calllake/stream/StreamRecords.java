package io.github.calllake.stream;

import io.github.calllake.stream.KplAggregate.SubRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.Record;

/** The stream's records out of Kinesis's: one each, or those that the Kinesis Producer Library packed into one. */
final class StreamRecords {

    private StreamRecords() {}

    /** Adds what a record of a shard holds. */
    static void of(String shard, Record record, List<StreamRecord> to) {
        Instant arrival = record.approximateArrivalTimestamp().truncatedTo(ChronoUnit.MILLIS);
        byte[] data = record.data().asByteArrayUnsafe();
        Optional<List<SubRecord>> aggregate = KplAggregate.split(data);
        if (aggregate.isEmpty()) {
            to.add(new StreamRecord(shard, record.sequenceNumber(), 0, arrival, record.partitionKey(), data));
            return;
        }
        long place = 0;
        for (SubRecord sub : aggregate.get()) {
            to.add(new StreamRecord(shard, record.sequenceNumber(), place, arrival, sub.partitionKey(), sub.data()));
            place++;
        }
    }
}
