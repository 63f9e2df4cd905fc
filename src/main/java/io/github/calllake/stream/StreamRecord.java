package io.github.calllake.stream;

import java.time.Instant;

/**
 * A record of the stream. Stream, shard, sequence number and subsequence number together name it for good.
 *
 * <p>The data is not copied: consumers leave the array alone.
 *
 * @param shardId the shard
 * @param sequenceNumber decimal text; rises within a shard, see {@link SequenceNumbers}
 * @param subsequenceNumber the place in an aggregated record, 0 for one that stands alone
 * @param arrival Kinesis's approximate arrival time, whole milliseconds; neither exact nor always in order
 * @param partitionKey the producer's partition key
 * @param data the payload; call content, never to be logged
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Record.html">Record</a>
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody, and a copy of each record's bytes would cost memory.
public record StreamRecord(
        String shardId,
        String sequenceNumber,
        long subsequenceNumber,
        Instant arrival,
        String partitionKey,
        byte[] data) {

    /** Without the payload and the partition key, which may be call content. */
    @Override
    public String toString() {
        return "StreamRecord[" + shardId + " " + sequenceNumber + "/" + subsequenceNumber + ", arrived " + arrival
                + ", " + data.length + " bytes]";
    }
}
