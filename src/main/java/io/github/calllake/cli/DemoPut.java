package io.github.calllake.cli;

import io.github.calllake.archive.ShardStatus;
import io.github.calllake.event.CallEvent;
import io.github.calllake.event.DetailType;
import io.github.calllake.event.EventDecoder;
import io.github.calllake.stream.SequenceNumbers;
import io.github.calllake.stream.StreamWriter;
import io.github.calllake.stream.StreamWriter.NewRecord;
import io.github.calllake.stream.StreamWriter.Placed;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a demo put on the stream, and where: a directory that is used again holds the records of earlier demos too. */
final class DemoPut {

    private final Map<DetailType, Long> events = new EnumMap<>(DetailType.class);
    private final Map<String, String> first = new HashMap<>();
    private final Map<String, String> last = new HashMap<>();
    private long records;

    private DemoPut() {}

    static DemoPut all(DemoEvents source, String stream) throws IOException {
        DemoPut put = new DemoPut();
        try (StreamWriter writer = StreamWriter.open(stream)) {
            for (List<NewRecord> batch = source.next(); !batch.isEmpty(); batch = source.next()) {
                put.note(batch, writer.put(batch));
            }
        }
        return put;
    }

    private void note(List<NewRecord> batch, List<Placed> placed) {
        records += batch.size();
        for (NewRecord record : batch) {
            if (EventDecoder.decode(record.data()) instanceof CallEvent event) {
                events.merge(event.type(), 1L, Long::sum);
            }
        }
        for (Placed place : placed) {
            first.merge(place.shardId(), place.sequenceNumber(), DemoPut::lower);
            last.merge(place.shardId(), place.sequenceNumber(), DemoPut::higher);
        }
    }

    private static String lower(String one, String other) {
        return SequenceNumbers.isAfter(one, other) ? other : one;
    }

    private static String higher(String one, String other) {
        return SequenceNumbers.isAfter(one, other) ? one : other;
    }

    /** All records, events or not. */
    long records() {
        return records;
    }

    boolean isEmpty() {
        return records == 0;
    }

    /** Events of a type among them. */
    long events(DetailType type) {
        return events.getOrDefault(type, 0L);
    }

    /** The first sequence number in each shard. */
    Map<String, String> first() {
        return Collections.unmodifiableMap(first);
    }

    boolean contains(String shard, String sequenceNumber) {
        String start = first.get(shard);
        return start != null && !SequenceNumbers.isAfter(start, sequenceNumber);
    }

    boolean isThrough(Map<String, ShardStatus> shards) {
        return last.entrySet().stream().allMatch(end -> Optional.ofNullable(shards.get(end.getKey()))
                .flatMap(ShardStatus::archivedThrough)
                .filter(archived -> !SequenceNumbers.isAfter(end.getValue(), archived))
                .isPresent());
    }
}
