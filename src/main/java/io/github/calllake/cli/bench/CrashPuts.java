package io.github.calllake.cli.bench;

import io.github.calllake.CallLakeException;
import io.github.calllake.simulate.CallSimulator;
import io.github.calllake.simulate.KplRecords;
import io.github.calllake.simulate.SimulatedRecord;
import io.github.calllake.simulate.SimulatorSettings;
import io.github.calllake.stream.SequenceNumbers;
import io.github.calllake.stream.StreamWriter;
import io.github.calllake.stream.StreamWriter.NewRecord;
import io.github.calllake.stream.StreamWriter.Placed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * Puts simulated events in small batches with pauses of random lengths, as long as it is open. Some come as aggregates of the
 * Kinesis Producer Library, some are malformed, alone or in an aggregate. Thread-safe.
 */
final class CrashPuts implements AutoCloseable {

    private static final int CALLS = 500;
    private static final double MALFORMED = 0.02;
    private static final double AGGREGATES = 0.1;
    private static final int MOST_IN_AGGREGATE = 4;
    private static final int MOST_IN_BATCH = 12;
    private static final int LONGEST_PAUSE_MILLIS = 150;

    private final StreamWriter writer;
    private final Random random;
    private final Thread thread = new Thread(this::run, "bench-puts");
    private final Map<String, String> last = new TreeMap<>();
    private long seed;
    private Iterator<SimulatedRecord> calls;
    private long put;
    private Optional<RuntimeException> failure = Optional.empty();
    private volatile boolean closed;

    private CrashPuts(StreamWriter writer, long seed) {
        this.writer = writer;
        this.seed = seed;
        this.random = new Random(seed);
        this.calls = simulate(seed);
    }

    static CrashPuts start(StreamWriter writer, long seed) {
        CrashPuts puts = new CrashPuts(writer, seed);
        puts.thread.setDaemon(true);
        puts.thread.start();
        return puts;
    }

    private static Iterator<SimulatedRecord> simulate(long seed) {
        return new CallSimulator(SimulatorSettings.builder()
                        .calls(CALLS)
                        .seed(seed)
                        .start(Instant.now().minus(Duration.ofHours(3)))
                        .malformedChance(MALFORMED)
                        .build())
                .iterator();
    }

    private void run() {
        try {
            while (!closed) {
                putSome();
                Thread.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private synchronized void fail(RuntimeException e) {
        failure = Optional.of(e);
    }

    private void putSome() {
        List<NewRecord> batch = new ArrayList<>();
        long events = 0;
        for (int left = 1 + random.nextInt(MOST_IN_BATCH); left > 0; left--) {
            SimulatedRecord call = next();
            List<byte[]> packed = new ArrayList<>(List.of(call.data()));
            if (random.nextDouble() < AGGREGATES) {
                for (int more = random.nextInt(MOST_IN_AGGREGATE); more > 0; more--) {
                    packed.add(next().data());
                }
                batch.add(new NewRecord(call.partitionKey(), KplRecords.aggregate(call.partitionKey(), packed)));
            } else {
                batch.add(new NewRecord(call.partitionKey(), call.data()));
            }
            events += packed.size();
        }
        note(writer.put(batch), events);
    }

    private SimulatedRecord next() {
        if (!calls.hasNext()) {
            seed++;
            calls = simulate(seed);
        }
        return calls.next();
    }

    private synchronized void note(List<Placed> placed, long events) {
        put += events;
        for (Placed each : placed) {
            last.merge(
                    each.shardId(),
                    each.sequenceNumber(),
                    (one, other) -> SequenceNumbers.isAfter(one, other) ? one : other);
        }
    }

    /** The last sequence number of each shard that got a record since it was asked for. */
    synchronized Map<String, String> lastPlaced() {
        failure.ifPresent(cause -> {
            throw new CallLakeException("Putting failed: " + cause.getMessage(), cause);
        });
        Map<String, String> sinceThen = new TreeMap<>(last);
        last.clear();
        return sinceThen;
    }

    /** Events that were put and answered, each in an aggregate by itself. */
    synchronized long put() {
        return put;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
