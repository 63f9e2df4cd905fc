package io.github.calllake.stream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * Puts records to a stream, and makes the stream where there is none.
 *
 * <p>Thread-safe. A put that fails and is tried again may be in the stream twice, as with any Kinesis producer.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html">PutRecords</a>
 */
public final class StreamWriter implements AutoCloseable {

    /** PutRecords takes so many records. */
    private static final int BATCH_RECORDS = 500;

    /** And so many bytes, partition keys included; the older of two limits, which every region has. */
    private static final int BATCH_BYTES = 5 << 20;

    private static final Duration ACTIVE_POLL = Duration.ofMillis(500);
    private static final int ACTIVE_POLLS = 240;

    private final KinesisClient kinesis;
    private final String stream;
    private final boolean ownsClient;

    /** A writer on a client that the caller goes on owning: closing the writer leaves it open. */
    public StreamWriter(KinesisClient kinesis, String stream) {
        this(kinesis, stream, false);
    }

    private StreamWriter(KinesisClient kinesis, String stream, boolean ownsClient) {
        this.kinesis = kinesis;
        this.stream = stream;
        this.ownsClient = ownsClient;
    }

    /** A writer with region, credentials and endpoint from the standard AWS environment. */
    public static StreamWriter open(String stream) {
        return new StreamWriter(KinesisClient.create(), stream, true);
    }

    /**
     * A record to put.
     *
     * @param partitionKey decides the shard; 1 to 256 characters
     * @param data the payload, up to 1 MiB with the key unless the stream allows more
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on at once and compared by nobody.
    public record NewRecord(String partitionKey, byte[] data) {
        public NewRecord {
            if (partitionKey.isEmpty()) {
                throw new IllegalArgumentException("A record needs a partition key");
            }
        }

        int size() {
            return data.length + partitionKey.getBytes(StandardCharsets.UTF_8).length;
        }
    }

    /** Where a record went. */
    public record Placed(String shardId, String sequenceNumber) {}

    /**
     * Makes the stream unless it is there, and waits up to two minutes until it can be used.
     *
     * @param shards how many shards a new stream gets; one that is there keeps its own
     * @throws StreamException if it cannot be made, or does not become active
     */
    public void createIfAbsent(int shards) {
        try {
            if (status().isEmpty()) {
                create(shards);
            }
            awaitActive();
        } catch (SdkException e) {
            throw new StreamException("Could not create stream " + stream + ": " + e.getMessage(), e);
        }
    }

    /**
     * Puts records, in requests as large as Kinesis allows. Those that Kinesis turns down are put again, in their order,
     * after a pause, for as long as some go in; so are all of a request that failed in a way that may pass.
     *
     * @return where each record went, in the order of the records
     * @throws StreamException if some could not be put; records before and among them may have been
     */
    public List<Placed> put(List<NewRecord> records) {
        List<Placed> placed = new ArrayList<>(records.size());
        List<NewRecord> batch = new ArrayList<>();
        int bytes = 0;
        for (NewRecord record : records) {
            if (batch.size() == BATCH_RECORDS || (!batch.isEmpty() && bytes + record.size() > BATCH_BYTES)) {
                placed.addAll(new BatchPut(kinesis, stream, batch).run());
                batch.clear();
                bytes = 0;
            }
            batch.add(record);
            bytes += record.size();
        }
        if (!batch.isEmpty()) {
            placed.addAll(new BatchPut(kinesis, stream, batch).run());
        }
        return placed;
    }

    /** Closes the client if this writer made it. */
    @Override
    public void close() {
        if (ownsClient) {
            kinesis.close();
        }
    }

    private void create(int shards) {
        try {
            kinesis.createStream(request -> request.streamName(stream).shardCount(shards));
        } catch (ResourceInUseException e) {
            // Another process was faster, which is as good.
        }
    }

    private void awaitActive() {
        StopSignal interrupted = new StopSignal();
        for (int poll = 0; poll < ACTIVE_POLLS && !interrupted.isStopped(); poll++) {
            Optional<StreamStatus> status = status();
            if (status.equals(Optional.of(StreamStatus.ACTIVE)) || status.equals(Optional.of(StreamStatus.UPDATING))) {
                return;
            }
            interrupted.pause(ACTIVE_POLL);
        }
        throw new StreamException("Stream " + stream + " did not become active in "
                + ACTIVE_POLL.multipliedBy(ACTIVE_POLLS).toSeconds() + " s. Look at it in the Kinesis console");
    }

    private Optional<StreamStatus> status() {
        try {
            return Optional.of(kinesis.describeStreamSummary(request -> request.streamName(stream))
                    .streamDescriptionSummary()
                    .streamStatus());
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }
}
