package io.github.calllake.archive;

import static io.github.calllake.archive.TestLake.NOON;
import static io.github.calllake.archive.TestLake.event;
import static io.github.calllake.event.DetailType.RECORDING;
import static io.github.calllake.event.DetailType.TRANSCRIBE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.lake.CommitLog;
import io.github.calllake.lake.ShardProgress;
import io.github.calllake.local.LocalAws;
import io.github.calllake.simulate.KplRecords;
import io.github.calllake.stream.StreamSource;
import io.github.calllake.stream.StreamWriter.NewRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What holds for an archiver, whichever way it reads its stream. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ArchivingContract {

    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final ArchiverSettings ON_REQUEST = TestLake.settings(1 << 20, Duration.ofHours(1));

    private final QuietLogs quiet = new QuietLogs();
    final LocalAws aws;

    ArchivingContract() throws IOException {
        aws = LocalAws.startTemporary();
    }

    /** The stream of a lake, read in the way under test. */
    abstract StreamSource source(TestLake lake);

    @AfterAll
    void close() throws IOException {
        aws.close();
        quiet.close();
    }

    /** An archiver with the source that it reads from. */
    record Worker(StreamSource source, Archiver archiver) implements AutoCloseable {
        @Override
        public void close() {
            archiver.close();
            source.close();
        }
    }

    Worker worker(TestLake lake, ArchiverSettings settings) {
        StreamSource source = source(lake);
        try {
            return new Worker(source, lake.archiver(source, settings));
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    @Test
    void every_record_is_archived_once_and_records_of_aggregates_each_by_itself() throws Exception {
        try (TestLake lake = new TestLake(aws, "contract-once", 3);
                Worker worker = worker(lake, ON_REQUEST)) {
            lake.put(events("a", 100));
            List<byte[]> packed = events("packed", 20).stream()
                    .map(text -> text.getBytes(UTF_8))
                    .toList();
            lake.writer.put(List.of(new NewRecord("k", KplRecords.aggregate("key of another shard", packed))));
            lake.put(List.of("not an event"));
            awaitIds(lake, List.of(worker), ids("a", 100), ids("packed", 20));

            // Files are there a moment before they count.
            await(() -> worker.archiver().counts().records() == 121);
            assertThat(worker.archiver().counts().failed()).isEqualTo(1);
            assertThat(worker.archiver().failing()).isEmpty();
            assertThat(worker.archiver().shards()).hasSize(3);
            await(() -> worker.archiver().health().isReady());
            assertThat(worker.archiver().health().isLive()).isTrue();
        }
    }

    @Test
    void a_stop_archives_what_was_read_and_a_restart_goes_on_behind_it() throws Exception {
        try (TestLake lake = new TestLake(aws, "contract-restart", 1)) {
            lake.put(events("a", 50));
            try (Worker worker = worker(lake, ON_REQUEST)) {
                await(() ->
                        worker.archiver().shards().values().stream().anyMatch(shard -> shard.bufferedRecords() == 50));
            }
            assertThat(lake.ids()).as("after the stop").isEqualTo(ids("a", 50));

            lake.put(events("b", 50));
            try (Worker worker = worker(lake, ON_REQUEST)) {
                awaitIds(lake, List.of(worker), ids("a", 50), ids("b", 50));
                await(() -> worker.archiver().counts().records() == 50);
            }
        }
    }

    @Test
    void split_and_merged_shards_are_followed_again_and_again_parents_first() throws Exception {
        try (TestLake lake = new TestLake(aws, "contract-reshard", 1);
                Worker worker = worker(lake, TestLake.settings(400, Duration.ofHours(1)))) {
            lake.put(events("a", 30));
            split(lake, 0, BigInteger.TWO.pow(127));
            lake.put(events("b", 30));
            split(lake, 1, BigInteger.TWO.pow(126));
            lake.put(events("c", 30));
            merge(lake, 3, 4);
            lake.put(events("d", 30));
            merge(lake, 5, 2);
            lake.put(events("e", 30));
            awaitIds(lake, List.of(worker), ids("a", 30), ids("b", 30), ids("c", 30), ids("d", 30), ids("e", 30));

            List<ShardProgress> progress = CommitLog.progressOfAllShards(lake.store, lake.layout, lake.stream.name());
            assertThat(progress)
                    .filteredOn(shard -> shard.state() == ShardProgress.State.CLOSED)
                    .extracting(ShardProgress::shard, ShardProgress::children)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(shard(0), List.of(shard(1), shard(2))),
                            org.assertj.core.groups.Tuple.tuple(shard(1), List.of(shard(3), shard(4))),
                            org.assertj.core.groups.Tuple.tuple(shard(2), List.of(shard(6))),
                            org.assertj.core.groups.Tuple.tuple(shard(3), List.of(shard(5))),
                            org.assertj.core.groups.Tuple.tuple(shard(4), List.of(shard(5))),
                            org.assertj.core.groups.Tuple.tuple(shard(5), List.of(shard(6))));
            assertThat(worker.archiver().failing()).isEmpty();
        }
    }

    @Test
    void two_workers_together_archive_every_record_once() throws Exception {
        ArchiverSettings often = TestLake.settings(300, Duration.ofHours(1));
        try (TestLake lake = new TestLake(aws, "contract-two", 4);
                Worker one = worker(lake, often)) {
            lake.put(events("a", 60));
            try (Worker other = worker(lake, often)) {
                lake.put(events("b", 60));
                awaitIds(lake, List.of(one, other), ids("a", 60), ids("b", 60));
                lake.put(events("c", 60));
                share(one, other);
            }
            lake.put(events("d", 60));
            awaitIds(lake, List.of(one), ids("a", 60), ids("b", 60), ids("c", 60), ids("d", 60));
        }
    }

    /** Waits until they share the work, if that is what this way of reading has them do. */
    abstract void share(Worker one, Worker other);

    static String shard(int number) {
        return String.format(java.util.Locale.ROOT, "shardId-%012d", number);
    }

    static List<String> events(String name, int count) {
        return ids(name, count).stream()
                .map(id -> event(id.hashCode() % 2 == 0 ? TRANSCRIBE : RECORDING, NOON, id))
                .toList();
    }

    static List<String> ids(String name, int count) {
        return IntStream.range(0, count).mapToObj(n -> name + "-" + (1000 + n)).toList();
    }

    /** Has the workers roll until the lake holds these rows and no others, none twice. */
    @SafeVarargs
    static void awaitIds(TestLake lake, Collection<Worker> workers, List<String>... ids) {
        List<String> wanted = Stream.of(ids).flatMap(List::stream).sorted().toList();
        List<String> seen = new ArrayList<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        do {
            workers.forEach(worker -> worker.archiver().rollNow());
            pause();
            seen.clear();
            seen.addAll(idsAmidWrites(lake));
        } while (seen.size() < wanted.size() && System.nanoTime() < end);
        assertThat(seen)
                .as(
                        "%s",
                        workers.stream()
                                .map(worker -> worker.archiver().failing())
                                .toList())
                .isEqualTo(wanted);
    }

    /** The rows, or none if a file that was being written has gone while it was looked for. */
    private static List<String> idsAmidWrites(TestLake lake) {
        try {
            return lake.ids();
        } catch (UncheckedIOException | IllegalStateException e) {
            return List.of();
        }
    }

    static void split(TestLake lake, int shard, BigInteger at) {
        lake.kinesis.splitShard(request -> request.streamName(lake.stream.name())
                .shardToSplit(shard(shard))
                .newStartingHashKey(at.toString()));
        awaitActive(lake);
    }

    static void merge(TestLake lake, int shard, int other) {
        lake.kinesis.mergeShards(request -> request.streamName(lake.stream.name())
                .shardToMerge(shard(shard))
                .adjacentShardToMerge(shard(other)));
        awaitActive(lake);
    }

    private static void awaitActive(TestLake lake) {
        await(() -> lake.kinesis
                .describeStreamSummary(request -> request.streamName(lake.stream.name()))
                .streamDescriptionSummary()
                .streamStatusAsString()
                .equals("ACTIVE"));
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static Map<String, ShardStatus> shards(Worker worker) {
        return worker.archiver().shards();
    }
}
