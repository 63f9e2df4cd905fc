package io.github.calllake.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.local.kinesis.KinesisFaults;
import io.github.calllake.local.kinesis.KinesisSettings;
import io.github.calllake.local.kinesis.LocalKinesis;
import io.github.calllake.stream.StreamWriter.NewRecord;
import io.github.calllake.stream.StreamWriter.Placed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Shard;

class ShardReaderTest {

    private static final String FIRST_SHARD = "shardId-000000000000";
    private static final ReadPace FAST = new ReadPace(Duration.ZERO, Duration.ZERO);

    private static LocalKinesis server;
    private static KinesisClient kinesis;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        server = LocalKinesis.start(directory, KinesisSettings.UNLIMITED);
        kinesis = KinesisClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build();
    }

    @AfterAll
    static void stop() throws IOException {
        kinesis.close();
        server.close();
    }

    @Test
    void records_come_back_in_order_with_what_kinesis_says_of_them() {
        List<Placed> placed = put("in-order", 1, 20);
        ShardBatch batch =
                reader(kinesis, "in-order", ShardPosition.trimHorizon()).next();

        assertThat(batch.records())
                .extracting(StreamRecord::sequenceNumber)
                .isEqualTo(placed.stream().map(Placed::sequenceNumber).toList());
        assertThat(texts(batch)).startsWith("record-0", "record-1").hasSize(20);
        assertThat(batch.records().get(0).arrival()).isBefore(Instant.now().plusSeconds(1));
        assertThat(batch.serverTime()).isPresent();
        assertThat(batch.atTip()).isTrue();
        assertThat(batch.gap()).isEmpty();
    }

    @Test
    void answers_are_of_about_two_megabytes_once_it_is_known_how_long_records_are() {
        int length = 5_000;
        int fit = (2 << 20) / (length + 300);
        StreamWriter writer = new StreamWriter(kinesis, "long-records");
        writer.createIfAbsent(1);
        List<NewRecord> records = IntStream.range(0, 500 + fit + 1)
                .mapToObj(n -> new NewRecord("key-" + n, new byte[length]))
                .toList();
        List<Placed> placed = writer.put(records);
        ShardReader reader = reader(kinesis, "long-records", ShardPosition.trimHorizon());

        List<ShardBatch> batches = List.of(reader.next(), reader.next(), reader.next());
        assertThat(batches).extracting(batch -> batch.records().size()).containsExactly(500, fit, 1);
        assertThat(batches).extracting(ShardBatch::atTip).containsExactly(false, false, true);
        assertThat(batches.stream().flatMap(batch -> batch.records().stream()))
                .extracting(StreamRecord::sequenceNumber)
                .containsExactlyElementsOf(
                        placed.stream().map(Placed::sequenceNumber).toList());
    }

    @Test
    void an_answer_of_as_many_records_as_were_asked_for_is_not_the_tip_whatever_it_says() {
        put("one-millisecond", 1, 501);
        KinesisClient all = KinesisProxy.of(kinesis, (operation, call) -> {
            Object answer = call.answer();
            return answer instanceof GetRecordsResponse records
                    ? records.toBuilder().millisBehindLatest(0L).build()
                    : answer;
        });
        ShardReader reader = reader(all, "one-millisecond", ShardPosition.trimHorizon());

        ShardBatch full = reader.next();
        assertThat(full.records()).hasSize(500);
        assertThat(full.atTip()).isFalse();
        assertThat(reader.next().atTip()).isTrue();
    }

    @Test
    void reading_after_a_record_leaves_that_record_out() {
        List<Placed> placed = put("after", 1, 5);
        ShardReader reader =
                reader(kinesis, "after", ShardPosition.after(placed.get(2).sequenceNumber()));

        assertThat(texts(reader.next())).containsExactly("record-3", "record-4");
        assertThat(reader.next().records()).isEmpty();
    }

    @Test
    void reading_after_a_record_that_is_gone_says_so() {
        put("gone", 1, 3);
        // The shard's own first number is no record's, as that of an expired record is none's any more.
        String older = kinesis.listShards(request -> request.streamName("gone"))
                .shards()
                .get(0)
                .sequenceNumberRange()
                .startingSequenceNumber();
        ShardBatch batch = reader(kinesis, "gone", ShardPosition.after(older)).next();

        assertThat(batch.gap()).contains(new ShardBatch.Gap(older));
        assertThat(texts(batch)).containsExactly("record-0", "record-1", "record-2");
    }

    @Test
    void an_expired_iterator_is_replaced_at_the_last_position() {
        put("expired", 1, 3);
        Deque<KinesisException> faults = new ArrayDeque<>();
        ShardReader reader = reader(failing(faults), "expired", ShardPosition.trimHorizon());
        assertThat(reader.next().records()).hasSize(3);
        put("expired", 1, 2);
        faults.add(
                ExpiredIteratorException.builder().message("Iterator expired").build());

        ShardBatch batch = reader.next();
        assertThat(texts(batch)).containsExactly("record-0", "record-1");
        assertThat(batch.gap()).isEmpty();
    }

    @Test
    void throttling_is_waited_out() {
        put("throttled", 1, 3);
        Deque<KinesisException> faults = new ArrayDeque<>();
        for (int n = 0; n < 3; n++) {
            faults.add(ProvisionedThroughputExceededException.builder()
                    .message("Slow down")
                    .build());
        }
        ReadMonitor monitor = new ReadMonitor();
        int throttled = faults.size();
        ShardReader reader = new DirectStream(failing(faults), "throttled", FAST)
                .reader(FIRST_SHARD, ShardPosition.trimHorizon(), Optional.empty(), new StopSignal(), monitor);

        assertThat(reader.next().records()).hasSize(3);
        assertThat(faults).isEmpty();
        ReadStatus status = monitor.status(true, new RetriesInClient());
        assertThat(status.reads()).isEqualTo(1);
        assertThat(status.throttled()).isEqualTo(throttled);
        assertThat(status.retries()).isEqualTo(throttled);
        assertThat(status.sinceLastStep()).containsOnlyKeys(FIRST_SHARD);
    }

    @Test
    void a_refusal_names_stream_and_shard() {
        assertThatThrownBy(() -> reader(kinesis, "no-such-stream", ShardPosition.trimHorizon())
                        .next())
                .isInstanceOf(StreamException.class)
                .hasMessageContaining("no-such-stream")
                .hasMessageContaining(FIRST_SHARD)
                .hasCauseInstanceOf(SdkException.class);
    }

    @Test
    void a_reader_far_behind_looks_at_each_read_whether_its_place_is_still_there() {
        put("far-behind", 1, 3);
        AtomicInteger iterators = new AtomicInteger();
        KinesisClient farBehind = KinesisProxy.of(kinesis, (operation, call) -> {
            Object answer = call.answer();
            iterators.addAndGet(operation.equals("getShardIterator") ? 1 : 0);
            return answer instanceof GetRecordsResponse records
                    ? records.toBuilder()
                            .millisBehindLatest(Duration.ofHours(21).toMillis())
                            .build()
                    : answer;
        });
        ShardReader reader = reader(farBehind, "far-behind", ShardPosition.trimHorizon());
        assertThat(reader.next().records()).hasSize(3);
        put("far-behind", 1, 1);
        ShardBatch batch = reader.next();

        assertThat(iterators).hasValue(2);
        assertThat(texts(batch)).containsExactly("record-0");
        assertThat(batch.gap()).isEmpty();
    }

    @Test
    void a_reader_that_comes_too_often_waits_and_misses_nothing() {
        List<Placed> placed = put("hurried", 1, 200);
        ShardReader reader = reader(kinesis, "hurried", ShardPosition.trimHorizon());
        server.use(KinesisSettings.UNLIMITED.withFaults(
                KinesisFaults.NONE.withThrottledReads(0.6).withSeed(5)));
        try {
            List<String> read = new ArrayList<>();
            while (read.size() < placed.size()) {
                reader.next().records().forEach(record -> read.add(record.sequenceNumber()));
            }
            assertThat(read)
                    .isEqualTo(placed.stream().map(Placed::sequenceNumber).toList());
        } finally {
            server.use(KinesisSettings.UNLIMITED);
        }
    }

    @Test
    void the_end_of_a_split_shard_names_its_children() {
        put("split", 1, 2);
        kinesis.splitShard(request -> request.streamName("split")
                .shardToSplit(FIRST_SHARD)
                .newStartingHashKey(java.math.BigInteger.TWO.pow(127).toString()));
        new StreamWriter(kinesis, "split").createIfAbsent(1);
        ShardReader reader = reader(kinesis, "split", ShardPosition.trimHorizon());
        List<String> texts = new ArrayList<>();
        ShardBatch batch;
        do {
            batch = reader.next();
            texts.addAll(texts(batch));
        } while (batch.ended().isEmpty());

        assertThat(texts).containsExactly("record-0", "record-1");
        assertThat(batch.ended().orElseThrow().children())
                .containsExactlyInAnyOrder("shardId-000000000001", "shardId-000000000002");
        assertThat(batch.atTip()).isFalse();
        assertThatThrownBy(reader::next).isInstanceOf(IllegalStateException.class);
        assertThat(new DirectStream(kinesis, "split", FAST).shards())
                .contains(new StreamShard("shardId-000000000002", List.of(FIRST_SHARD)));
    }

    @Test
    void a_shard_that_has_gone_from_the_stream_ends_with_a_gap_and_its_children() {
        List<Placed> placed = put("trimmed", 1, 2);
        AtomicBoolean gone = new AtomicBoolean();
        KinesisClient client = KinesisProxy.of(kinesis, (operation, call) -> {
            if (gone.get() && operation.equals("getShardIterator")) {
                throw ResourceNotFoundException.builder()
                        .message("Shard shardId-000000000000 in stream trimmed under account 1 does not exist")
                        .build();
            }
            if (gone.get() && operation.equals("listShards")) {
                // As Kinesis lists it a retention after the split.
                return ListShardsResponse.builder()
                        .shards(Shard.builder()
                                .shardId("shardId-000000000001")
                                .parentShardId(FIRST_SHARD)
                                .build())
                        .build();
            }
            return call.answer();
        });
        String last = placed.get(1).sequenceNumber();
        ShardReader reader = reader(client, "trimmed", ShardPosition.after(last));
        ShardReader fromBeginning = reader(client, "trimmed", ShardPosition.trimHorizon());
        gone.set(true);

        ShardBatch batch = reader.next();
        assertThat(batch.records()).isEmpty();
        assertThat(batch.gap()).contains(new ShardBatch.Gap(last));
        assertThat(batch.ended()).contains(new ShardBatch.Ended(List.of("shardId-000000000001")));
        assertThat(fromBeginning.next().gap()).contains(new ShardBatch.Gap("0"));
    }

    @Test
    void a_shard_that_cannot_be_read_though_the_stream_has_it_is_a_failure() {
        put("denied", 1, 1);
        KinesisClient client = KinesisProxy.of(kinesis, (operation, call) -> {
            if (operation.equals("getShardIterator")) {
                throw ResourceNotFoundException.builder().message("No key").build();
            }
            return call.answer();
        });

        assertThatThrownBy(() ->
                        reader(client, "denied", ShardPosition.trimHorizon()).next())
                .isInstanceOf(StreamException.class)
                .hasMessageContaining("No key");
    }

    @Test
    void sequence_numbers_are_ordered_as_numbers() {
        assertThat(SequenceNumbers.isAfter("100", "99")).isTrue();
        assertThat(SequenceNumbers.isAfter("99", "100")).isFalse();
        assertThat(SequenceNumbers.isAfter("99", "99")).isFalse();
    }

    private static List<Placed> put(String stream, int shards, int count) {
        StreamWriter writer = new StreamWriter(kinesis, stream);
        writer.createIfAbsent(shards);
        return writer.put(IntStream.range(0, count)
                .mapToObj(n -> new NewRecord("key-" + n, ("record-" + n).getBytes(StandardCharsets.UTF_8)))
                .toList());
    }

    private static ShardReader reader(KinesisClient client, String stream, ShardPosition position) {
        return new DirectStream(client, stream, FAST).reader(FIRST_SHARD, position);
    }

    private static List<String> texts(ShardBatch batch) {
        return batch.records().stream()
                .map(record -> new String(record.data(), StandardCharsets.UTF_8))
                .toList();
    }

    /** The client, but that each read meets the next fault, while there are any. */
    private static KinesisClient failing(Deque<KinesisException> faults) {
        return KinesisProxy.of(kinesis, (operation, call) -> {
            if (operation.equals("getRecords") && !faults.isEmpty()) {
                throw faults.remove();
            }
            return call.answer();
        });
    }
}
