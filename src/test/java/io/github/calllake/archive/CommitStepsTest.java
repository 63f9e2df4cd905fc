package io.github.calllake.archive;

import static io.github.calllake.archive.TestLake.CLOCK;
import static io.github.calllake.archive.TestLake.NOON;
import static io.github.calllake.archive.TestLake.event;
import static io.github.calllake.event.DetailType.RECORDING;
import static io.github.calllake.event.DetailType.TRANSCRIBE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.lake.CommitLog;
import io.github.calllake.lake.ShardProgress;
import io.github.calllake.local.LocalAws;
import io.github.calllake.stream.ShardBatch;
import io.github.calllake.stream.ShardPosition;
import io.github.calllake.stream.StreamRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * One shard, archived to its end, by workers that stop after any step of the protocol. Whatever stops, the lake's objects are in the
 * end, byte for byte, those of a worker that nothing stopped.
 */
@TestInstance(Lifecycle.PER_CLASS)
class CommitStepsTest {

    private static final String SHARD = "shardId-000000000000";

    private final QuietLogs quiet = new QuietLogs();
    private final LocalAws aws;
    private final TestLake lake;
    private List<StreamRecord> records = List.of();
    private ArchiverSettings settings = TestLake.settings(1, Duration.ofHours(1));
    private Map<String, ByteBuffer> undisturbed = Map.of();
    private List<CommitStep> steps = List.of();

    /** As a process that ends here. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    CommitStepsTest() throws IOException {
        aws = LocalAws.startTemporary();
        lake = new TestLake(aws, "commit-steps", 1);
    }

    /** Six records, one of them no event, in cuts of three: four objects, then two. */
    @BeforeAll
    void archive_undisturbed() {
        List<String> texts = List.of(
                event(TRANSCRIBE, NOON, "1"),
                event(RECORDING, NOON, "2"),
                "this is no event, it goes to the failed ones",
                event(TRANSCRIBE, NOON.plus(Duration.ofDays(1)), "4"),
                event(TRANSCRIBE, NOON, "5"),
                event(RECORDING, NOON, "6"));
        texts.forEach(text -> lake.put(List.of(text)));
        records = lake.stream.reader(SHARD, ShardPosition.trimHorizon()).next().records();
        settings = TestLake.settings(
                texts.subList(0, 3).stream().mapToInt(String::length).sum(), Duration.ofHours(1));

        List<CommitStep> seen = new ArrayList<>();
        archive("undisturbed", seen::add);
        undisturbed = objects("undisturbed");
        steps = List.copyOf(seen);
    }

    @AfterAll
    void close() throws IOException {
        lake.close();
        aws.close();
        quiet.close();
    }

    @Test
    void the_steps_come_in_the_order_of_the_protocol() {
        assertThat(steps)
                .containsExactly(
                        CommitStep.CUT_DECIDED,
                        CommitStep.CUT_WRITTEN,
                        CommitStep.OBJECT_WRITTEN,
                        CommitStep.OBJECT_WRITTEN,
                        CommitStep.OBJECT_WRITTEN,
                        CommitStep.OBJECTS_WRITTEN,
                        CommitStep.PROGRESS_WRITTEN,
                        CommitStep.CUT_DECIDED,
                        CommitStep.CUT_WRITTEN,
                        CommitStep.OBJECT_WRITTEN,
                        CommitStep.OBJECT_WRITTEN,
                        CommitStep.OBJECT_WRITTEN,
                        CommitStep.OBJECTS_WRITTEN,
                        CommitStep.PROGRESS_WRITTEN,
                        CommitStep.CHILD_STARTED,
                        CommitStep.CHILD_STARTED,
                        CommitStep.SHARD_CLOSED);
        assertThat(lake.ids("undisturbed")).containsExactly("1", "2", "4", "5", "6");
        assertThat(undisturbed).hasSize(6);
    }

    @Test
    void a_stop_after_any_step_leaves_the_objects_of_a_run_that_nothing_stopped() {
        for (int stop = 1; stop <= steps.size(); stop++) {
            String prefix = "stop-" + stop + "-" + steps.get(stop - 1);
            stopAfter(prefix, stop);
            archive(prefix, step -> {});
            assertUndisturbed(prefix);
        }
    }

    @Test
    void a_second_stop_while_the_first_is_made_good_does_no_harm_either() {
        int cutWritten = steps.indexOf(CommitStep.CUT_WRITTEN) + 1;
        int firstObject = steps.indexOf(CommitStep.OBJECT_WRITTEN) + 1;
        int ofOneCut = steps.indexOf(CommitStep.PROGRESS_WRITTEN) + 1;
        for (int first : List.of(cutWritten, firstObject)) {
            for (int second = 1; second <= ofOneCut; second++) {
                String prefix = "stops-" + first + "-" + second;
                stopAfter(prefix, first);
                stopAfter(prefix, second);
                archive(prefix, step -> {});
                assertUndisturbed(prefix);
            }
        }
    }

    @Test
    void a_worker_that_was_asleep_after_any_step_while_another_took_its_shard_does_no_harm() {
        for (int asleep = 1; asleep <= steps.size(); asleep++) {
            String prefix = "asleep-" + asleep + "-" + steps.get(asleep - 1);
            CommitStep.Observer other = at(asleep, () -> archive(prefix, step -> {}));
            try {
                archive(prefix, other);
            } catch (ArchiveException e) {
                assertThat(e).hasMessageContaining("another writer has made cut");
            }
            assertUndisturbed(prefix);
        }
    }

    @Test
    void a_cut_that_is_taken_over_is_named_as_such() {
        String prefix = "taken-over";
        stopAfter(prefix, steps.indexOf(CommitStep.CUT_WRITTEN) + 1);
        List<CommitStep> seen = new ArrayList<>();
        archive(prefix, seen::add);

        assertThat(seen).startsWith(CommitStep.REPLAY_BEGUN, CommitStep.OBJECT_WRITTEN);
        assertUndisturbed(prefix);
    }

    @Test
    void a_gap_is_reported_once_however_often_its_reporter_stops() {
        String prefix = "gap";
        stopAfter(prefix, steps.indexOf(CommitStep.CUT_WRITTEN) + 1);
        // Of the cut's three records the first two are gone.
        List<StreamRecord> left = records.subList(2, records.size());
        for (int times = 0; times < 2; times++) {
            assertThatThrownBy(() -> archive(prefix, stopAt(CommitStep.GAP_REPORTED), left))
                    .isInstanceOf(Stopped.class);
        }
        archive(prefix, step -> {}, left);

        assertThat(lake.ids(prefix)).containsExactly("4", "5", "6");
        assertThat(lake.keys(prefix + "/failed/"))
                .filteredOn(key -> GapReport.isReport(key))
                .hasSize(1);
    }

    private void stopAfter(String prefix, int step) {
        assertThatThrownBy(() -> archive(prefix, at(step, CommitStepsTest::stop)))
                .as("%s, step %s", prefix, step)
                .isInstanceOf(Stopped.class);
    }

    private static void stop() {
        throw new Stopped();
    }

    private static CommitStep.Observer stopAt(CommitStep wanted) {
        return step -> {
            if (step == wanted) {
                stop();
            }
        };
    }

    /** Does something after the step of this number, the first being 1, and once. */
    private static CommitStep.Observer at(int number, Runnable action) {
        int[] count = new int[1];
        return step -> {
            count[0]++;
            if (count[0] == number) {
                action.run();
            }
        };
    }

    private void archive(String prefix, CommitStep.Observer observer) {
        archive(prefix, observer, records);
    }

    /** From where the log says to the end of the shard, which has two children. */
    private void archive(String prefix, CommitStep.Observer observer, List<StreamRecord> left) {
        ShardTools tools = lake.tools(prefix, settings, TestLake::decode, observer, CLOCK);
        ShardArchiver archiver = new ShardArchiver(SHARD, tools);
        Consumer<ShardPosition> read = position -> archiver.accept(new ShardBatch(
                left,
                0,
                Optional.of(NOON),
                Optional.empty(),
                Optional.of(new ShardBatch.Ended(List.of("left", "right")))));
        // A reader may begin earlier than it is told to, never later.
        archiver.start().ifPresent(read);
    }

    private void assertUndisturbed(String prefix) {
        assertThat(objects(prefix)).as(prefix).isEqualTo(undisturbed);
        CommitLog log = lake.tools(prefix, settings, TestLake::decode).logOf(SHARD);
        assertThat(log.progress().orElseThrow().state()).as(prefix).isEqualTo(ShardProgress.State.CLOSED);
        assertThat(log.tail(0).orElseThrow().number()).as(prefix).isEqualTo(2);
    }

    /** Data and failed events, by their keys without the prefix. */
    private Map<String, ByteBuffer> objects(String prefix) {
        Map<String, ByteBuffer> objects = new TreeMap<>();
        for (String folder : List.of("/serviceType=", "/failed/")) {
            lake.keys(prefix + folder)
                    .forEach(key -> objects.put(
                            key.substring(prefix.length()),
                            ByteBuffer.wrap(lake.store.get(key).orElseThrow())));
        }
        return objects;
    }
}
