package io.github.calllake.archive;

import io.github.calllake.archive.RecordDecoder.Decoded;
import io.github.calllake.stream.SequenceNumbers;
import io.github.calllake.stream.ShardBatch;
import io.github.calllake.stream.ShardConsumer;
import io.github.calllake.stream.ShardPosition;
import io.github.calllake.stream.StreamRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Archives one shard, from what its commit log says on: gathers its records until they are due, and has them
 * {@linkplain ShardCommits committed}. For one thread, and for one taking up of the shard: after any failure it is thrown away,
 * with what it holds, and the next one reads that from the stream again.
 */
final class ShardArchiver implements ShardConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(ShardArchiver.class);

    private final String shard;
    private final ShardTools tools;
    private final ShardCommits commits;

    private CutBuffer buffer;
    private Instant firstBuffered = Instant.MAX;
    private Optional<Replay> replay = Optional.empty();
    private long rollRequests;
    private long millisBehind = Long.MAX_VALUE;

    /** Whether the record before which the settings have it end has come. */
    private boolean reachedEnd;

    /** Records of the batch at hand: they must show as not archived if it fails half way. */
    private long unsettled;

    ShardArchiver(String shard, ShardTools tools) {
        this.shard = shard;
        this.tools = tools;
        this.commits = new ShardCommits(shard, tools);
        this.buffer = tools.files().newBuffer();
        this.rollRequests = tools.state().rollRequests();
    }

    @Override
    public Optional<ShardPosition> start() {
        replay = commits.takeUp();
        publish();
        return commits.isClosed() ? Optional.empty() : Optional.of(position());
    }

    private ShardPosition position() {
        return commits.last()
                .map(ShardPosition::after)
                .or(() -> tools.settings().range().from().map(ShardPosition::from))
                .orElseGet(ShardPosition::trimHorizon);
    }

    @Override
    public void accept(ShardBatch batch) {
        if (reachedEnd) {
            return;
        }
        millisBehind = batch.millisBehindLatest();
        unsettled = batch.records().size();
        publish();
        if (batch.gap().isPresent() && replay.isEmpty()) {
            reportGap(batch.gap().get().after(), batch);
        }
        takeUntilEnd(batch);
        if (replay.isPresent()
                && (replay.get().isComplete() || batch.atTip() || batch.ended().isPresent())) {
            finishReplay(batch);
        }
        if (reachedEnd) {
            end();
        } else if (batch.ended().isPresent()) {
            rollAll();
            commits.close(batch.ended().get().children());
            unsettled = 0;
            publish();
        } else {
            if (batch.atTip()) {
                reachedTip(batch.serverTime());
            }
            if (batch.atTip() && batch.serverTime().filter(this::isPastEnd).isPresent()) {
                end();
            }
            rollIfDue();
            unsettled = 0;
            publish();
        }
    }

    private boolean isPastEnd(Instant time) {
        return tools.settings().range().endsBefore(time);
    }

    private boolean isAhead(StreamRecord record) {
        return commits.last()
                .filter(last -> !SequenceNumbers.isAfter(record.sequenceNumber(), last))
                .isEmpty();
    }

    /** The rest of the shard is not wanted: it is neither archived nor, for the watermark, read. */
    private void end() {
        reachedEnd = true;
        rollAll();
        unsettled = 0;
        commits.reachedEnd();
        publish();
        LOG.info("{}: archived up to where it was to end", tools.where(shard));
    }

    @Override
    public boolean hasMadeDurable() {
        return commits.hasMadeDurable();
    }

    @Override
    public Optional<String> durableThrough() {
        return commits.last();
    }

    @Override
    public void leave() {
        buffer.close();
        buffer = tools.files().newBuffer();
        tools.state().forget(tools.stream(), shard);
    }

    @Override
    public void stop() {
        // Records of a replay are in the log already, and whoever takes the shard up next reads them again.
        if (replay.isEmpty()) {
            rollAll();
            commits.sayQuiet();
        }
        publish();
    }

    private void takeUntilEnd(ShardBatch batch) {
        for (StreamRecord record : batch.records()) {
            if (isAhead(record)) {
                if (replay.isPresent()
                        && SequenceNumbers.isAfter(
                                record.sequenceNumber(), replay.get().cut().last())) {
                    finishReplay(batch);
                }
                // A cut that is in the log is completed, wherever the archive is to end.
                if (replay.isEmpty() && isPastEnd(record.arrival())) {
                    reachedEnd = true;
                    return;
                }
                if (replay.isEmpty() || replay.get().takes(record)) {
                    take(record);
                }
            }
        }
    }

    private void take(StreamRecord record) {
        String sequence = record.sequenceNumber();
        // An aggregate's records share a sequence number, and a cut begins after one.
        if (replay.isEmpty() && isFull() && !sequence.equals(buffer.last())) {
            roll();
        }
        if (buffer.isEmpty()) {
            firstBuffered = tools.clock().instant();
        }
        buffer.add(record, decode(record), commits.watermark().archived());
    }

    private Decoded decode(StreamRecord record) {
        try {
            return tools.decoder().decode(record);
        } catch (RuntimeException | StackOverflowError e) {
            // An error too that is of this record alone, or it would be met again for ever. Its message may quote the
            // record, so neither log nor lake gets it.
            LOG.error("{}: the decoder failed on {} with {}", tools.where(shard), record, e.getClass());
            return new Decoded.Failed(
                    "Decoder.Error", "The decoder threw " + e.getClass().getName());
        }
    }

    private boolean isFull() {
        return !buffer.isEmpty() && (buffer.bytes() >= tools.settings().roll().maxBytes() || buffer.isFull());
    }

    private void rollIfDue() {
        if (replay.isPresent()) {
            return;
        }
        long requests = tools.state().rollRequests();
        Duration age = ageOfBuffer();
        boolean old = age.compareTo(tools.settings().roll().maxAge()) >= 0;
        boolean crowded =
                tools.state().isOverBudget(buffer.heapBytes(), tools.settings().maxBufferedBytes());
        if (!buffer.isEmpty() && (requests > rollRequests || old || crowded || isFull())) {
            roll();
        }
        rollRequests = requests;
    }

    private Duration ageOfBuffer() {
        Instant now = tools.clock().instant();
        if (now.isBefore(firstBuffered)) {
            // The clock was set back; by the old time the records would wait for as long as it was fast.
            firstBuffered = now;
        }
        return buffer.isEmpty() ? Duration.ZERO : Duration.between(firstBuffered, now);
    }

    /** Everything the shard had has been read; a quiet shard's watermark follows Kinesis's clock. */
    private void reachedTip(Optional<Instant> serverTime) {
        commits.watermark().sawTip(serverTime);
        if (buffer.isEmpty()) {
            commits.sayQuietIfDue();
        }
    }

    private void rollAll() {
        if (!buffer.isEmpty()) {
            roll();
        }
    }

    private void roll() {
        long start = System.nanoTime();
        commits.commit(buffer);
        tools.state().committedIn(Duration.ofNanos(System.nanoTime() - start));
        startBuffer();
    }

    private void finishReplay(ShardBatch batch) {
        Replay finished = replay.orElseThrow();
        replay = Optional.empty();
        if (!finished.isComplete()) {
            reportGap(finished.cut().last(), batch);
        }
        commits.finish(finished, buffer);
        startBuffer();
    }

    private void startBuffer() {
        buffer.close();
        buffer = tools.files().newBuffer();
        publish();
    }

    private void reportGap(String after, ShardBatch batch) {
        if (tools.gaps().note(shard, after, batch, commits.watermark())) {
            tools.reached(CommitStep.GAP_REPORTED);
        }
    }

    private void publish() {
        tools.state()
                .shard(
                        tools.stream(),
                        shard,
                        new ShardStatus(
                                commits.last(),
                                commits.watermark().archived(),
                                buffer.records() + unsettled,
                                buffer.bytes(),
                                Optional.of(firstBuffered).filter(since -> !buffer.isEmpty()),
                                buffer.partitions(),
                                buffer.heapBytes(),
                                millisBehind,
                                replay.isPresent(),
                                reachedEnd,
                                commits.isClosed()));
    }
}
