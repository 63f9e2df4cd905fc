package io.github.calllake.cli.bench;

import io.github.calllake.event.DetailType;
import io.github.calllake.lake.EventFileWriter;
import io.github.calllake.lake.FileCompression;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.schema.EventTables;
import io.github.calllake.schema.PackedRow;
import io.github.calllake.schema.RowMapper;
import io.github.calllake.schema.RowReader;
import io.github.calllake.simulate.CallSimulator;
import io.github.calllake.simulate.SimulatedRecord;
import io.github.calllake.simulate.SimulatorSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Days of simulated events as files: as one shard's archiver rolls them, and as one sorted file a day and type. */
final class RolledCalls {

    static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    /** About, in three minutes. */
    private static final long EVENTS_OF_A_CALL = 200;

    private final int days;
    private final long eventsADay;
    private final Duration roll;
    private final RowReader reader = new RowReader();
    private final EventFileWriter writer = new EventFileWriter(FileCompression.ZSTD);
    private final Map<String, LocalDate> calls = new HashMap<>();
    private long events;

    RolledCalls(int days, long eventsADay, int rollMinutes) {
        this.days = days;
        this.eventsADay = eventsADay;
        this.roll = Duration.ofMinutes(rollMinutes);
    }

    /** Takes files as they are made. */
    interface Sink {

        Sink NONE = (day, type, file) -> {};

        void take(LocalDate day, DetailType type, byte[] file) throws IOException;
    }

    void write(Sink rolled, Sink compacted) throws IOException {
        Map<String, List<PackedRow>> window = new TreeMap<>();
        Map<String, List<PackedRow>> open = new TreeMap<>();
        Instant windowEnd = START.plus(roll);
        LocalDate last = LakeLayout.dayOf(START).plusDays(days);
        for (SimulatedRecord record : simulator()) {
            while (record.arrivalTime().isAfter(windowEnd)) {
                files(window, rolled);
                windowEnd = windowEnd.plus(roll);
                closeDays(open, LakeLayout.dayOf(windowEnd).minusDays(1), compacted);
            }
            Optional<PackedRow> event = read(record, events++);
            if (event.isEmpty()) {
                continue;
            }
            PackedRow row = event.get();
            LocalDate day = LakeLayout.dayOf(row.eventTime());
            if (!day.isBefore(last)) {
                break;
            }
            row.callId().ifPresent(call -> calls.putIfAbsent(call, day));
            String partition = day + " " + row.type();
            window.computeIfAbsent(partition, unused -> new ArrayList<>()).add(row);
            if (compacted != Sink.NONE) {
                open.computeIfAbsent(partition, unused -> new ArrayList<>()).add(row);
            }
        }
        files(window, rolled);
        files(open, compacted);
    }

    /** How many events were written. */
    long events() {
        return events;
    }

    /** The calls, with the day of their first event. */
    Map<String, LocalDate> calls() {
        return calls;
    }

    private CallSimulator simulator() {
        return new CallSimulator(SimulatorSettings.builder()
                .calls(Long.MAX_VALUE >> 1)
                .start(START)
                .meanBetweenCalls(Duration.ofMillis(86_400_000L * EVENTS_OF_A_CALL / eventsADay))
                .build());
    }

    /** Empty for an event that is none: a failed one, which is in no table. */
    private Optional<PackedRow> read(SimulatedRecord record, long number) {
        RowReader.Read read = reader.read(
                record.data(),
                new RowMapper.Place(
                        BenchInput.SHARD,
                        BenchInput.sequenceNumber(number),
                        0,
                        Instant.ofEpochMilli(record.arrivalTime().toEpochMilli())));
        return read instanceof RowReader.Read.Row row ? Optional.of(row.row()) : Optional.empty();
    }

    private void closeDays(Map<String, List<PackedRow>> open, LocalDate before, Sink sink) throws IOException {
        Map<String, List<PackedRow>> closed = new TreeMap<>();
        open.forEach((partition, rows) -> {
            if (LocalDate.parse(partition.substring(0, 10)).isBefore(before)) {
                closed.put(partition, rows);
            }
        });
        open.keySet().removeAll(closed.keySet());
        files(closed, sink);
    }

    private void files(Map<String, List<PackedRow>> partitions, Sink sink) throws IOException {
        for (Map.Entry<String, List<PackedRow>> partition : partitions.entrySet()) {
            List<PackedRow> rows = partition.getValue();
            rows.sort(Comparator.comparing((PackedRow row) -> row.callId().orElse("~"))
                    .thenComparing(PackedRow::eventTime));
            DetailType type = rows.get(0).type();
            byte[] file = writer.write(
                    EventTables.of(type), rows.size(), row -> rows.get(row).bytes());
            sink.take(LocalDate.parse(partition.getKey().substring(0, 10)), type, file);
        }
        partitions.clear();
    }
}
