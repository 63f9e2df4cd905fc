package io.github.calllake.archive;

import io.github.calllake.archive.RecordDecoder.Decoded;
import io.github.calllake.event.DetailType;
import io.github.calllake.lake.FailedEvent;
import io.github.calllake.lake.FailedEventWriter;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.schema.EventRow;
import io.github.calllake.schema.PackedRow;
import io.github.calllake.stream.StreamRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The consecutive records that will be one cut, by the objects they will lie in. They wait on local disk; in memory is where
 * each is and what it is sorted by. For one thread.
 */
final class CutBuffer implements AutoCloseable {

    /** A cut is read and written again as a whole after a crash. */
    private static final long MOST_SPOOLED = 1L << 30;

    /** An entry of a list. */
    private static final long FAILED_BYTES = 24;

    private final Function<EventRow, PackedRow> packer;
    private final Spool spool;
    private final Map<Partition, RowIndex> rows = new TreeMap<>();
    private final Map<LocalDate, FailedIndex> failedByDay = new TreeMap<>();

    private String first = "";
    private String last = "";
    private long records;
    private long bytes;
    private long failed;
    private Optional<Instant> newestArrival = Optional.empty();
    private long lateArrivals;
    private Duration maxLateness = Duration.ZERO;

    /** Where a row lies. In this order objects are written. */
    record Partition(DetailType type, LocalDate day) implements Comparable<Partition> {

        private static final Comparator<Partition> ORDER =
                Comparator.comparing(Partition::type).thenComparing(Partition::day);

        @Override
        public int compareTo(Partition other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * An empty one.
     *
     * @param packer packs rows that come as values
     * @param directory where records wait
     */
    CutBuffer(Function<EventRow, PackedRow> packer, Path directory) {
        this.packer = packer;
        this.spool = new Spool(directory);
    }

    /** Where the failed events of one day wait, in the order of the shard. */
    static final class FailedIndex {
        private final List<Long> positions = new ArrayList<>();

        List<Long> positions() {
            return positions;
        }
    }

    /**
     * Adds the next record.
     *
     * @param published the watermark that the shard had published, to see whether the record is late
     */
    void add(StreamRecord record, Decoded decoded, Optional<Instant> published) {
        if (records == 0) {
            first = record.sequenceNumber();
        }
        last = record.sequenceNumber();
        records++;
        bytes += record.data().length;
        noteArrival(record.arrival(), published);
        if (decoded instanceof Decoded.Row row) {
            add(packer.apply(row.row()));
        } else if (decoded instanceof Decoded.Packed packed) {
            add(packed.row());
        } else if (decoded instanceof Decoded.Failed failure) {
            failed++;
            long at = spool.append(FailedEventWriter.write(List.of(failedEvent(record, failure))));
            failedByDay
                    .computeIfAbsent(LakeLayout.dayOf(record.arrival()), unused -> new FailedIndex())
                    .positions
                    .add(at);
        }
    }

    private void add(PackedRow row) {
        Partition partition = new Partition(row.type(), LakeLayout.dayOf(row.eventTime()));
        rows.computeIfAbsent(partition, unused -> new RowIndex())
                .add(row.callId(), row.eventTime(), spool.append(row.bytes()));
    }

    private void noteArrival(Instant arrival, Optional<Instant> published) {
        if (newestArrival.isEmpty() || arrival.isAfter(newestArrival.get())) {
            newestArrival = Optional.of(arrival);
        }
        if (published.isPresent() && arrival.isBefore(published.get())) {
            lateArrivals++;
            Duration lateness = Duration.between(arrival, published.get());
            maxLateness = lateness.compareTo(maxLateness) > 0 ? lateness : maxLateness;
        }
    }

    private static FailedEvent failedEvent(StreamRecord record, Decoded.Failed failure) {
        return new FailedEvent(
                record.shardId(),
                record.sequenceNumber(),
                record.subsequenceNumber(),
                record.arrival(),
                failure.errorCode(),
                failure.errorMessage(),
                record.data());
    }

    boolean isEmpty() {
        return records == 0;
    }

    /** How many files they would make. */
    int partitions() {
        return rows.size() + failedByDay.size();
    }

    /** Where the rows of each partition wait. */
    Map<Partition, RowIndex> rows() {
        return rows;
    }

    /** Where the failed events of each day of arrival wait, as the lines of their file. */
    Map<LocalDate, FailedIndex> failedByDay() {
        return failedByDay;
    }

    /** Reads what waits. */
    Spool.Reader reader() {
        return spool.reader();
    }

    /** Whether no more can wait, whatever the roll policy says. */
    boolean isFull() {
        return spool.length() >= MOST_SPOOLED;
    }

    /** How much heap it takes, about. */
    long heapBytes() {
        long indexes = rows.values().stream().mapToLong(RowIndex::heapBytes).sum();
        return isEmpty() ? 0 : spool.heapBytes() + indexes + failed * FAILED_BYTES;
    }

    @Override
    public void close() {
        spool.close();
    }

    /** The first record's sequence number; empty text if there is none. */
    String first() {
        return first;
    }

    /** The last record's sequence number; empty text if there is none. */
    String last() {
        return last;
    }

    long records() {
        return records;
    }

    long bytes() {
        return bytes;
    }

    long failed() {
        return failed;
    }

    Optional<Instant> newestArrival() {
        return newestArrival;
    }

    long lateArrivals() {
        return lateArrivals;
    }

    Duration maxLateness() {
        return maxLateness;
    }
}
