package io.github.calllake.archive;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * The metrics of an archiver, for any Micrometer registry: {@code new ArchiverMetrics(archiver, clock).bindTo(registry)}. Names
 * begin with {@code call_lake.archiver.}; all have the stream's name as the tag {@code stream}.
 *
 * <p>What is counted is counted for the whole archiver. Gauges of a shard have the tag {@code shard} and are there for as long as
 * this archiver has the shard and it is open; of more than a thousand shards only the first thousand have gauges of their own. The
 * gauges over all shards take in every one. Times are in the registry's own unit, for Prometheus seconds; what is not known is
 * not a number.
 *
 * <p>Needs {@code io.micrometer:micrometer-core} on the class path, which is an optional dependency. One for an archiver, bound to
 * one registry. Thread-safe.
 *
 * @see <a href="https://docs.micrometer.io/micrometer/reference/concepts/naming.html">Micrometer's naming</a>
 */
public final class ArchiverMetrics implements MeterBinder, AutoCloseable {

    private static final String PREFIX = "call_lake.archiver.";
    private static final int MOST_SHARDS = 1000;
    private static final Tags KINESIS = Tags.of("service", "kinesis");
    private static final Tags S3 = Tags.of("service", "s3");

    private final Archiver archiver;
    private final Clock clock;
    private final Tags tags;

    /** Guarded by this. */
    private Optional<MeterRegistry> registry = Optional.empty();

    /** Guarded by this: those over all shards; empty until bound. */
    private Optional<MeterGroup> whole = Optional.empty();

    /** Guarded by this. */
    private final Map<String, MeterGroup> ofShards = new TreeMap<>();

    /**
     * The metrics of an archiver.
     *
     * @param clock tells the age of what waits; the archiver's own
     */
    public ArchiverMetrics(Archiver archiver, Clock clock) {
        this.archiver = archiver;
        this.clock = clock;
        this.tags = Tags.of("stream", archiver.stream());
    }

    /**
     * Registers the meters.
     *
     * @throws IllegalStateException if they have been bound already
     */
    @Override
    public synchronized void bindTo(MeterRegistry to) {
        if (registry.isPresent()) {
            throw new IllegalStateException("These metrics are bound already; make others for another registry");
        }
        MeterGroup meters = new MeterGroup(to, PREFIX, tags);
        bindCounts(meters);
        bindRequests(meters);
        bindGauges(meters);
        Timer commits = commitTimer(meters);
        registry = Optional.of(to);
        whole = Optional.of(meters);
        archiver.state().listener(new ArchiverState.Listener() {
            @Override
            public void shardsChanged() {
                bindShards();
            }

            @Override
            public void committed(Duration time) {
                commits.record(time);
            }
        });
        bindShards();
    }

    private void bindCounts(MeterGroup meters) {
        meters.count("records", "Records archived, failed ones too", () -> counts().records());
        meters.count("failed.records", "Records that went to the failed events", () -> counts().failed());
        meters.bytes("record.bytes", "Bytes of the archived records, as they came", () -> counts().recordBytes());
        meters.count("cuts", "Batches archived", () -> counts().cuts());
        meters.count("objects", "Files written", () -> counts().objects());
        meters.bytes("object.bytes", "Bytes of the files", () -> counts().bytes());
        meters.count("replayed.cuts", "Batches of an earlier run completed", () -> counts().replayedCuts());
        meters.count("lost.races", "Batches that another writer made first", () -> counts().lostRaces());
        meters.count("gaps", "Times that records expired unarchived", () -> counts().gaps());
        meters.count(
                "late.records", "Records that arrived before their shard's watermark", () -> counts().lateArrivals());
        meters.time("late.max", "The largest distance by which one did", () -> millis(counts().maxLateness()));
    }

    private void bindRequests(MeterGroup meters) {
        String retries = "Requests that were made again, throttled ones too";
        String throttled = "Requests that were refused because too many came";
        meters.count("reads", "Answered reads of the stream", () -> archiver.reading()
                .reads());
        meters.count("retries", retries, KINESIS, () -> archiver.reading().retries());
        meters.count("retries", retries, S3, () -> archiver.storeRetries().retries());
        meters.count("throttled", throttled, KINESIS, () -> archiver.reading().throttled());
        meters.count("throttled", throttled, S3, () -> archiver.storeRetries().throttled());
        meters.count("shard.failures", "Times that a shard failed and was taken up again", () -> archiver.reading()
                .failures());
    }

    private void bindGauges(MeterGroup meters) {
        meters.gauge("shards", "Open shards that this archiver has", () -> open().size());
        meters.gauge("failing.shards", "Shards that fail at present", () -> archiver.failing()
                .size());
        meters.gauge(
                "open.partitions", "Files there would be if all shards rolled", () -> of(ShardStatus::openPartitions)
                        .sum());
        meters.gauge("buffered.records", "Records read and not archived", () -> of(ShardStatus::bufferedRecords)
                .sum());
        meters.size("buffered.size", "Bytes of records read and not archived", () -> of(ShardStatus::bufferedBytes)
                .sum());
        meters.time("lag", "How far reading is behind the stream, at most", () -> most(of(ArchiverMetrics::lagMillis)));
        meters.time("batch.age", "How long the oldest record waits", () -> most(of(this::ageMillis)));
        meters.time(
                "watermark.timestamp",
                "Every shard is archived up to this arrival",
                () -> least(of(ArchiverMetrics::watermarkMillis)));
    }

    private static Timer commitTimer(MeterGroup meters) {
        return meters.timer(
                "commit",
                "How long a batch took from its cut to its progress, files and all",
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(15),
                Duration.ofMinutes(1),
                Duration.ofMinutes(5));
    }

    /** Gives new shards their gauges, and takes away those of shards that have gone. */
    private synchronized void bindShards() {
        if (registry.isEmpty()) {
            return;
        }
        MeterRegistry to = registry.get();
        Set<String> wanted = new TreeSet<>();
        open().keySet().stream().limit(MOST_SHARDS).forEach(wanted::add);
        ofShards.entrySet().removeIf(shard -> {
            boolean gone = !wanted.contains(shard.getKey());
            if (gone) {
                shard.getValue().remove();
            }
            return gone;
        });
        wanted.forEach(shard -> ofShards.computeIfAbsent(shard, added -> metersOf(added, to)));
    }

    private MeterGroup metersOf(String shard, MeterRegistry to) {
        MeterGroup meters = new MeterGroup(to, PREFIX + "shard.", tags.and("shard", shard));
        meters.time("lag", "How far it is read behind its tip", () -> of(shard, ArchiverMetrics::lagMillis));
        meters.time("batch.age", "How long its oldest record waits", () -> of(shard, this::ageMillis));
        meters.time(
                "watermark.timestamp",
                "It is archived up to this arrival",
                () -> of(shard, ArchiverMetrics::watermarkMillis));
        meters.gauge(
                "buffered.records", "Its records read and not archived", () -> of(shard, ShardStatus::bufferedRecords));
        return meters;
    }

    private ArchiverCounts counts() {
        return archiver.counts();
    }

    /** In the order of their ids. */
    private Map<String, ShardStatus> open() {
        Map<String, ShardStatus> open = new TreeMap<>(archiver.shards());
        open.values().removeIf(ShardStatus::closed);
        return open;
    }

    private DoubleStream of(ToDoubleFunction<ShardStatus> value) {
        return open().values().stream().mapToDouble(value);
    }

    private double of(String shard, ToDoubleFunction<ShardStatus> value) {
        ShardStatus status = archiver.shards().get(shard);
        return status == null ? Double.NaN : value.applyAsDouble(status);
    }

    /** Not known if it is not known of one. */
    private static double most(DoubleStream values) {
        return values.max().orElse(Double.NaN);
    }

    /** Not known if it is not known of one. */
    private static double least(DoubleStream values) {
        return values.min().orElse(Double.NaN);
    }

    private static double lagMillis(ShardStatus status) {
        return status.millisBehindLatest() == Long.MAX_VALUE ? Double.NaN : status.millisBehindLatest();
    }

    private double ageMillis(ShardStatus status) {
        return millis(status.bufferedSince()
                .map(since -> Duration.between(since, clock.instant()))
                .orElse(Duration.ZERO));
    }

    private static double watermarkMillis(ShardStatus status) {
        Instant watermark = status.watermark().orElse(Instant.MIN);
        return watermark.equals(Instant.MIN) ? Double.NaN : watermark.toEpochMilli();
    }

    private static double millis(Duration duration) {
        return Math.max(0, duration.toMillis());
    }

    /** Removes the meters from the registry. */
    @Override
    public synchronized void close() {
        archiver.state().listener(ArchiverState.Listener.NONE);
        whole.ifPresent(MeterGroup::remove);
        ofShards.values().forEach(MeterGroup::remove);
        registry = Optional.empty();
        whole = Optional.empty();
        ofShards.clear();
    }
}
