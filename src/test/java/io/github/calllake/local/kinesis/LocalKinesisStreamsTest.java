package io.github.calllake.local.kinesis;

import static io.github.calllake.local.kinesis.TestStream.FIRST_SHARD;
import static io.github.calllake.local.kinesis.TestStream.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsResponse;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamResponse;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.Tag;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountResponse;
import software.amazon.awssdk.services.kinesis.model.ValidationException;

/** The number of shards, the mode, the tags: what is said of a stream as a whole. */
class LocalKinesisStreamsTest {
    private static final BigInteger HASH_KEYS = BigInteger.ONE.shiftLeft(128);

    private final TestClock clock = new TestClock();
    private Path directory = Path.of("");
    private LocalKinesis kinesis;
    private TestStream stream;

    @BeforeEach
    void start(@TempDir Path temporary) throws IOException {
        directory = temporary;
        open();
        stream.client.createStream(request -> request.streamName(NAME).shardCount(3));
    }

    private void open() throws IOException {
        kinesis = LocalKinesis.start(directory, KinesisSettings.UNLIMITED, clock);
        stream = new TestStream(kinesis.endpoint());
    }

    @AfterEach
    void stop() {
        stream.close();
        kinesis.close();
    }

    @Test
    void twice_the_shards_are_a_split_of_each() {
        UpdateShardCountResponse answer = update(6);

        assertThat(answer.streamName()).isEqualTo(NAME);
        assertThat(answer.currentShardCount()).isEqualTo(3);
        assertThat(answer.targetShardCount()).isEqualTo(6);
        assertThat(answer.streamARN()).endsWith(":stream/calls");
        assertThat(stream.shards()).hasSize(9);
        assertEven(6);
    }

    @Test
    void any_number_between_half_and_double_is_reached_and_nothing_is_lost() {
        List<Integer> counts = List.of(5, 4, 7, 4, 2, 1, 2, 3);
        for (int update = 0; update < counts.size(); update++) {
            stream.putAll(update * 100, update * 100 + 100);
            update(counts.get(update));
            assertEven(counts.get(update));
        }
        List<String> read = new ArrayList<>();
        stream.shards().forEach(shard -> read.addAll(stream.readTexts(shard.shardId())));
        assertThat(read)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 800).mapToObj(n -> "record-" + n).toList());
    }

    private void assertEven(int count) {
        List<Shard> open = stream.shards().stream()
                .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                .sorted(Comparator.comparing(LocalKinesisStreamsTest::start))
                .toList();
        assertThat(open).hasSize(count);
        BigInteger next = BigInteger.ZERO;
        for (int place = 0; place < count; place++) {
            assertThat(start(open.get(place))).isEqualTo(next);
            next = new BigInteger(open.get(place).hashKeyRange().endingHashKey()).add(BigInteger.ONE);
            assertThat(next)
                    .isEqualTo(HASH_KEYS.multiply(BigInteger.valueOf(place + 1)).divide(BigInteger.valueOf(count)));
        }
    }

    private static BigInteger start(Shard shard) {
        return new BigInteger(shard.hashKeyRange().startingHashKey());
    }

    @Test
    void a_number_of_shards_that_is_too_far_away_is_refused() throws IOException {
        assertThatThrownBy(() -> update(7))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("UpdateShardCount cannot scale up over double your current open shard count."
                        + " Current open shard count: 3, Target shard count: 7");
        assertThatThrownBy(() -> update(1)).isInstanceOf(LimitExceededException.class);
        assertThatThrownBy(() -> update(0)).isInstanceOf(KinesisException.class);
        for (int update = 0; update < 10; update++) {
            update(update % 2 == 0 ? 4 : 3);
        }
        stop();
        open();
        assertThatThrownBy(() -> update(4)).isInstanceOf(LimitExceededException.class);
        clock.advance(Duration.ofDays(1));
        update(4);
    }

    @Test
    void the_account_has_room_for_so_many_shards() {
        stream.client.createStream(request -> request.streamName("large").shardCount(496));
        DescribeLimitsResponse limits = stream.client.describeLimits();
        assertThat(limits.shardLimit()).isEqualTo(500);
        assertThat(limits.openShardCount()).isEqualTo(499);
        assertThat(limits.onDemandStreamCount()).isZero();
        assertThatThrownBy(() -> update(5)).isInstanceOf(LimitExceededException.class);
        update(4);
        assertThatThrownBy(() -> stream.client.splitShard(request ->
                        request.streamName("large").shardToSplit(FIRST_SHARD).newStartingHashKey("2")))
                .isInstanceOf(LimitExceededException.class);
    }

    @Test
    void the_shards_of_a_stream_on_demand_are_not_the_callers_to_change() {
        String arn = arn();
        mode(arn, StreamMode.ON_DEMAND);
        assertThatThrownBy(() -> update(4)).isInstanceOf(ValidationException.class);
        assertThatThrownBy(() -> stream.client.splitShard(request ->
                        request.streamName(NAME).shardToSplit(FIRST_SHARD).newStartingHashKey("2")))
                .isInstanceOf(ValidationException.class);
        assertThatThrownBy(() -> stream.client.mergeShards(request -> request.streamName(NAME)
                        .shardToMerge(FIRST_SHARD)
                        .adjacentShardToMerge("shardId-000000000001")))
                .isInstanceOf(ValidationException.class);
        assertThatThrownBy(() -> mode(arn, StreamMode.ON_DEMAND)).isInstanceOf(ValidationException.class);
        mode(arn, StreamMode.PROVISIONED);
        assertThatThrownBy(() -> mode(arn, StreamMode.ON_DEMAND)).isInstanceOf(LimitExceededException.class);
        update(4);
    }

    @Test
    void a_stream_on_demand_starts_with_four_shards() {
        stream.client.createStream(
                request -> request.streamName("free").streamModeDetails(mode -> mode.streamMode(StreamMode.ON_DEMAND)));
        assertThat(stream.client
                        .listShards(request -> request.streamName("free"))
                        .shards())
                .hasSize(4);
        assertThat(stream.client.describeLimits().onDemandStreamCount()).isEqualTo(1);
    }

    @Test
    void tags_are_kept_in_order_and_paged() throws IOException {
        stream.client.addTagsToStream(
                request -> request.streamName(NAME).tags(Map.of("team", "lake", "stage", "test", "a", "")));
        stream.client.tagResource(request -> request.resourceARN(arn()).tags(Map.of("stage", "live")));
        stop();
        open();

        ListTagsForStreamResponse page = stream.client.listTagsForStream(
                request -> request.streamName(NAME).limit(2));
        ListTagsForStreamResponse rest = stream.client.listTagsForStream(
                request -> request.streamName(NAME).exclusiveStartTagKey("stage"));

        assertThat(page.tags()).containsExactly(tag("a", ""), tag("stage", "live"));
        assertThat(page.hasMoreTags()).isTrue();
        assertThat(rest.tags()).containsExactly(tag("team", "lake"));
        assertThat(rest.hasMoreTags()).isFalse();
        stream.client.removeTagsFromStream(request -> request.streamName(NAME).tagKeys("a", "none"));
        stream.client.untagResource(request -> request.resourceARN(arn()).tagKeys("team"));
        assertThat(stream.client
                        .listTagsForResource(request -> request.resourceARN(arn()))
                        .tags())
                .containsExactly(tag("stage", "live"));
    }

    @Test
    void tags_come_with_the_stream_and_not_without_bound() {
        stream.client.createStream(
                request -> request.streamName("tagged").shardCount(1).tags(Map.of("a", "1")));
        assertThat(stream.client
                        .listTagsForStream(request -> request.streamName("tagged"))
                        .tags())
                .containsExactly(tag("a", "1"));
        for (int ten = 0; ten < 5; ten++) {
            int from = ten * 10;
            stream.client.addTagsToStream(request -> request.streamName(NAME)
                    .tags(IntStream.range(from, from + 10)
                            .boxed()
                            .collect(Collectors.toMap(n -> "key-" + n, n -> "x"))));
        }
        assertThatThrownBy(() -> stream.client.addTagsToStream(
                        request -> request.streamName(NAME).tags(Map.of("one", "more"))))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void an_order_that_the_stream_never_gave_out_is_refused() {
        String first = stream.put("a").sequenceNumber();
        assertThat(ordered(first)).isGreaterThan(new BigInteger(first));
        assertThatThrownBy(() -> ordered("12345")).isInstanceOf(InvalidArgumentException.class);
    }

    private BigInteger ordered(String after) {
        return new BigInteger(stream.client
                .putRecord(request -> request.streamName(NAME)
                        .partitionKey("a")
                        .sequenceNumberForOrdering(after)
                        .data(SdkBytes.fromUtf8String("b")))
                .sequenceNumber());
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private String arn() {
        return stream.client
                .describeStreamSummary(request -> request.streamName(NAME))
                .streamDescriptionSummary()
                .streamARN();
    }

    private void mode(String arn, StreamMode mode) {
        stream.client.updateStreamMode(
                request -> request.streamARN(arn).streamModeDetails(details -> details.streamMode(mode)));
    }

    private UpdateShardCountResponse update(int count) {
        return stream.client.updateShardCount(
                request -> request.streamName(NAME).targetShardCount(count).scalingType(ScalingType.UNIFORM_SCALING));
    }
}
