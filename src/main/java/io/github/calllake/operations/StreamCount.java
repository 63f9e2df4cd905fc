package io.github.calllake.operations;

import io.github.calllake.event.CallEvent;
import io.github.calllake.event.DecodedEvent;
import io.github.calllake.event.EventDecoder;
import io.github.calllake.operations.Reconciliation.Held;
import io.github.calllake.schema.EventTables;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.SequenceNumbers;
import io.github.calllake.stream.ShardBatch;
import io.github.calllake.stream.ShardPosition;
import io.github.calllake.stream.ShardReader;
import io.github.calllake.stream.StreamRecord;
import io.github.calllake.stream.StreamShard;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/** Reads one day of a stream, once: counts it, and remembers the names of those records that will have to be explained. For one thread. */
final class StreamCount {
    /** Arrival times are neither exact nor in order. */
    private static final Duration DISORDER = Duration.ofMinutes(5);

    private static final int MOST_NAMES = 1_000_000;

    private final DirectStream stream;
    private final Instant from;
    private final Instant to;
    private final BiPredicate<HourKey, String> isOfInterest;
    private final Consumer<String> progress;
    private final Map<HourKey, Held> counts = new TreeMap<>();
    private final Map<HourKey, Set<String>> names = new TreeMap<>();
    private final Map<String, String> oldest = new TreeMap<>();
    private final Set<String> shards = new HashSet<>();
    private int kept;

    /** @param isOfInterest whether the name of a record, by its hour and sequence number, is remembered */
    StreamCount(
            DirectStream stream, LocalDate day, BiPredicate<HourKey, String> isOfInterest, Consumer<String> progress) {
        this.stream = stream;
        this.from = day.atStartOfDay().toInstant(ZoneOffset.UTC);
        this.to = from.plus(1, ChronoUnit.DAYS);
        this.isOfInterest = isOfInterest;
        this.progress = progress;
    }

    StreamCount read() {
        for (StreamShard shard : stream.shards()) {
            shards.add(shard.id());
            findOldest(shard.id());
            read(shard.id());
        }
        return this;
    }

    private void findOldest(String shard) {
        ShardReader reader = stream.reader(shard, ShardPosition.trimHorizon());
        ShardBatch batch = reader.next();
        while (batch.records().isEmpty() && batch.ended().isEmpty() && !batch.atTip()) {
            batch = reader.next();
        }
        if (!batch.records().isEmpty()) {
            oldest.put(shard, batch.records().get(0).sequenceNumber());
        }
    }

    private void read(String shard) {
        ShardReader reader = stream.reader(shard, ShardPosition.from(from));
        long records = 0;
        while (true) {
            ShardBatch batch = reader.next();
            batch.records().forEach(this::add);
            records += batch.records().size();
            boolean past =
                    batch.records().stream().anyMatch(record -> record.arrival().isAfter(to.plus(DISORDER)));
            if (past || batch.atTip() || batch.ended().isPresent()) {
                progress.accept("stream: " + records + " records of " + shard);
                return;
            }
        }
    }

    private void add(StreamRecord record) {
        if (record.arrival().isBefore(from) || !record.arrival().isBefore(to)) {
            return;
        }
        HourKey key =
                new HourKey(record.shardId(), type(record), record.arrival().truncatedTo(ChronoUnit.HOURS));
        counts.merge(key, new Held(1, record.sequenceNumber(), record.sequenceNumber()), HourKey::plus);
        if (kept < MOST_NAMES && isOfInterest.test(key, record.sequenceNumber())) {
            kept++;
            names.computeIfAbsent(key, unused -> new HashSet<>())
                    .add(record.sequenceNumber() + "/" + record.subsequenceNumber());
        }
    }

    private static String type(StreamRecord record) {
        DecodedEvent event = EventDecoder.decode(record.data());
        return event instanceof CallEvent call ? EventTables.of(call.type()).name() : HourKey.FAILED;
    }

    Map<HourKey, Held> counts() {
        return counts;
    }

    Set<String> names(HourKey key) {
        return names.getOrDefault(key, Set.of());
    }

    /** Whether names had to be left out. */
    boolean isFull() {
        return kept >= MOST_NAMES;
    }

    /** Whether the stream no longer holds a record of this number. */
    boolean hasAgedOut(String shard, String sequenceNumber) {
        String first = oldest.get(shard);
        return !shards.contains(shard) || first == null || SequenceNumbers.isAfter(first, sequenceNumber);
    }
}
