package io.github.calllake.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * What a reader of a shard has still before it.
 *
 * @param oldestUnread when the oldest record that it has not read arrived; empty if there is none
 * @param complete false if the look ended between records: then there may be one although none was found
 */
public record ShardBacklog(Optional<Instant> oldestUnread, boolean complete) {

    /** Small, so that a look takes nothing from the readers' two megabytes a second. */
    private static final int RECORDS = 1;

    private static final int READS = 8;
    private static final int REFUSALS = 12;
    /** Kinesis allows a shard five reads a second, for all who read it. */
    private static final Duration BETWEEN_READS = Duration.ofMillis(220);

    static ShardBacklog of(KinesisClient kinesis, String stream, String shard, Optional<String> after) {
        String iterator = patiently(() -> iterator(kinesis, stream, shard, after));
        for (int reads = 0; reads < READS; reads++) {
            String from = iterator;
            GetRecordsResponse answer = patiently(() ->
                    kinesis.getRecords(request -> request.shardIterator(from).limit(RECORDS)));
            if (!answer.records().isEmpty()) {
                return new ShardBacklog(Optional.of(answer.records().get(0).approximateArrivalTimestamp()), true);
            }
            iterator = answer.nextShardIterator();
            if (iterator == null || Objects.requireNonNullElse(answer.millisBehindLatest(), 0L) == 0) {
                return new ShardBacklog(Optional.empty(), true);
            }
            pause();
        }
        return new ShardBacklog(Optional.empty(), false);
    }

    private static String iterator(KinesisClient kinesis, String stream, String shard, Optional<String> after) {
        return kinesis.getShardIterator(request -> {
                    request.streamName(stream).shardId(shard);
                    after.ifPresentOrElse(
                            sequence -> request.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                                    .startingSequenceNumber(sequence),
                            () -> request.shardIteratorType(ShardIteratorType.TRIM_HORIZON));
                })
                .shardIterator();
    }

    /** Those who read the shard for their work come first. */
    private static <T> T patiently(Supplier<T> call) {
        for (int refusals = 1; true; refusals++) {
            try {
                return call.get();
            } catch (ProvisionedThroughputExceededException e) {
                if (refusals == REFUSALS) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        new StopSignal().pause(BETWEEN_READS);
    }
}
