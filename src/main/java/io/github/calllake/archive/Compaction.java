package io.github.calllake.archive;

import io.github.calllake.event.DetailType;
import io.github.calllake.lake.EventFileMerge;
import io.github.calllake.lake.EventFileWriter;
import io.github.calllake.lake.FileCompression;
import io.github.calllake.lake.LakeException;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.lake.ObjectSwaps;
import io.github.calllake.lake.ObjectSwaps.Draft;
import io.github.calllake.lake.StoredObject;
import io.github.calllake.schema.EventTable;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges the small files of closed days, table by table and day by day, into few large ones, sorted by call and time.
 *
 * <p>It may be killed at any moment; the next run finishes what was begun. No row is lost. A reader of raw tables sees the rows
 * of a partition in both old and new files from the moment the first new file is copied to its place until the old ones are
 * deleted, one request later, and a query that began before may find an old file gone. Old files stay aside, out of every
 * table, for a grace time. For one thread; two compactions of one partition at once only make one of them fail.
 */
public final class Compaction {

    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

    /** As many as one request deletes, which bounds the time for which rows are there twice. */
    private static final int MOST_OBJECTS = 1000;

    private static final long HEAP_SHARE = 10;
    private static final long MOST_BYTES = 256L << 20;

    private final LakeStore store;
    private final LakeLayout layout;
    private final Function<DetailType, EventTable> tables;
    private final EventFileWriter writer;
    private final Duration grace;
    private final long maxFileBytes;
    private final Clock clock;
    private int finishedSwaps;

    /**
     * A compaction of a lake.
     *
     * @param store the lake's bucket; stays open
     * @param tables the table of each detail type
     * @param grace how long after its end a day stays as it is, and how long old files are kept aside; files and days may be
     *     left alone for longer where safety asks for it
     * @param clock tells the age of what is there
     */
    public Compaction(
            LakeStore store,
            LakeLayout layout,
            Function<DetailType, EventTable> tables,
            FileCompression compression,
            Duration grace,
            Clock clock) {
        this(store, layout, tables, compression, grace, defaultFileBytes(), clock);
    }

    /** With how large a file may become, in bytes of rows before they are encoded. */
    Compaction(
            LakeStore store,
            LakeLayout layout,
            Function<DetailType, EventTable> tables,
            FileCompression compression,
            Duration grace,
            long maxFileBytes,
            Clock clock) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("A grace time is not negative: " + grace);
        }
        this.store = store;
        this.layout = layout;
        this.tables = tables;
        this.writer = new EventFileWriter(compression);
        this.grace = grace;
        this.maxFileBytes = maxFileBytes;
        this.clock = clock;
    }

    private static long defaultFileBytes() {
        return Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    }

    /** The first day that is not closed yet: those before ended at least the grace time ago. */
    public LocalDate firstOpenDay() {
        return LakeLayout.dayOf(clock.instant().minus(grace));
    }

    /**
     * Merges the files of days that are closed.
     *
     * @param days which; of others nothing is touched
     * @return the partitions in which there was something to merge
     * @throws LakeException if S3 fails or a file is not as it should be; what was done before stays done
     */
    public List<CompactedPartition> compact(Predicate<LocalDate> days) {
        return compact(days, (done, all) -> {});
    }

    /** Is told how many partitions are looked after, of how many. */
    @FunctionalInterface
    public interface Listener {

        /** Before the first and after each. */
        void at(int done, int all);
    }

    /**
     * Merges the files of days that are closed.
     *
     * @param days which; of others nothing is touched
     * @param listener is told how far it is
     * @return the partitions in which there was something to merge
     * @throws LakeException if S3 fails or a file is not as it should be; what was done before stays done
     */
    public List<CompactedPartition> compact(Predicate<LocalDate> days, Listener listener) {
        ObjectSwaps replays = new ObjectSwaps(store, layout.replaysPrefix(), clock);
        replays.finishPending();
        finishedSwaps += replays.finished();
        List<CompactedPartition> done = new ArrayList<>();
        SettledObjects settled = new SettledObjects(store, layout, clock.instant());
        List<Partition> partitions = partitions(days);
        for (int i = 0; i < partitions.size(); i++) {
            listener.at(i, partitions.size());
            compact(partitions.get(i), settled).ifPresent(done::add);
        }
        listener.at(partitions.size(), partitions.size());
        return done;
    }

    /** How many exchanges of files, begun by runs that did not end, this one has finished beside what it has merged. */
    public int finishedSwaps() {
        return finishedSwaps;
    }

    /** What {@link #compact} would merge, with nothing changed. */
    public List<CompactedPartition> plan(Predicate<LocalDate> days) {
        List<CompactedPartition> planned = new ArrayList<>();
        SettledObjects settled = new SettledObjects(store, layout, clock.instant());
        for (Partition partition : partitions(days)) {
            List<StoredObject> small = candidates(partition, settled);
            if (small.size() > 1) {
                planned.add(before(partition, small));
            }
        }
        return planned;
    }

    private record Partition(DetailType type, LocalDate day) {}

    /** Those that have files, and those in which something was set aside. */
    private List<Partition> partitions(Predicate<LocalDate> days) {
        LocalDate open = firstOpenDay();
        List<Partition> partitions = new ArrayList<>();
        for (DetailType type : DetailType.values()) {
            SortedSet<LocalDate> found = new TreeSet<>();
            store.list(layout.tablePrefix(type), "")
                    .forEach(key -> LakeLayout.dayOf(key).ifPresent(found::add));
            String aside = layout.compactionsPrefix(type);
            store.list(aside, "").forEach(key -> found.add(dayAside(aside, key)));
            found.stream()
                    .filter(day -> day.isBefore(open) && days.test(day))
                    .forEach(day -> partitions.add(new Partition(type, day)));
        }
        return partitions;
    }

    private static LocalDate dayAside(String prefix, String key) {
        return LocalDate.parse(key.substring(prefix.length(), key.indexOf('/', prefix.length())));
    }

    private Optional<CompactedPartition> compact(Partition partition, SettledObjects settled) {
        ObjectSwaps swaps = new ObjectSwaps(store, layout.compactionPrefix(partition.type(), partition.day()), clock);
        swaps.purge(grace);
        finishedSwaps += swaps.finished();
        Optional<CompactedPartition> all = Optional.empty();
        Draft draft = swaps.begin();
        // Listed after the last swap was seen to be done: another process that comes in between takes this one's
        // number.
        List<StoredObject> small = candidates(partition, settled);
        for (int from = 0; small.size() - from > 1; from += MOST_OBJECTS) {
            List<StoredObject> some = small.subList(from, Math.min(small.size(), from + MOST_OBJECTS));
            if (from > 0) {
                draft = swaps.begin();
            }
            CompactedPartition done = merge(partition, some, draft);
            all = Optional.of(all.map(before -> before.plus(done)).orElse(done));
        }
        return all;
    }

    private List<StoredObject> candidates(Partition partition, SettledObjects settled) {
        return store.listObjects(layout.dayPrefix(partition.type(), partition.day())).stream()
                .filter(object -> !SettledObjects.isFull(object) && settled.isSettled(object))
                .toList();
    }

    private CompactedPartition merge(Partition partition, List<StoredObject> objects, Draft draft) {
        List<Long> sizes = new ArrayList<>();
        long rows;
        try (EventFileMerge merge = new EventFileMerge(tables.apply(partition.type()), writer, maxFileBytes)) {
            for (StoredObject object : objects) {
                merge.add(object.key(), content(object.key()));
            }
            merge.write(file -> {
                String name = SettledObjects.swappedName("compacted", file.full(), draft.name(), sizes.size());
                String key = layout.dataKey(partition.type(), partition.day(), name);
                merge.readBack(key, draft.put(key, file.content(), CutFiles.PARQUET));
                sizes.add((long) file.content().length);
            });
            merge.requireComplete();
            rows = merge.rows();
        }
        objects.forEach(draft::remove);
        draft.commit();
        LOG.info("{} {}: {} files are {} now", partition.type(), partition.day(), objects.size(), sizes.size());
        CompactedPartition before = before(partition, objects);
        return new CompactedPartition(
                before.type(),
                before.day(),
                before.objectsBefore(),
                before.bytesBefore(),
                sizes.size(),
                sizes.stream().mapToLong(Long::longValue).sum(),
                rows);
    }

    private byte[] content(String key) {
        return store.get(key)
                .orElseThrow(() -> new ArchiveException("s3://" + store.bucket() + "/" + key
                        + " went while it was to be compacted; another compaction may be running. Run it again"));
    }

    private static CompactedPartition before(Partition partition, List<StoredObject> objects) {
        long bytes = objects.stream().mapToLong(StoredObject::size).sum();
        return new CompactedPartition(partition.type(), partition.day(), objects.size(), bytes, 0, 0, 0);
    }
}
