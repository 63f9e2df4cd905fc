package io.github.calllake.stream;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * A stream read by one process: every shard, a thread each, without leases.
 *
 * <p>Two processes may read one stream so; neither knows of the other, and it is the consumers' business to bear it.
 * Thread-safe.
 */
public final class DirectStream implements AutoCloseable {

    private final KinesisClient kinesis;
    private final String name;
    private final ReadPace pace;
    private final boolean ownsClient;

    /** A stream on a client that the caller goes on owning: closing the stream leaves it open. */
    public DirectStream(KinesisClient kinesis, String name, ReadPace pace) {
        this(kinesis, name, pace, false);
    }

    private DirectStream(KinesisClient kinesis, String name, ReadPace pace, boolean ownsClient) {
        this.kinesis = kinesis;
        this.name = name;
        this.pace = pace;
        this.ownsClient = ownsClient;
    }

    /** A stream with region, credentials and endpoint from the standard AWS environment, read at the default pace. */
    public static DirectStream open(String name) {
        return new DirectStream(KinesisClient.create(), name, ReadPace.DEFAULT, true);
    }

    /** The stream's name. */
    public String name() {
        return name;
    }

    /**
     * The stream's shards: open ones, and closed ones while records of them may be left.
     *
     * @throws StreamException if there is no such stream or it cannot be asked
     */
    public List<StreamShard> shards() {
        return ask("list the shards of", () -> ShardListing.of(kinesis, name));
    }

    /**
     * How long the stream keeps a record.
     *
     * @throws StreamException if there is no such stream or it cannot be asked
     */
    public Duration retention() {
        return ask(
                "describe",
                () -> Duration.ofHours(kinesis.describeStreamSummary(request -> request.streamName(name))
                        .streamDescriptionSummary()
                        .retentionPeriodHours()));
    }

    /**
     * What Kinesis says of the stream as a whole.
     *
     * @throws StreamException if there is no such stream or it cannot be asked
     */
    public StreamFacts facts() {
        return ask("describe", () -> StreamFacts.of(kinesis, name));
    }

    /**
     * The oldest record of a shard that a reader at this position has not read yet. A look of one small read, or a few where the
     * shard has no records near the position.
     *
     * @param after the sequence number of the last record that the reader has read; empty for one that has read none
     * @throws StreamException if the stream cannot be asked, or refuses for longer than a few seconds because others read the
     *     shard as fast as Kinesis allows
     */
    public ShardBacklog backlog(String shardId, Optional<String> after) {
        return ask("look into shard " + shardId + " of", () -> ShardBacklog.of(kinesis, name, shardId, after));
    }

    /** A reader of one shard. */
    public ShardReader reader(String shardId, ShardPosition position) {
        return reader(shardId, position, new StopSignal());
    }

    ShardReader reader(String shardId, ShardPosition position, StopSignal stop) {
        return new ShardReader(kinesis, name, shardId, position, pace, stop);
    }

    /**
     * Reads every shard into a consumer of its own, parents before their children, until the consumption is closed or the
     * stream has no open shard left. A shard whose consumer fails is taken up again by a new one, after a pause.
     *
     * @throws StreamException if there is no such stream or it cannot be asked
     */
    public StreamConsumption consume(ShardConsumer.Factory consumers) {
        return new StreamConsumption(this, consumers);
    }

    /** Closes the client if this stream made it. Close its consumptions before. */
    @Override
    public void close() {
        if (ownsClient) {
            kinesis.close();
        }
    }

    private <T> T ask(String action, Supplier<T> question) {
        try {
            return question.get();
        } catch (SdkException e) {
            throw new StreamException("Could not " + action + " stream " + name + ": " + e.getMessage(), e);
        }
    }
}
