package io.github.calllake.local.kinesis;

import static io.github.calllake.local.kinesis.TestStream.FIRST_SHARD;
import static io.github.calllake.local.kinesis.TestStream.NAME;
import static io.github.calllake.local.kinesis.TestStream.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ListStreamsResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

class LocalKinesisShardsTest {
    private static final BigInteger HASH_KEYS = BigInteger.ONE.shiftLeft(128);

    private final TestClock clock = new TestClock();
    private LocalKinesis kinesis;
    private TestStream stream;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        kinesis = LocalKinesis.start(directory, KinesisSettings.UNLIMITED, clock);
        stream = TestStream.create(kinesis, 3);
    }

    @AfterEach
    void stop() {
        stream.close();
        kinesis.close();
    }

    @Test
    void the_shards_of_a_stream_divide_the_hash_keys_without_gap() {
        List<Shard> shards = stream.shards();
        BigInteger next = BigInteger.ZERO;
        for (Shard shard : shards) {
            assertThat(new BigInteger(shard.hashKeyRange().startingHashKey())).isEqualTo(next);
            next = new BigInteger(shard.hashKeyRange().endingHashKey()).add(BigInteger.ONE);
        }
        assertThat(next).isEqualTo(HASH_KEYS);
        assertThat(shards)
                .extracting(Shard::shardId)
                .containsExactly("shardId-000000000000", "shardId-000000000001", "shardId-000000000002");
    }

    @Test
    void a_record_goes_to_the_shard_of_its_key_or_of_its_explicit_hash_key() {
        // MD5("a") is 0cc1..., MD5("b") 92eb...
        assertThat(stream.put("a").shardId()).isEqualTo("shardId-000000000000");
        assertThat(stream.put("b").shardId()).isEqualTo("shardId-000000000001");
        assertThat(putAt(HASH_KEYS.subtract(BigInteger.ONE).toString())).isEqualTo("shardId-000000000002");
        assertThatThrownBy(() -> putAt(HASH_KEYS.toString())).isInstanceOf(InvalidArgumentException.class);
    }

    private String putAt(String hashKey) {
        return stream.client
                .putRecord(request -> request.streamName(NAME)
                        .partitionKey("a")
                        .explicitHashKey(hashKey)
                        .data(SdkBytes.fromUtf8String("x")))
                .shardId();
    }

    @Test
    void a_reader_goes_through_a_split_to_both_children() {
        stream.put("a");
        String latest = stream.iterator(FIRST_SHARD, ShardIteratorType.LATEST);
        stream.put("a");
        split(FIRST_SHARD, "2");
        stream.put("a");

        GetRecordsResponse end = stream.get(latest);

        assertThat(texts(end.records())).containsExactly("a");
        assertThat(end.nextShardIterator()).isNull();
        assertThat(end.millisBehindLatest()).isZero();
        assertThat(end.childShards())
                .extracting(ChildShard::shardId)
                .containsExactly("shardId-000000000003", "shardId-000000000004");
        assertThat(end.childShards())
                .allSatisfy(child -> assertThat(child.parentShards()).containsExactly(FIRST_SHARD));
        assertThat(stream.readTexts(FIRST_SHARD)).containsExactly("a", "a");
        assertThat(stream.readTexts("shardId-000000000003")).isEmpty();
        assertThat(stream.readTexts("shardId-000000000004")).containsExactly("a");
    }

    @Test
    void the_end_of_a_closed_shard_is_found_from_any_place_in_it() {
        String last = stream.put("a").sequenceNumber();
        split(FIRST_SHARD, "2");
        String ending = stream.shards().get(0).sequenceNumberRange().endingSequenceNumber();

        List<String> iterators = List.of(
                stream.iterator(FIRST_SHARD, ShardIteratorType.LATEST),
                stream.iterator(FIRST_SHARD, ShardIteratorType.AFTER_SEQUENCE_NUMBER, last),
                stream.iterator(FIRST_SHARD, ShardIteratorType.AT_SEQUENCE_NUMBER, ending),
                stream.iterator(FIRST_SHARD, ShardIteratorType.AFTER_SEQUENCE_NUMBER, ending));

        assertThat(iterators).allSatisfy(iterator -> {
            GetRecordsResponse response = stream.get(iterator);
            assertThat(response.records()).isEmpty();
            assertThat(response.nextShardIterator()).isNull();
            assertThat(response.childShards()).hasSize(2);
        });
    }

    @Test
    void children_number_above_their_parents_even_within_one_second() {
        BigInteger first = new BigInteger(stream.put("a").sequenceNumber());
        split(FIRST_SHARD, "2");
        BigInteger second = new BigInteger(stream.put("a").sequenceNumber());
        merge("shardId-000000000003", "shardId-000000000004");
        BigInteger third = new BigInteger(stream.put("a").sequenceNumber());
        Shard parent = stream.shards().get(0);

        assertThat(List.of(first, second, third)).isSorted().doesNotHaveDuplicates();
        assertThat(new BigInteger(parent.sequenceNumberRange().endingSequenceNumber()))
                .isGreaterThanOrEqualTo(first)
                .isLessThan(second);
    }

    @Test
    void a_merged_shard_names_both_its_parents() {
        merge("shardId-000000000001", FIRST_SHARD);

        Shard merged = stream.shards().get(3);
        GetRecordsResponse end = stream.get(stream.iterator(FIRST_SHARD, ShardIteratorType.TRIM_HORIZON));

        assertThat(merged.parentShardId()).isEqualTo("shardId-000000000001");
        assertThat(merged.adjacentParentShardId()).isEqualTo(FIRST_SHARD);
        assertThat(merged.hashKeyRange().startingHashKey()).isEqualTo("0");
        assertThat(end.childShards().get(0).parentShards()).containsExactly("shardId-000000000001", FIRST_SHARD);
    }

    @Test
    void nothing_is_lost_or_doubled_by_a_split_among_puts() {
        CompletableFuture<Void> puts = CompletableFuture.runAsync(
                () -> IntStream.range(0, 100).forEach(batch -> stream.putAll(batch * 20, batch * 20 + 20)));
        split(FIRST_SHARD, "50000000000000000000000000000000000000");
        split("shardId-000000000001", "150000000000000000000000000000000000000");
        puts.join();

        List<String> read = new ArrayList<>();
        stream.shards().forEach(shard -> read.addAll(stream.readTexts(shard.shardId())));

        assertThat(read)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 2000).mapToObj(n -> "record-" + n).toList());
    }

    @Test
    void shards_that_cannot_be_split_or_merged_are_refused() {
        assertThatThrownBy(() -> merge(FIRST_SHARD, "shardId-000000000002"))
                .isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> split(FIRST_SHARD, "1")).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> split("shardId-000000000009", "1")).isInstanceOf(ResourceNotFoundException.class);
        split(FIRST_SHARD, "2");
        assertThatThrownBy(() -> split(FIRST_SHARD, "2"))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("has already been merged or split");
    }

    @Test
    void shards_are_listed_in_pages_and_by_time() {
        Instant before = clock.instant();
        clock.advance(Duration.ofMinutes(1));
        split(FIRST_SHARD, "2");

        ListShardsResponse page =
                stream.client.listShards(request -> request.streamName(NAME).maxResults(4));
        ListShardsResponse rest = stream.client.listShards(request -> request.nextToken(page.nextToken()));

        assertThat(page.shards()).hasSize(4);
        assertThat(rest.shards()).extracting(Shard::shardId).containsExactly("shardId-000000000004");
        assertThat(rest.nextToken()).isNull();
        assertThat(filtered(ShardFilterType.AT_LATEST, before)).containsExactly(1, 2, 3, 4);
        assertThat(filtered(ShardFilterType.AT_TIMESTAMP, before)).containsExactly(0, 1, 2);
        assertThat(filtered(ShardFilterType.AT_TIMESTAMP, Instant.EPOCH)).isEmpty();
        assertThat(filtered(ShardFilterType.FROM_TIMESTAMP, before)).containsExactly(0, 1, 2, 3, 4);
        assertThat(filtered(ShardFilterType.AT_TRIM_HORIZON, before)).containsExactly(0, 1, 2);
        assertThat(stream.client
                        .listShards(request -> request.streamName(NAME)
                                .shardFilter(filter -> filter.type(ShardFilterType.AFTER_SHARD_ID)
                                        .shardId("shardId-000000000002")))
                        .shards())
                .hasSize(2);
        assertThat(stream.client
                        .describeStream(request -> request.streamName(NAME).exclusiveStartShardId(FIRST_SHARD))
                        .streamDescription()
                        .shards())
                .hasSize(4);
    }

    private List<Integer> filtered(ShardFilterType type, Instant time) {
        return stream
                .client
                .listShards(request -> request.streamName(NAME)
                        .shardFilter(filter -> filter.type(type).timestamp(time)))
                .shards()
                .stream()
                .map(shard -> Integer.valueOf(shard.shardId().substring("shardId-".length())))
                .toList();
    }

    @Test
    void a_closed_shard_is_gone_once_its_records_are() {
        split(FIRST_SHARD, "2");
        clock.advance(Duration.ofHours(25));
        assertThat(stream.shards()).hasSize(4);
        assertThatThrownBy(() -> stream.iterator(FIRST_SHARD, ShardIteratorType.TRIM_HORIZON))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void a_stream_is_found_by_its_name_and_by_its_arn() {
        StreamDescriptionSummary byName = stream.client
                .describeStreamSummary(request -> request.streamName(NAME))
                .streamDescriptionSummary();
        StreamDescriptionSummary byArn = stream.client
                .describeStreamSummary(request -> request.streamARN(byName.streamARN()))
                .streamDescriptionSummary();

        assertThat(byArn).isEqualTo(byName);
        assertThat(byName.streamStatus()).isEqualTo(StreamStatus.ACTIVE);
        assertThat(byName.openShardCount()).isEqualTo(3);
        assertThat(byName.retentionPeriodHours()).isEqualTo(24);
        assertThat(byName.streamCreationTimestamp()).isEqualTo(clock.instant());
    }

    @Test
    void streams_are_listed_in_pages_by_name() {
        stream.client.createStream(request -> request.streamName("Calls").shardCount(1));
        stream.client.createStream(request -> request.streamName("..").shardCount(1));

        ListStreamsResponse page = stream.client.listStreams(request -> request.limit(2));
        ListStreamsResponse rest = stream.client.listStreams(request -> request.nextToken(page.nextToken()));

        assertThat(page.streamNames()).containsExactly("..", "Calls");
        assertThat(page.hasMoreStreams()).isTrue();
        assertThat(rest.streamNames()).containsExactly(NAME);
        assertThat(rest.hasMoreStreams()).isFalse();
    }

    @Test
    void a_deleted_stream_is_gone_and_its_successor_starts_anew() {
        String old = stream.put("a").sequenceNumber();
        String iterator = stream.iterator(FIRST_SHARD, ShardIteratorType.TRIM_HORIZON);
        stream.client.deleteStream(request -> request.streamName(NAME));
        assertThatThrownBy(() -> stream.put("a")).isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> stream.get(iterator)).isInstanceOf(ResourceNotFoundException.class);

        clock.advance(Duration.ofSeconds(1));
        stream.client.createStream(request -> request.streamName(NAME).shardCount(1));
        String young = stream.put("b").sequenceNumber();

        assertThat(new BigInteger(young)).isGreaterThan(new BigInteger(old));
        assertThat(stream.readTexts(FIRST_SHARD)).containsExactly("b");
        assertThatThrownBy(() -> stream.get(iterator)).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> stream.iterator(FIRST_SHARD, ShardIteratorType.AFTER_SEQUENCE_NUMBER, old))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void streams_that_cannot_be_are_refused() {
        assertThatThrownBy(() -> TestStream.create(kinesis, 1).close()).isInstanceOf(ResourceInUseException.class);
        assertThatThrownBy(() -> stream.client.createStream(
                        request -> request.streamName("large").shardCount(501)))
                .isInstanceOf(LimitExceededException.class);
        assertThatThrownBy(() -> stream.client.createStream(
                        request -> request.streamName("no name").shardCount(1)))
                .isInstanceOf(KinesisException.class)
                .hasMessageContaining("streamName");
    }

    @Test
    void retention_goes_up_and_down_within_its_bounds() {
        stream.client.increaseStreamRetentionPeriod(
                request -> request.streamName(NAME).retentionPeriodHours(48));
        stream.put("a");
        clock.advance(Duration.ofHours(30));
        assertThat(stream.readTexts(FIRST_SHARD)).containsExactly("a");

        assertThatThrownBy(() -> stream.client.increaseStreamRetentionPeriod(
                        request -> request.streamName(NAME).retentionPeriodHours(36)))
                .isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> stream.client.increaseStreamRetentionPeriod(
                        request -> request.streamName(NAME).retentionPeriodHours(8761)))
                .isInstanceOf(InvalidArgumentException.class);
        stream.client.decreaseStreamRetentionPeriod(
                request -> request.streamName(NAME).retentionPeriodHours(24));
        assertThat(stream.readTexts(FIRST_SHARD)).isEmpty();
    }

    @Test
    void what_is_not_emulated_is_refused_by_name() {
        assertThatThrownBy(() -> stream.client.registerStreamConsumer(
                        request -> request.streamARN(arn()).consumerName("fan")))
                .isInstanceOfSatisfying(KinesisException.class, refusal -> assertThat(
                                refusal.awsErrorDetails().errorCode())
                        .isEqualTo("UnknownOperationException"))
                .hasMessageContaining("not emulated locally: RegisterStreamConsumer");
        assertThatThrownBy(() -> stream.client.createStream(
                        request -> request.streamName("warm").shardCount(1).warmThroughputMiBps(10)))
                .isInstanceOf(KinesisException.class)
                .hasMessageContaining("WarmThroughputMiBps of CreateStream");
    }

    private String arn() {
        return stream.client
                .describeStreamSummary(request -> request.streamName(NAME))
                .streamDescriptionSummary()
                .streamARN();
    }

    private void split(String shardId, String hashKey) {
        stream.client.splitShard(
                request -> request.streamName(NAME).shardToSplit(shardId).newStartingHashKey(hashKey));
    }

    private void merge(String shardId, String adjacentShardId) {
        stream.client.mergeShards(
                request -> request.streamName(NAME).shardToMerge(shardId).adjacentShardToMerge(adjacentShardId));
    }
}
