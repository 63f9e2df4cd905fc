package io.github.calllake.local.kinesis;

import static io.github.calllake.local.kinesis.TestStream.FIRST_SHARD;
import static io.github.calllake.local.kinesis.TestStream.NAME;
import static io.github.calllake.local.kinesis.TestStream.entry;
import static io.github.calllake.local.kinesis.TestStream.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

class LocalKinesisRecordsTest {
    private final TestClock clock = new TestClock();
    private LocalKinesis kinesis;
    private TestStream stream;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        kinesis = LocalKinesis.start(directory, KinesisSettings.UNLIMITED, clock);
        stream = TestStream.create(kinesis, 1);
    }

    @AfterEach
    void stop() {
        stream.close();
        kinesis.close();
    }

    @Test
    void records_come_back_as_they_were_put_in_order() {
        PutRecordsResponse put = stream.putAll(0, 3);
        Instant firstArrival = clock.instant();
        clock.advance(Duration.ofMillis(7));
        stream.put("ein Gespräch ☎");

        List<Record> records = stream.readAll(FIRST_SHARD);

        assertThat(put.failedRecordCount()).isZero();
        assertThat(texts(records)).containsExactly("record-0", "record-1", "record-2", "ein Gespräch ☎");
        assertThat(records)
                .extracting(Record::partitionKey)
                .containsExactly("key-0", "key-1", "key-2", "ein Gespräch ☎");
        assertThat(records.subList(0, 3))
                .extracting(Record::sequenceNumber)
                .isEqualTo(put.records().stream()
                        .map(PutRecordsResultEntry::sequenceNumber)
                        .toList());
        assertThat(records)
                .extracting(Record::approximateArrivalTimestamp)
                .containsExactly(firstArrival, firstArrival, firstArrival, clock.instant());
    }

    @Test
    void sequence_numbers_rise_strictly_and_have_56_digits() {
        stream.putAll(0, 500);
        stream.putAll(0, 500);

        List<Record> records = stream.readAll(FIRST_SHARD);

        assertThat(records).hasSize(1000).allSatisfy(record -> assertThat(record.sequenceNumber())
                .hasSize(56));
        assertThat(records)
                .extracting(record -> new BigInteger(record.sequenceNumber()))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void each_type_of_iterator_starts_where_it_says() {
        stream.put("a");
        clock.advance(Duration.ofSeconds(1));
        String second = stream.put("b").sequenceNumber();
        Instant secondArrival = clock.instant();
        String latest = stream.iterator(FIRST_SHARD, ShardIteratorType.LATEST);
        clock.advance(Duration.ofSeconds(1));
        stream.put("c");

        assertThat(from(stream.iterator(FIRST_SHARD, ShardIteratorType.TRIM_HORIZON)))
                .containsExactly("a", "b", "c");
        assertThat(from(stream.iterator(FIRST_SHARD, ShardIteratorType.AT_SEQUENCE_NUMBER, second)))
                .containsExactly("b", "c");
        assertThat(from(stream.iterator(FIRST_SHARD, ShardIteratorType.AFTER_SEQUENCE_NUMBER, second)))
                .containsExactly("c");
        assertThat(from(at(secondArrival))).containsExactly("b", "c");
        assertThat(from(at(secondArrival.plusMillis(1)))).containsExactly("c");
        assertThat(from(at(Instant.EPOCH))).containsExactly("a", "b", "c");
        assertThat(from(latest)).containsExactly("c");
    }

    @Test
    void the_shard_s_own_starting_sequence_number_reads_all_of_it() {
        stream.put("a");
        String start = stream.shards().get(0).sequenceNumberRange().startingSequenceNumber();
        assertThat(from(stream.iterator(FIRST_SHARD, ShardIteratorType.AT_SEQUENCE_NUMBER, start)))
                .containsExactly("a");
    }

    @Test
    void a_reader_follows_the_tip_and_is_told_how_far_behind_it_is() {
        stream.put("a");
        clock.advance(Duration.ofMillis(1500));
        stream.put("b");
        String start = stream.iterator(FIRST_SHARD, ShardIteratorType.TRIM_HORIZON);
        clock.advance(Duration.ofMillis(250));

        GetRecordsResponse first =
                stream.client.getRecords(request -> request.shardIterator(start).limit(1));
        GetRecordsResponse second = stream.get(first.nextShardIterator());
        GetRecordsResponse idle = stream.get(second.nextShardIterator());
        stream.put("c");
        GetRecordsResponse third = stream.get(idle.nextShardIterator());

        assertThat(texts(first.records())).containsExactly("a");
        assertThat(first.millisBehindLatest()).isEqualTo(250);
        assertThat(texts(second.records())).containsExactly("b");
        assertThat(second.millisBehindLatest()).isZero();
        assertThat(idle.records()).isEmpty();
        assertThat(texts(third.records())).containsExactly("c");
    }

    @Test
    void an_answer_stays_within_ten_megabytes() {
        SdkBytes large = SdkBytes.fromByteArray(new byte[1_000_000]);
        for (int i = 0; i < 3; i++) {
            stream.client.putRecords(
                    request -> request.streamName(NAME).records(Collections.nCopies(8, entry("key", large))));
        }

        GetRecordsResponse first = stream.get(stream.iterator(FIRST_SHARD, ShardIteratorType.TRIM_HORIZON));

        assertThat(first.records()).hasSize(10);
        assertThat(first.millisBehindLatest()).isPositive();
        assertThat(stream.readAll(FIRST_SHARD)).hasSize(24);
    }

    @Test
    void sizes_and_counts_past_the_limits_are_refused() {
        byte[] mebibyte = new byte[1 << 20];
        SdkBytes fitting = SdkBytes.fromByteArray(new byte[(1 << 20) - 3]);
        stream.client.putRecord(
                request -> request.streamName(NAME).partitionKey("key").data(fitting));

        refused(
                "ValidationException",
                () -> stream.client.putRecord(request ->
                        request.streamName(NAME).partitionKey("key").data(SdkBytes.fromByteArray(mebibyte))));
        refused("ValidationException", () -> stream.putAll(0, 501));
        refused(
                "ValidationException",
                () -> stream.client.putRecords(
                        request -> request.streamName(NAME).records(List.<PutRecordsRequestEntry>of())));
        refused(
                "InvalidArgumentException",
                () -> stream.client.putRecords(
                        request -> request.streamName(NAME).records(Collections.nCopies(11, entry("key", fitting)))));
        refused("ValidationException", () -> stream.put(""));
        refused("ValidationException", () -> stream.put("k".repeat(257)));
        assertThat(stream.readAll(FIRST_SHARD)).hasSize(1);
    }

    @Test
    void places_that_are_none_are_refused() {
        String sequenceNumber = stream.put("a").sequenceNumber();
        stream.client.createStream(request -> request.streamName("other").shardCount(1));

        assertThatThrownBy(() -> stream.get("no iterator")).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> stream.iterator(FIRST_SHARD, ShardIteratorType.AFTER_SEQUENCE_NUMBER, "12345"))
                .isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> stream.iterator(FIRST_SHARD, ShardIteratorType.AFTER_SEQUENCE_NUMBER))
                .isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> at(clock.instant().plusSeconds(1))).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> stream.iterator("shardId-000000000007", ShardIteratorType.LATEST))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThat(sequenceNumber).isNotEmpty();
    }

    @Test
    void an_iterator_expires_after_five_minutes() {
        String iterator = stream.iterator(FIRST_SHARD, ShardIteratorType.TRIM_HORIZON);
        clock.advance(Duration.ofMinutes(5));
        assertThat(stream.get(iterator).records()).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThatThrownBy(() -> stream.get(iterator)).isInstanceOf(ExpiredIteratorException.class);
    }

    @Test
    void records_past_their_retention_are_gone() {
        String old = stream.put("old").sequenceNumber();
        clock.advance(Duration.ofHours(20));
        stream.put("young");
        clock.advance(Duration.ofHours(5));

        assertThat(stream.readTexts(FIRST_SHARD)).containsExactly("young");
        assertThat(from(stream.iterator(FIRST_SHARD, ShardIteratorType.AT_SEQUENCE_NUMBER, old)))
                .containsExactly("young");
        assertThat(from(at(Instant.EPOCH))).containsExactly("young");
    }

    private String at(Instant time) {
        return stream.client
                .getShardIterator(request -> request.streamName(NAME)
                        .shardId(FIRST_SHARD)
                        .shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                        .timestamp(time))
                .shardIterator();
    }

    private List<String> from(String iterator) {
        return texts(stream.get(iterator).records());
    }

    private static void refused(String errorCode, Runnable request) {
        assertThatThrownBy(request::run).isInstanceOfSatisfying(KinesisException.class, refusal -> {
            assertThat(refusal.statusCode()).isEqualTo(400);
            assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(errorCode);
        });
    }
}
