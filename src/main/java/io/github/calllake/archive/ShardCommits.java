package io.github.calllake.archive;

import io.github.calllake.archive.CutFiles.CutFile;
import io.github.calllake.lake.CommitLog;
import io.github.calllake.lake.Cut;
import io.github.calllake.lake.ShardProgress;
import io.github.calllake.lake.ShardProgress.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far one shard is archived, and the writes by which it gets further. For one thread, and for one taking up of the shard.
 *
 * <p>The order of writes is the whole of the promise: the cut, once and for all under its number; then its objects; then the
 * progress; and only then the next cut. A crash leaves at most the last cut without its objects, and {@link #takeUp} finds
 * that one and has its records read and its objects written again.
 */
final class ShardCommits {

    private static final Logger LOG = LoggerFactory.getLogger(ShardCommits.class);

    private final String shard;
    private final ShardTools tools;
    private final CommitLog log;

    /** Names this run in the log: a cut that another run wrote, of this process too, is another's. */
    private final String writer = UUID.randomUUID().toString();

    private long number;
    private Optional<String> last = Optional.empty();
    private Watermark watermark = new Watermark(Optional.empty());
    private Instant progressWritten = Instant.MIN;
    private boolean durable;
    private boolean closed;

    ShardCommits(String shard, ShardTools tools) {
        this.shard = shard;
        this.tools = tools;
        this.log = tools.logOf(shard);
    }

    /**
     * Finds out from the log how far the shard is archived.
     *
     * @return the last cut, if its objects may not all be there: until it is {@linkplain #finish finished}, its records are not
     *     archived
     */
    Optional<Replay> takeUp() {
        Optional<ShardProgress> progress = log.progress();
        number = progress.map(ShardProgress::number).orElse(0L);
        last = progress.flatMap(ShardProgress::last);
        watermark = new Watermark(progress.flatMap(ShardProgress::watermark));
        closed = progress.map(ShardProgress::state).equals(Optional.of(State.CLOSED));
        if (closed) {
            return Optional.empty();
        }
        Instant asked = tools.clock().instant();
        Optional<Cut> tail = log.tail(number).filter(cut -> cut.number() > number);
        tail.ifPresent(cut -> {
            LOG.info("{}: writing the objects of cut {} again", tools.where(shard), cut.number());
            number = cut.number() - 1;
            last = cut.after();
            tools.reached(CommitStep.REPLAY_BEGUN);
        });
        return tail.map(cut -> new Replay(shard, cut, tools, asked));
    }

    /** The sequence number up to which (inclusive) the shard is archived; empty if nothing is. */
    Optional<String> last() {
        return last;
    }

    /** Up to which arrival the shard is archived, and read. */
    Watermark watermark() {
        return watermark;
    }

    /** Whether the shard has ended and is archived to its end. */
    boolean isClosed() {
        return closed;
    }

    /** Whether anything was made durable since the shard was taken up, or everything asked for is. */
    boolean hasMadeDurable() {
        return durable;
    }

    /** Nothing more is asked for than what is durable. */
    void reachedEnd() {
        durable = true;
    }

    /** Makes the records, which follow {@link #last}, the next cut. */
    void commit(CutBuffer records) {
        List<CutFile> files = tools.files().of(shard, records.first(), records.last(), records);
        commit(cut(records, last, records.last(), files, List.of()), files, records, false);
    }

    /**
     * Completes a cut that was taken over.
     *
     * @param records its records, as far as the stream still holds them
     */
    void finish(Replay replay, CutBuffer records) {
        Replay.Outcome outcome = replay.finish(records);
        if (outcome instanceof Replay.Written written) {
            committed(replay.cut(), written.objects(), written.bytes(), records, true);
        } else if (outcome instanceof Replay.Rest rest) {
            number = replay.cut().number();
            Cut cut = cut(records, replay.cut().after(), replay.cut().last(), rest.files(), rest.keeps());
            commit(cut, rest.files(), records, true);
        }
    }

    private Cut cut(
            CutBuffer records, Optional<String> after, String through, List<CutFile> files, List<String> keeps) {
        return new Cut(
                number + 1,
                after,
                records.first(),
                through,
                records.records(),
                files.stream().map(CutFile::object).toList(),
                keeps,
                writer,
                CutFiles.FORMAT,
                tools.clock().instant());
    }

    private void commit(Cut cut, List<CutFile> files, CutBuffer records, boolean replayed) {
        tools.reached(CommitStep.CUT_DECIDED);
        if (!log.append(cut)) {
            tools.state().lostRace();
            throw new ArchiveException(tools.where(shard) + ": another writer has made cut " + cut.number()
                    + ". The records from " + cut.first() + " to " + cut.last()
                    + " are left to it. Two archivers on one stream slow each other down; run one");
        }
        tools.reached(CommitStep.CUT_WRITTEN);
        long bytes = tools.writeObjects(files, cut.at());
        committed(cut, files.size(), bytes, records, replayed);
    }

    /** The cut's objects are there. */
    private void committed(Cut cut, long objects, long bytes, CutBuffer records, boolean replayed) {
        number = cut.number();
        last = Optional.of(cut.last());
        watermark.archivedAll(records.newestArrival());
        tools.state().committed(records, objects, bytes, replayed);
        LOG.info("{}: cut {} of {} records to {}", tools.where(shard), number, cut.records(), cut.last());
        writeProgress();
    }

    /** What has been read is archived, without a cut: says so, unless that is known. */
    void sayQuiet() {
        if (watermark.archivedAll()) {
            writeProgress();
        }
    }

    /** The same, unless the progress was written a moment ago. */
    void sayQuietIfDue() {
        Instant now = tools.clock().instant();
        boolean due = now.isBefore(progressWritten)
                || !now.isBefore(progressWritten.plus(tools.settings().progressInterval()));
        if (due) {
            sayQuiet();
        }
    }

    private void writeProgress() {
        log.writeProgress(new ShardProgress(shard, number, last, watermark.archived(), State.OPEN, List.of()));
        progressWritten = tools.clock().instant();
        durable = true;
        tools.reached(CommitStep.PROGRESS_WRITTEN);
    }

    /** The shard has ended, and is archived to its end. */
    void close(List<String> children) {
        // Children first: once this shard leaves the lake's completion watermark, they must be in it.
        for (String child : children) {
            log.startChild(child, watermark.archived());
            tools.reached(CommitStep.CHILD_STARTED);
        }
        log.writeProgress(new ShardProgress(shard, number, last, watermark.archived(), State.CLOSED, children));
        closed = true;
        tools.reached(CommitStep.SHARD_CLOSED);
        LOG.info("{}: archived to its end; goes on in {}", tools.where(shard), children);
    }
}
