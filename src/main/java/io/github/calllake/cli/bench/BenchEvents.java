package io.github.calllake.cli.bench;

import io.github.calllake.event.CallEvent;
import io.github.calllake.event.DetailType;
import io.github.calllake.event.EventDecoder;
import io.github.calllake.simulate.CallSimulator;
import io.github.calllake.simulate.SimulatedRecord;
import io.github.calllake.simulate.SimulatorSettings;
import io.github.calllake.stream.StreamWriter.NewRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Simulated events, made before anything is measured, given out one after another and then from the start again. They come
 * from hundreds of calls at a time, as at such rates they do, so that the keys spread over the shards. Thread-safe.
 */
final class BenchEvents {

    private static final Duration BETWEEN_CALLS = Duration.ofMillis(70);
    private static final Duration CALL_LENGTH = Duration.ofMinutes(1);
    /** Until about as many calls end as start. */
    private static final Duration RAMP = Duration.ofMinutes(2);

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
        return new BenchEvents(events);
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
