package io.github.calllake.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;

/**
 * A stream read by one process: every shard, a thread each, without leases.
 *
 * <p>Two processes may read one stream so; neither knows of the other, and it is the consumers' business to bear it.
 * Thread-safe.
 */
public final class DirectStream implements StreamSource {

    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private final KinesisClient kinesis;
    private final String name;
    private final ReadPace pace;
    private final boolean ownsClient;
    private final RetriesInClient retriesInClient;
    private final ReadBudget budget;
    private volatile Optional<Described> described = Optional.empty();

    /** A stream on a client that the caller goes on owning: closing the stream leaves it open. */
    public DirectStream(KinesisClient kinesis, String name, ReadPace pace) {
        this(kinesis, name, pace, ReadBudget.ofHeap());
    }

    /** The same, with a budget for what its shards' reads hold. */
    public DirectStream(KinesisClient kinesis, String name, ReadPace pace, ReadBudget budget) {
        this(kinesis, name, pace, budget, false, new RetriesInClient());
    }

    private DirectStream(
            KinesisClient kinesis,
            String name,
            ReadPace pace,
            ReadBudget budget,
            boolean ownsClient,
            RetriesInClient retriesInClient) {
        this.budget = budget;
        this.kinesis = kinesis;
        this.name = name;
        this.pace = pace;
        this.ownsClient = ownsClient;
        this.retriesInClient = retriesInClient;
    }

    /** A stream with region, credentials and endpoint from the standard AWS environment, read at the default pace. */
    public static DirectStream open(String name) {
        return open(name, ReadBudget.ofHeap());
    }

    /** The same, with a budget for what its shards' reads hold. */
    public static DirectStream open(String name, ReadBudget budget) {
        return open(name, ReadPace.DEFAULT, budget);
    }

    /** The same, at another pace. */
    public static DirectStream open(String name, ReadPace pace, ReadBudget budget) {
        RetriesInClient retries = new RetriesInClient();
        KinesisClient kinesis = KinesisClient.builder()
                .overrideConfiguration(override -> override.addMetricPublisher(retries))
                .build();
        return new DirectStream(kinesis, name, pace, budget, true, retries);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<StreamShard> shards() {
        return ask("list the shards of", () -> ShardListing.of(kinesis, name));
    }

    @Override
    public StreamDescription description() {
        return ask("describe", () -> {
            StreamDescriptionSummary summary = summary();
            StreamDescription description = new StreamDescription(
                    name,
                    summary.streamCreationTimestamp().truncatedTo(ChronoUnit.MILLIS),
                    Duration.ofHours(summary.retentionPeriodHours()),
                    summary.openShardCount());
            described = Optional.of(new Described(description, System.nanoTime()));
            return description;
        });
    }

    /** The KMS key that encrypts the stream's records: an ARN, an id or an alias; empty if none does. */
    public Optional<String> encryptionKey() {
        return ask("describe", () -> Optional.of(summary())
                .filter(summary -> summary.encryptionType() == EncryptionType.KMS)
                .map(StreamDescriptionSummary::keyId));
    }

    /** What Kinesis says of the stream. */
    StreamDescriptionSummary summary() {
        return kinesis.describeStreamSummary(request -> request.streamName(name))
                .streamDescriptionSummary();
    }

    /** The stream as it was a moment ago at most: Kinesis lets an account ask 20 times a second, and shards start together. */
    StreamDescription recentDescription() {
        return described.filter(Described::isFresh).map(Described::description).orElseGet(this::description);
    }

    private record Described(StreamDescription description, long atNanos) {
        boolean isFresh() {
            return System.nanoTime() - atNanos < FRESH_NANOS;
        }
    }

    /** The shards that a closed shard's records go to now, in the Kinesis Client Library's form. */
    List<ChildShard> childrenOf(String shardId) {
        return ask("list the shards of", () -> ShardListing.childrenOf(kinesis, name, shardId));
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

    /** What its client has made again by itself: known of a client of its own. */
    RetriesInClient retriesInClient() {
        return retriesInClient;
    }

    /** A reader of one shard. */
    public ShardReader reader(String shardId, ShardPosition position) {
        ReadBudget.Share unlimited = ReadBudget.unlimited().share();
        return new ShardReader(
                kinesis,
                this,
                Optional.empty(),
                shardId,
                position,
                pace,
                unlimited,
                new StopSignal(),
                new ReadMonitor());
    }

    /**
     * A reader of one shard, which keeps within the stream's budget.
     *
     * @param created reads only the stream that was made at this instant; empty for whichever has the name
     */
    ShardReader reader(
            String shardId, ShardPosition position, Optional<Instant> created, StopSignal stop, ReadMonitor monitor) {
        return new ShardReader(kinesis, this, created, shardId, position, pace, budget.share(), stop, monitor);
    }

    /**
     * Reads every shard into a consumer of its own, parents before their children, until the consumption is closed or the
     * stream has no open shard left. A shard whose consumer fails is taken up again by a new one, after a pause.
     *
     * @throws StreamException if there is no such stream or it cannot be asked
     */
    @Override
    public StreamConsumption consume(ShardConsumer.Factory consumers) {
        return new DirectConsumption(this, consumers);
    }

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
