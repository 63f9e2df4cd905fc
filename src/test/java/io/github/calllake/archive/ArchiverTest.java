package io.github.calllake.archive;

import static io.github.calllake.archive.TestLake.NOON;
import static io.github.calllake.archive.TestLake.event;
import static io.github.calllake.event.DetailType.RECORDING;
import static io.github.calllake.event.DetailType.TRANSCRIBE;
import static io.github.calllake.event.DetailType.VOICE_ANALYTICS_STATUS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.lake.CommitLog;
import io.github.calllake.lake.ShardProgress;
import io.github.calllake.local.LocalAws;
import io.github.calllake.stream.StreamException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Whole archivers, from a stream of the local stack into its S3. */
@TestInstance(Lifecycle.PER_CLASS)
class ArchiverTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ArchiverSettings ON_REQUEST = TestLake.settings(1 << 20, Duration.ofHours(1));

    private final QuietLogs quiet = new QuietLogs();
    private final LocalAws aws;

    ArchiverTest() throws IOException {
        aws = LocalAws.startTemporary();
    }

    @AfterAll
    void close() throws IOException {
        aws.close();
        quiet.close();
    }

    @Test
    void every_record_of_every_shard_is_in_the_lake_once() throws Exception {
        try (TestLake lake = new TestLake(aws, "every-record", 3);
                Archiver archiver = lake.archiver(ON_REQUEST)) {
            Map<String, String> last = lake.put(events("a", 200));
            rollAndAwait(archiver, last);

            assertThat(last).hasSize(3);
            assertThat(lake.ids()).isEqualTo(ids("a", 200));
            assertThat(archiver.counts().records()).isEqualTo(200);
            assertThat(archiver.counts().bytes()).isPositive();
            assertThat(archiver.failing()).isEmpty();
            assertThat(archiver.shards()).hasSize(3);
            await(archiver::caughtUp);
        }
    }

    @Test
    void a_restarted_archiver_goes_on_where_the_last_one_stopped() throws Exception {
        try (TestLake lake = new TestLake(aws, "restarted", 1)) {
            Map<String, String> first = lake.put(events("a", 50));
            try (Archiver archiver = lake.archiver(ON_REQUEST)) {
                rollAndAwait(archiver, first);
                lake.put(events("b", 50));
            }
            Map<String, String> second = lake.put(events("c", 50));
            try (Archiver archiver = lake.archiver(ON_REQUEST)) {
                rollAndAwait(archiver, second);
            }
            List<String> all = new ArrayList<>(ids("a", 50));
            all.addAll(ids("b", 50));
            all.addAll(ids("c", 50));
            assertThat(lake.ids()).isEqualTo(all);
        }
    }

    @Test
    void a_graceful_stop_archives_what_was_read() throws Exception {
        try (TestLake lake = new TestLake(aws, "stopped", 1)) {
            Archiver archiver = lake.archiver(ON_REQUEST);
            lake.put(events("a", 10));
            await(() -> archiver.shards().values().stream().anyMatch(shard -> shard.bufferedRecords() == 10));
            archiver.close();
            archiver.close();

            assertThat(lake.ids()).isEqualTo(ids("a", 10));
        }
    }

    @Test
    void split_and_merged_shards_are_followed_and_parents_closed() throws Exception {
        try (TestLake lake = new TestLake(aws, "resharded", 1);
                Archiver archiver = lake.archiver(TestLake.settings(200, Duration.ofHours(1)))) {
            lake.put(events("a", 40));
            split(lake, "shardId-000000000000");
            Map<String, String> inChildren = lake.put(events("b", 40));
            lake.kinesis.mergeShards(request -> request.streamName("resharded")
                    .shardToMerge("shardId-000000000001")
                    .adjacentShardToMerge("shardId-000000000002"));
            awaitActive(lake);
            Map<String, String> inMerged = lake.put(events("c", 40));
            rollAndAwait(archiver, inChildren);
            rollAndAwait(archiver, inMerged);

            List<String> all = new ArrayList<>(ids("a", 40));
            all.addAll(ids("b", 40));
            all.addAll(ids("c", 40));
            assertThat(lake.ids()).isEqualTo(all);
            assertThat(inChildren).containsOnlyKeys("shardId-000000000001", "shardId-000000000002");
            assertThat(CommitLog.progressOfAllShards(lake.store, lake.layout, "resharded"))
                    .extracting(ShardProgress::shard, ShardProgress::state, ShardProgress::children)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(
                                    "shardId-000000000000",
                                    ShardProgress.State.CLOSED,
                                    List.of("shardId-000000000001", "shardId-000000000002")),
                            org.assertj.core.groups.Tuple.tuple(
                                    "shardId-000000000001",
                                    ShardProgress.State.CLOSED,
                                    List.of("shardId-000000000003")),
                            org.assertj.core.groups.Tuple.tuple(
                                    "shardId-000000000002",
                                    ShardProgress.State.CLOSED,
                                    List.of("shardId-000000000003")),
                            org.assertj.core.groups.Tuple.tuple(
                                    "shardId-000000000003", ShardProgress.State.OPEN, List.of()));
            await(archiver::caughtUp);
        }
    }

    @Test
    void two_archivers_of_one_stream_write_no_record_twice() throws Exception {
        ArchiverSettings often = TestLake.settings(150, Duration.ofHours(1));
        try (TestLake lake = new TestLake(aws, "two-archivers", 1);
                Archiver one = lake.archiver(often);
                Archiver other = lake.archiver(often)) {
            lake.put(events("a", 60));
            Map<String, String> last = lake.put(events("b", 60));
            one.rollNow();
            other.rollNow();
            one.awaitArchivedThrough(last, PATIENCE);
            other.awaitArchivedThrough(last, PATIENCE);

            List<String> all = new ArrayList<>(ids("a", 60));
            all.addAll(ids("b", 60));
            assertThat(lake.ids()).isEqualTo(all);
        }
    }

    @Test
    void rows_go_to_the_day_of_their_event_and_not_of_their_arrival() throws Exception {
        try (TestLake lake = new TestLake(aws, "days", 1);
                Archiver archiver = lake.archiver(ON_REQUEST)) {
            Map<String, String> last = lake.put(List.of(
                    event(TRANSCRIBE, NOON, "today"),
                    event(TRANSCRIBE, Instant.parse("2025-12-31T23:59:59.999Z"), "last-year"),
                    event(TRANSCRIBE, Instant.parse("2026-01-01T00:00:00Z"), "new-year"),
                    event(VOICE_ANALYTICS_STATUS, NOON, "another-type")));
            rollAndAwait(archiver, last);

            String root = lake.layout.prefix() + "/serviceType=CallAnalytics/detailType=";
            assertThat(lake.keys(root))
                    .extracting(key -> key.substring(root.length(), key.lastIndexOf('/')))
                    .containsExactly(
                            "Transcribe/year=2025/month=12/day=31",
                            "Transcribe/year=2026/month=01/day=01",
                            "Transcribe/year=2026/month=03/day=01",
                            "VoiceAnalyticsStatus/year=2026/month=03/day=01");
        }
    }

    @Test
    void a_record_that_is_no_event_is_kept_whole_among_the_failed() throws Exception {
        try (TestLake lake = new TestLake(aws, "failed-events", 1);
                Archiver archiver = lake.archiver(ON_REQUEST)) {
            Map<String, String> last = lake.put(List.of("not an event", event(RECORDING, NOON, "good")));
            rollAndAwait(archiver, last);

            List<String> keys = lake.keys(lake.layout.failedPrefix());
            assertThat(keys).hasSize(1).allMatch(key -> key.endsWith(".ndjson"));
            String line = new String(lake.store.get(keys.get(0)).orElseThrow(), StandardCharsets.UTF_8);
            assertThat(line.lines()).hasSize(1);
            JsonNode failed = new ObjectMapper().readTree(line);
            assertThat(failed.get("errorCode").textValue()).isEqualTo("Test.NotThreeParts");
            assertThat(failed.get("rawData").binaryValue())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("not an event");
            assertThat(failed.get("shardId").textValue()).isEqualTo("shardId-000000000000");
            assertThat(failed.get("attemptsMade").intValue()).isEqualTo(1);
            assertThat(lake.ids()).containsExactly("good");
            assertThat(archiver.counts().failed()).isEqualTo(1);
        }
    }

    @Test
    void a_quiet_stream_has_a_watermark_that_moves_and_no_cuts() throws Exception {
        try (TestLake lake = new TestLake(aws, "quiet-stream", 2);
                Archiver archiver = lake.archiver(ON_REQUEST)) {
            await(() -> archiver.shards().values().stream()
                            .filter(shard -> shard.watermark().isPresent())
                            .count()
                    == 2);
            Instant before = watermark(archiver);
            await(() -> watermark(archiver).isAfter(before));

            assertThat(archiver.counts().cuts()).isZero();
            assertThat(lake.keys(lake.layout.prefix() + "/_commits")).isEmpty();
        }
    }

    @Test
    void records_roll_by_age() throws Exception {
        try (TestLake lake = new TestLake(aws, "by-age", 1);
                Archiver archiver = lake.archiver(TestLake.settings(1 << 20, Duration.ofMillis(1)))) {
            archiver.awaitArchivedThrough(lake.put(events("a", 5)), PATIENCE);

            assertThat(lake.ids()).isEqualTo(ids("a", 5));
        }
    }

    @Test
    void waiting_in_vain_says_for_what() throws Exception {
        try (TestLake lake = new TestLake(aws, "in-vain", 1);
                Archiver archiver = lake.archiver(ON_REQUEST)) {
            assertThatThrownBy(() ->
                            archiver.awaitArchivedThrough(Map.of("shardId-000000000000", "1"), Duration.ofMillis(1)))
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("shardId-000000000000=1");
        }
    }

    @Test
    void a_stream_that_is_not_there_is_named() {
        try (TestLake lake = new TestLake(aws, "not-there", 1)) {
            lake.kinesis.deleteStream(request -> request.streamName("not-there"));
            assertThatThrownBy(() -> lake.archiver(ON_REQUEST))
                    .isInstanceOf(StreamException.class)
                    .hasMessageContaining("not-there");
        }
    }

    private static Instant watermark(Archiver archiver) {
        return Objects.requireNonNull(archiver.shards().get("shardId-000000000000"))
                .watermark()
                .orElseThrow();
    }

    private static List<String> events(String name, int count) {
        return ids(name, count).stream()
                .map(id -> event(id.hashCode() % 2 == 0 ? TRANSCRIBE : RECORDING, NOON, id))
                .toList();
    }

    private static List<String> ids(String name, int count) {
        return IntStream.range(0, count).mapToObj(n -> name + "-" + (1000 + n)).toList();
    }

    private static void rollAndAwait(Archiver archiver, Map<String, String> sequenceNumbers) throws Exception {
        // A shard rolls what it has read by then; ask again until it has read these.
        for (int attempt = 0; attempt < 500; attempt++) {
            archiver.rollNow();
            try {
                archiver.awaitArchivedThrough(sequenceNumbers, Duration.ofMillis(60));
                return;
            } catch (ArchiveException e) {
                assertThat(e).hasMessageContaining("Not archived in");
            }
        }
        archiver.awaitArchivedThrough(sequenceNumbers, Duration.ZERO);
    }

    private static void split(TestLake lake, String shard) {
        lake.kinesis.splitShard(request -> request.streamName(lake.stream.name())
                .shardToSplit(shard)
                .newStartingHashKey(java.math.BigInteger.TWO.pow(127).toString()));
        awaitActive(lake);
    }

    private static void awaitActive(TestLake lake) {
        await(() -> lake.kinesis
                .describeStreamSummary(request -> request.streamName(lake.stream.name()))
                .streamDescriptionSummary()
                .streamStatusAsString()
                .equals("ACTIVE"));
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
