package io.github.calllake.cli.bench;

import io.github.calllake.CallLakeException;
import io.github.calllake.cli.bench.BenchEvents.Event;
import io.github.calllake.event.DetailType;
import io.github.calllake.stream.StreamWriter;
import io.github.calllake.stream.StreamWriter.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Puts events at a rate for some time. */
final class Puts {

    private static final int THREADS = 8;
    private static final long NANOS_A_SECOND = 1_000_000_000L;

    private final IngestSettings settings;
    private final StreamWriter writer;
    private final BenchEvents events;
    private final Visibility visibility;
    private final Map<DetailType, String> views;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong done = new AtomicLong();

    Puts(IngestSettings settings, StreamWriter writer, BenchEvents events, Visibility visibility) {
        this.settings = settings;
        this.writer = writer;
        this.events = events;
        this.visibility = visibility;
        this.views = settings.views();
    }

    /** Records that were put and answered. */
    long done() {
        return done.get();
    }

    /**
     * Puts until a time of {@link System#nanoTime}, or until it is no use.
     *
     * @param noUse asked over and over, by several threads
     */
    void until(long endNanos, BooleanSupplier noUse) throws InterruptedException {
        ExecutorService workers = Executors.newFixedThreadPool(THREADS);
        try {
            long start = System.nanoTime();
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                running.add(workers.submit(() -> {
                    put(start, endNanos, noUse);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CallLakeException failure
                    ? failure
                    : new CallLakeException("Putting failed: " + e.getCause(), e);
        } finally {
            workers.shutdownNow();
        }
    }

    private void put(long start, long end, BooleanSupplier noUse) throws InterruptedException {
        while (System.nanoTime() < end && !noUse.getAsBoolean()) {
            awaitTurn(start);
            putBatch(events.next(settings.batch()));
        }
    }

    /** The n-th batch has its time, whichever thread puts it and however long the one before took. */
    private void awaitTurn(long start) throws InterruptedException {
        long turn = start + taken.getAndAdd(settings.batch()) * NANOS_A_SECOND / settings.rate();
        long wait = turn - System.nanoTime();
        if (wait > 0) {
            Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
        }
    }

    private void putBatch(List<Event> batch) {
        List<Placed> placed = writer.put(batch.stream().map(Event::record).toList());
        long answered = System.nanoTime();
        for (int at = 0; at < placed.size(); at++) {
            visibility.put(String.valueOf(views.get(batch.get(at).type())), placed.get(at), answered);
        }
        done.addAndGet(placed.size());
    }
}
