package io.github.calllake.stream;

import io.github.calllake.stream.ShardBatch.Ended;
import io.github.calllake.stream.ShardBatch.Gap;
import io.github.calllake.stream.ShardPosition.After;
import io.github.calllake.stream.ShardPosition.From;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
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
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
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

    /** Before the first sequence number. */
    private static final String BEGINNING = "0";

    /**
     * So far behind, records may expire before the next read, and an iterator then goes on behind them without a word; a
     * fresh one shows whether the last record is still there. A stream keeps records for a day at least.
     */
    private static final Duration EXPIRY_NEAR = Duration.ofHours(20);

    private final KinesisClient kinesis;
    private final DirectStream source;
    private final String stream;
    private final Optional<Instant> created;
    private final String shard;
    private final ReadPace pace;
    private final ReadBudget.Share share;
    private final StopSignal stop;
    private final ReadMonitor monitor;
    private final AnswerSize size = new AnswerSize();
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(20));

    private ShardPosition position;
    private @Nullable String iterator;

    /** Set while the iterator points at the record to go on after, which shows whether that is still there. */
    private Optional<String> expected = Optional.empty();

    private boolean ended;
    private boolean atTip;
    private boolean hasRead;
    private long lastReadNanos;
    private int lastLimit;

    ShardReader(
            KinesisClient kinesis,
            DirectStream source,
            Optional<Instant> created,
            String shard,
            ShardPosition position,
            ReadPace pace,
            ReadBudget.Share share,
            StopSignal stop,
            ReadMonitor monitor) {
        this.kinesis = kinesis;
        this.source = source;
        this.stream = source.name();
        this.created = created;
        this.shard = shard;
        this.position = position;
        this.pace = pace;
        this.share = share;
        this.stop = stop;
        this.monitor = monitor;
    }

    /**
     * Reads once, after the pause that the pace asks for. If reading stops meanwhile, what is returned is empty and says
     * that there is more. Of a shard that is no longer in the stream it says that it has ended, after a gap.
     *
     * <p>What is returned counts against the budget until {@link #settled} or the next read.
     *
     * @throws StreamException if Kinesis refuses, or cannot be read in ten attempts
     * @throws IllegalStateException if an earlier batch said that the shard has ended
     */
    public ShardBatch next() {
        if (ended) {
            throw new IllegalStateException(where() + " has been read to its end");
        }
        share.giveBack();
        keepPace();
        while (!stop.isStopped()) {
            try {
                Optional<GetRecordsResponse> answer = read();
                if (answer.isPresent()) {
                    backoff.reset();
                    monitor.read(shard);
                    return batch(answer.get());
                }
            } catch (ExpiredIteratorException e) {
                LOG.debug("The iterator of {} has expired; going on at {}", where(), position);
                share.giveBack();
                iterator = null;
            } catch (ResourceNotFoundException e) {
                share.giveBack();
                return gone(e);
            } catch (SdkException e) {
                share.giveBack();
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

    /** Whoever was given what was read is done with it. */
    void settled() {
        share.giveBack();
    }

    /** Empty if told to stop before there was room for an answer. */
    private Optional<GetRecordsResponse> read() {
        String from = iterator == null ? newIterator() : iterator;
        iterator = from;
        if (!share.take(foreseen(), stop, () -> monitor.stepped(shard))) {
            return Optional.empty();
        }
        lastLimit = size.limit();
        GetRecordsResponse answer =
                kinesis.getRecords(request -> request.shardIterator(from).limit(lastLimit));
        lastReadNanos = System.nanoTime();
        hasRead = true;
        share.settle(size.note(answer.records()));
        return Optional.of(answer);
    }

    private long foreseen() {
        long since = (System.nanoTime() - lastReadNanos) / 1_000_000;
        return atTip ? size.foreseenAtTip(since) : size.foreseen();
    }

    /**
     * A closed shard goes from the stream when its last record has expired. Then nobody can read what was left of it, and
     * its children have the rest.
     *
     * @throws StreamException if it is the stream that is not there
     */
    private ShardBatch gone(ResourceNotFoundException e) {
        List<StreamShard> shards = shards(e);
        if (shards.stream().map(StreamShard::id).anyMatch(shard::equals)) {
            throw refused(e);
        }
        LOG.debug("{} is no longer in the stream; it ends at {}", where(), position);
        ended = true;
        String after = position instanceof After known ? known.sequenceNumber() : BEGINNING;
        return new ShardBatch(
                List.of(), 0, Optional.empty(), Optional.of(new Gap(after)), Optional.of(new Ended(childIds(shards))));
    }

    private List<StreamShard> shards(ResourceNotFoundException missing) {
        try {
            List<StreamShard> shards = source.shards();
            requireSameStream();
            return shards;
        } catch (StreamException e) {
            missing.addSuppressed(e);
            throw refused(missing);
        }
    }

    private StreamException refused(SdkException e) {
        return new StreamException("Could not read " + where() + " at " + position + ": " + e.getMessage(), e);
    }

    private List<String> childIds(List<StreamShard> shards) {
        return shards.stream()
                .filter(other -> other.parents().contains(shard))
                .map(StreamShard::id)
                .toList();
    }

    /**
     * After a record means: at it, and then over it. Kinesis goes on without a word behind a position that has expired, and
     * this way that shows.
     */
    private String newIterator() {
        Optional<String> at = position instanceof After after ? Optional.of(after.sequenceNumber()) : Optional.empty();
        GetShardIteratorRequest.Builder request =
                GetShardIteratorRequest.builder().streamName(stream).shardId(shard);
        if (position instanceof After after) {
            request.shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
                    .startingSequenceNumber(after.sequenceNumber());
        } else if (position instanceof From from) {
            request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(from.arrival());
        } else {
            request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
        }
        String fresh = kinesis.getShardIterator(request.build()).shardIterator();
        requireSameStream();
        expected = at;
        return fresh;
    }

    /** Asked once the iterator is there: then it is an iterator of the stream that was meant. */
    private void requireSameStream() {
        if (created.isEmpty()) {
            return;
        }
        Instant now = source.recentDescription().created();
        if (!now.equals(created.get())) {
            throw new StreamException("Stream " + stream + " of " + created.get()
                    + " is no more; under its name there is one of " + now + ", whose shards are other shards");
        }
    }

    private ShardBatch batch(GetRecordsResponse answer) {
        iterator = answer.nextShardIterator();
        ended = iterator == null;
        long behind = behind(answer);
        atTip = behind == 0 && !ended;
        List<Record> records = answer.records();

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
        List<StreamRecord> taken = new ArrayList<>(records.size());
        records.forEach(record -> StreamRecords.of(shard, record, taken));
        Optional<Ended> end = ended ? Optional.of(new Ended(childIds(answer))) : Optional.empty();
        return new ShardBatch(taken, behind, serverTime(answer), gap, end);
    }

    /** Never the tip with an answer that is as full as was asked for, whatever has come in the same millisecond. */
    private long behind(GetRecordsResponse answer) {
        long said = Objects.requireNonNullElse(answer.millisBehindLatest(), Long.MAX_VALUE);
        return answer.records().size() < lastLimit ? said : Math.max(1, said);
    }

    private List<String> childIds(GetRecordsResponse answer) {
        if (!answer.childShards().isEmpty()) {
            return answer.childShards().stream().map(ChildShard::shardId).toList();
        }
        return childIds(ShardListing.of(kinesis, stream));
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
            throw refused(e);
        }
        monitor.retried(shard, throttled);
        LOG.debug("Reading {} again in {}: {}", where(), pause, e.getMessage());
        stop.pause(pause);
    }

    private String where() {
        return "shard " + shard + " of stream " + stream;
    }
}
