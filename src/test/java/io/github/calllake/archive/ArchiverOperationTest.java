package io.github.calllake.archive;

import static io.github.calllake.archive.TestLake.NOON;
import static io.github.calllake.archive.TestLake.event;
import static io.github.calllake.event.DetailType.RECORDING;
import static io.github.calllake.event.DetailType.TRANSCRIBE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.lake.ArchivedStream;
import io.github.calllake.lake.CommitLog;
import io.github.calllake.lake.CompletionWatermark;
import io.github.calllake.lake.ShardProgress;
import io.github.calllake.local.LocalAws;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What those who run an archiver see of it: metrics, health, and how it stops. */
@TestInstance(Lifecycle.PER_CLASS)
class ArchiverOperationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ArchiverSettings ON_REQUEST = TestLake.settings(1 << 20, Duration.ofHours(1));
    private static final String FIRST = "shardId-000000000000";

    private final QuietLogs quiet = new QuietLogs();
    private final LocalAws aws;

    ArchiverOperationTest() throws IOException {
        aws = LocalAws.startTemporary();
    }

    @AfterAll
    void close() throws IOException {
        aws.close();
        quiet.close();
    }

    @Test
    void what_is_archived_and_what_waits_is_measured() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (TestLake lake = new TestLake(aws, "measured", 1);
                Archiver archiver = lake.archiver(ON_REQUEST);
                ArchiverMetrics metrics = new ArchiverMetrics(archiver, TestLake.CLOCK)) {
            metrics.bindTo(registry);
            List<String> texts =
                    List.of(event(TRANSCRIBE, NOON, "a"), event(RECORDING, NOON, "b"), "what no decoder reads");
            lake.put(texts);
            await(() -> value(registry, "open.partitions") == 3);

            assertThat(value(registry, "buffered.records")).isEqualTo(3);
            assertThat(value(registry, "records")).isZero();
            assertThat(value(registry, "shard.buffered.records")).isEqualTo(3);
            assertThat(value(registry, "batch.age")).isNotNegative();
            assertThat(value(registry, "lag")).isNotNegative();
            assertThat(value(registry, "shard.watermark.timestamp")).isNotNegative();

            archiver.rollNow();
            await(() -> value(registry, "records") == 3);
            await(() -> value(registry, "buffered.records") == 0);
            assertThat(value(registry, "failed.records")).isEqualTo(1);
            assertThat(value(registry, "objects")).isEqualTo(3);
            assertThat(value(registry, "object.bytes")).isPositive();
            assertThat(value(registry, "record.bytes"))
                    .isEqualTo(texts.stream().mapToInt(String::length).sum());
            assertThat(value(registry, "reads")).isPositive();
            assertThat(value(registry, "batch.age")).isZero();
            Timer commits = registry.get("call_lake.archiver.commit").timer();
            await(() -> commits.count() == 1);
            assertThatThrownBy(() -> metrics.bindTo(registry)).isInstanceOf(IllegalStateException.class);
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void a_shards_gauges_go_with_it_and_its_childrens_come() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (TestLake lake = new TestLake(aws, "gauges", 1);
                Archiver archiver = lake.archiver(ON_REQUEST);
                ArchiverMetrics metrics = new ArchiverMetrics(archiver, TestLake.CLOCK)) {
            metrics.bindTo(registry);
            await(() -> shardsIn(registry).equals(Set.of(FIRST)));
            lake.kinesis.splitShard(request -> request.streamName("gauges")
                    .shardToSplit(FIRST)
                    .newStartingHashKey(BigInteger.TWO.pow(127).toString()));

            await(() -> shardsIn(registry).equals(Set.of("shardId-000000000001", "shardId-000000000002")));
            assertThat(value(registry, "shards")).isEqualTo(2);
        }
    }

    @Test
    void it_is_ready_once_its_shards_are_taken_up_and_until_it_is_told_to_stop() {
        try (TestLake lake = new TestLake(aws, "ready", 2);
                Archiver archiver = lake.archiver(ON_REQUEST)) {
            await(() -> archiver.health().isReady());
            assertThat(archiver.reading().sinceLastStep()).containsOnlyKeys(FIRST, "shardId-000000000001");
            archiver.close();

            assertThat(archiver.health().notReady()).contains("It has been told to stop");
            assertThat(archiver.health().isLive()).isTrue();
        }
    }

    @Test
    void while_s3_refuses_it_is_live_and_not_ready_and_says_which_shard_fails() {
        S3Faults faults = new S3Faults();
        try (TestLake lake = new TestLake(aws, "refused", 1, faults)) {
            faults.dieAt(1, S3Faults.Moment.BEFORE);
            try (Archiver archiver = lake.archiver(ON_REQUEST)) {
                await(() -> archiver.reading().failures() > 0);
                await(() -> !archiver.failing().isEmpty());

                assertThat(archiver.health().notReady())
                        .anySatisfy(
                                reason -> assertThat(reason).startsWith(FIRST).contains("Broken off"));
                assertThat(archiver.health().isLive()).isTrue();
                faults.heal();
                await(() -> archiver.health().isReady());
            }
        }
    }

    @Test
    void a_heap_that_is_used_up_ends_it_and_it_is_live_no_more() {
        try (TestLake lake = new TestLake(aws, "used-up", 2);
                Archiver archiver = Archiver.start(
                        lake.stream,
                        lake.store,
                        lake.layout,
                        TestLake::table,
                        record -> {
                            throw new OutOfMemoryError("made by the test");
                        },
                        ON_REQUEST,
                        TestLake.CLOCK)) {
            assertThat(archiver.health().isLive()).isTrue();
            lake.put(List.of(event(TRANSCRIBE, NOON, "a")));
            await(() -> !archiver.health().isLive());

            assertThat(archiver.health().notLive())
                    .containsExactly("It has ended by java.lang.OutOfMemoryError: made by the test");
            assertThat(archiver.error()).containsInstanceOf(OutOfMemoryError.class);
            assertThat(archiver.counts().records()).isZero();
        }
    }

    @Test
    void a_record_that_overflows_the_decoders_stack_is_a_failed_event_and_the_rest_goes_on() {
        try (TestLake lake = new TestLake(aws, "deep", 1);
                Archiver archiver = Archiver.start(
                        lake.stream,
                        lake.store,
                        lake.layout,
                        TestLake::table,
                        record -> {
                            if (record.data().length == 1) {
                                throw new StackOverflowError();
                            }
                            return TestLake.decode(record);
                        },
                        TestLake.settings(1 << 20, Duration.ofMillis(1)),
                        TestLake.CLOCK)) {
            lake.put(List.of("["));
            lake.put(List.of(event(TRANSCRIBE, NOON, "a")));
            await(() -> archiver.counts().records() == 2);

            assertThat(archiver.counts().failed()).isEqualTo(1);
            assertThat(lake.ids()).containsExactly("a");
        }
    }

    @Test
    void a_stop_that_cannot_write_what_was_read_says_so_and_leaves_it_to_the_next() throws Exception {
        S3Faults faults = new S3Faults();
        try (TestLake lake = new TestLake(aws, "left", 1, faults)) {
            Archiver archiver = lake.archiver(ON_REQUEST);
            lake.put(List.of(event(TRANSCRIBE, NOON, "a"), event(TRANSCRIBE, NOON, "b")));
            await(() -> archiver.shards().values().stream().anyMatch(shard -> shard.bufferedRecords() == 2));
            faults.dieAt(1, S3Faults.Moment.BEFORE);
            assertThat(archiver.closeWithin(PATIENCE)).isFalse();
            faults.heal();

            Archiver next = lake.archiver(ON_REQUEST);
            await(() -> next.shards().values().stream().anyMatch(shard -> shard.bufferedRecords() == 2));
            assertThat(next.closeWithin(PATIENCE)).isTrue();
            assertThat(lake.ids()).containsExactly("a", "b");
        }
    }

    @Test
    void everything_up_to_the_watermark_is_in_the_lake_through_splits_merges_restarts_and_silence() {
        ArchiverSettings often = TestLake.settings(1 << 20, Duration.ofMillis(50));
        try (TestLake lake = new TestLake(aws, "watermark", 1)) {
            Instant seen = Instant.MIN;
            try (Archiver archiver = lake.archiver(often)) {
                seen = awaitPast(lake, putNow(lake, "a"), seen);
                assertThat(lake.ids()).containsExactly("a");
                lake.kinesis.splitShard(request -> request.streamName("watermark")
                        .shardToSplit(FIRST)
                        .newStartingHashKey(BigInteger.TWO.pow(127).toString()));
                await(() -> archiver.shards().size() == 3);
                // One child at most gets a record: the other is quiet.
                seen = awaitPast(lake, putNow(lake, "b"), seen);
                assertThat(lake.ids()).containsExactly("a", "b");
            }
            lake.kinesis.mergeShards(request -> request.streamName("watermark")
                    .shardToMerge("shardId-000000000001")
                    .adjacentShardToMerge("shardId-000000000002"));
            await(() -> lake.stream.shards().size() == 4);
            Instant put = putNow(lake, "c");
            assertThat(watermark(lake)).isBefore(put);
            try (Archiver archiver = lake.archiver(often)) {
                awaitPast(lake, put, seen);
                assertThat(lake.ids()).containsExactly("a", "b", "c");
                assertThat(archiver.health().notLive()).isEmpty();
            }
        }
    }

    @Test
    void the_watermark_of_a_new_stream_waits_for_each_of_its_shards() {
        try (TestLake lake = new TestLake(aws, "begun", 2);
                Archiver archiver = lake.archiver(ON_REQUEST)) {
            await(() -> shardsOf(lake).size() == 2);

            assertThat(shardsOf(lake)).containsExactly(FIRST, "shardId-000000000001");
            assertThat(archiver.counts().records()).isZero();
        }
    }

    private static List<String> shardsOf(TestLake lake) {
        return CompletionWatermark.read(lake.store, lake.layout, "begun").stream()
                .flatMap(archived -> archived.shards().stream())
                .map(ShardProgress::shard)
                .toList();
    }

    @Test
    void a_shard_that_is_gone_from_the_stream_is_closed_with_a_report_and_holds_the_watermark_back_no_more() {
        try (TestLake lake = new TestLake(aws, "gone", 1)) {
            Instant created = lake.stream.description().created();
            CommitLog log =
                    new CommitLog(lake.store, lake.layout, new ArchivedStream("gone", created), "shardId-000000000009");
            log.writeProgress(new ShardProgress(
                    "shardId-000000000009",
                    1,
                    Optional.of("42"),
                    Optional.of(NOON),
                    ShardProgress.State.OPEN,
                    List.of()));
            try (Archiver archiver = lake.archiver(ON_REQUEST)) {
                await(() -> watermark(lake).isAfter(NOON));
                assertThat(archiver.counts().gaps()).isEqualTo(1);
            }

            assertThat(log.progress().orElseThrow().state()).isEqualTo(ShardProgress.State.CLOSED);
            assertThat(lake.keys(lake.layout.failedPrefix()))
                    .singleElement()
                    .asString()
                    .contains("shardId-000000000009-expired-after-42");
        }
    }

    /** Puts a record; a time at which it had arrived. */
    private static Instant putNow(TestLake lake, String id) {
        await(() -> lake.kinesis
                .describeStreamSummary(request -> request.streamName(lake.stream.name()))
                .streamDescriptionSummary()
                .streamStatusAsString()
                .equals("ACTIVE"));
        lake.put(List.of(event(TRANSCRIBE, NOON, id)));
        return TestLake.CLOCK.instant();
    }

    /** Waits until the watermark is past a time; it must not fall meanwhile. */
    private static Instant awaitPast(TestLake lake, Instant time, Instant seenBefore) {
        AtomicReference<Instant> seen = new AtomicReference<>(seenBefore);
        await(() -> {
            Instant now = watermark(lake);
            assertThat(now).isAfterOrEqualTo(seen.get());
            seen.set(now);
            return now.isAfter(time);
        });
        return seen.get();
    }

    private static Instant watermark(TestLake lake) {
        return CompletionWatermark.read(lake.store, lake.layout, lake.stream.name())
                .flatMap(CompletionWatermark::watermark)
                .orElse(Instant.MIN);
    }

    private static double value(SimpleMeterRegistry registry, String name) {
        Meter meter = registry.get("call_lake.archiver." + name).meter();
        return meter.measure().iterator().next().getValue();
    }

    private static Set<String> shardsIn(SimpleMeterRegistry registry) {
        return registry.getMeters().stream()
                .map(meter -> meter.getId().getTag("shard"))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
