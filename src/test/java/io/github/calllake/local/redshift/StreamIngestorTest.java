package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** Records come into views once each, whatever becomes of shards, processes and neighbours. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamIngestorTest {

    private static final String HALF = "170141183460469231731687303715884105728";

    private final LocalStack stack;

    StreamIngestorTest(@TempDir Path directory) throws Exception {
        stack = LocalStack.start(directory);
    }

    @BeforeAll
    void schemas() throws Exception {
        stack.execute("create schema app", "create external schema ext from kinesis iam_role default");
    }

    @AfterAll
    void stop() throws Exception {
        stack.close();
    }

    private static String view(String name, String stream, String autoRefresh) {
        return "create materialized view app." + name + " auto refresh " + autoRefresh
                + " as select sequence_number, shard_id, partition_key, from_varbyte(kinesis_data, 'utf-8') as t from ext.\""
                + stream + "\"";
    }

    private StreamIngestor start(IngestionSettings settings) {
        return StreamIngestor.start(stack::postgres, stack.kinesisEndpoint(), settings, Clock.systemUTC());
    }

    private void putNumbers(String stream, int from, int to) {
        IntStream.range(from, to).forEach(i -> stack.put(stream, "key-" + i, Integer.toString(i)));
    }

    private List<String> counts(String view) throws Exception {
        return stack.rows("select count(*), count(distinct t) from app." + view);
    }

    @Test
    void a_refresh_reads_parents_to_their_end_and_then_their_children() throws Exception {
        stack.createStream("resharded", 1);
        stack.execute(view("resharded", "resharded", "no"));
        putNumbers("resharded", 0, 20);
        Shard first = stack.kinesis()
                .listShards(r -> r.streamName("resharded"))
                .shards()
                .get(0);
        stack.kinesis()
                .splitShard(r ->
                        r.streamName("resharded").shardToSplit(first.shardId()).newStartingHashKey(HALF));
        stack.kinesis().waiter().waitUntilStreamExists(r -> r.streamName("resharded"));
        putNumbers("resharded", 20, 40);
        List<Shard> children = stack.kinesis().listShards(r -> r.streamName("resharded")).shards().stream()
                .filter(shard -> shard.parentShardId() != null)
                .toList();
        stack.kinesis().mergeShards(r -> r.streamName("resharded")
                .shardToMerge(children.get(0).shardId())
                .adjacentShardToMerge(children.get(1).shardId()));
        stack.kinesis().waiter().waitUntilStreamExists(r -> r.streamName("resharded"));
        putNumbers("resharded", 40, 60);

        stack.execute("refresh materialized view app.resharded");
        assertThat(counts("resharded")).containsExactly("60|60");
        assertThat(stack.rows("select count(distinct shard_id) from app.resharded"))
                .containsExactly("4");
        putNumbers("resharded", 60, 61);
        stack.execute("refresh materialized view app.resharded");
        assertThat(counts("resharded")).containsExactly("61|61");
    }

    @Test
    void two_readers_of_one_database_bring_in_each_record_once() throws Exception {
        stack.createStream("shared", 2);
        stack.execute(view("shared", "shared", "yes"));
        try (StreamIngestor second = start(IngestionSettings.DEFAULT)) {
            for (int i = 0; i < 200; i += 20) {
                putNumbers("shared", i, i + 20);
                second.refresh(new QualifiedName("app", "shared"), false);
            }
            stack.execute("refresh materialized view app.shared");
        }
        assertThat(counts("shared")).containsExactly("200|200");
    }

    @Test
    void a_view_that_comes_later_begins_at_the_streams_oldest_record() throws Exception {
        stack.createStream("late", 1);
        stack.execute(view("early", "late", "yes"));
        putNumbers("late", 0, 10);
        stack.execute(
                "refresh materialized view app.early",
                view("late", "late", "yes"),
                "refresh materialized view app.late");
        assertThat(counts("early")).containsExactly("10|10");
        assertThat(counts("late")).containsExactly("10|10");
    }

    @Test
    void views_at_different_places_go_on_together_and_hold_each_record_once() throws Exception {
        stack.createStream("places", 1);
        putAtOnce("places", 0, 5_500);
        stack.execute(view("ahead", "places", "no"), "refresh materialized view app.ahead");
        putAtOnce("places", 5_500, 7_000);
        stack.execute(view("behind", "places", "yes"), "alter materialized view app.ahead auto refresh yes");
        for (String view : List.of("ahead", "behind")) {
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (!counts(view).equals(List.of("7000|7000"))) {
                assertThat(System.nanoTime()).as(() -> view + " waits for ever").isLessThan(end);
            }
        }
    }

    private void putAtOnce(String stream, int from, int to) {
        for (int start = from; start < to; start += 500) {
            List<PutRecordsRequestEntry> entries = IntStream.range(start, start + 500)
                    .mapToObj(Integer::toString)
                    .map(number -> PutRecordsRequestEntry.builder()
                            .partitionKey(number)
                            .data(SdkBytes.fromUtf8String(number))
                            .build())
                    .toList();
            stack.kinesis().putRecords(r -> r.streamName(stream).records(entries));
        }
    }

    @Test
    void a_failing_body_stops_its_view_and_no_other_and_says_why_when_asked() throws Exception {
        try (QuietLog log = new QuietLog(ViewRefresher.class)) {
            stack.createStream("failing", 1);
            stack.execute(
                    view("sound", "failing", "no"),
                    "create materialized view app.fragile auto refresh no as select from_varbyte(kinesis_data, 'utf-8')::int as n from ext.failing");
            putNumbers("failing", 0, 3);
            stack.execute("refresh materialized view app.fragile");
            stack.put("failing", "k", "secret words");
            assertThatThrownBy(() -> stack.execute("refresh materialized view app.fragile"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22P02"))
                    .hasMessageContaining("secret words");
            stack.execute("refresh materialized view app.sound");
            assertThat(log.messages()).hasSize(1).allSatisfy(message -> assertThat(message)
                    .contains("fragile", "22P02")
                    .doesNotContain("secret"));
        }
        assertThat(stack.rows("select count(*) from app.sound")).containsExactly("4");
        assertThat(stack.rows("select count(*) from app.fragile")).containsExactly("3");
        assertThat(
                        stack.rows(
                                "select trim(mv_name), trim(refresh_type), status from sys_mv_refresh_history where mv_name in ('fragile', 'sound') order by start_time"))
                .containsExactly(
                        "fragile|Manual|Refresh successfully updated MV incrementally",
                        "fragile|Manual|Refresh failed due to an internal error",
                        "sound|Manual|Refresh successfully updated MV incrementally");
    }

    @Test
    void a_record_that_is_too_large_is_skipped_and_reported() throws Exception {
        stack.createStream("large", 1);
        stack.execute(view("large", "large", "no"));
        stack.put("large", "k", "x".repeat(101));
        stack.put("large", "k", "y".repeat(100));
        try (StreamIngestor ingestor = start(IngestionSettings.DEFAULT.withLargestRecord(100))) {
            ingestor.refresh(new QualifiedName("app", "large"), false);
        }
        assertThat(stack.rows("select left(t, 1) from app.large")).containsExactly("y");
        assertThat(stack.rows(
                        "select trim(stream_name), trim(mv_name), trim(error_reason) from sys_stream_scan_errors"))
                .containsExactly("large|large|Record is larger than VARBYTE(100)");
        assertThat(
                        stack.rows(
                                "select scanned_rows, skipped_rows, scanned_bytes from sys_stream_scan_states where mv_name = 'large'"))
                .containsExactly("2|1|201");
    }

    @Test
    void views_are_made_changed_and_dropped_inside_a_transaction_as_well() throws Exception {
        stack.createStream("tx", 1);
        putNumbers("tx", 0, 5);
        try (Connection connection = stack.connect()) {
            connection.setAutoCommit(false);
            LocalStack.execute(
                    connection,
                    "create external schema tx_ext from kinesis region 'us-east-1' iam_role 'arn:aws:iam::111122223333:role/x'",
                    "create materialized view app.tx auto refresh yes as select kinesis_data, json_parse(kinesis_data) as n from tx_ext.tx",
                    "create view app.tx_view as select n::int as n from app.tx");
            connection.rollback();
            assertThat(LocalStack.rows(connection, "select count(*) from svv_mv_info where name = 'tx'"))
                    .containsExactly("0");
            LocalStack.execute(
                    connection,
                    "create external schema tx_ext from kinesis iam_role default",
                    "create materialized view app.tx auto refresh yes as select * from tx_ext.tx",
                    "create view app.tx_view as select from_varbyte(kinesis_data, 'utf-8')::int as n from app.tx");
            connection.commit();
            LocalStack.execute(connection, "refresh materialized view app.tx");
            assertThat(LocalStack.rows(connection, "select sum(n), count(*) from app.tx_view"))
                    .containsExactly("10|5");
            LocalStack.execute(
                    connection,
                    "alter materialized view app.tx auto refresh no",
                    "delete from app.tx where shard_id is not null");
            connection.commit();
            putNumbers("tx", 5, 6);
            LocalStack.execute(connection, "refresh materialized view app.tx");
            assertThat(LocalStack.rows(connection, "select sum(n), count(*) from app.tx_view"))
                    .containsExactly("5|1");
            LocalStack.execute(connection, "drop schema tx_ext cascade");
            connection.commit();
            assertThat(LocalStack.rows(connection, "select count(*) from svv_tables where table_name like '%tx%'"))
                    .containsExactly("0");
        }
    }
}
