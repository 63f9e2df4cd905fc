package io.github.calllake.archive;

import io.github.calllake.lake.ArchivedStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What the shards of one archiver share: their status, the counts, and the wish to roll. Thread-safe. */
final class ArchiverState {

    /** What making one file may take: its rows in columns, the file, and what goes over the wire. */
    private static final long BYTES_PER_FILE = 160L << 20;

    private final Map<String, ShardStatus> shards = new TreeMap<>();
    private final Map<String, Long> lastStepNanos = new ConcurrentHashMap<>();
    private volatile Listener listener = Listener.NONE;
    private Optional<ArchivedStream> stream = Optional.empty();
    private final Semaphore writing = new Semaphore(filesAtATime());
    private final Map<String, Long> othersCuts = new HashMap<>();
    private long records;
    private long failed;
    private long recordBytes;
    private long cuts;
    private long objects;
    private long bytes;
    private long replayedCuts;
    private long lostRaces;
    private long gaps;
    private long lateArrivals;
    private Duration maxLateness = Duration.ZERO;
    private long rollRequests;

    private static int filesAtATime() {
        Runtime machine = Runtime.getRuntime();
        long fit = machine.maxMemory() / BYTES_PER_FILE;
        return (int) Math.max(1, Math.min(fit, 2L * machine.availableProcessors()));
    }

    /** To be held while a file is made and written. */
    Semaphore writing() {
        return writing;
    }

    /** Is told what metrics cannot see in counts. Called by any thread, without a lock held. */
    interface Listener {

        Listener NONE = new Listener() {
            @Override
            public void shardsChanged() {}

            @Override
            public void committed(Duration time) {}
        };

        /** A shard has been taken up, given up or closed. */
        void shardsChanged();

        /** A cut has been made, its objects and progress written, in so long. */
        void committed(Duration time);
    }

    /** There is one listener; another takes its place. */
    void listener(Listener other) {
        listener = other;
    }

    /** The status of a shard; ignored if the stream that it is of was deleted and made anew. */
    void shard(ArchivedStream of, String shard, ShardStatus status) {
        if (put(of, shard, status)) {
            listener.shardsChanged();
        }
    }

    /** Whether the shards at work are others now. */
    private synchronized boolean put(ArchivedStream of, String shard, ShardStatus status) {
        boolean another = stream.isEmpty() || of.created().isAfter(stream.get().created());
        if (another) {
            stream = Optional.of(of);
            shards.clear();
            lastStepNanos.clear();
        }
        if (!stream.get().equals(of)) {
            return false;
        }
        lastStepNanos.put(shard, System.nanoTime());
        Optional<ShardStatus> before = Optional.ofNullable(shards.put(shard, status));
        notifyAll();
        return another || before.map(ShardStatus::closed).orElse(true) != status.closed();
    }

    /** Another worker has the shard now: what this one held of it counts no more. */
    void forget(ArchivedStream of, String shard) {
        synchronized (this) {
            if (stream.equals(Optional.of(of))) {
                shards.remove(shard);
                lastStepNanos.remove(shard);
                notifyAll();
            }
        }
        listener.shardsChanged();
    }

    /** A step of the shard's way into the lake is done. */
    void stepped(String shard) {
        lastStepNanos.computeIfPresent(shard, (known, before) -> System.nanoTime());
    }

    /** How long ago the last step of a shard was; empty if the shard is not at work. */
    Optional<Duration> sinceLastStep(String shard) {
        return Optional.ofNullable(lastStepNanos.get(shard)).map(at -> Duration.ofNanos(System.nanoTime() - at));
    }

    void committedIn(Duration time) {
        listener.committed(time);
    }

    synchronized Map<String, ShardStatus> shards() {
        return Map.copyOf(shards);
    }

    synchronized ArchiverCounts counts() {
        return new ArchiverCounts(
                records,
                failed,
                recordBytes,
                cuts,
                objects,
                bytes,
                replayedCuts,
                lostRaces,
                gaps,
                lateArrivals,
                maxLateness);
    }

    /** A cut turned out to be another version's, whatever its format says. */
    synchronized void noteOthers(String shard, long cut) {
        othersCuts.put(shard, cut);
    }

    synchronized boolean isOthers(String shard, long cut) {
        return Objects.equals(othersCuts.get(shard), cut);
    }

    synchronized void requestRoll() {
        rollRequests++;
    }

    /** Rises with every wish to roll: a shard that has seen a lower number has a wish to fulfil. */
    synchronized long rollRequests() {
        return rollRequests;
    }

    /** Whether all shards together hold too much, and this one holds at least its share of it. */
    synchronized boolean isOverBudget(long ownBytes, long budget) {
        long all = 0;
        long holders = 0;
        for (ShardStatus status : shards.values()) {
            all += status.heapBytes();
            holders += status.heapBytes() > 0 ? 1 : 0;
        }
        return all >= budget && ownBytes * Math.max(1, holders) >= all;
    }

    synchronized void committed(CutBuffer cut, long writtenObjects, long writtenBytes, boolean replayed) {
        records += cut.records();
        failed += cut.failed();
        recordBytes += cut.bytes();
        cuts++;
        objects += writtenObjects;
        bytes += writtenBytes;
        replayedCuts += replayed ? 1 : 0;
        lateArrivals += cut.lateArrivals();
        maxLateness = cut.maxLateness().compareTo(maxLateness) > 0 ? cut.maxLateness() : maxLateness;
    }

    synchronized void lostRace() {
        lostRaces++;
    }

    synchronized void gap() {
        gaps++;
    }

    /** Waits until the shards are as wished; false if they are not in time. */
    synchronized boolean await(Predicate<Map<String, ShardStatus>> wish, Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (!wish.test(shards)) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
