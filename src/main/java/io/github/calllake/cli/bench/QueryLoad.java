package io.github.calllake.cli.bench;

import io.github.calllake.CallLakeException;
import io.github.calllake.engine.RedshiftSession;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.stream.StreamWriter;
import io.github.calllake.stream.StreamWriter.NewRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Brings events into the hot tier as they come there on AWS: through the stream, as fast as it goes. */
final class QueryLoad {

    private static final int THREADS = 4;
    private static final int BATCH = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final long POLL_MILLIS = 500;

    private final QueryEvents events;
    private final StreamWriter writer;
    private final RedshiftSettings redshift;

    QueryLoad(QueryEvents events, StreamWriter writer, RedshiftSettings redshift) {
        this.events = events;
        this.writer = writer;
        this.redshift = redshift;
    }

    /** The events from one number to before another, until they can be seen. */
    void load(int from, int to) throws InterruptedException {
        AtomicInteger next = new AtomicInteger(from);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                running.add(threads.submit(() -> put(next, to)));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new CallLakeException("Putting failed: " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
        }
        awaitSeen(to);
    }

    private void put(AtomicInteger next, int to) {
        for (int at = next.getAndAdd(BATCH); at < to; at = next.getAndAdd(BATCH)) {
            List<NewRecord> batch = new ArrayList<>();
            for (int number = at; number < Math.min(to, at + BATCH); number++) {
                batch.add(events.record(number));
            }
            writer.put(batch);
        }
    }

    private void awaitSeen(long count) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (RedshiftSession session = RedshiftSession.open(redshift)) {
            while (seen(session) < count) {
                if (System.nanoTime() > deadline) {
                    throw new CallLakeException(
                            "Of " + count + " records only " + seen(session) + " can be seen after " + PATIENCE);
                }
                Thread.sleep(POLL_MILLIS);
            }
        }
    }

    private long seen(RedshiftSession session) {
        return session.rows("SELECT COUNT(*) AS row_count FROM " + redshift.schema() + ".landing")
                .get(0)
                .number("row_count");
    }
}
