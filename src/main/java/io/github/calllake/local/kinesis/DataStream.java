package io.github.calllake.local.kinesis;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One data stream: a directory with {@code stream.json} and a log per shard.
 *
 * <p>Safe for concurrent use: puts go side by side, a change of shards waits for them and they for it.
 */
final class DataStream implements AutoCloseable {
    private static final String FACTS_FILE = "stream.json";
    private static final int SEGMENT_BYTES = 64 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final Clock clock;
    private final Map<Integer, ShardLog> logs = new ConcurrentHashMap<>();
    private final Map<Integer, ShardThroughput> throughputs = new ConcurrentHashMap<>();
    private final TrafficCounter traffic = new TrafficCounter();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private volatile StreamFacts facts;
    private boolean deleted;

    private DataStream(Path directory, StreamFacts facts, Clock clock) {
        this.directory = directory;
        this.facts = facts;
        this.clock = clock;
    }

    /** @param facts without shards */
    static DataStream create(Path directory, StreamFacts facts, int shards, Clock clock) throws IOException {
        Files.createDirectories(directory);
        DataStream stream =
                new DataStream(directory, facts.withShards(Resharding.even(shards, facts.createdAt())), clock);
        stream.openLogs(stream.facts);
        stream.save(stream.facts);
        return stream;
    }

    /** Whether the directory holds a stream: its creation may have been cut short. */
    static boolean isStream(Path directory) {
        return Files.exists(directory.resolve(FACTS_FILE));
    }

    static DataStream open(Path directory, Clock clock) throws IOException {
        StreamFacts facts = JSON.readValue(directory.resolve(FACTS_FILE).toFile(), StreamFacts.class);
        DataStream stream = new DataStream(directory, facts, clock);
        try {
            stream.openLogs(facts);
            stream.trim();
            return stream;
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    private void openLogs(StreamFacts of) throws IOException {
        for (ShardFacts shard : of.liveShards(clock.millis())) {
            if (!logs.containsKey(shard.number())) {
                logs.put(shard.number(), ShardLog.open(directory.resolve(shard.id()), SEGMENT_BYTES));
            }
        }
    }

    /** Gives back the room of records past their retention. */
    private void trim() throws IOException {
        long now = clock.millis();
        for (ShardFacts shard : facts.shards()) {
            ShardLog log = logs.get(shard.number());
            if (log == null) {
                Trees.delete(directory.resolve(shard.id()));
            } else {
                log.trim(facts.trimHorizon(now));
            }
        }
    }

    private void save(StreamFacts changed) throws IOException {
        Path draft = directory.resolve(FACTS_FILE + ".new");
        JSON.writerWithDefaultPrettyPrinter().writeValue(draft.toFile(), changed);
        Files.move(
                draft,
                directory.resolve(FACTS_FILE),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        facts = changed;
    }

    StreamFacts facts() {
        return facts;
    }

    ShardLog log(ShardFacts shard) {
        ShardLog log = logs.get(shard.number());
        if (log == null) {
            throw new IllegalStateException("Shard without a log: " + shard.id());
        }
        return log;
    }

    /** The shard's throughput, which is full when the server starts. */
    ShardThroughput throughput(ShardFacts shard) {
        return throughputs.computeIfAbsent(shard.number(), number -> new ShardThroughput(clock.millis()));
    }

    TrafficCounter traffic() {
        return traffic;
    }

    /** What became of one record of a put. */
    sealed interface PutResult {
        record Stored(String shardId, SequenceNumber sequenceNumber) implements PutResult {}

        record Refused(KinesisException reason) implements PutResult {}

        record Failed(String shardId, IOException cause) implements PutResult {}
    }

    /** Says why a record may not go into a shard, if it may not. */
    interface Gate {
        Optional<KinesisException> refusal(ShardFacts shard, NewRecord record);
    }

    /**
     * Puts records; the results are in the records' order.
     *
     * @param gate asked for each record, in order, while the shards stay as they are
     */
    List<PutResult> put(List<NewRecord> records, Gate gate) {
        lock.readLock().lock();
        try {
            checkNotDeleted();
            List<ShardFacts> open = facts.openShards();
            Map<ShardFacts, List<Integer>> places = IntStream.range(0, records.size())
                    .boxed()
                    .collect(Collectors.groupingBy(
                            place -> shardOf(records.get(place).hashKey(), open)));
            PutResult[] results = new PutResult[records.size()];
            places.forEach(
                    (shard, its) -> putInto(shard, admitted(shard, its, records, gate, results), records, results));
            return List.of(results);
        } finally {
            lock.readLock().unlock();
        }
    }

    private static ShardFacts shardOf(BigInteger hashKey, List<ShardFacts> open) {
        return open.stream()
                .filter(shard -> shard.covers(hashKey))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No open shard covers hash key " + hashKey));
    }

    private static List<Integer> admitted(
            ShardFacts shard, List<Integer> places, List<NewRecord> records, Gate gate, PutResult[] results) {
        List<Integer> admitted = new ArrayList<>(places.size());
        for (int place : places) {
            gate.refusal(shard, records.get(place))
                    .ifPresentOrElse(
                            reason -> results[place] = new PutResult.Refused(reason), () -> admitted.add(place));
        }
        return admitted;
    }

    private void putInto(ShardFacts shard, List<Integer> places, List<NewRecord> records, PutResult[] results) {
        if (places.isEmpty()) {
            return;
        }
        try {
            long now = clock.millis();
            List<NewRecord> its = places.stream().map(records::get).toList();
            ShardLog.Appended appended = log(shard).append(its, now, facts.trimHorizon(now));
            long index = appended.firstIndex();
            for (int place : places) {
                results[place] = new PutResult.Stored(shard.id(), shard.sequenceNumber(index++, appended.arrival()));
            }
        } catch (IOException e) {
            places.forEach(place -> results[place] = new PutResult.Failed(shard.id(), e));
        }
    }

    /**
     * Changes the facts while no put is under way.
     *
     * @param change from the facts to the changed ones; may refuse with a {@link KinesisException}
     */
    void change(UnaryOperator<StreamFacts> change) throws IOException {
        lock.writeLock().lock();
        try {
            checkNotDeleted();
            StreamFacts changed = change.apply(facts);
            openLogs(changed);
            save(changed);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void checkNotDeleted() {
        if (deleted) {
            throw Arns.streamNotFound(facts.name());
        }
    }

    /** Closes the stream for good: whoever still holds it finds it gone. */
    void markDeleted() {
        lock.writeLock().lock();
        try {
            deleted = true;
        } finally {
            lock.writeLock().unlock();
        }
        close();
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() {
        logs.values().forEach(ShardLog::close);
    }
}
