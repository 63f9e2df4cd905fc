package io.github.calllake.archive;

import static io.github.calllake.archive.TestLake.NOON;
import static io.github.calllake.archive.TestLake.event;
import static io.github.calllake.event.DetailType.RECORDING;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.lake.CommitLog;
import io.github.calllake.local.LocalAws;
import io.github.calllake.simulate.KplRecords;
import io.github.calllake.stream.StreamWriter.NewRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What of a stream is archived: packed records, streams made anew, and a part of a stream. */
@TestInstance(Lifecycle.PER_CLASS)
class ArchiverStreamsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ArchiverSettings AT_ONCE = TestLake.settings(1 << 20, Duration.ofMillis(1));

    private final QuietLogs quiet = new QuietLogs();
    private final LocalAws aws;

    ArchiverStreamsTest() throws IOException {
        aws = LocalAws.startTemporary();
    }

    @AfterAll
    void close() throws IOException {
        aws.close();
        quiet.close();
    }

    @Test
    void records_of_an_aggregate_are_archived_one_by_one() throws Exception {
        try (TestLake lake = new TestLake(aws, "aggregates", 1)) {
            byte[] aggregate = KplRecords.aggregate(
                    "key",
                    List.of(bytes(event(RECORDING, NOON, "a")), bytes("no event"), bytes(event(RECORDING, NOON, "b"))));
            lake.writer.put(
                    List.of(new NewRecord("key", aggregate), new NewRecord("key", bytes(event(RECORDING, NOON, "c")))));
            try (Archiver archiver = lake.archiver(AT_ONCE)) {
                await(() -> archiver.caughtUp() && archiver.counts().records() == 4);

                assertThat(lake.ids()).containsExactly("a", "b", "c");
                assertThat(archiver.counts().failed()).isEqualTo(1);
                List<String> failed = lake.keys(lake.layout.failedPrefix());
                assertThat(new String(lake.store.get(failed.get(0)).orElseThrow(), UTF_8))
                        .contains("\"subSequenceNumber\":1");
            }
            // A batch may end between an aggregate and what follows, never within one.
            try (Archiver archiver = lake.archiver(AT_ONCE)) {
                await(archiver::caughtUp);
            }
            assertThat(lake.ids()).containsExactly("a", "b", "c");
        }
    }

    @Test
    void a_stream_made_anew_is_read_from_its_beginning_into_a_log_of_its_own() throws Exception {
        try (TestLake lake = new TestLake(aws, "made-anew", 2)) {
            Instant firstMade = lake.stream.description().created();
            try (Archiver archiver = lake.archiver(AT_ONCE)) {
                archiver.awaitArchivedThrough(lake.put(List.of(event(RECORDING, NOON, "old"))), PATIENCE);

                lake.kinesis.deleteStream(request -> request.streamName("made-anew"));
                await(() -> lake.kinesis.listStreams().streamNames().stream().noneMatch("made-anew"::equals));
                // Sequence numbers and iterators hold the second in which a shard was opened.
                await(() -> Instant.now().isAfter(firstMade.plusSeconds(1)));
                lake.writer.createIfAbsent(1);
                lake.put(List.of(event(RECORDING, NOON, "new")));
                await(() -> lake.ids().size() == 2);

                assertThat(archiver.shards()).hasSize(1);
                await(archiver::caughtUp);
            }
            try (Archiver archiver = lake.archiver(AT_ONCE)) {
                archiver.awaitArchivedThrough(lake.put(List.of(event(RECORDING, NOON, "newer"))), PATIENCE);
            }
            assertThat(lake.ids()).containsExactly("new", "newer", "old");
            assertThat(CommitLog.newest(lake.store, lake.layout, "made-anew"))
                    .hasValueSatisfying(newest -> assertThat(newest.created()).isAfter(firstMade));
            assertThat(CommitLog.progressOfAllShards(lake.store, lake.layout, "made-anew"))
                    .hasSize(1);
        }
    }

    @Test
    void a_range_begins_and_ends_at_the_first_records_that_arrived_then() throws Exception {
        try (TestLake lake = new TestLake(aws, "ranges", 1)) {
            lake.put(List.of(event(RECORDING, NOON, "before")));
            Instant from = nextMillisecond();
            lake.put(List.of(event(RECORDING, NOON, "within")));
            Instant until = nextMillisecond();
            lake.put(List.of(event(RECORDING, NOON, "after")));

            ArchiverSettings settings = AT_ONCE.withRange(new StreamRange(Optional.of(from), Optional.of(until)));
            try (Archiver archiver = lake.archiver(settings)) {
                await(archiver::reachedEnd);
            }
            assertThat(lake.ids()).containsExactly("within");

            try (Archiver archiver = lake.archiver(AT_ONCE)) {
                await(archiver::caughtUp);
                assertThat(archiver.reachedEnd()).isFalse();
            }
            assertThat(lake.ids()).as("goes on where it stopped").containsExactly("after", "within");
        }
    }

    @Test
    void a_range_that_ends_later_ends_when_kinesis_says_that_it_is_later() throws Exception {
        try (TestLake lake = new TestLake(aws, "later", 2)) {
            lake.put(List.of(event(RECORDING, NOON, "a")));
            Instant until = Instant.now().plusSeconds(1);
            ArchiverSettings settings = AT_ONCE.withRange(new StreamRange(Optional.empty(), Optional.of(until)));
            try (Archiver archiver = lake.archiver(settings)) {
                await(archiver::reachedEnd);
                assertThat(Instant.now()).isAfterOrEqualTo(until);
            }
            assertThat(lake.ids()).containsExactly("a");
        }
    }

    @Test
    void an_empty_range_is_refused() {
        assertThatThrownBy(() -> new StreamRange(Optional.of(NOON), Optional.of(NOON)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is empty");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static Instant nextMillisecond() {
        Instant now = Instant.now();
        await(() -> Instant.now().isAfter(now.plusMillis(3)));
        return now.plusMillis(2).truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
