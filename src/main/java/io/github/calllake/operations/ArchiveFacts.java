package io.github.calllake.operations;

import io.github.calllake.archive.ArchivedRecords;
import io.github.calllake.archive.ArchivedShard;
import io.github.calllake.lake.ArchivedStream;
import io.github.calllake.lake.CommitLog;
import io.github.calllake.lake.Cut;
import io.github.calllake.lake.FailedEvent;
import io.github.calllake.lake.FailedEventReader;
import io.github.calllake.operations.Discrepancy.Cause;
import io.github.calllake.stream.SequenceNumbers;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What the lake's commit log and failed events say of records that are no rows. For one thread. */
final class ArchiveFacts {
    /** As the archiver names a gap among the failed events. */
    private static final String GAP = "Stream.RecordsExpired";

    private final Lake lake;
    private final String stream;
    private final Map<String, ArchivedShard> shards;
    private final Map<String, Long> cuts;

    ArchiveFacts(Lake lake, String stream) {
        this.lake = lake;
        this.stream = stream;
        this.shards = ArchivedRecords.of(lake.store(), lake.layout(), stream).byId();
        this.cuts = new java.util.TreeMap<>();
        CommitLog.progressOfAllShards(lake.store(), lake.layout(), stream)
                .forEach(progress -> cuts.put(progress.shard(), progress.number()));
    }

    /** The failed events that arrived on a day; reports of gaps are none. */
    List<FailedEvent> failed(LocalDate day) {
        String oneKey = lake.layout().failedKey(day, "");
        String folder = oneKey.substring(0, oneKey.lastIndexOf('/') + 1);
        List<FailedEvent> events = new ArrayList<>();
        for (String key : lake.store().list(folder, "")) {
            FailedEventReader.read(lake.store(), key).stream()
                    .filter(event -> !event.errorCode().equals(GAP))
                    .map(ArchiveFacts::withoutData)
                    .forEach(events::add);
        }
        return events;
    }

    private static FailedEvent withoutData(FailedEvent event) {
        return new FailedEvent(
                event.shard(),
                event.sequenceNumber(),
                event.subsequenceNumber(),
                event.arrival(),
                event.errorCode(),
                event.errorMessage(),
                new byte[0]);
    }

    boolean has(String shard, String sequenceNumber) {
        return Optional.ofNullable(shards.get(shard))
                .filter(archived -> archived.has(sequenceNumber))
                .isPresent();
    }

    /** Why the lake has no row of a record. */
    Cause absence(String shard, String sequenceNumber) {
        ArchivedShard archived = shards.get(shard);
        if (archived == null || SequenceNumbers.isAfter(sequenceNumber, archived.last())) {
            return Cause.NOT_YET_ARCHIVED;
        }
        if (SequenceNumbers.isAfter(archived.first(), sequenceNumber)) {
            return Cause.BEFORE_LAKE;
        }
        return archived.has(sequenceNumber) ? Cause.MISSING_IN_LAKE : Cause.EXPIRED_UNARCHIVED;
    }

    /** The objects that a record's cut names and that are not there: what was deleted by hand, if nothing compacted them. */
    List<String> lostObjects(String shard, String sequenceNumber) {
        Optional<ArchivedStream> newest = CommitLog.newest(lake.store(), lake.layout(), stream);
        if (newest.isEmpty()) {
            return List.of();
        }
        CommitLog log = new CommitLog(lake.store(), lake.layout(), newest.get(), shard);
        long low = 1;
        long high = cuts.getOrDefault(shard, 0L);
        Predicate<Cut> endsBefore = cut -> SequenceNumbers.isAfter(sequenceNumber, cut.last());
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (log.read(middle).filter(endsBefore).isPresent()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return log.read(low).stream()
                .flatMap(cut -> cut.objects().stream())
                .map(Cut.CutObject::key)
                .filter(key -> !lake.store().exists(key))
                .toList();
    }
}
