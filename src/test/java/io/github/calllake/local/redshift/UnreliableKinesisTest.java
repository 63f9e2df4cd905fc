package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.local.redshift.UnreliableKinesis.Fate;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views get each record once, however Kinesis answers; and each asks for itself. */
class UnreliableKinesisTest {

    private static final IngestionSettings OFTEN = new IngestionSettings(1 << 20, 50, Duration.ofMillis(20));

    private static String view(String name, String autoRefresh) {
        return "create materialized view app." + name + " auto refresh " + autoRefresh
                + " as select shard_id, sequence_number, from_varbyte(kinesis_data, 'utf-8') as t from ext.calls";
    }

    @Test
    void each_view_reads_by_itself_and_refused_failed_and_cut_reads_lose_and_double_nothing(@TempDir Path directory)
            throws Exception {
        UnreliableKinesis[] road = new UnreliableKinesis[1];
        try (QuietLog quiet = new QuietLog(StreamLane.class, StreamIngestor.class);
                LocalStack stack = LocalStack.start(
                        directory,
                        endpoint -> {
                            road[0] = new UnreliableKinesis(endpoint);
                            return road[0].endpoint();
                        },
                        OFTEN);
                UnreliableKinesis kinesis = road[0]) {
            stack.createStream("calls", 3);
            stack.execute("create schema app", "create external schema ext from kinesis iam_role default");
            for (String name : List.of("one", "two")) {
                stack.execute(view(name, "no"), "refresh materialized view app." + name);
            }
            assertThat(kinesis.count("GetShardIterator")).isEqualTo(6);
            assertThat(kinesis.count("GetRecords")).isEqualTo(6);

            kinesis.setReliability(0.7);
            stack.execute(
                    "alter materialized view app.one auto refresh yes",
                    "alter materialized view app.two auto refresh yes");
            int count;
            try (Flow flow = new Flow(stack, "calls")) {
                awaitEach(kinesis);
                flow.close();
                count = flow.count();
            }
            awaitRows(stack, count);
            kinesis.setReliability(1);
            assertThat(quiet.messages())
                    .allSatisfy(message -> assertThat(message).contains("stream calls cannot be read"));
        }
    }

    /** Until each fate was met often enough. */
    private static void awaitEach(UnreliableKinesis kinesis) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        for (Fate fate : Fate.values()) {
            while (kinesis.count(fate) < 4) {
                assertThat(System.nanoTime()).as(fate.name()).isLessThan(end);
                Thread.sleep(20);
            }
        }
    }

    private static void awaitRows(LocalStack stack, int count) throws SQLException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        String all = count + "|" + count;
        for (String name : List.of("one", "two")) {
            String query = "select count(*), count(distinct t) from app." + name;
            while (!stack.rows(query).equals(List.of(all))) {
                assertThat(System.nanoTime()).as(name).isLessThan(end);
                Thread.sleep(20);
            }
        }
    }
}
