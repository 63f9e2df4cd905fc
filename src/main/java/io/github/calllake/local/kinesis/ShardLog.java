package io.github.calllake.local.kinesis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;

/**
 * The records of one shard, in files named by the index of their first record.
 *
 * <p>A put is written to the operating system before it is answered, so it survives the death of the process. Files are
 * not forced to the disk: after a power failure the newest records may be gone, but no index is given out twice, because
 * each start of the process goes on at an index that is taken from the clock.
 *
 * <p>Safe for concurrent use.
 */
final class ShardLog implements AutoCloseable {
    private static final String SUFFIX = ".log";

    /** More indexes a millisecond than records can arrive. */
    private static final long INDEXES_PER_MILLISECOND = 1024;

    private final Path directory;
    private final int segmentBytes;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final TreeMap<Long, LogSegment> segments = new TreeMap<>();
    private boolean appendable;

    private ShardLog(Path directory, int segmentBytes) {
        this.directory = directory;
        this.segmentBytes = segmentBytes;
    }

    /** Where a put landed: the index of its first record, and its arrival in milliseconds since the epoch. */
    record Appended(long firstIndex, long arrival) {}

    /**
     * What a read found.
     *
     * @param records in order
     * @param nextIndex where to go on
     * @param nextArrival when the first record that is still unread arrived; {@link Long#MAX_VALUE} if all are read
     * @param isFull whether it ends because the next record did not fit into the bytes
     */
    record Batch(List<StoredRecord> records, long nextIndex, long nextArrival, boolean isFull) {}

    static ShardLog open(Path directory, int segmentBytes) throws IOException {
        Files.createDirectories(directory);
        ShardLog log = new ShardLog(directory, segmentBytes);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(SUFFIX)) {
                    log.recover(file, Long.parseLong(name.substring(0, name.length() - SUFFIX.length())));
                }
            }
            return log;
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    private void recover(Path file, long firstIndex) throws IOException {
        LogSegment segment = LogSegment.open(file, firstIndex);
        if (segment.isEmpty()) {
            segment.delete();
        } else {
            segments.put(firstIndex, segment);
        }
    }

    Appended append(List<NewRecord> records, long now, long trimBefore) throws IOException {
        lock.writeLock().lock();
        try {
            LogSegment segment = segmentFor(records, now, trimBefore);
            // Arrival never goes back inside a shard, whatever the clock does: reads by time search for it.
            long arrival = Math.max(now, lastArrival());
            long firstIndex = segment.endIndex();
            segment.append(records, arrival);
            return new Appended(firstIndex, arrival);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private LogSegment segmentFor(List<NewRecord> records, long now, long trimBefore) throws IOException {
        if (appendable) {
            LogSegment last = segments.lastEntry().getValue();
            if (last.isEmpty() || (long) last.size() + LogSegment.frameBytes(records) <= segmentBytes) {
                return last;
            }
        }
        long firstIndex = Math.max(endIndex(), now * INDEXES_PER_MILLISECOND);
        String name = String.format(Locale.ROOT, "%019d%s", firstIndex, SUFFIX);
        LogSegment segment = LogSegment.open(directory.resolve(name), firstIndex);
        segments.put(firstIndex, segment);
        appendable = true;
        trim(trimBefore);
        return segment;
    }

    private long lastArrival() {
        return segments.descendingMap().values().stream()
                .filter(segment -> !segment.isEmpty())
                .mapToLong(LogSegment::lastArrival)
                .findFirst()
                .orElse(Long.MIN_VALUE);
    }

    /** The index after the last record; the next record's is this or above. */
    long endIndex() {
        lock.readLock().lock();
        try {
            return segments.isEmpty() ? 1 : segments.lastEntry().getValue().endIndex();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Reads records from an index on that arrived no earlier than the given time. */
    Batch read(long index, long notBefore, int maxRecords, int maxBytes) throws IOException {
        lock.readLock().lock();
        try {
            if (index >= endIndex()) {
                return new Batch(List.of(), index, Long.MAX_VALUE, false);
            }
            long from = existing(Math.max(index, firstIndexFrom(notBefore)));
            if (from >= endIndex()) {
                return new Batch(List.of(), from, Long.MAX_VALUE, false);
            }
            LogSegment segment = segments.floorEntry(from).getValue();
            List<StoredRecord> records = segment.read(from, maxRecords, maxBytes);
            long after = from + records.size();
            boolean isFull = records.size() < maxRecords && after < segment.endIndex();
            long next = existing(after);
            return new Batch(records, next, next < endIndex() ? arrival(next) : Long.MAX_VALUE, isFull);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The index itself if it has a record, else the next one that has, else the end. */
    private long existing(long index) {
        Map.Entry<Long, LogSegment> floor = segments.floorEntry(index);
        if (floor != null && index < floor.getValue().endIndex()) {
            return index;
        }
        Long ceiling = segments.ceilingKey(index);
        return ceiling == null ? endIndex() : ceiling;
    }

    private long arrival(long index) throws IOException {
        return segments.floorEntry(index).getValue().arrival(index);
    }

    /** The first index whose record arrived at the given time or later; the end if none did. */
    long firstIndexFrom(long arrival) throws IOException {
        lock.readLock().lock();
        try {
            for (LogSegment segment : segments.values()) {
                if (!segment.isEmpty() && segment.lastArrival() >= arrival) {
                    return segment.firstIndexFrom(arrival);
                }
            }
            return endIndex();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Removes files of which every record arrived before the given time; the newest file stays: it knows the end. */
    void trim(long before) throws IOException {
        lock.writeLock().lock();
        try {
            while (segments.size() > 1 && segments.firstEntry().getValue().lastArrival() < before) {
                segments.pollFirstEntry().getValue().delete();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            segments.values().forEach(LogSegment::close);
        } finally {
            lock.writeLock().unlock();
        }
    }
}
