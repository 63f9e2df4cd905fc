package io.github.calllake.archive;

import io.github.calllake.event.DetailType;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.lake.StoreRetries;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTables;
import io.github.calllake.stream.ReadStatus;
import io.github.calllake.stream.SequenceNumbers;
import io.github.calllake.stream.ShardConsumer;
import io.github.calllake.stream.StreamConsumption;
import io.github.calllake.stream.StreamSource;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Archives a stream into a lake: each record exactly once, as a row of its table, or among the failed events with the reason.
 *
 * <p>It may be killed at any moment and started again, anywhere. Two archivers of one stream never write a record twice;
 * they only hinder each other. Shards that split or merge are followed. What fails is tried again for as long as the
 * archiver runs, and shows in {@link #failing()}. Thread-safe.
 */
public final class Archiver implements AutoCloseable {

    /** No step takes so long: a put is over after two minutes, and so is a pause before another attempt. */
    private static final Duration STANDSTILL = Duration.ofMinutes(10);

    private final String stream;
    private final LakeStore store;
    private final ArchiverState state;
    private final StreamConsumption consumption;
    private volatile boolean stopping;

    private Archiver(String stream, LakeStore store, ArchiverState state, StreamConsumption consumption) {
        this.stream = stream;
        this.store = store;
        this.state = state;
        this.consumption = consumption;
    }

    /**
     * Starts to archive call analytics into their tables.
     *
     * @see #start(StreamSource, LakeStore, LakeLayout, Function, RecordDecoder, ArchiverSettings, Clock)
     */
    public static Archiver start(
            StreamSource stream, LakeStore store, LakeLayout layout, ArchiverSettings settings, Clock clock) {
        return start(stream, store, layout, EventTables::of, new CallAnalyticsDecoder(), settings, clock);
    }

    /**
     * Starts to archive, one thread a shard: every shard of the stream, or of a fleet those that fall to this worker.
     *
     * @param stream the stream; stays open when the archiver closes
     * @param store the lake's bucket; stays open when the archiver closes
     * @param layout where things lie in it
     * @param tables the table of each detail type
     * @param decoder reads records
     * @param settings when to roll, and the like
     * @param clock tells the age of what is held, and dates cuts
     * @throws io.github.calllake.stream.StreamException if there is no such stream or it cannot be asked
     */
    public static Archiver start(
            StreamSource stream,
            LakeStore store,
            LakeLayout layout,
            Function<DetailType, EventTable> tables,
            RecordDecoder decoder,
            ArchiverSettings settings,
            Clock clock) {
        ArchiverState state = new ArchiverState();
        ShardArchivers shards =
                new ShardArchivers(Optional.of(stream), store, layout, tables, decoder, settings, state, clock);
        return new Archiver(stream.name(), store, state, stream.consume(shards));
    }

    /**
     * Archives shards that something else reads.
     *
     * @see #start for the parameters
     */
    public static ShardConsumer.Factory consumers(
            LakeStore store,
            LakeLayout layout,
            Function<DetailType, EventTable> tables,
            RecordDecoder decoder,
            ArchiverSettings settings,
            Clock clock) {
        return new ShardArchivers(
                Optional.empty(), store, layout, tables, decoder, settings, new ArchiverState(), clock);
    }

    /** What it has done so far. */
    public ArchiverCounts counts() {
        return state.counts();
    }

    /** How each shard stands that has been taken up. */
    public Map<String, ShardStatus> shards() {
        return state.shards();
    }

    /** The shards that fail at present, each with the message of its last failure. */
    public Map<String, String> failing() {
        return consumption.failing();
    }

    /** The stream's name. */
    public String stream() {
        return stream;
    }

    /** How the reading of the stream fares. */
    public ReadStatus reading() {
        return consumption.status();
    }

    /** What has ended it: an error after which nothing is sure, such as a heap that is used up. It does not begin again. */
    public Optional<Error> error() {
        return consumption.status().error();
    }

    /** What of its requests to S3 had to be made again; known of a store that {@link LakeStore#open} made. */
    public StoreRetries storeRetries() {
        return store.retries();
    }

    ArchiverState state() {
        return state;
    }

    /** Whether it works. */
    public ArchiverHealth health() {
        Map<String, Duration> reading = consumption.status().sinceLastStep();
        return new ArchiverHealth(notReady(reading.keySet()), notLive(reading));
    }

    private List<String> notReady(Set<String> reading) {
        List<String> reasons = new ArrayList<>();
        if (stopping) {
            reasons.add("It has been told to stop");
        }
        if (!consumption.status().underWay()) {
            reasons.add("It has not joined its fleet yet");
        }
        Map<String, ShardStatus> shards = state.shards();
        for (String shard : reading) {
            Optional<ShardStatus> status = Optional.ofNullable(shards.get(shard));
            if (status.isEmpty()) {
                reasons.add("Shard " + shard + " is being taken up");
            } else if (status.get().recovering()) {
                reasons.add("Shard " + shard + ": the last cut of an earlier run is being completed");
            }
        }
        failing().forEach((shard, reason) -> reasons.add(shard + " fails: " + reason));
        return reasons;
    }

    /** A step of reading, or one of writing what was read. */
    private List<String> notLive(Map<String, Duration> reading) {
        List<String> reasons = new ArrayList<>();
        error().ifPresent(error -> reasons.add("It has ended by " + error));
        reading.forEach((shard, sinceRead) -> {
            Duration sinceWrite = state.sinceLastStep(shard).orElse(sinceRead);
            Duration still = sinceRead.compareTo(sinceWrite) < 0 ? sinceRead : sinceWrite;
            if (still.compareTo(STANDSTILL) > 0) {
                reasons.add("Shard " + shard + " has stood still for " + still.toSeconds() + " s");
            }
        });
        return reasons;
    }

    /** Whether everything that the stream had at the last reads is archived. */
    public boolean caughtUp() {
        return hasTakenUpAll() && state.shards().values().stream().allMatch(ShardStatus::caughtUp);
    }

    private boolean hasTakenUpAll() {
        Map<String, ShardStatus> shards = state.shards();
        // A shard that has just closed stays unfinished until its children are known.
        return consumption.unfinished().stream()
                .map(shard -> Optional.ofNullable(shards.get(shard)))
                .allMatch(status -> status.isPresent() && !status.get().closed());
    }

    /** Whether every shard is archived up to the instant at which the settings have it end; false if they name none. */
    public boolean reachedEnd() {
        return hasTakenUpAll()
                && state.shards().values().stream().allMatch(shard -> shard.reachedEnd() || shard.closed());
    }

    /** Has every shard roll at its next read, whatever its records' size and age. Does not wait for it. */
    public void rollNow() {
        state.requestRoll();
    }

    /**
     * Waits until the shards are archived up to the given records. Does not have them roll.
     *
     * @param sequenceNumbers a sequence number for each shard of interest
     * @throws ArchiveException if they are not in time; the message says which
     */
    public void awaitArchivedThrough(Map<String, String> sequenceNumbers, Duration timeout)
            throws InterruptedException {
        Map<String, String> wanted = Map.copyOf(sequenceNumbers);
        Predicate<Map<String, ShardStatus>> reached =
                shards -> wanted.entrySet().stream().allMatch(entry -> isThrough(shards, entry));
        if (!state.await(reached, timeout)) {
            Map<String, String> behind = new TreeMap<>();
            Map<String, ShardStatus> shards = state.shards();
            wanted.entrySet().stream()
                    .filter(entry -> !isThrough(shards, entry))
                    .forEach(entry -> behind.put(entry.getKey(), entry.getValue()));
            throw new ArchiveException(
                    "Not archived in " + timeout + ": " + behind + ". Shards: " + shards + ". Failing: " + failing());
        }
    }

    private static boolean isThrough(Map<String, ShardStatus> shards, Map.Entry<String, String> wanted) {
        Optional<String> archived =
                Optional.ofNullable(shards.get(wanted.getKey())).flatMap(ShardStatus::archivedThrough);
        return archived.isPresent() && !SequenceNumbers.isAfter(wanted.getValue(), archived.get());
    }

    /**
     * Stops reading, archives what has been read, and waits for that, but not for longer than so long. What then is not in the
     * lake is left to the next archiver, which reads it from the stream again: nothing is lost or doubled by leaving.
     *
     * @return whether all was archived
     */
    public boolean closeWithin(Duration timeout) throws InterruptedException {
        stopping = true;
        Thread closing = new Thread(this::close, "closing-archiver-of-" + stream);
        closing.setDaemon(true);
        closing.start();
        closing.join(Math.max(1, timeout.toMillis()));
        return !closing.isAlive() && state.shards().values().stream().allMatch(shard -> shard.bufferedRecords() == 0);
    }

    /** Stops reading, archives what has been read, and waits for that. Idempotent. */
    @Override
    public void close() {
        stopping = true;
        consumption.close();
    }
}
