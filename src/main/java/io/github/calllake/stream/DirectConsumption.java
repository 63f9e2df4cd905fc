package io.github.calllake.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The reading of all shards of a stream by threads of this process, one a shard. Thread-safe. */
final class DirectConsumption implements StreamConsumption {

    private static final Logger LOG = LoggerFactory.getLogger(DirectConsumption.class);

    private final DirectStream stream;
    private final ShardConsumer.Factory consumers;
    private final StopSignal stop = new StopSignal();
    private final ReadMonitor monitor = new ReadMonitor();
    private final ExecutorService threads;

    /** Guarded by this. */
    private final Map<String, StreamShard> waiting = new HashMap<>();

    /** Guarded by this. */
    private final Set<String> known = new HashSet<>();

    /** Guarded by this: shards of this stream that are not read to their end. */
    private final Set<String> unfinished = new HashSet<>();

    /** Guarded by this. */
    private final Map<String, String> failing = new TreeMap<>();

    /** Guarded by this: the stream that is read; another once it has been deleted and made anew. */
    private StreamDescription current;

    DirectConsumption(DirectStream stream, ShardConsumer.Factory consumers) {
        this.stream = stream;
        this.consumers = consumers;
        this.threads = Executors.newCachedThreadPool(work -> new Thread(work, "shards-of-" + stream.name()));
        try {
            current = stream.description();
            add(stream.shards(), current);
        } catch (RuntimeException e) {
            threads.shutdown();
            throw e;
        }
    }

    @Override
    public synchronized Map<String, String> failing() {
        return Map.copyOf(failing);
    }

    @Override
    public synchronized Set<String> unfinished() {
        return Set.copyOf(unfinished);
    }

    @Override
    public ReadStatus status() {
        return monitor.status(true, stream.retriesInClient());
    }

    @Override
    public void close() {
        stop.stop();
        threads.shutdown();
        boolean interrupted = false;
        while (!threads.isTerminated()) {
            try {
                // Waiting on: what a consumer is writing is worth more than a fast end.
                if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
                    LOG.warn("Stream {}: still waiting for shards to stop", stream.name());
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void add(List<StreamShard> shards, StreamDescription of) {
        if (!isCurrent(of)) {
            return;
        }
        for (StreamShard shard : shards) {
            if (known.add(shard.id())) {
                unfinished.add(shard.id());
                waiting.put(shard.id(), shard);
            }
        }
        startReady();
    }

    private synchronized boolean isCurrent(StreamDescription description) {
        return current.created().equals(description.created());
    }

    /** Starts shards whose parents are consumed, or gone from the stream. */
    private synchronized void startReady() {
        if (stop.isStopped()) {
            return;
        }
        StreamDescription of = current;
        List<StreamShard> ready = waiting.values().stream()
                .filter(shard -> shard.parents().stream().noneMatch(unfinished::contains))
                .toList();
        for (StreamShard shard : ready) {
            waiting.remove(shard.id());
            // Before its thread begins: what is to be read is known from here on.
            monitor.stepped(shard.id());
            threads.execute(() -> run(shard, of));
        }
    }

    private void run(StreamShard shard, StreamDescription of) {
        Thread.currentThread().setName(stream.name() + "-" + shard.id());
        ShardReading reading = new ShardReading(stream, shard, consumers, stop, monitor);
        boolean consumed = false;
        while (!consumed && !stop.isStopped() && isCurrent(of)) {
            try {
                startAfreshIfMadeAnew();
                consumed = isCurrent(of) && consume(shard, of, reading);
                if (consumed) {
                    finished(shard, of);
                }
            } catch (RuntimeException e) {
                consumed = false;
                Duration pause = reading.failed();
                failed(shard, of, e);
                LOG.error("Stream {}, shard {}: taken up again in {}", stream.name(), shard.id(), pause, e);
                stop.pause(pause);
            } catch (Error e) {
                // Nothing is sure after it. All end, and say so, rather than this shard alone without a word.
                monitor.died(e);
                failed(shard, of, e);
                LOG.error("Stream {}, shard {}: reading ends", stream.name(), shard.id(), e);
                stop.stop();
            }
        }
    }

    /** A stream that was made anew has shards of its own under the old ids; the old one's are no more. */
    private void startAfreshIfMadeAnew() {
        StreamDescription now = stream.recentDescription();
        if (isCurrent(now)) {
            return;
        }
        List<StreamShard> shards = stream.shards();
        synchronized (this) {
            if (!isCurrent(now)) {
                LOG.warn("Stream {} was made anew at {}; it is read from its beginning", stream.name(), now.created());
                current = now;
                known.clear();
                waiting.clear();
                unfinished.clear();
                failing.clear();
                monitor.leftAll();
                add(shards, now);
            }
        }
    }

    /** True if the shard has been consumed to its end, false if told to stop. */
    private boolean consume(StreamShard shard, StreamDescription of, ShardReading reading) {
        reading.takeUp(of);
        while (!reading.hasEnded() && !stop.isStopped()) {
            if (reading.readOn()) {
                worksAgain(shard, of);
            }
        }
        reading.stop();
        return reading.hasEnded();
    }

    private void finished(StreamShard shard, StreamDescription of) {
        List<StreamShard> shards = stream.shards();
        synchronized (this) {
            if (isCurrent(of)) {
                unfinished.remove(shard.id());
                failing.remove(shard.id());
                monitor.left(shard.id());
                add(shards, of);
            }
        }
    }

    private synchronized void failed(StreamShard shard, StreamDescription of, Throwable e) {
        if (isCurrent(of)) {
            failing.put(shard.id(), e instanceof Error ? e.toString() : String.valueOf(e.getMessage()));
        }
    }

    private synchronized void worksAgain(StreamShard shard, StreamDescription of) {
        if (isCurrent(of)) {
            failing.remove(shard.id());
        }
    }
}
