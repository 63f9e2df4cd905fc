package io.github.calllake.simulate;

import io.github.calllake.simulate.SimulatedRecord.Kind;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * Brings the events of all calls to the stream, some of them late, twice or with a malformed record behind them. These
 * disturbances have a source of chance of their own, so that they do not change the calls.
 */
final class Delivery implements Iterator<SimulatedRecord> {
    private static final long DISTURBANCES_PART = -102;

    private final SimulatorSettings settings;
    private final CallStarts starts;
    private final SeededRandom random;
    private final Malformer malformer;

    private final PriorityQueue<ActiveCall> active =
            new PriorityQueue<>(Comparator.comparingLong(ActiveCall::nextMicros).thenComparingLong(ActiveCall::number));
    private final PriorityQueue<Held> held =
            new PriorityQueue<>(Comparator.comparingLong(Held::dueMicros).thenComparingLong(Held::order));

    private long nextCall;
    private long nextCallMicros;
    private long order;

    Delivery(SimulatorSettings settings) {
        this.settings = settings;
        this.starts = new CallStarts(settings);
        this.random = SeededRandom.ofPart(settings.seed(), DISTURBANCES_PART);
        this.malformer = new Malformer(random);
        this.nextCallMicros = starts.next();
    }

    private record ActiveCall(long number, long nextMicros, Timeline timeline) {}

    /** A record that is due later. */
    private record Held(long dueMicros, long order, SimulatedRecord record) {}

    @Override
    public boolean hasNext() {
        takeEvents();
        return !held.isEmpty();
    }

    @Override
    public SimulatedRecord next() {
        takeEvents();
        Held first = held.poll();
        if (first == null) {
            throw new NoSuchElementException();
        }
        return first.record();
    }

    /** Takes events from calls until the next record to arrive is among the held ones. */
    private void takeEvents() {
        while (true) {
            startCalls();
            ActiveCall call = active.peek();
            Held first = held.peek();
            if (call == null || (first != null && first.dueMicros() <= call.nextMicros())) {
                return;
            }
            active.remove();
            deliver(call.timeline().partitionKey(), call.timeline().next());
            resume(call.number(), call.timeline());
        }
    }

    /** How much memory is in use: calls under way and records held. */
    int inMemory() {
        return active.size() + held.size();
    }

    /** Starts every call that begins before anything else happens. */
    private void startCalls() {
        while (nextCall < settings.calls() && isNextToHappen(nextCallMicros)) {
            resume(nextCall, new Timeline(new Call(settings, nextCall, nextCallMicros)));
            nextCall++;
            nextCallMicros = starts.next();
        }
    }

    private boolean isNextToHappen(long micros) {
        ActiveCall call = active.peek();
        Held first = held.peek();
        return (call == null || micros <= call.nextMicros()) && (first == null || micros <= first.dueMicros());
    }

    private void resume(long number, Timeline timeline) {
        if (timeline.hasNext()) {
            active.add(new ActiveCall(number, timeline.nextMicros(), timeline));
        }
    }

    private void deliver(String partitionKey, PlannedEvent event) {
        byte[] data = Json.bytes(event.members());
        double fate = random.nextDouble();
        long due = event.timeMicros();
        Kind kind = Kind.EVENT;
        if (fate < settings.lateChance()) {
            kind = Kind.LATE;
            due = random.between(
                    due + 60 * Times.SECOND, due + settings.maximumLateness().toMillis() * Times.MILLI + 1);
        } else if (fate < settings.lateChance() + settings.outOfOrderChance()) {
            kind = Kind.OUT_OF_ORDER;
            due = random.between(due + Times.MILLI, due + 20 * Times.SECOND);
        }
        hold(due, partitionKey, data, kind);
        if (random.chance(settings.duplicateChance())) {
            hold(random.between(due, due + 60 * Times.SECOND), partitionKey, data, Kind.DUPLICATE);
        }
        if (random.chance(settings.malformedChance())) {
            Kind malformed = malformer.kind();
            hold(due, partitionKey, malformer.malformed(malformed, data), malformed);
        }
    }

    private void hold(long due, String partitionKey, byte[] data, Kind kind) {
        held.add(new Held(due, order++, new SimulatedRecord(partitionKey, data, kind, Times.instant(due))));
    }
}
