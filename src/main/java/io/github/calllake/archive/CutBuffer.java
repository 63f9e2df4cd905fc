package io.github.calllake.archive;

import io.github.calllake.archive.RecordDecoder.Decoded;
import io.github.calllake.event.DetailType;
import io.github.calllake.lake.FailedEvent;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.schema.EventRow;
import io.github.calllake.stream.StreamRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The consecutive records that will be one cut, by the objects they will lie in. They are held in memory; what bounds them
 * is the roll policy. For one thread.
 */
final class CutBuffer {

    private final Map<Partition, List<EventRow>> rows = new TreeMap<>();
    private final Map<LocalDate, List<FailedEvent>> failedByDay = new TreeMap<>();

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
            EventRow event = row.row();
            Partition partition = new Partition(event.type(), LakeLayout.dayOf(event.eventTime()));
            rows.computeIfAbsent(partition, unused -> new ArrayList<>()).add(event);
        } else if (decoded instanceof Decoded.Failed failure) {
            failed++;
            failedByDay
                    .computeIfAbsent(LakeLayout.dayOf(record.arrival()), unused -> new ArrayList<>())
                    .add(failedEvent(record, failure));
        }
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

    Map<Partition, List<EventRow>> rows() {
        return rows;
    }

    Map<LocalDate, List<FailedEvent>> failedByDay() {
        return failedByDay;
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
