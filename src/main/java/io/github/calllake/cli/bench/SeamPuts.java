package io.github.calllake.cli.bench;

import io.github.calllake.CallLakeException;
import io.github.calllake.stream.StreamWriter;
import io.github.calllake.stream.StreamWriter.NewRecord;
import io.github.calllake.stream.StreamWriter.Placed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Puts events at a rate, one number after another; some a second time, as many seconds later as lets the boundary pass between
 * the two. Remembers where each delivery went. Thread-safe.
 */
final class SeamPuts implements AutoCloseable {

    private static final double AGAIN = 0.08;
    private static final long PAUSE_MILLIS = 40;
    private static final long NANOS_A_SECOND = 1_000_000_000L;
    private static final int KEYS = 10_000;

    private final SeamSettings settings;
    private final SeamEvents events;
    private final StreamWriter writer;
    private final Random random;
    private final Thread thread = new Thread(this::run, "bench-seam-puts");
    private final PriorityQueue<Again> again = new PriorityQueue<>(Comparator.comparing(Again::atNanos));
    private final List<Integer> begun = new ArrayList<>();
    private final Map<Placed, Integer> placed = new HashMap<>();
    private int numbers;
    private Optional<RuntimeException> failure = Optional.empty();
    private volatile boolean closed;

    private record Again(int number, long atNanos) {}

    private SeamPuts(SeamSettings settings, SeamEvents events, StreamWriter writer) {
        this.settings = settings;
        this.events = events;
        this.writer = writer;
        this.random = new Random(settings.seed());
    }

    static SeamPuts start(SeamSettings settings, SeamEvents events, StreamWriter writer) {
        SeamPuts puts = new SeamPuts(settings, events, writer);
        puts.thread.setDaemon(true);
        puts.thread.start();
        return puts;
    }

    private void run() {
        long start = System.nanoTime();
        try {
            while (!closed) {
                long due = (System.nanoTime() - start) * settings.rate() / NANOS_A_SECOND;
                put((int) Math.min(settings.rate(), due - deliveries()));
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            synchronized (this) {
                failure = Optional.of(e);
            }
        }
    }

    private void put(int count) {
        List<Integer> batch = new ArrayList<>();
        synchronized (this) {
            for (int i = 0; i < count; i++) {
                batch.add(next());
            }
            begun.addAll(batch);
        }
        if (batch.isEmpty()) {
            return;
        }
        List<Placed> places = writer.put(batch.stream()
                .map(number -> new NewRecord("key-" + random.nextInt(KEYS), events.data(number)))
                .toList());
        synchronized (this) {
            for (int i = 0; i < places.size(); i++) {
                placed.put(places.get(i), begun.size() - batch.size() + i);
            }
        }
    }

    private int next() {
        Again due = again.peek();
        if (due != null && due.atNanos() <= System.nanoTime()) {
            again.remove();
            return due.number();
        }
        int number = numbers++;
        if (random.nextDouble() < AGAIN) {
            again.add(new Again(number, System.nanoTime() + later(number)));
        }
        return number;
    }

    /**
     * Of an utterance the first to be put is the first to arrive, too, however much arrival times are out of order: pages of
     * a list that is read meanwhile keep their order. A call event's deliveries may change places.
     */
    private long later(int number) {
        long least = SeamEvents.isCallEvent(number)
                ? 0
                : settings.margin().plusMillis(1).toNanos();
        return least + (long) (random.nextDouble() * (settings.again().toNanos() - least));
    }

    /** How many deliveries have been begun: nothing else can be in an answer. */
    synchronized int deliveries() {
        failure.ifPresent(cause -> {
            throw new CallLakeException("Putting failed: " + cause.getMessage(), cause);
        });
        return begun.size();
    }

    /** How many events have been begun: their numbers are below. */
    synchronized int numbers() {
        return numbers;
    }

    /** The events' numbers in the order of the deliveries. Only after it was closed. */
    synchronized List<Integer> numbersOfDeliveries() {
        return List.copyOf(begun);
    }

    /** Where each delivery went. Only after it was closed. */
    synchronized Map<Placed, Integer> placed() {
        deliveries();
        return Map.copyOf(placed);
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
