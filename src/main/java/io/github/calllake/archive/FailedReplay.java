package io.github.calllake.archive;

import io.github.calllake.archive.CutBuffer.Partition;
import io.github.calllake.archive.RecordDecoder.Decoded;
import io.github.calllake.event.DetailType;
import io.github.calllake.lake.EventFileWriter;
import io.github.calllake.lake.FailedEvent;
import io.github.calllake.lake.FailedEventReader;
import io.github.calllake.lake.FailedEventWriter;
import io.github.calllake.lake.FileCompression;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.lake.ObjectSwaps;
import io.github.calllake.lake.ObjectSwaps.Draft;
import io.github.calllake.lake.StoredObject;
import io.github.calllake.schema.EventRow;
import io.github.calllake.schema.EventTable;
import io.github.calllake.stream.StreamRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads failed events again with today's decoder: those that it can read become rows and leave the failed events, each exactly
 * once.
 *
 * <p>It may be killed at any moment; the next run finishes what was begun. Rows keep the arrival, shard, sequence number and
 * subsequence number of their records. What still fails stays as it was. For a moment while objects are exchanged, a record
 * is both a row and a failed event; never neither. For one thread.
 */
public final class FailedReplay {

    private static final Logger LOG = LoggerFactory.getLogger(FailedReplay.class);

    /** How much of failed events is decoded at a time. */
    private static final long MOST_BYTES = 16L << 20;

    private static final int MOST_OBJECTS = 200;

    private final LakeStore store;
    private final LakeLayout layout;
    private final Function<DetailType, EventTable> tables;
    private final RecordDecoder decoder;
    private final EventFileWriter writer;
    private final Duration grace;
    private final Clock clock;

    /**
     * A replay in a lake.
     *
     * @param store the lake's bucket; stays open
     * @param tables the table of each detail type
     * @param decoder reads records into rows that are not packed, e.g. {@link CallAnalyticsDecoder#unpacked}
     * @param grace how long replaced files of failed events are kept aside, at least twelve hours
     * @param clock tells the age of what is there
     */
    public FailedReplay(
            LakeStore store,
            LakeLayout layout,
            Function<DetailType, EventTable> tables,
            RecordDecoder decoder,
            FileCompression compression,
            Duration grace,
            Clock clock) {
        this.store = store;
        this.layout = layout;
        this.tables = tables;
        this.decoder = decoder;
        this.writer = new EventFileWriter(compression);
        this.grace = grace;
        this.clock = clock;
    }

    /**
     * What a replay did.
     *
     * @param replayed failed events that are rows now
     * @param failing failed events that still fail
     * @param left files of failed events that it left alone because their shard's archiver may still write them; their
     *     events' turn comes a day after the next cut of the shard
     */
    public record Outcome(long replayed, long failing, long left) {

        private Outcome plus(Outcome other) {
            return new Outcome(replayed + other.replayed, failing + other.failing, left + other.left);
        }
    }

    /**
     * Replays the failed events that arrived on some days.
     *
     * @throws io.github.calllake.lake.LakeException if S3 fails; what was done before stays done
     */
    public Outcome replay(Predicate<LocalDate> days) {
        return replay(days, (done, all) -> {});
    }

    /**
     * The same.
     *
     * @param progress is told how many files of failed events have been looked at, and how many there are
     */
    public Outcome replay(Predicate<LocalDate> days, BiConsumer<Integer, Integer> progress) {
        ObjectSwaps swaps = new ObjectSwaps(store, layout.replaysPrefix(), clock);
        swaps.purge(grace);
        SettledObjects settled = new SettledObjects(store, layout, clock.instant());
        Draft draft = swaps.begin();
        Outcome outcome = new Outcome(0, 0, 0);
        Batch batch = new Batch();
        List<StoredObject> wanted = store.listObjects(layout.failedPrefix()).stream()
                .filter(object ->
                        LakeLayout.dayOf(object.key()).filter(days).isPresent() && !GapReport.isReport(object.name()))
                .toList();
        int done = 0;
        for (StoredObject object : wanted) {
            progress.accept(done++, wanted.size());
            if (!settled.isSettled(object)) {
                outcome = outcome.plus(new Outcome(0, 0, 1));
                continue;
            }
            batch.add(object);
            if (batch.bytes >= MOST_BYTES || batch.sources.size() >= MOST_OBJECTS) {
                outcome = outcome.plus(batch.commit(draft));
                draft = swaps.begin();
                batch = new Batch();
            }
        }
        return outcome.plus(batch.commit(draft));
    }

    /** Files of failed events of which some can be read now, and what they give. */
    private final class Batch {

        private final List<StoredObject> sources = new ArrayList<>();
        private final Map<Partition, List<EventRow>> rows = new TreeMap<>();
        private final Map<LocalDate, List<FailedEvent>> rest = new TreeMap<>();
        private long bytes;
        private long replayed;
        private long failing;

        void add(StoredObject object) {
            List<FailedEvent> still = new ArrayList<>();
            List<EventRow> now = new ArrayList<>();
            for (FailedEvent event : FailedEventReader.read(store, object.key())) {
                Decoded decoded = decode(event);
                if (decoded instanceof Decoded.Row row) {
                    now.add(row.row());
                } else if (decoded instanceof Decoded.Failed) {
                    still.add(event);
                } else {
                    throw new IllegalArgumentException("A replay needs a decoder whose rows are not packed");
                }
            }
            failing += still.size();
            if (now.isEmpty()) {
                return;
            }
            sources.add(object);
            bytes += object.size();
            replayed += now.size();
            now.forEach(row -> rows.computeIfAbsent(
                            new Partition(row.type(), LakeLayout.dayOf(row.eventTime())), unused -> new ArrayList<>())
                    .add(row));
            still.forEach(event -> rest.computeIfAbsent(LakeLayout.dayOf(event.arrival()), unused -> new ArrayList<>())
                    .add(event));
        }

        private Decoded decode(FailedEvent event) {
            StreamRecord record = new StreamRecord(
                    event.shard(),
                    event.sequenceNumber(),
                    event.subsequenceNumber(),
                    event.arrival(),
                    "",
                    event.rawData());
            try {
                return decoder.decode(record);
            } catch (RuntimeException e) {
                // Its message may quote the record, so the log does not get it.
                LOG.error("The decoder failed on {} with {}", record, e.getClass());
                return new Decoded.Failed("Decoder.Error", e.getClass().getName());
            }
        }

        Outcome commit(Draft draft) {
            if (!sources.isEmpty()) {
                int[] count = {0};
                rows.forEach((partition, of) -> draft.put(
                        layout.dataKey(partition.type(), partition.day(), name(draft, count[0]++)),
                        writer.write(tables.apply(partition.type()), of),
                        CutFiles.PARQUET));
                rest.forEach((day, of) -> draft.put(
                        layout.failedKey(day, name(draft, count[0]++)), FailedEventWriter.write(of), CutFiles.NDJSON));
                sources.forEach(draft::remove);
                draft.commit();
            }
            return new Outcome(replayed, failing, 0);
        }

        private String name(Draft draft, int index) {
            return SettledObjects.swappedName("replayed", false, draft.name(), index);
        }
    }
}
