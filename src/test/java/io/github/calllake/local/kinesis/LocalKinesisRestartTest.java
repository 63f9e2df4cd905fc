package io.github.calllake.local.kinesis;

import static io.github.calllake.local.kinesis.TestStream.FIRST_SHARD;
import static io.github.calllake.local.kinesis.TestStream.NAME;
import static io.github.calllake.local.kinesis.TestStream.texts;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

class LocalKinesisRestartTest {
    private final TestClock clock = new TestClock();

    private final Path directory;

    LocalKinesisRestartTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void streams_shards_records_and_readers_go_on_after_a_restart() throws IOException {
        List<Shard> shards;
        List<Record> records;
        String reader;
        String tip;
        try (LocalKinesis kinesis = LocalKinesis.start(directory, KinesisSettings.UNLIMITED, clock);
                TestStream stream = TestStream.create(kinesis, 1)) {
            stream.putAll(0, 10);
            stream.client.splitShard(request ->
                    request.streamName(NAME).shardToSplit(FIRST_SHARD).newStartingHashKey("2"));
            stream.putAll(10, 20);
            shards = stream.shards();
            records = stream.readAll("shardId-000000000002");
            reader = stream.iterator("shardId-000000000002", ShardIteratorType.TRIM_HORIZON);
            tip = stream.iterator("shardId-000000000002", ShardIteratorType.LATEST);
        }
        try (LocalKinesis kinesis = LocalKinesis.start(directory, KinesisSettings.UNLIMITED, clock);
                TestStream stream = new TestStream(kinesis.endpoint())) {
            stream.put("after");

            assertThat(stream.shards()).isEqualTo(shards);
            assertThat(stream.readTexts(FIRST_SHARD)).hasSize(10);
            assertThat(stream.get(reader).records()).isEqualTo(records);
            assertThat(texts(stream.get(tip).records())).containsExactly("after");
            assertThat(stream.readAll("shardId-000000000002"))
                    .hasSize(11)
                    .startsWith(records.toArray(Record[]::new))
                    .extracting(record -> new BigInteger(record.sequenceNumber()))
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void sequence_numbers_go_on_above_those_of_records_that_a_power_failure_took() throws IOException {
        String lost;
        try (LocalKinesis kinesis = LocalKinesis.start(directory, KinesisSettings.UNLIMITED, clock);
                TestStream stream = TestStream.create(kinesis, 1)) {
            stream.putAll(0, 100);
            lost = stream.put("lost").sequenceNumber();
        }
        Files.delete(onlyLog());
        clock.advance(Duration.ofSeconds(1));
        try (LocalKinesis kinesis = LocalKinesis.start(directory, KinesisSettings.UNLIMITED, clock);
                TestStream stream = new TestStream(kinesis.endpoint())) {
            stream.put("found");

            String reader = stream.iterator(FIRST_SHARD, ShardIteratorType.AFTER_SEQUENCE_NUMBER, lost);
            assertThat(texts(stream.get(reader).records())).containsExactly("found");
        }
    }

    @Test
    void a_write_that_a_crash_left_unfinished_is_cut_off() throws IOException {
        try (LocalKinesis kinesis = LocalKinesis.start(directory, KinesisSettings.UNLIMITED, clock);
                TestStream stream = TestStream.create(kinesis, 1)) {
            stream.put("whole");
            stream.put("torn");
        }
        Path log = onlyLog();
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 1);
        }
        assertRecovers("whole", "after torn");

        // Blocks that the file system gave to the file but never wrote.
        Files.write(log, new byte[100], StandardOpenOption.APPEND);
        assertRecovers("whole", "after torn", "after zeros");
    }

    private void assertRecovers(String... expected) throws IOException {
        try (LocalKinesis kinesis = LocalKinesis.start(directory, KinesisSettings.UNLIMITED, clock);
                TestStream stream = new TestStream(kinesis.endpoint())) {
            stream.put(expected[expected.length - 1]);
            assertThat(stream.readTexts(FIRST_SHARD)).containsExactly(expected);
        }
        try (LocalKinesis kinesis = LocalKinesis.start(directory, KinesisSettings.UNLIMITED, clock);
                TestStream stream = new TestStream(kinesis.endpoint())) {
            assertThat(stream.readTexts(FIRST_SHARD)).containsExactly(expected);
        }
    }

    @Test
    void a_record_that_was_changed_on_disk_is_not_handed_out() throws IOException {
        try (LocalKinesis kinesis = LocalKinesis.start(directory, KinesisSettings.UNLIMITED, clock);
                TestStream stream = TestStream.create(kinesis, 1)) {
            stream.put("whole");
            stream.put("changed");
        }
        try (FileChannel channel = FileChannel.open(onlyLog(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {'C'}), channel.size() - 1);
        }
        assertRecovers("whole", "after");
    }

    @Test
    void what_was_answered_survives_the_death_of_the_process() throws Exception {
        Queue<String> answered = new ConcurrentLinkedQueue<>();
        CountDownLatch enough = new CountDownLatch(50);
        try (LocalKinesisProcess process = LocalKinesisProcess.start(directory);
                TestStream stream = new TestStream(process.endpoint())) {
            stream.client.createStream(request -> request.streamName(NAME).shardCount(1));
            CompletableFuture<Void> puts = CompletableFuture.runAsync(() -> putUntilRefused(stream, answered, enough));
            enough.await();
            process.kill();
            puts.join();
        }
        try (LocalKinesis kinesis = LocalKinesis.start(directory);
                TestStream stream = new TestStream(kinesis.endpoint())) {
            List<String> found = stream.readAll(FIRST_SHARD).stream()
                    .map(Record::sequenceNumber)
                    .toList();
            assertThat(found).startsWith(answered.toArray(String[]::new));
            assertThat(new BigInteger(stream.put("after").sequenceNumber()))
                    .isGreaterThan(new BigInteger(found.get(found.size() - 1)));
        }
    }

    private static void putUntilRefused(TestStream stream, Queue<String> answered, CountDownLatch enough) {
        try {
            for (int from = 0; ; from += 10) {
                PutRecordsResponse response = stream.putAll(from, from + 10);
                response.records().stream()
                        .map(PutRecordsResultEntry::sequenceNumber)
                        .forEach(answered::add);
                enough.countDown();
            }
        } catch (SdkException e) {
            // The server is dead, as the test wants it.
            assertThat(enough.getCount()).isZero();
        }
    }

    @Test
    void the_room_of_records_past_their_retention_is_given_back() throws IOException {
        try (LocalKinesis kinesis = LocalKinesis.start(directory, KinesisSettings.UNLIMITED, clock);
                TestStream stream = TestStream.create(kinesis, 1)) {
            stream.put("old");
        }
        clock.advance(Duration.ofHours(25));
        try (LocalKinesis kinesis = LocalKinesis.start(directory, KinesisSettings.UNLIMITED, clock);
                TestStream stream = new TestStream(kinesis.endpoint())) {
            stream.put("young");
            assertThat(logs()).hasSize(1);
            stream.client.splitShard(request ->
                    request.streamName(NAME).shardToSplit(FIRST_SHARD).newStartingHashKey("2"));
        }
        clock.advance(Duration.ofHours(25));
        try (LocalKinesis kinesis = LocalKinesis.start(directory, KinesisSettings.UNLIMITED, clock);
                TestStream stream = new TestStream(kinesis.endpoint())) {
            assertThat(stream.shards())
                    .extracting(Shard::shardId)
                    .containsExactly("shardId-000000000001", "shardId-000000000002");
            assertThat(logs()).isEmpty();
        }
    }

    private Path onlyLog() {
        List<Path> logs = logs();
        assertThat(logs).hasSize(1);
        return logs.get(0);
    }

    private List<Path> logs() {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".log")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
