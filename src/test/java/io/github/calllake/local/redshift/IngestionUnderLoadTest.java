package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Views that are made, emptied, dropped and throttled while records flow hold each record once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IngestionUnderLoadTest {

    private final LocalStack stack;

    IngestionUnderLoadTest(@TempDir Path directory) throws Exception {
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

    private static String view(String name, String stream) {
        return "create materialized view app." + name
                + " auto refresh yes as select shard_id, sequence_number, from_varbyte(kinesis_data, 'utf-8') as t from ext."
                + stream;
    }

    private List<String> counts(String view) throws SQLException {
        return stack.rows("select count(*), count(distinct t) from app." + view);
    }

    private void await(String view, int records) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        List<String> wanted = List.of(records + "|" + records);
        while (!counts(view).equals(wanted)) {
            assertThat(System.nanoTime())
                    .as(() -> view + " is not complete, it waits for " + records)
                    .isLessThan(end);
            Thread.sleep(20);
        }
        assertThat(counts(view)).isEqualTo(wanted);
    }

    private void awaitRows(String view) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (stack.rows("select 1 from app." + view + " limit 1").isEmpty()) {
            assertThat(System.nanoTime()).as(view).isLessThan(end);
        }
    }

    @Test
    void views_that_are_made_while_records_flow_hold_all_of_them() throws Exception {
        stack.createStream("flowing", 2);
        int count;
        try (Flow flow = new Flow(stack, "flowing")) {
            stack.execute(view("first", "flowing"));
            awaitRows("first");
            stack.execute(view("second", "flowing"));
            awaitRows("second");
            stack.execute("refresh materialized view app.first");
            flow.close();
            count = flow.count();
        }
        await("first", count);
        await("second", count);
    }

    @Test
    void a_view_that_is_emptied_while_records_flow_loses_what_it_held_and_nothing_else() throws Exception {
        stack.createStream("emptied", 1);
        stack.execute(
                view("emptied", "emptied"), view("untouched", "emptied"), "create table app.taken (like app.emptied)");
        int count;
        try (Flow flow = new Flow(stack, "emptied")) {
            for (int i = 0; i < 3; i++) {
                awaitRows("emptied");
                stack.execute("alter table app.taken append from app.emptied");
            }
            flow.close();
            count = flow.count();
        }
        await("untouched", count);
        stack.execute("refresh materialized view app.emptied", "alter table app.taken append from app.emptied");
        await("taken", count);
    }

    @Test
    void a_transaction_that_holds_one_view_holds_up_no_other() throws Exception {
        stack.createStream("held", 1);
        stack.execute(view("held", "held"), view("free", "held"));
        stack.put("held", "k", "a");
        await("held", 1);
        try (Connection connection = stack.connect()) {
            connection.setAutoCommit(false);
            LocalStack.execute(connection, "delete from app.held", "truncate app.held");
            stack.put("held", "k", "b");
            await("free", 2);
            LocalStack.execute(connection, "commit");
        }
        await("held", 1);
    }

    @Test
    void a_view_that_is_dropped_and_made_again_while_records_flow_begins_anew() throws Exception {
        stack.createStream("dropped", 2);
        int count;
        try (Flow flow = new Flow(stack, "dropped")) {
            for (int i = 0; i < 3; i++) {
                stack.execute(view("dropped", "dropped"));
                awaitRows("dropped");
                if (i < 2) {
                    stack.execute("drop materialized view app.dropped");
                }
            }
            flow.close();
            count = flow.count();
        }
        await("dropped", count);
    }

    @Test
    void a_stream_that_is_deleted_and_created_anew_is_read_from_its_beginning() throws Exception {
        try (QuietLog quiet = new QuietLog(StreamLane.class)) {
            stack.createStream("reborn", 1);
            stack.execute(view("reborn", "reborn"));
            stack.put("reborn", "k", "old");
            await("reborn", 1);
            stack.kinesis().deleteStream(r -> r.streamName("reborn"));
            stack.kinesis().waiter().waitUntilStreamNotExists(r -> r.streamName("reborn"));
            stack.createStream("reborn", 1);
            stack.put("reborn", "k", "new");
            await("reborn", 2);
            assertThat(quiet.messages())
                    .allSatisfy(message -> assertThat(message).contains("reborn", "cannot be read"));
        }
    }

    @Test
    void a_view_whose_record_failed_goes_on_when_asked_once_the_record_is_gone() throws Exception {
        try (QuietLog quiet = new QuietLog(ViewRefresher.class, StreamLane.class)) {
            stack.createStream("mended", 1);
            stack.execute(
                    "create materialized view app.mended auto refresh yes as select from_varbyte(kinesis_data, 'utf-8')::int as t from ext.mended");
            stack.put("mended", "k", "no number");
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (quiet.messages().isEmpty()) {
                assertThat(System.nanoTime()).isLessThan(end);
                Thread.sleep(20);
            }
            stack.kinesis().deleteStream(r -> r.streamName("mended"));
            stack.kinesis().waiter().waitUntilStreamNotExists(r -> r.streamName("mended"));
            stack.createStream("mended", 1);
            stack.put("mended", "k", "1");
            await("mended", 1);
            assertThat(quiet.messages().stream().filter(message -> message.contains("has stopped")))
                    .hasSize(1);
        }
    }
}
