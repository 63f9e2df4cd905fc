package io.github.calllake.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.TestLake;
import io.github.calllake.lake.ArchivedStream;
import io.github.calllake.lake.CommitLog;
import io.github.calllake.lake.Cut;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.lake.ShardProgress;
import io.github.calllake.lake.ShardProgress.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.S3Client;

@ExtendWith(TestLake.Shared.class)
class ArchivedRecordsTest {

    private static final String STREAM = "calls";
    private static final ArchivedStream FIRST = new ArchivedStream(STREAM, Instant.parse("2026-01-01T00:00:00Z"));
    private static final String SHARD = "shardId-000000000000";
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final QuietLogs quiet = new QuietLogs();
    private LakeStore store;
    private LakeLayout layout;

    @BeforeEach
    void open(TestLake lake, TestInfo test) {
        store = new LakeStore(lake.client(S3Client.builder(), lake.aws().s3Endpoint()), "archived-records");
        store.createBucketIfAbsent();
        layout = new LakeLayout(
                store.bucket(), test.getTestMethod().orElseThrow().getName());
    }

    @AfterEach
    void close() {
        quiet.close();
    }

    @Test
    void records_from_the_first_cut_to_the_last_are_in_the_lake() {
        cut(SHARD, 1, Optional.empty(), "100", "199");
        cut(SHARD, 2, Optional.of("199"), "200", "1050");
        progress(SHARD, 2, "1050", Optional.of(NOON), State.OPEN);

        ArchivedRecords archived = ArchivedRecords.of(store, layout, STREAM);

        ArchivedShard shard = archived.byId().get(SHARD);
        assertThat(List.of("100", "150", "199", "200", "999", "1000", "1050")).allMatch(shard::has);
        assertThat(List.of("99", "1", "1051", "9999")).noneMatch(shard::has);
        assertThat(archived.watermark()).contains(NOON);
    }

    @Test
    void a_cut_without_progress_proves_nothing() {
        cut(SHARD, 1, Optional.empty(), "100", "199");
        cut(SHARD, 2, Optional.of("199"), "200", "299");
        progress(SHARD, 1, "199", Optional.of(NOON), State.OPEN);

        assertThat(ArchivedRecords.of(store, layout, STREAM).byId().get(SHARD).has("200"))
                .isFalse();
    }

    @Test
    void records_that_expired_unread_are_not_in_the_lake_wherever_in_a_long_log() {
        int cuts = 40;
        IntStream.rangeClosed(1, cuts)
                .forEach(n -> cut(
                        SHARD,
                        n,
                        n == 1 ? Optional.empty() : Optional.of(String.valueOf(1000 + n * 10 - 1)),
                        String.valueOf(1000 + n * 10),
                        String.valueOf(1000 + n * 10 + 9)));
        progress(SHARD, cuts, String.valueOf(1000 + cuts * 10 + 9), Optional.of(NOON), State.OPEN);
        gaps().write(SHARD, Optional.of("1169"), "the first left is 1175", NOON);
        gaps().write(SHARD, Optional.empty(), "it began late", NOON);

        ArchivedShard shard = ArchivedRecords.of(store, layout, STREAM).byId().get(SHARD);

        assertThat(IntStream.range(1020, 1170).mapToObj(String::valueOf)).allMatch(shard::has);
        // The whole cut behind a gap counts as the gap: its first records may be among those that are lost.
        assertThat(IntStream.range(1170, 1180).mapToObj(String::valueOf)).noneMatch(shard::has);
        assertThat(IntStream.range(1180, 1410).mapToObj(String::valueOf)).allMatch(shard::has);
        assertThat(IntStream.range(1010, 1020).mapToObj(String::valueOf)).noneMatch(shard::has);
    }

    @Test
    void a_gap_that_nothing_follows_has_no_end_and_another_streams_gap_is_none_of_ours() {
        cut(SHARD, 1, Optional.empty(), "100", "199");
        progress(SHARD, 1, "199", Optional.of(NOON), State.OPEN);
        gaps().write(SHARD, Optional.of("199"), "none is left", NOON);
        new GapReport(
                        store,
                        layout,
                        new ArchivedStream("other-" + STREAM, FIRST.created()),
                        new ArchiverState(),
                        () -> Duration.ofDays(1),
                        Clock.systemUTC())
                .write(SHARD, Optional.of("120"), "not ours", NOON);

        ArchivedShard shard = ArchivedRecords.of(store, layout, STREAM).byId().get(SHARD);

        assertThat(shard.holes()).containsExactly(new ArchivedShard.Hole(Optional.of("199"), Optional.empty()));
        assertThat(shard.has("130")).isTrue();
    }

    @Test
    void of_a_stream_that_was_made_anew_only_the_newest_counts() {
        ArchivedStream second = new ArchivedStream(STREAM, FIRST.created().plusSeconds(60));
        cut(SHARD, 1, Optional.empty(), "100", "199");
        progress(SHARD, 1, "199", Optional.of(NOON), State.OPEN);
        cut(second, SHARD, 1, Optional.empty(), "300", "399");
        progress(second, SHARD, 1, "399", Optional.of(NOON), State.OPEN);

        ArchivedShard shard = ArchivedRecords.of(store, layout, STREAM).byId().get(SHARD);

        assertThat(List.of("300", "399")).allMatch(shard::has);
        assertThat(List.of("150", "250")).noneMatch(shard::has);
    }

    @Test
    void the_watermark_is_the_lowest_of_the_open_shards_and_unknown_while_one_has_none() {
        progress("shardId-000000000001", 0, "", Optional.of(NOON.minusSeconds(9)), State.CLOSED);
        progress("shardId-000000000002", 0, "", Optional.of(NOON), State.OPEN);
        progress("shardId-000000000003", 0, "", Optional.of(NOON.minusSeconds(5)), State.OPEN);
        assertThat(ArchivedRecords.of(store, layout, STREAM).watermark()).contains(NOON.minusSeconds(5));

        progress("shardId-000000000004", 0, "", Optional.empty(), State.OPEN);
        assertThat(ArchivedRecords.of(store, layout, STREAM).watermark()).isEmpty();
        assertThat(ArchivedRecords.of(store, layout, "no-such-stream").shards()).isEmpty();
    }

    private GapReport gaps() {
        return new GapReport(store, layout, FIRST, new ArchiverState(), () -> Duration.ofDays(1), Clock.systemUTC());
    }

    private void cut(String shard, long number, Optional<String> after, String first, String last) {
        cut(FIRST, shard, number, after, first, last);
    }

    private void progress(String shard, long number, String last, Optional<Instant> watermark, State state) {
        progress(FIRST, shard, number, last, watermark, state);
    }

    private void cut(
            ArchivedStream stream, String shard, long number, Optional<String> after, String first, String last) {
        Cut cut = new Cut(number, after, first, last, 1, List.of(), List.of(), "a test", 1, NOON);
        assertThat(new CommitLog(store, layout, stream, shard).append(cut)).isTrue();
    }

    private void progress(
            ArchivedStream stream, String shard, long number, String last, Optional<Instant> watermark, State state) {
        Optional<String> sequence = last.isEmpty() ? Optional.empty() : Optional.of(last);
        new CommitLog(store, layout, stream, shard)
                .writeProgress(new ShardProgress(shard, number, sequence, watermark, state, List.of()));
    }
}
