package io.github.calllake.archive;

import static io.github.calllake.archive.TestLake.NOON;
import static io.github.calllake.archive.TestLake.event;
import static io.github.calllake.event.DetailType.RECORDING;
import static io.github.calllake.event.DetailType.TRANSCRIBE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.CallLakeException;
import io.github.calllake.archive.S3Faults.Moment;
import io.github.calllake.lake.FileCompression;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.local.LocalAws;
import io.github.calllake.stream.ShardBatch;
import io.github.calllake.stream.ShardReader;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of one shard, three cuts of which the last is not settled, under a clock that is days ahead. */
@TestInstance(Lifecycle.PER_CLASS)
class CompactionTest {

    private static final String SHARD = "shardId-000000000000";
    private static final Duration GRACE = Duration.ofHours(24);
    private static final LocalDate DAY = LocalDate.ofInstant(NOON, ZoneOffset.UTC);

    private final QuietLogs quiet = new QuietLogs();
    private final S3Faults faults = new S3Faults();
    private final LocalAws aws;
    private final TestLake lake;
    private final List<String> ids = new ArrayList<>();

    CompactionTest() throws IOException {
        aws = LocalAws.startTemporary();
        lake = new TestLake(aws, "compaction", 1, faults);
    }

    @BeforeAll
    void archive_three_cuts() {
        List<String> texts = new ArrayList<>();
        for (int n = 0; n < 6; n++) {
            ids.add(Integer.toString(n));
            texts.add(event(n % 2 == 0 ? TRANSCRIBE : RECORDING, NOON.plusSeconds(n), Integer.toString(n)));
        }
        texts.forEach(text -> lake.put(List.of(text)));
        archive(texts.stream().mapToInt(String::length).max().orElseThrow() + 1);
        assertThat(data("seed")).hasSize(6);
    }

    @AfterAll
    void close() throws IOException {
        lake.close();
        aws.close();
        quiet.close();
    }

    @Test
    void the_files_of_a_day_become_one_a_table_and_the_tail_of_the_shard_stays() {
        String prefix = copyOfSeed("whole");

        List<CompactedPartition> done = compaction(prefix, 1 << 20, 3).compact(day -> true);

        assertThat(done).hasSize(2).allSatisfy(partition -> {
            assertThat(partition.objectsBefore()).isEqualTo(2);
            assertThat(partition.objectsAfter()).isEqualTo(1);
            assertThat(partition.rows()).isEqualTo(2);
            assertThat(partition.day()).isEqualTo(DAY);
        });
        assertThat(data(prefix)).hasSize(4);
        assertThat(lake.ids(prefix + "/serviceType=CallAnalytics")).isEqualTo(ids);
        Compaction again = compaction(prefix, 1 << 20, 4);
        assertThat(again.compact(day -> true)).isEmpty();
        assertThat(again.finishedSwaps()).isZero();
    }

    @Test
    void what_was_compacted_is_compacted_again_only_with_late_files() {
        String prefix = copyOfSeed("late");
        compaction(prefix, 1 << 20, 3).compact(day -> true);
        lake.keys("seed/serviceType=CallAnalytics/detailType=Recording/").stream()
                .limit(1)
                .forEach(key -> lake.store.copy(key, prefix + key.substring("seed".length())));
        List<String> before = lake.ids(prefix + "/serviceType=CallAnalytics");

        assertThat(compaction(prefix, 1 << 20, 4).compact(day -> true))
                .hasSize(1)
                .allSatisfy(partition -> assertThat(partition.objectsBefore()).isEqualTo(2));
        assertThat(lake.ids(prefix + "/serviceType=CallAnalytics")).isEqualTo(before);
    }

    @Test
    void full_files_stay_as_they_are() {
        String prefix = copyOfSeed("full");

        List<CompactedPartition> done = compaction(prefix, 1, 3).compact(day -> true);

        assertThat(done).hasSize(2).allSatisfy(partition -> assertThat(partition.objectsAfter())
                .isEqualTo(2));
        assertThat(compaction(prefix, 1 << 20, 4).compact(day -> true)).isEmpty();
    }

    @Test
    void nothing_that_may_still_be_written_or_is_not_ours_is_touched() {
        String prefix = copyOfSeed("young");
        String adopted =
                prefix + "/serviceType=CallAnalytics/detailType=Recording/year=2026/month=03/day=01/firehose-1-"
                        + "2026-03-01-12-00-00-0a.parquet";
        lake.store.put(adopted, new byte[] {1}, "application/octet-stream");
        List<String> before = lake.keys(prefix);

        assertThat(compaction(prefix, 1 << 20, 0).compact(day -> true)).isEmpty();
        assertThat(compaction(prefix, 1 << 20, 3).compact(DAY.plusDays(1)::equals))
                .isEmpty();
        assertThat(compaction(prefix, 1 << 20, 3).plan(day -> true)).hasSize(2);
        assertThat(lake.keys(prefix)).isEqualTo(before);

        compaction(prefix, 1 << 20, 3).compact(day -> true);
        assertThat(lake.store.exists(adopted)).isTrue();
    }

    @Test
    void originals_lie_aside_for_the_grace_time_and_then_go() {
        String prefix = copyOfSeed("grace");
        compaction(prefix, 1 << 20, 3).compact(day -> true);
        assertThat(aside(prefix)).hasSize(4);

        // S3 dates what is written by its own clock.
        at(prefix, 1 << 20, Duration.ofHours(23)).compact(day -> true);
        assertThat(aside(prefix)).hasSize(4);
        at(prefix, 1 << 20, Duration.ofHours(25)).compact(day -> true);
        assertThat(aside(prefix)).isEmpty();
    }

    @Test
    void a_damaged_file_stops_the_compaction_and_everything_stays() {
        String prefix = copyOfSeed("damaged");
        String key = data(prefix).get(0);
        byte[] content = lake.store.get(key).orElseThrow();
        lake.store.put(key, Arrays.copyOf(content, content.length - 1), "application/octet-stream");
        List<String> before = data(prefix);

        assertThatThrownBy(() -> compaction(prefix, 1 << 20, 3).compact(day -> true))
                .isInstanceOf(CallLakeException.class)
                .hasMessageContaining(key);
        assertThat(data(prefix)).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void a_crash_at_any_request_loses_nothing_and_the_next_run_leaves_nothing_twice(Moment moment) {
        int request = 1;
        int finished = 0;
        for (boolean struck = true; struck; request++) {
            String prefix = copyOfSeed("crash-" + moment + "-" + request);

            faults.dieAt(request, moment);
            compactAndMaybeFail(prefix);
            struck = faults.struck();
            faults.heal();
            Set<String> rows = new HashSet<>(lake.ids(prefix + "/serviceType=CallAnalytics"));
            assertThat(rows).as(prefix).containsExactlyInAnyOrderElementsOf(ids);

            Compaction next = compaction(prefix, 1 << 20, 3);
            next.compact(day -> true);
            finished += next.finishedSwaps();
            assertThat(lake.ids(prefix + "/serviceType=CallAnalytics"))
                    .as(prefix)
                    .isEqualTo(ids);
            assertThat(data(prefix)).as(prefix).hasSize(4);
        }
        assertThat(request).as("requests of a run").isGreaterThan(30);
        assertThat(finished).as("runs that died between an entry and its end").isPositive();
    }

    private void compactAndMaybeFail(String prefix) {
        try {
            compaction(prefix, 1 << 20, 3).compact(day -> true);
        } catch (CallLakeException e) {
            assertThat(faults.struck()).as("failed without a fault: " + e).isTrue();
        }
    }

    private Compaction compaction(String prefix, long fileBytes, int daysAhead) {
        return at(prefix, fileBytes, Duration.ofDays(daysAhead));
    }

    private Compaction at(String prefix, long fileBytes, Duration ahead) {
        return new Compaction(
                lake.store,
                new LakeLayout(lake.layout.bucket(), prefix),
                TestLake::table,
                FileCompression.ZSTD,
                GRACE,
                fileBytes,
                Clock.offset(TestLake.CLOCK, ahead));
    }

    private List<String> data(String prefix) {
        return lake.keys(prefix + "/serviceType=CallAnalytics/");
    }

    private List<String> aside(String prefix) {
        return lake.keys(prefix + "/_compactions/").stream()
                .filter(key -> key.contains("/old/") || key.contains("/new/"))
                .toList();
    }

    private String copyOfSeed(String prefix) {
        lake.keys("seed/").forEach(key -> lake.store.copy(key, prefix + key.substring("seed".length())));
        return prefix;
    }

    private void archive(int cutBytes) {
        ShardTools tools = lake.tools("seed", TestLake.settings(cutBytes, Duration.ofHours(1)), TestLake::decode);
        ShardArchiver archiver = new ShardArchiver(SHARD, tools);
        ShardReader reader = lake.stream.reader(SHARD, archiver.start().orElseThrow());
        ShardBatch batch;
        do {
            batch = reader.next();
            archiver.accept(batch);
        } while (!batch.atTip());
        archiver.stop();
    }
}
