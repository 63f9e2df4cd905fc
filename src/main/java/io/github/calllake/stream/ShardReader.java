package io.github.calllake.stream;

import io.github.calllake.stream.ShardBatch.Ended;
import io.github.calllake.stream.ShardBatch.Gap;
import io.github.calllake.stream.ShardPosition.After;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * Reads one shard from a position on, batch by batch, at the stream's pace. Throttling and passing faults are waited out;
 * expired iterators are replaced at the last position.
 *
 * <p>For one thread at a time.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html">GetRecords</a>
 */
public final class ShardReader {

    private static final Logger LOG = LoggerFactory.getLogger(ShardReader.class);
    private static final int ATTEMPTS = 10;

    /**
     * So far behind, records may expire before the next read, and an iterator then goes on behind them without a word; a
     * fresh one shows whether the last record is still there. A stream keeps records for a day at least.
     */
    private static final Duration EXPIRY_NEAR = Duration.ofHours(20);

    private final KinesisClient kinesis;
    private final String stream;
    private final String shard;
    private final ReadPace pace;
    private final StopSignal stop;
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(20));

    private ShardPosition position;
    private @Nullable String iterator;

    /** Set while the iterator points at the record to go on after, which shows whether that is still there. */
    private Optional<String> expected = Optional.empty();

    private boolean ended;
    private boolean atTip;
    private boolean hasRead;
    private long lastReadNanos;

    ShardReader(
            KinesisClient kinesis,
            String stream,
            String shard,
            ShardPosition position,
            ReadPace pace,
            StopSignal stop) {
        this.kinesis = kinesis;
        this.stream = stream;
        this.shard = shard;
        this.position = position;
        this.pace = pace;
        this.stop = stop;
    }

    /**
     * Reads once, after the pause that the pace asks for. If reading stops meanwhile, what is returned is empty and says
     * that there is more.
     *
     * @throws StreamException if Kinesis refuses, or cannot be read in ten attempts
     * @throws IllegalStateException if an earlier batch said that the shard has ended
     */
    public ShardBatch next() {
        if (ended) {
            throw new IllegalStateException(where() + " has been read to its end");
        }
        keepPace();
        while (!stop.isStopped()) {
            try {
                GetRecordsResponse answer = read();
                backoff.reset();
                return batch(answer);
            } catch (ExpiredIteratorException e) {
                LOG.debug("The iterator of {} has expired; going on at {}", where(), position);
                iterator = null;
            } catch (SdkException e) {
                waitOut(e);
            }
        }
        return new ShardBatch(List.of(), Long.MAX_VALUE, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private void keepPace() {
        long since = System.nanoTime() - lastReadNanos;
        long wanted = (atTip ? pace.atTip() : pace.behind()).toNanos();
        if (hasRead && since < wanted) {
            stop.pause(Duration.ofNanos(wanted - since));
        }
    }

    private GetRecordsResponse read() {
        String from = iterator == null ? newIterator() : iterator;
        iterator = from;
        GetRecordsResponse answer = kinesis.getRecords(request -> request.shardIterator(from));
        lastReadNanos = System.nanoTime();
        hasRead = true;
        return answer;
    }

    /**
     * After a record means: at it, and then over it. Kinesis goes on without a word behind a position that has expired, and
     * this way that shows.
     */
    private String newIterator() {
        Optional<String> at = position instanceof After after ? Optional.of(after.sequenceNumber()) : Optional.empty();
        String fresh = kinesis.getShardIterator(request -> {
                    request.streamName(stream).shardId(shard);
                    at.ifPresentOrElse(
                            sequence -> request.shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
                                    .startingSequenceNumber(sequence),
                            () -> request.shardIteratorType(ShardIteratorType.TRIM_HORIZON));
                })
                .shardIterator();
        expected = at;
        return fresh;
    }

    private ShardBatch batch(GetRecordsResponse answer) {
        iterator = answer.nextShardIterator();
        ended = iterator == null;
        long behind = Objects.requireNonNullElse(answer.millisBehindLatest(), Long.MAX_VALUE);
        atTip = behind == 0 && !ended;
        List<StreamRecord> records = answer.records().stream().map(this::record).toList();

        Optional<Gap> gap = Optional.empty();
        if (expected.isPresent() && (!records.isEmpty() || behind == 0 || ended)) {
            String after = expected.get();
            boolean found =
                    !records.isEmpty() && records.get(0).sequenceNumber().equals(after);
            gap = found ? Optional.empty() : Optional.of(new Gap(after));
            records = found ? records.subList(1, records.size()) : records;
            expected = Optional.empty();
        }
        if (!records.isEmpty()) {
            position = ShardPosition.after(records.get(records.size() - 1).sequenceNumber());
            iterator = behind > EXPIRY_NEAR.toMillis() ? null : iterator;
        }
        Optional<Ended> end = ended ? Optional.of(new Ended(childIds(answer))) : Optional.empty();
        return new ShardBatch(records, behind, serverTime(answer), gap, end);
    }

    private StreamRecord record(Record record) {
        return new StreamRecord(
                shard,
                record.sequenceNumber(),
                0,
                record.approximateArrivalTimestamp().truncatedTo(ChronoUnit.MILLIS),
                record.partitionKey(),
                record.data().asByteArrayUnsafe());
    }

    private List<String> childIds(GetRecordsResponse answer) {
        if (!answer.childShards().isEmpty()) {
            return answer.childShards().stream().map(ChildShard::shardId).toList();
        }
        return ShardListing.of(kinesis, stream).stream()
                .filter(other -> other.parents().contains(shard))
                .map(StreamShard::id)
                .toList();
    }

    private Optional<Instant> serverTime(GetRecordsResponse answer) {
        return answer.sdkHttpResponse().firstMatchingHeader("Date").flatMap(this::parse);
    }

    private Optional<Instant> parse(String date) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
        } catch (DateTimeException e) {
            // Without it the watermark of a quiet shard does not move, which the operator then sees.
            LOG.warn("Kinesis answered a read of {} with a date that is none: {}", where(), date);
            return Optional.empty();
        }
    }

    private void waitOut(SdkException e) {
        boolean throttled = PassingFaults.isThrottling(e);
        Duration pause = backoff.next();
        if (!throttled && (!PassingFaults.isPassing(e) || backoff.failures() >= ATTEMPTS)) {
            throw new StreamException("Could not read " + where() + " at " + position + ": " + e.getMessage(), e);
        }
        LOG.debug("Reading {} again in {}: {}", where(), pause, e.getMessage());
        stop.pause(pause);
    }

    private String where() {
        return "shard " + shard + " of stream " + stream;
    }
}
