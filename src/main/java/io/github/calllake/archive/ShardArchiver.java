package io.github.calllake.archive;

import io.github.calllake.archive.CutFiles.CutFile;
import io.github.calllake.archive.RecordDecoder.Decoded;
import io.github.calllake.lake.CommitLog;
import io.github.calllake.lake.Cut;
import io.github.calllake.lake.ShardProgress;
import io.github.calllake.lake.ShardProgress.State;
import io.github.calllake.stream.SequenceNumbers;
import io.github.calllake.stream.ShardBatch;
import io.github.calllake.stream.ShardBatch.Ended;
import io.github.calllake.stream.ShardConsumer;
import io.github.calllake.stream.ShardPosition;
import io.github.calllake.stream.StreamRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Archives one shard, from what its commit log says on. For one thread, and for one taking up of the shard: after any
 * failure it is thrown away, with what it holds, and the next one reads that from the stream again.
 *
 * <p>The order of writes is the whole of the promise: the cut, once and for all under its number; then its objects; then the
 * progress; and only then the next cut. A crash leaves at most the last cut without its objects, and {@link #start} finds
 * that one and has its records read and its objects written again.
 */
final class ShardArchiver implements ShardConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(ShardArchiver.class);

    private final String shard;
    private final ShardTools tools;
    private final CommitLog log;

    /** Names this run in the log: a cut that another run wrote, of this process too, is another's. */
    private final String writer = UUID.randomUUID().toString();

    private CutBuffer buffer;
    private Instant firstBuffered = Instant.MAX;
    private long number;
    private Optional<String> last = Optional.empty();
    private Watermark watermark = new Watermark(Optional.empty());
    private Optional<Replay> replay = Optional.empty();
    private Instant progressWritten = Instant.MIN;
    private boolean durable;
    private long rollRequests;
    private long millisBehind = Long.MAX_VALUE;

    /** Whether the record before which the settings have it end has come. */
    private boolean reachedEnd;

    /** Records of the batch at hand: they must show as not archived if it fails half way. */
    private long unsettled;

    ShardArchiver(String shard, ShardTools tools) {
        this.shard = shard;
        this.tools = tools;
        this.log = tools.logOf(shard);
        this.buffer = tools.files().newBuffer();
        this.rollRequests = tools.state().rollRequests();
    }

    @Override
    public Optional<ShardPosition> start() {
        Optional<ShardProgress> progress = log.progress();
        number = progress.map(ShardProgress::number).orElse(0L);
        last = progress.flatMap(ShardProgress::last);
        watermark = new Watermark(progress.flatMap(ShardProgress::watermark));
        boolean closed = progress.map(ShardProgress::state).equals(Optional.of(State.CLOSED));
        if (!closed) {
            Instant asked = tools.clock().instant();
            replay = log.tail(number).filter(cut -> cut.number() > number).map(cut -> new Replay(cut, tools, asked));
        }
        if (replay.isPresent()) {
            Cut tail = replay.get().cut();
            LOG.info("{}: writing the objects of cut {} again", where(), tail.number());
            number = tail.number() - 1;
            last = tail.after();
        }
        publish(closed);
        return closed ? Optional.empty() : Optional.of(position());
    }

    private ShardPosition position() {
        return last.map(ShardPosition::after)
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
        publish(false);
        if (batch.gap().isPresent() && replay.isEmpty()) {
            tools.gaps().note(shard, batch.gap().get().after(), batch, watermark);
        }
        takeUntilEnd(batch);
        if (replay.isPresent()
                && (replay.get().isComplete(buffer)
                        || batch.atTip()
                        || batch.ended().isPresent())) {
            finishReplay(batch);
        }
        if (reachedEnd) {
            end();
        } else if (batch.ended().isPresent()) {
            close(batch.ended().get());
        } else {
            if (batch.atTip()) {
                reachedTip(batch.serverTime());
            }
            if (batch.atTip() && batch.serverTime().filter(this::isPastEnd).isPresent()) {
                end();
            }
            rollIfDue();
            unsettled = 0;
            publish(false);
        }
    }

    private boolean isPastEnd(Instant time) {
        return tools.settings().range().endsBefore(time);
    }

    private boolean isAhead(StreamRecord record) {
        return last.isEmpty() || SequenceNumbers.isAfter(record.sequenceNumber(), last.get());
    }

    /** The rest of the shard is not wanted: it is neither archived nor, for the watermark, read. */
    private void end() {
        reachedEnd = true;
        if (!buffer.isEmpty()) {
            roll();
        }
        unsettled = 0;
        durable = true;
        publish(false);
        LOG.info("{}: archived up to where it was to end", where());
    }

    @Override
    public boolean hasMadeDurable() {
        return durable;
    }

    @Override
    public Optional<String> durableThrough() {
        return last;
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
        if (replay.isEmpty() && !buffer.isEmpty()) {
            roll();
        }
        if (replay.isEmpty() && watermark.archivedAll()) {
            writeProgress();
        }
        publish(false);
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
                take(record);
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
        buffer.add(record, decode(record), watermark.archived());
    }

    private Decoded decode(StreamRecord record) {
        try {
            return tools.decoder().decode(record);
        } catch (RuntimeException e) {
            // Its message may quote the record, so neither log nor lake gets it.
            LOG.error("{}: the decoder failed on {} with {}", where(), record, e.getClass());
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
        watermark.sawTip(serverTime);
        Instant now = tools.clock().instant();
        boolean due = now.isBefore(progressWritten)
                || !now.isBefore(progressWritten.plus(tools.settings().progressInterval()));
        if (buffer.isEmpty() && due && watermark.archivedAll()) {
            writeProgress();
        }
    }

    private void roll() {
        List<CutFile> files = tools.files().of(shard, buffer.first(), buffer.last(), buffer);
        commit(cut(buffer, last, files, List.of()), files, false);
    }

    private void finishReplay(ShardBatch batch) {
        Replay finished = replay.orElseThrow();
        replay = Optional.empty();
        if (!finished.isComplete(buffer)) {
            tools.gaps().note(shard, finished.cut().last(), batch, watermark);
        }
        Replay.Outcome outcome = finished.finish(shard, buffer);
        if (outcome instanceof Replay.Written written) {
            committed(finished.cut(), written.objects(), written.bytes(), true);
        } else if (outcome instanceof Replay.Replace replace) {
            number = finished.cut().number();
            commit(cut(buffer, finished.cut().after(), replace.files(), replace.removes()), replace.files(), true);
        }
    }

    private Cut cut(CutBuffer records, Optional<String> after, List<CutFile> files, List<String> removes) {
        return new Cut(
                number + 1,
                after,
                records.first(),
                records.last(),
                records.records(),
                files.stream().map(CutFile::object).toList(),
                removes,
                writer,
                CutFiles.FORMAT,
                tools.clock().instant());
    }

    private void commit(Cut cut, List<CutFile> files, boolean replayed) {
        if (!log.append(cut)) {
            tools.state().lostRace();
            throw new ArchiveException(where() + ": another writer has made cut " + cut.number()
                    + ". The records from " + cut.first() + " to " + cut.last()
                    + " are left to it. Two archivers on one stream slow each other down; run one");
        }
        long bytes = tools.write(files, cut.at());
        cut.removes().forEach(tools.store()::delete);
        committed(cut, files.size(), bytes, replayed);
    }

    /** The cut's objects are there. */
    private void committed(Cut cut, long objects, long bytes, boolean replayed) {
        number = cut.number();
        last = Optional.of(cut.last());
        watermark.archivedAll(buffer.newestArrival());
        tools.state().committed(buffer, objects, bytes, replayed);
        LOG.info("{}: cut {} of {} records to {}", where(), number, cut.records(), cut.last());
        buffer.close();
        buffer = tools.files().newBuffer();
        writeProgress();
        publish(false);
    }

    private void close(Ended end) {
        if (!buffer.isEmpty()) {
            roll();
        }
        // Children first: once this shard leaves the lake's completion watermark, they must be in it.
        end.children().forEach(child -> log.startChild(child, watermark.archived()));
        log.writeProgress(new ShardProgress(shard, number, last, watermark.archived(), State.CLOSED, end.children()));
        unsettled = 0;
        publish(true);
        LOG.info("{}: archived to its end; goes on in {}", where(), end.children());
    }

    private void writeProgress() {
        log.writeProgress(new ShardProgress(shard, number, last, watermark.archived(), State.OPEN, List.of()));
        progressWritten = tools.clock().instant();
        durable = true;
    }

    private void publish(boolean closed) {
        tools.state()
                .shard(
                        tools.stream(),
                        shard,
                        new ShardStatus(
                                last,
                                watermark.archived(),
                                buffer.records() + unsettled,
                                buffer.bytes(),
                                buffer.heapBytes(),
                                millisBehind,
                                reachedEnd,
                                closed));
    }

    private String where() {
        return "Stream " + tools.stream().name() + ", shard " + shard;
    }
}
