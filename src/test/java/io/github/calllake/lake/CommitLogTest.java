package io.github.calllake.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.lake.Cut.CutObject;
import io.github.calllake.lake.ShardProgress.State;
import io.github.calllake.local.LocalAws;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

@TestInstance(Lifecycle.PER_CLASS)
class CommitLogTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.001Z");
    private static final ArchivedStream STREAM = new ArchivedStream("stream", NOON);

    private final LocalAws aws;
    private final S3Client s3;
    private final LakeStore store;

    CommitLogTest() throws IOException {
        aws = LocalAws.startTemporary();
        s3 = S3Client.builder()
                .endpointOverride(aws.s3Endpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(aws.accessKeyId(), aws.secretAccessKey())))
                .build();
        store = new LakeStore(s3, "commits");
        store.createBucketIfAbsent();
        store.createBucketIfAbsent();
    }

    @AfterAll
    void close() throws IOException {
        s3.close();
        aws.close();
    }

    @Test
    void an_entry_comes_back_as_it_was_appended() {
        CommitLog log = log("round-trip");
        Cut first = cut(1, "me");
        Cut second = new Cut(
                2,
                Optional.of("20"),
                "21",
                "30",
                7,
                List.of(new CutObject("a/b.parquet", 6), new CutObject("failed/c.ndjson", 1)),
                List.of("old"),
                "me",
                3,
                NOON);

        assertThat(log.append(first)).isTrue();
        assertThat(log.append(second)).isTrue();
        assertThat(log.read(1)).contains(first);
        assertThat(log.tail(0)).contains(second);
        assertThat(log.tail(1)).contains(second);
        assertThat(log.tail(2)).contains(second);
        assertThat(log.read(3)).isEmpty();
    }

    @Test
    void an_empty_log_has_no_tail_and_no_progress() {
        assertThat(log("empty").tail(0)).isEmpty();
        assertThat(log("empty").progress()).isEmpty();
    }

    @Test
    void appending_the_same_entry_again_is_no_lost_race() {
        CommitLog log = log("again");
        assertThat(log.append(cut(1, "me"))).isTrue();
        assertThat(log.append(cut(1, "me"))).isTrue();
        assertThat(log.append(cut(1, "other"))).isFalse();
    }

    @Test
    void of_many_writers_of_one_number_one_wins() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 10; round++) {
                CommitLog log = log("race-" + round);
                List<Future<Boolean>> results = new ArrayList<>();
                for (int writer = 0; writer < 8; writer++) {
                    Cut cut = cut(1, "writer-" + writer);
                    results.add(threads.submit(() -> log.append(cut)));
                }
                int winners = 0;
                for (Future<Boolean> result : results) {
                    winners += result.get() ? 1 : 0;
                }
                assertThat(winners).isEqualTo(1);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void the_progress_of_all_shards_is_found_together() {
        LakeLayout layout = new LakeLayout("commits", "together");
        ShardProgress one = new ShardProgress("one", 3, Optional.of("30"), Optional.of(NOON), State.OPEN, List.of());
        ShardProgress two =
                new ShardProgress("two", 0, Optional.empty(), Optional.empty(), State.CLOSED, List.of("a", "b"));
        new CommitLog(store, layout, STREAM, "one").writeProgress(one);
        new CommitLog(store, layout, STREAM, "two").writeProgress(two);
        new CommitLog(store, layout, new ArchivedStream("stream2", NOON), "three")
                .writeProgress(
                        new ShardProgress("three", 0, Optional.empty(), Optional.empty(), State.OPEN, List.of()));

        assertThat(CommitLog.progressOfAllShards(store, layout, "stream")).containsExactlyInAnyOrder(one, two);
    }

    @Test
    void a_child_of_two_parents_starts_with_the_lower_watermark() {
        LakeLayout layout = new LakeLayout("commits", "children");
        CommitLog left = new CommitLog(store, layout, STREAM, "left");
        CommitLog right = new CommitLog(store, layout, STREAM, "right");
        CommitLog child = new CommitLog(store, layout, STREAM, "child");
        left.startChild("child", Optional.of(NOON));
        right.startChild("child", Optional.of(NOON.minusSeconds(5)));
        left.startChild("child", Optional.of(NOON));
        assertThat(child.progress().orElseThrow().watermark()).contains(NOON.minusSeconds(5));

        ShardProgress further =
                new ShardProgress("child", 1, Optional.of("9"), Optional.of(NOON), State.OPEN, List.of());
        child.writeProgress(further);
        right.startChild("child", Optional.of(NOON.minusSeconds(9)));
        assertThat(child.progress()).contains(further);
    }

    @Test
    void a_closed_shard_stays_closed_whatever_a_slower_writer_says() {
        CommitLog log = log("closed");
        ShardProgress closed =
                new ShardProgress("shard", 2, Optional.of("30"), Optional.of(NOON), State.CLOSED, List.of("child"));
        log.writeProgress(closed);
        log.writeProgress(new ShardProgress("shard", 1, Optional.of("20"), Optional.empty(), State.OPEN, List.of()));

        assertThat(log.progress()).contains(closed);
        assertThat(CommitLog.progressOfAllShards(store, new LakeLayout("commits", "closed"), "stream"))
                .containsExactly(closed);
    }

    @Test
    void a_stream_that_was_made_anew_has_a_log_of_its_own_and_the_newest_counts() {
        LakeLayout layout = new LakeLayout("commits", "anew");
        ArchivedStream anew = new ArchivedStream("stream", NOON.plusSeconds(1));
        CommitLog before = new CommitLog(store, layout, STREAM, "shard");
        assertThat(before.append(cut(1, "me"))).isTrue();
        before.writeProgress(new ShardProgress("shard", 1, Optional.of("20"), Optional.empty(), State.OPEN, List.of()));
        assertThat(CommitLog.newest(store, layout, "stream")).contains(STREAM);

        CommitLog after = new CommitLog(store, layout, anew, "shard");
        assertThat(after.tail(0)).isEmpty();
        assertThat(after.progress()).isEmpty();
        assertThat(after.append(cut(1, "other"))).isTrue();
        ShardProgress progress =
                new ShardProgress("shard", 1, Optional.of("20"), Optional.of(NOON), State.OPEN, List.of());
        after.writeProgress(progress);

        assertThat(CommitLog.newest(store, layout, "stream")).contains(anew);
        assertThat(CommitLog.progressOfAllShards(store, layout, "stream")).containsExactly(progress);
        assertThat(CommitLog.newest(store, layout, "strea")).isEmpty();
    }

    @Test
    void an_object_that_is_no_entry_is_named() {
        CommitLog log = log("garbage");
        store.put(
                "garbage/_commits/stream/20260301T120000001Z/shard/000000000001.json",
                "{\"n\":1}".getBytes(UTF_8),
                "application/json");

        assertThatThrownBy(() -> log.tail(0))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining(
                        "s3://commits/garbage/_commits/stream/20260301T120000001Z/shard/000000000001.json");
    }

    @Test
    void what_a_tool_leaves_beside_the_entries_is_no_entry() {
        CommitLog log = log("beside");
        Cut first = cut(1, "me");
        assertThat(log.append(first)).isTrue();
        ShardProgress progress =
                new ShardProgress("shard", 1, Optional.of("20"), Optional.of(NOON), State.OPEN, List.of());
        log.writeProgress(progress);
        byte[] half = "{\"n\":".getBytes(UTF_8);
        String stream = "stream/20260301T120000001Z/";
        store.put("beside/_commits/" + stream + "shard/000000000001.json-half", half, "application/json");
        store.put("beside/_progress/" + stream + "shard.json-half", half, "application/json");

        assertThat(log.tail(0)).contains(first);
        assertThat(CommitLog.progressOfAllShards(store, new LakeLayout("commits", "beside"), "stream"))
                .containsExactly(progress);
    }

    @Test
    void a_bucket_that_is_not_there_is_named() {
        assertThatThrownBy(() -> new LakeStore(s3, "no-such-bucket").put("key", new byte[0], "text/plain"))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("s3://no-such-bucket/key");
    }

    private CommitLog log(String prefix) {
        return new CommitLog(store, new LakeLayout("commits", prefix), STREAM, "shard");
    }

    private static Cut cut(long number, String writer) {
        return new Cut(
                number, Optional.empty(), "10", "20", 5, List.of(new CutObject("key", 5)), List.of(), writer, 1, NOON);
    }
}
