package io.github.calllake.archive;

import static io.github.calllake.archive.TestLake.CLOCK;
import static io.github.calllake.archive.TestLake.NOON;
import static io.github.calllake.archive.TestLake.event;
import static io.github.calllake.event.DetailType.RECORDING;
import static io.github.calllake.event.DetailType.TRANSCRIBE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.archive.RecordDecoder.Decoded;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.local.LocalAws;
import io.github.calllake.schema.EventRow;
import io.github.calllake.stream.ShardBatch;
import io.github.calllake.stream.ShardPosition;
import io.github.calllake.stream.StreamRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A cut that another version began and did not finish, its records still in the stream or not. */
@TestInstance(Lifecycle.PER_CLASS)
class OtherVersionTest {

    private static final String SHARD = "shardId-000000000000";
    private static final ArchiverSettings ONE_CUT = TestLake.settings(1 << 20, Duration.ofHours(1));

    /** Of the other version's cut: decided, in the log, three objects one by one, all of them, the progress. */
    private static final int STEPS = 7;

    private final QuietLogs quiet = new QuietLogs();
    private final LocalAws aws;
    private final TestLake lake;
    private List<StreamRecord> records = List.of();

    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    OtherVersionTest() throws IOException {
        aws = LocalAws.startTemporary();
        lake = new TestLake(aws, "other-version", 1);
    }

    @BeforeAll
    void put_events() {
        List.of(
                        event(TRANSCRIBE, NOON, "1"),
                        event(RECORDING, NOON, "2"),
                        event(TRANSCRIBE, NOON.plus(Duration.ofDays(1)), "3"),
                        event(TRANSCRIBE, NOON, "4"),
                        event(RECORDING, NOON, "5"))
                .forEach(text -> lake.put(List.of(text)));
        records = lake.stream.reader(SHARD, ShardPosition.trimHorizon()).next().records();
    }

    @AfterAll
    void close() throws IOException {
        lake.close();
        aws.close();
        quiet.close();
    }

    @Test
    void what_another_version_had_not_written_is_written_by_a_further_cut_and_what_it_had_stays() {
        int cutWritten = 2;
        int objectsWritten = STEPS - 1;
        for (int stop = cutWritten; stop <= objectsWritten; stop++) {
            for (int expired : List.of(0, 2, records.size())) {
                String prefix = "further-" + stop + "-" + expired;
                stop(prefix, OtherVersionTest::others, stop, 0);
                markAsOthers(prefix);
                List<String> there = lake.ids(prefix);
                List<String> objects = lake.keys(prefix + "/serviceType");

                archive(prefix, TestLake::decode, step -> {}, expired);

                List<String> expected = expected(there, expired);
                assertThat(lake.ids(prefix)).as(prefix).isEqualTo(expected);
                assertThat(lake.keys(prefix + "/serviceType")).as(prefix).containsAll(objects);
                if (expired < records.size()) {
                    assertThat(gaps(prefix)).as(prefix).hasSize(expected.size() < records.size() ? 1 : 0);
                }
            }
        }
    }

    @Test
    void versions_that_take_turns_stopping_lose_and_double_nothing_though_records_expire_meanwhile() {
        int firstObject = 3;
        for (RecordDecoder next : List.<RecordDecoder>of(TestLake::decode, OtherVersionTest::others)) {
            for (int second = 1; second <= STEPS; second++) {
                String prefix = "turns-" + second + "-" + next.hashCode();
                stop(prefix, OtherVersionTest::others, firstObject, 0);
                List<String> there = lake.ids(prefix);
                maybeStop(prefix, TestLake::decode, second, 1);

                archive(prefix, next, step -> {}, 1);

                assertThat(lake.ids(prefix)).as(prefix).isEqualTo(expected(there, 1));
            }
        }
    }

    /** What is in the lake already, and what the stream still has. */
    private List<String> expected(List<String> there, int expired) {
        TreeSet<String> expected = new TreeSet<>(there);
        records.subList(expired, records.size())
                .forEach(record -> expected.add(new String(record.data(), UTF_8).split(",", -1)[2]));
        return List.copyOf(expected);
    }

    private List<String> gaps(String prefix) {
        return lake.keys(prefix + "/failed/").stream()
                .filter(GapReport::isReport)
                .toList();
    }

    /** Another version, which puts each row a day later. */
    private static Decoded others(StreamRecord record) {
        Decoded ours = TestLake.decode(record);
        return ours instanceof Decoded.Row row
                ? new Decoded.Row(new EventRow(
                        row.row().type(),
                        row.row().eventTime().plus(Duration.ofDays(1)),
                        row.row().values()))
                : ours;
    }

    private void stop(String prefix, RecordDecoder version, int step, int expired) {
        assertThatThrownBy(() -> archive(prefix, version, at(step), expired)).isInstanceOf(Stopped.class);
    }

    /** It may have fewer steps. */
    private void maybeStop(String prefix, RecordDecoder version, int step, int expired) {
        try {
            archive(prefix, version, at(step), expired);
        } catch (Stopped e) {
            assertThat(lake.tools(prefix, ONE_CUT, version).logOf(SHARD).tail(0))
                    .isPresent();
        }
    }

    private static CommitStep.Observer at(int number) {
        int[] count = new int[1];
        return step -> {
            count[0]++;
            if (count[0] == number) {
                throw new Stopped();
            }
        };
    }

    private void markAsOthers(String prefix) {
        String log = new LakeLayout(lake.layout.bucket(), prefix).prefix();
        for (String key : lake.keys(log + "/_commits")) {
            String entry = new String(lake.store.get(key).orElseThrow(), UTF_8);
            String format = "\"format\":" + CutFiles.FORMAT;
            assertThat(entry).contains(format);
            lake.store.put(key, entry.replace(format, "\"format\":999").getBytes(UTF_8), "application/json");
        }
    }

    /** What is left in the stream, with a second take if a cut turns out to be another version's. */
    private void archive(String prefix, RecordDecoder version, CommitStep.Observer observer, int expired) {
        ShardTools tools = lake.tools(prefix, ONE_CUT, version, observer, CLOCK);
        ShardBatch left = new ShardBatch(
                records.subList(expired, records.size()), 0, Optional.of(NOON), Optional.empty(), Optional.empty());
        try {
            take(tools, left);
        } catch (ArchiveException e) {
            assertThat(e).hasMessageContaining("read again as another version's");
            take(tools, left);
        }
    }

    private static void take(ShardTools tools, ShardBatch left) {
        ShardArchiver archiver = new ShardArchiver(SHARD, tools);
        archiver.start();
        archiver.accept(left);
        archiver.stop();
    }
}
