package io.github.calllake.local.redshift;

import java.util.Optional;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Reads one shard for one view. Not thread-safe; different readers may read at once. */
final class ShardReader {

    private static final int RECORDS_A_READ = 10_000;

    private final KinesisClient kinesis;
    private final String stream;
    private final Shard shard;
    private final int largestRecord;
    private ShardPosition kept;
    private Optional<String> iterator = Optional.empty();
    private Optional<String> nextIterator = Optional.empty();

    /** @param kept what is kept about a shard of this name */
    ShardReader(KinesisClient kinesis, String stream, Shard shard, int largestRecord, ShardPosition kept) {
        this.kinesis = kinesis;
        this.stream = stream;
        this.shard = shard;
        this.largestRecord = largestRecord;
        this.kept = kept;
    }

    String shardId() {
        return shard.shardId();
    }

    /** Whether it reads this very shard, and not one of a deleted stream. */
    boolean reads(Shard other) {
        return start().equals(other.sequenceNumberRange().startingSequenceNumber());
    }

    private String start() {
        return shard.sequenceNumberRange().startingSequenceNumber();
    }

    /** What is kept about a shard of this name. */
    ShardPosition kept() {
        return kept;
    }

    /** Whether all of the shard is read and kept, and no more will come. */
    boolean isDone() {
        return kept.isIn(start()) && kept.closed();
    }

    /** The records after the kept position; none at the stream's tip. Reads the same again until {@link #keep} is called. */
    ShardBatch read() {
        if (iterator.isEmpty()) {
            iterator = Optional.of(newIterator());
        }
        GetRecordsResponse response;
        try {
            response = getRecords(iterator.get());
        } catch (ExpiredIteratorException e) {
            iterator = Optional.of(newIterator());
            response = getRecords(iterator.get());
        }
        nextIterator = Optional.ofNullable(response.nextShardIterator());
        boolean closed = nextIterator.isEmpty();
        Long millisBehind = response.millisBehindLatest();
        boolean behind = millisBehind == null ? !response.records().isEmpty() : millisBehind > 0;
        return new ShardBatch(shardId(), response.records(), largestRecord, closed, behind && !closed);
    }

    /** Where the shard is read to once the batch is kept. */
    ShardPosition after(ShardBatch batch) {
        Optional<String> here = kept.isIn(start()) ? kept.sequenceNumber() : Optional.empty();
        return new ShardPosition(
                Optional.of(start()), batch.lastSequenceNumber().or(() -> here), batch.closed());
    }

    /** What was read last is kept, or held nothing: the next read goes on after it. */
    void keep(ShardBatch batch) {
        if (!batch.isEmpty()) {
            kept = after(batch);
        }
        iterator = nextIterator;
    }

    private GetRecordsResponse getRecords(String from) {
        return kinesis.getRecords(r -> r.shardIterator(from).limit(RECORDS_A_READ));
    }

    private String newIterator() {
        Optional<String> after = kept.isIn(start()) ? kept.sequenceNumber() : Optional.empty();
        return kinesis.getShardIterator(r -> {
                    r.streamName(stream).shardId(shardId());
                    after.ifPresentOrElse(
                            number -> r.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                                    .startingSequenceNumber(number),
                            () -> r.shardIteratorType(ShardIteratorType.TRIM_HORIZON));
                })
                .shardIterator();
    }
}
