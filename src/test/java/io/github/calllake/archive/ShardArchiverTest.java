package io.github.calllake.archive;

import static io.github.calllake.archive.TestLake.NOON;
import static io.github.calllake.archive.TestLake.event;
import static io.github.calllake.event.DetailType.RECORDING;
import static io.github.calllake.event.DetailType.TRANSCRIBE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.CallLakeException;
import io.github.calllake.archive.S3Faults.Moment;
import io.github.calllake.lake.CommitLog;
import io.github.calllake.lake.Cut;
import io.github.calllake.lake.ShardProgress;
import io.github.calllake.local.LocalAws;
import io.github.calllake.stream.ShardBatch;
import io.github.calllake.stream.ShardBatch.Gap;
import io.github.calllake.stream.ShardPosition;
import io.github.calllake.stream.ShardReader;
import io.github.calllake.stream.StreamRecord;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;

/** One shard, driven by hand: what becomes of its records when a step of the protocol fails. */
@TestInstance(Lifecycle.PER_CLASS)
class ShardArchiverTest {

    private static final String SHARD = "shardId-000000000000";
    private static final Duration LONG = Duration.ofHours(1);

    private final QuietLogs quiet = new QuietLogs();
    private final S3Faults faults = new S3Faults();
    private final LocalAws aws;
    private final TestLake lake;

    /** Six events of two types, 1 to 6, which make two cuts of three. */
    private final List<String> ids = new ArrayList<>();

    private int size;

    /** Requests for a page of a listing. */
    private final AtomicInteger lists = new AtomicInteger();

    ShardArchiverTest() throws IOException {
        aws = LocalAws.startTemporary();
        lake = new TestLake(aws, "shard-archiver", 1, faults, new ExecutionInterceptor() {
            @Override
            public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
                if (context.request() instanceof ListObjectsV2Request) {
                    lists.incrementAndGet();
                }
            }
        });
    }

    @BeforeAll
    void put_events() {
        List<String> texts = new ArrayList<>();
        for (int n = 1; n <= 6; n++) {
            ids.add(Integer.toString(n));
            texts.add(event(n % 2 == 0 ? TRANSCRIBE : RECORDING, NOON, Integer.toString(n)));
        }
        texts.forEach(text -> lake.put(List.of(text)));
        size = texts.stream().mapToInt(String::length).min().orElseThrow() * 3;
    }

    @AfterAll
    void close() throws IOException {
        lake.close();
        aws.close();
        quiet.close();
    }

    @ParameterizedTest
    @EnumSource
    void a_crash_at_any_request_loses_nothing_and_doubles_nothing(Moment moment) {
        int request = 1;
        for (boolean struck = true; struck; request++) {
            String prefix = "crash-" + moment + "-" + request;
            ShardTools tools = tools(prefix);

            faults.dieAt(request, moment);
            runAndMaybeFail(tools);
            struck = faults.struck();
            faults.heal();
            assertConsistent(prefix, tools);

            run(tools);
            assertThat(lake.ids(prefix)).as(prefix).isEqualTo(ids);
            assertConsistent(prefix, tools);
        }
        assertThat(request).as("requests of a run").isGreaterThan(10);
    }

    @ParameterizedTest
    @EnumSource
    void a_single_failure_at_any_request_loses_nothing_and_doubles_nothing(Moment moment) {
        int request = 1;
        for (boolean struck = true; struck; request++) {
            String prefix = "failure-" + moment + "-" + request;
            ShardTools tools = tools(prefix);

            faults.failOnceAt(request, moment);
            runAndMaybeFail(tools);
            struck = faults.struck();
            faults.heal();
            run(tools);

            assertThat(lake.ids(prefix)).as(prefix).isEqualTo(ids);
            assertConsistent(prefix, tools);
        }
    }

    @Test
    void a_lost_reply_to_the_cut_is_recognised_as_ones_own() {
        // The first request of a roll is the cut's.
        assertArchivedInOneGo("lost-reply", () -> faults.failOnceAt(1, Moment.AFTER));
    }

    @Test
    void a_cut_refused_because_of_the_sdks_own_retry_is_recognised_as_ones_own() {
        assertArchivedInOneGo("own-retry", () -> faults.loseReplyTo(1));
    }

    private void assertArchivedInOneGo(String prefix, Runnable fault) {
        ShardTools tools = tools(prefix);
        ShardArchiver archiver = new ShardArchiver(SHARD, tools);
        ShardBatch batch =
                lake.stream.reader(SHARD, archiver.start().orElseThrow()).next();
        fault.run();
        archiver.accept(batch);
        assertThat(faults.struck()).isTrue();
        faults.heal();
        archiver.stop();

        assertThat(tools.state().counts().cuts()).isEqualTo(2);
        assertThat(tools.state().counts().lostRaces()).isZero();
        assertThat(lake.ids(prefix)).isEqualTo(ids);
    }

    @Test
    void of_two_writers_the_later_one_gives_way_and_goes_on_behind_the_other() {
        ShardTools tools = tools("two-writers");
        ShardArchiver slow = new ShardArchiver(SHARD, tools);
        ShardBatch all = lake.stream.reader(SHARD, slow.start().orElseThrow()).next();
        ShardArchiver fast = new ShardArchiver(SHARD, tools);
        fast.start();
        fast.accept(batch(all.records().subList(0, 5)));
        fast.stop();

        assertThatThrownBy(() -> slow.accept(all))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining(SHARD)
                .hasMessageContaining("cut 1");
        assertThat(tools.state().counts().lostRaces()).isEqualTo(1);
        assertThat(tools.state().shards().values()).noneMatch(ShardStatus::caughtUp);
        assertThat(lake.ids("two-writers")).isEqualTo(ids.subList(0, 5));

        run(tools);
        assertThat(lake.ids("two-writers")).isEqualTo(ids);
    }

    @Test
    void records_that_expired_between_cut_and_objects_are_reported_and_the_rest_is_archived() {
        ShardTools tools = tools("expired");
        ShardArchiver crashing = new ShardArchiver(SHARD, tools);
        ShardBatch all =
                lake.stream.reader(SHARD, crashing.start().orElseThrow()).next();
        // Requests of a roll: the cut, two objects, the progress. The second object is never written.
        faults.dieAt(3, Moment.BEFORE);
        assertThatThrownBy(() -> crashing.accept(all)).isInstanceOf(RuntimeException.class);
        faults.heal();

        ShardArchiver next = new ShardArchiver(SHARD, tools);
        assertThat(next.start()).contains(ShardPosition.trimHorizon());
        next.accept(batch(all.records().subList(2, 6)));
        next.stop();

        // 1 and 3 are in the object that was written whole.
        assertThat(lake.ids("expired")).containsExactly("1", "3", "4", "5", "6");
        assertThat(tools.state().counts().gaps()).isEqualTo(1);
        assertThat(failedEvents("expired")).contains(GapReport.ERROR_CODE).contains("1 of the 3 records of cut 1");
    }

    @Test
    void a_gap_behind_the_last_archived_record_is_reported() {
        ShardTools tools = tools("gap");
        ShardArchiver archiver = new ShardArchiver(SHARD, tools);
        ShardBatch all =
                lake.stream.reader(SHARD, archiver.start().orElseThrow()).next();
        archiver.accept(batch(all.records().subList(0, 3)));
        archiver.stop();

        String after = all.records().get(2).sequenceNumber();
        Instant later = all.records().get(5).arrival().plus(Duration.ofHours(25));
        ShardArchiver next = new ShardArchiver(SHARD, tools);
        assertThat(next.start()).contains(ShardPosition.after(after));
        next.accept(new ShardBatch(
                all.records().subList(4, 6), 0, Optional.of(later), Optional.of(new Gap(after)), Optional.empty()));
        next.stop();

        assertThat(lake.ids("gap")).containsExactly("1", "2", "3", "5", "6");
        assertThat(tools.state().counts().gaps()).isEqualTo(1);
        assertThat(failedEvents("gap"))
                .contains(after)
                .contains("the first left is " + all.records().get(4).sequenceNumber());
    }

    @Test
    void a_quiet_shard_whose_last_record_expired_has_no_gap() {
        ShardTools tools = tools("quiet");
        run(tools);
        Instant tip = tools.logOf(SHARD).progress().orElseThrow().watermark().orElseThrow();

        ShardArchiver archiver = new ShardArchiver(SHARD, tools);
        archiver.start();
        archiver.accept(new ShardBatch(
                List.of(),
                0,
                Optional.of(tip.plus(Duration.ofHours(23))),
                Optional.of(new Gap("1")),
                Optional.empty()));

        assertThat(tools.state().counts().gaps()).isZero();
        assertThat(tools.logOf(SHARD).progress().orElseThrow().watermark()).contains(tip.plus(Duration.ofHours(23)));
    }

    @Test
    void a_quiet_shard_moves_its_watermark_by_the_servers_clock_and_writes_no_cut() {
        ShardTools tools = tools("heartbeat");
        ShardArchiver archiver = new ShardArchiver(SHARD, tools);
        archiver.start();
        archiver.accept(new ShardBatch(List.of(), 0, Optional.of(NOON), Optional.empty(), Optional.empty()));
        archiver.accept(
                new ShardBatch(List.of(), 0, Optional.of(NOON.minusSeconds(9)), Optional.empty(), Optional.empty()));

        ShardProgress progress = tools.logOf(SHARD).progress().orElseThrow();
        assertThat(progress.watermark()).contains(NOON);
        assertThat(progress.number()).isZero();
        assertThat(tools.logOf(SHARD).tail(0)).isEmpty();
    }

    @Test
    void the_watermark_does_not_pass_records_that_are_only_buffered() {
        ShardTools tools = lake.tools("buffered", TestLake.settings(1 << 20, LONG), TestLake::decode);
        ShardArchiver archiver = new ShardArchiver(SHARD, tools);
        List<StreamRecord> records =
                lake.stream.reader(SHARD, archiver.start().orElseThrow()).next().records();
        Instant tip = records.get(5).arrival().plusSeconds(60);
        archiver.accept(new ShardBatch(records, 0, Optional.of(tip), Optional.empty(), Optional.empty()));

        assertThat(tools.logOf(SHARD).progress()).isEmpty();
        archiver.stop();
        assertThat(tools.logOf(SHARD).progress().orElseThrow().watermark()).contains(tip);
    }

    @Test
    void children_have_progress_before_their_parent_is_closed() {
        ShardTools tools = tools("children");
        ShardArchiver archiver = new ShardArchiver(SHARD, tools);
        archiver.start();
        archiver.accept(new ShardBatch(List.of(), 0, Optional.of(NOON), Optional.empty(), Optional.empty()));
        ShardBatch end = new ShardBatch(
                List.of(),
                0,
                Optional.of(NOON.plusSeconds(60)),
                Optional.empty(),
                Optional.of(new ShardBatch.Ended(List.of("left", "right"))));
        // The last of three writes, the parent's own, fails.
        faults.dieAt(3, Moment.BEFORE);
        assertThatThrownBy(() -> archiver.accept(end)).isInstanceOf(RuntimeException.class);
        faults.heal();

        assertThat(tools.logOf("right").progress().orElseThrow().watermark()).contains(NOON);
        assertThat(tools.logOf(SHARD).progress().orElseThrow().state()).isEqualTo(ShardProgress.State.OPEN);

        ShardArchiver again = new ShardArchiver(SHARD, tools);
        again.start();
        again.accept(end);
        assertThat(tools.logOf(SHARD).progress().orElseThrow().children()).containsExactly("left", "right");
        assertThat(new ShardArchiver(SHARD, tools).start()).isEmpty();
    }

    @Test
    void a_decoder_that_throws_fails_that_record_alone_and_its_message_goes_nowhere() {
        ShardTools tools = lake.tools("throwing", TestLake.settings(1 << 20, LONG), record -> {
            if (TestLake.decode(record) instanceof RecordDecoder.Decoded.Row row
                    && row.row().values().get(0).equals("5")) {
                throw new IllegalStateException("a caller's secret");
            }
            return TestLake.decode(record);
        });
        run(tools);

        assertThat(lake.ids("throwing")).hasSize(5).doesNotContain("5");
        assertThat(failedEvents("throwing")).contains("Decoder.Error").doesNotContain("secret");
    }

    @Test
    void a_record_larger_than_the_batch_limit_is_a_cut_of_its_own() {
        ShardTools tools = lake.tools("larger", TestLake.settings(1, LONG), TestLake::decode);
        run(tools);

        assertThat(lake.ids("larger")).isEqualTo(ids);
        assertThat(tools.state().counts().cuts()).isEqualTo(6);
    }

    @Test
    void a_clock_that_jumps_back_does_not_keep_records_waiting_for_as_long() {
        JumpingClock clock = new JumpingClock();
        ShardTools tools = lake.tools(
                "jumps-back",
                TestLake.settings(1 << 20, Duration.ofMinutes(15)),
                TestLake::decode,
                CommitStep.Observer.NONE,
                clock);
        ShardArchiver archiver = new ShardArchiver(SHARD, tools);
        ShardBatch all =
                lake.stream.reader(SHARD, archiver.start().orElseThrow()).next();
        archiver.accept(batch(all.records()));
        clock.jump(Duration.ofDays(-300));
        archiver.accept(batch(List.of()));
        assertThat(tools.state().counts().cuts()).isZero();
        clock.jump(Duration.ofMinutes(15));
        archiver.accept(batch(List.of()));

        assertThat(tools.state().counts().cuts()).isEqualTo(1);
        assertThat(lake.ids("jumps-back")).isEqualTo(ids);
    }

    @Test
    void a_clock_that_jumps_ahead_amid_a_cut_stops_its_objects_and_the_next_worker_writes_them() {
        JumpingClock clock = new JumpingClock();
        CommitStep.Observer once = step -> {
            if (step == CommitStep.CUT_WRITTEN) {
                clock.jump(Duration.ofDays(300));
            }
        };
        ShardTools tools = lake.tools("jumps-ahead", TestLake.settings(size, LONG), TestLake::decode, once, clock);
        assertThatThrownBy(() -> run(tools))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("too late to write");
        assertThat(lake.ids("jumps-ahead")).isEmpty();

        run(tools("jumps-ahead"));
        assertThat(lake.ids("jumps-ahead")).isEqualTo(ids);
        assertConsistent("jumps-ahead", tools);
    }

    @Test
    void start_up_asks_for_one_page_of_a_log_of_thousands_of_commits() {
        ShardTools tools = tools("a-year");
        run(tools);
        String second = lake.keys("a-year/_commits").get(1);
        String entry = new String(lake.store.get(second).orElseThrow(), java.nio.charset.StandardCharsets.UTF_8);
        int entries = 2_500;
        for (int number = 3; number <= entries; number++) {
            lake.placeFile(
                    second.replace("000002.json", String.format(java.util.Locale.ROOT, "%06d.json", number)),
                    entry.replace("\"n\":2", "\"n\":" + number));
        }
        ShardProgress progress = tools.logOf(SHARD).progress().orElseThrow();
        tools.logOf(SHARD)
                .writeProgress(new ShardProgress(
                        SHARD, entries, progress.last(), progress.watermark(), progress.state(), List.of()));

        lists.set(0);
        ShardArchiver archiver = new ShardArchiver(SHARD, tools);
        assertThat(archiver.start()).isPresent();
        assertThat(lists.get()).isEqualTo(1);
        assertThat(tools.logOf(SHARD).tail(0).orElseThrow().number()).isEqualTo(entries);
        assertThat(lists.get()).as("a listing of the whole log").isEqualTo(1 + 3);
    }

    /** Says what it is told. */
    private static final class JumpingClock extends Clock {
        private Instant now = Instant.now();

        void jump(Duration by) {
            now = now.plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private ShardTools tools(String prefix) {
        return lake.tools(prefix, TestLake.settings(size, LONG), TestLake::decode);
    }

    /** From the log's position to the tip of the shard, and a stop. */
    private void run(ShardTools tools) {
        ShardArchiver archiver = new ShardArchiver(SHARD, tools);
        ShardReader reader = lake.stream.reader(SHARD, archiver.start().orElseThrow());
        ShardBatch batch;
        do {
            batch = reader.next();
            archiver.accept(batch);
        } while (!batch.atTip());
        archiver.stop();
    }

    private void runAndMaybeFail(ShardTools tools) {
        try {
            run(tools);
        } catch (CallLakeException e) {
            assertThat(faults.struck()).as("failed without a fault: " + e).isTrue();
        }
    }

    private static ShardBatch batch(List<StreamRecord> records) {
        return new ShardBatch(records, 1, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** No row twice, at any time; and what the progress says is archived is there. */
    private void assertConsistent(String prefix, ShardTools tools) {
        List<String> rows = lake.ids(prefix);
        assertThat(new HashSet<>(rows)).as(prefix).hasSameSizeAs(rows);
        CommitLog log = tools.logOf(SHARD);
        long proven = log.progress().map(ShardProgress::number).orElse(0L);
        for (long number = 1; number <= proven; number++) {
            Cut cut = log.read(number).orElseThrow();
            cut.objects().forEach(object -> assertThat(lake.store.exists(object.key()))
                    .as(object.key())
                    .isTrue());
        }
    }

    private String failedEvents(String prefix) {
        StringBuilder all = new StringBuilder();
        lake.keys(prefix + "/failed/")
                .forEach(key -> all.append(
                        new String(lake.store.get(key).orElseThrow(), java.nio.charset.StandardCharsets.UTF_8)));
        return all.toString();
    }
}
