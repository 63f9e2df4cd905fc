package io.github.calllake.archive;

import static io.github.calllake.archive.TestLake.NOON;
import static io.github.calllake.archive.TestLake.event;
import static io.github.calllake.event.DetailType.RECORDING;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.CallLakeException;
import io.github.calllake.archive.RecordDecoder.Decoded;
import io.github.calllake.archive.S3Faults.Moment;
import io.github.calllake.lake.FailedEvent;
import io.github.calllake.lake.FailedEventReader;
import io.github.calllake.lake.FileCompression;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.local.LocalAws;
import io.github.calllake.stream.ShardBatch;
import io.github.calllake.stream.ShardReader;
import io.github.calllake.stream.StreamRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Failed events of one shard in three cuts, of which the last is not settled: "repairable" ones can be read in the end. */
@TestInstance(Lifecycle.PER_CLASS)
class FailedReplayTest {

    private static final String SHARD = "shardId-000000000000";

    private final QuietLogs quiet = new QuietLogs();
    private final S3Faults faults = new S3Faults();
    private final LocalAws aws;
    private final TestLake lake;

    FailedReplayTest() throws IOException {
        aws = LocalAws.startTemporary();
        lake = new TestLake(aws, "failed-replay", 1, faults);
    }

    @BeforeAll
    void archive_three_cuts() {
        for (int cut = 0; cut < 3; cut++) {
            lake.put(List.of("repairable:" + event(RECORDING, NOON, "late" + cut) + ",,"));
            lake.put(List.of("broken" + cut + " ".repeat(100)));
        }
        archive();
        assertThat(lake.keys("seed/failed/")).hasSize(3);
        assertThat(lake.ids("seed")).isEmpty();
    }

    @AfterAll
    void close() throws IOException {
        lake.close();
        aws.close();
        quiet.close();
    }

    @Test
    void what_can_be_read_now_becomes_a_row_with_its_old_sequence_number_and_leaves_the_failed_events() {
        String prefix = copyOfSeed("repaired");
        List<FailedEvent> before = failed(prefix);

        assertThat(replay(prefix, 3)).isEqualTo(new FailedReplay.Outcome(2, 2, 1));

        assertThat(lake.ids(prefix)).containsExactly("late0", "late1");
        assertThat(texts(prefix))
                .hasSize(4)
                .contains("broken0", "broken1", "broken2")
                .doesNotContain("late0");
        assertThat(before).hasSize(6);
        assertThat(failed(prefix))
                .extracting(FailedEvent::sequenceNumber)
                .isSubsetOf(before.stream().map(FailedEvent::sequenceNumber).toList());
        assertThat(replay(prefix, 4)).isEqualTo(new FailedReplay.Outcome(0, 2, 1));
    }

    @Test
    void nothing_changes_while_the_archiver_may_still_write() {
        String prefix = copyOfSeed("young");
        List<String> before = lake.keys(prefix);

        assertThat(replay(prefix, 0)).isEqualTo(new FailedReplay.Outcome(0, 0, 3));
        assertThat(lake.keys(prefix)).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void a_crash_at_any_request_loses_nothing_and_the_next_run_leaves_nothing_twice(Moment moment) {
        int request = 1;
        for (boolean struck = true; struck; request++) {
            String prefix = copyOfSeed("crash-" + moment + "-" + request);

            faults.dieAt(request, moment);
            try {
                replay(prefix, 3);
            } catch (CallLakeException e) {
                assertThat(faults.struck()).as("failed without a fault: " + e).isTrue();
            }
            struck = faults.struck();
            faults.heal();
            List<String> all = new ArrayList<>(lake.ids(prefix));
            all.addAll(texts(prefix));
            assertThat(all).as(prefix).contains("late0", "late1", "broken0", "broken1", "broken2");

            replay(prefix, 3);
            assertThat(lake.ids(prefix)).as(prefix).containsExactly("late0", "late1");
            assertThat(texts(prefix)).as(prefix).containsExactlyInAnyOrder("broken0", "broken1", "broken2", "late2");
        }
        assertThat(request).as("requests of a run").isGreaterThan(12);
    }

    private FailedReplay.Outcome replay(String prefix, int daysAhead) {
        return new FailedReplay(
                        lake.store,
                        new LakeLayout(lake.layout.bucket(), prefix),
                        TestLake::table,
                        FailedReplayTest::decodeNow,
                        FileCompression.ZSTD,
                        Duration.ofHours(24),
                        Clock.offset(TestLake.CLOCK, Duration.ofDays(daysAhead)))
                .replay(day -> true);
    }

    /** A decoder that has learnt what "repairable" means. */
    private static Decoded decodeNow(StreamRecord record) {
        String text = new String(record.data(), StandardCharsets.UTF_8);
        if (!text.startsWith("repairable:")) {
            return TestLake.decode(record);
        }
        String repaired = text.substring("repairable:".length(), text.length() - 2);
        return TestLake.decode(new StreamRecord(
                record.shardId(),
                record.sequenceNumber(),
                record.subsequenceNumber(),
                record.arrival(),
                record.partitionKey(),
                repaired.getBytes(StandardCharsets.UTF_8)));
    }

    private List<FailedEvent> failed(String prefix) {
        return FailedEventReader.read(lake.store, new LakeLayout(lake.layout.bucket(), prefix))
                .toList();
    }

    /** What names each failed event: the id of a repairable one, else its text. */
    private List<String> texts(String prefix) {
        return failed(prefix).stream()
                .map(event -> new String(event.rawData(), StandardCharsets.UTF_8).strip())
                .map(text -> text.startsWith("repairable:") ? text.split(",", -1)[2] : text)
                .toList();
    }

    private String copyOfSeed(String prefix) {
        lake.keys("seed/").forEach(key -> lake.store.copy(key, prefix + key.substring("seed".length())));
        return prefix;
    }

    private void archive() {
        ShardTools tools = lake.tools("seed", TestLake.settings(120, Duration.ofHours(1)), TestLake::decode);
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
