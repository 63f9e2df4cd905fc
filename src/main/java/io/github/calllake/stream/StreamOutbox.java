package io.github.calllake.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * Puts records to a stream one after the other, each once or with an exception that leaves open whether it is there; and reads a
 * stream from some time on to its tip, to see which are there. For one thread.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html">PutRecord</a>
 */
public final class StreamOutbox implements AutoCloseable {

    /** A shard gives five reads a second to all its readers together. */
    private static final Duration BETWEEN_READS = Duration.ofMillis(300);

    private static final int ATTEMPTS = 4;

    private final KinesisClient kinesis;
    private final String stream;
    private final boolean ownsClient;
    private final StopSignal interrupted = new StopSignal();

    /**
     * On a client that the caller goes on owning. It must not try a put again by itself, for that may put it twice, and must give a
     * request up after a time.
     */
    public StreamOutbox(KinesisClient kinesis, String stream) {
        this(kinesis, stream, false);
    }

    private StreamOutbox(KinesisClient kinesis, String stream, boolean ownsClient) {
        this.kinesis = kinesis;
        this.stream = stream;
        this.ownsClient = ownsClient;
    }

    /**
     * With region, credentials and endpoint from the standard AWS environment.
     *
     * @param requestTimeout no request goes on for longer
     */
    public static StreamOutbox open(String stream, Duration requestTimeout) {
        KinesisClient kinesis = KinesisClient.builder()
                .overrideConfiguration(override -> override.retryStrategy(strategy -> strategy.maxAttempts(1))
                        .apiCallTimeout(requestTimeout))
                .build();
        return new StreamOutbox(kinesis, stream, true);
    }

    /**
     * Puts a record behind another one of the same partition key.
     *
     * @param after the sequence number of the record before; empty for the first
     * @return its sequence number
     * @throws StreamException if it is not known whether it is there; what Kinesis refuses because too much comes is put again
     */
    public String put(String partitionKey, byte[] data, Optional<String> after) {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
        while (true) {
            try {
                PutRecordResponse put = kinesis.putRecord(request -> {
                    request.streamName(stream).partitionKey(partitionKey).data(SdkBytes.fromByteArrayUnsafe(data));
                    after.ifPresent(request::sequenceNumberForOrdering);
                });
                return put.sequenceNumber();
            } catch (SdkException e) {
                Duration pause = backoff.next();
                if (!PassingFaults.isThrottling(e) || backoff.failures() >= ATTEMPTS) {
                    throw new StreamException(
                            "Whether a record is in stream " + stream + " is not known: " + e.getMessage(), e);
                }
                pauseFor(pause);
            }
        }
    }

    /**
     * Checks that there is a stream to put to, which loses less time than to begin without one.
     *
     * @throws StreamException if there is none, or it cannot be asked for
     */
    public void requireThere() {
        try {
            ShardListing.of(kinesis, stream);
        } catch (SdkException e) {
            throw new StreamException("Stream " + stream + " cannot be reached: " + e.getMessage(), e);
        }
    }

    /**
     * Reads every shard from a time of arrival on to where it ends now.
     *
     * @param record is given the payload of each; the records of a shard in their order
     */
    public void read(Instant from, Consumer<byte[]> record) {
        try {
            for (StreamShard shard : ShardListing.of(kinesis, stream)) {
                read(shard.id(), from, record);
            }
        } catch (SdkException e) {
            throw new StreamException("Stream " + stream + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void read(String shard, Instant from, Consumer<byte[]> record) {
        String iterator = kinesis.getShardIterator(request -> request.streamName(stream)
                        .shardId(shard)
                        .shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                        .timestamp(from))
                .shardIterator();
        int failures = 0;
        while (iterator != null) {
            String at = iterator;
            try {
                GetRecordsResponse read = kinesis.getRecords(request -> request.shardIterator(at));
                read.records().forEach(each -> record.accept(each.data().asByteArray()));
                boolean atTip = read.millisBehindLatest() != null && read.millisBehindLatest() == 0;
                iterator = atTip ? null : read.nextShardIterator();
                failures = 0;
            } catch (SdkException e) {
                failures++;
                if (!PassingFaults.isPassing(e) || failures == ATTEMPTS) {
                    throw e;
                }
            }
            if (iterator != null) {
                pauseFor(BETWEEN_READS);
            }
        }
    }

    private void pauseFor(Duration time) {
        interrupted.pause(time);
        if (interrupted.isStopped()) {
            throw new StreamException("Waiting for stream " + stream + " was interrupted");
        }
    }

    /** Closes the client if this made it. */
    @Override
    public void close() {
        if (ownsClient) {
            kinesis.close();
        }
    }
}
