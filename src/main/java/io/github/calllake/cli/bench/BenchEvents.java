package io.github.calllake.cli.bench;

import io.github.calllake.event.CallEvent;
import io.github.calllake.event.DetailType;
import io.github.calllake.event.EventDecoder;
import io.github.calllake.simulate.CallSimulator;
import io.github.calllake.simulate.SimulatedRecord;
import io.github.calllake.simulate.SimulatorSettings;
import io.github.calllake.stream.StreamWriter.NewRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Simulated events, made before anything is measured, given out one after another and then from the start again. They come
 * from hundreds of calls at a time, as at such rates they do, so that the keys spread over the shards. Thread-safe.
 */
final class BenchEvents {

    private static final Duration BETWEEN_CALLS = Duration.ofMillis(70);
    private static final Duration CALL_LENGTH = Duration.ofMinutes(1);
    /** Until about as many calls end as start. */
    private static final Duration RAMP = Duration.ofMinutes(2);

    /** As calls have that carry what a Voice Connector and its customer add. */
    private static final int MEAN_BYTES = 1700;

    private static final byte[] METADATA = "\"metadata\":\"{".getBytes(StandardCharsets.UTF_8);
    private static final String NOTE = "\\\"note\\\":\\\"%s\\\",";

    private static final int EVENTS_A_CALL = 60;
    private static final int MORE_CALLS = 4000;

    private final List<Event> events;
    private int next;

    private BenchEvents(List<Event> events) {
        this.events = List.copyOf(events);
    }

    /** A record to put, and what it is. */
    record Event(NewRecord record, DetailType type) {}

    static BenchEvents simulate(int count, Instant now) {
        Instant start = now.minus(Duration.ofHours(2));
        SimulatorSettings settings = SimulatorSettings.builder()
                .calls(MORE_CALLS + count / EVENTS_A_CALL)
                .seed(1)
                .start(start)
                .meanBetweenCalls(BETWEEN_CALLS)
                .meanCallLength(CALL_LENGTH)
                .build();
        List<Event> events = new ArrayList<>(count);
        for (SimulatedRecord record : new CallSimulator(settings)) {
            if (record.arrivalTime().isBefore(start.plus(RAMP))) {
                continue;
            }
            if (EventDecoder.decode(record.data()) instanceof CallEvent event) {
                events.add(new Event(new NewRecord(record.partitionKey(), record.data()), event.type()));
            }
            if (events.size() == count) {
                break;
            }
        }
        return new BenchEvents(lengthened(events));
    }

    /** To the mean, by a note in what the call's metadata say, JSON in text. */
    private static List<Event> lengthened(List<Event> events) {
        long wanted = (long) MEAN_BYTES * events.size();
        long there =
                events.stream().mapToLong(event -> event.record().data().length).sum();
        long able = events.stream().filter(event -> metadata(event) >= 0).count();
        int note = (int) Math.max(0, Math.round((double) (wanted - there) / Math.max(1, able)) - NOTE.length() + 2);
        return events.stream().map(event -> lengthened(event, note)).toList();
    }

    private static Event lengthened(Event event, int length) {
        int at = metadata(event);
        if (at < 0 || length <= 0) {
            return event;
        }
        byte[] data = event.record().data();
        byte[] note = String.format(Locale.ROOT, NOTE, "n".repeat(length)).getBytes(StandardCharsets.UTF_8);
        byte[] longer = new byte[data.length + note.length];
        System.arraycopy(data, 0, longer, 0, at);
        System.arraycopy(note, 0, longer, at, note.length);
        System.arraycopy(data, at, longer, at + note.length, data.length - at);
        return new Event(new NewRecord(event.record().partitionKey(), longer), event.type());
    }

    /** Where the first element of its metadata begins; negative if they are no text, or empty. */
    private static int metadata(Event event) {
        byte[] data = event.record().data();
        for (int at = 0; at + METADATA.length < data.length; at++) {
            int end = at + METADATA.length;
            if (data[end] == '\\' && Arrays.equals(data, at, end, METADATA, 0, METADATA.length)) {
                return end;
            }
        }
        return -1;
    }

    synchronized List<Event> next(int count) {
        List<Event> batch = new ArrayList<>(count);
        for (int event = 0; event < count; event++) {
            batch.add(events.get(next));
            next = (next + 1) % events.size();
        }
        return batch;
    }

    double meanBytes() {
        return events.stream()
                .mapToInt(event -> event.record().data().length)
                .average()
                .orElse(0);
    }
}
