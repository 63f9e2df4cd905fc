package io.github.calllake.local.kinesis;

import static io.github.calllake.local.kinesis.TestStream.FIRST_SHARD;
import static io.github.calllake.local.kinesis.TestStream.NAME;
import static io.github.calllake.local.kinesis.TestStream.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** The rates of AWS, with a clock that stands still until it is told to go on. */
class LocalKinesisLimitsTest {
    private final TestClock clock = new TestClock();
    private LocalKinesis kinesis;
    private TestStream stream;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        kinesis = LocalKinesis.start(directory, KinesisSettings.AWS, clock);
        stream = TestStream.withoutRetries(kinesis);
        stream.client.createStream(request -> request.streamName(NAME).shardCount(1));
    }

    @AfterEach
    void stop() {
        stream.close();
        kinesis.close();
    }

    @Test
    void a_shard_takes_a_thousand_records_a_second() {
        assertThat(stream.putAll(0, 500).failedRecordCount()).isZero();
        assertThat(stream.putAll(500, 999).failedRecordCount()).isZero();

        PutRecordsResponse third = stream.putAll(999, 1001);

        assertThat(third.failedRecordCount()).isEqualTo(1);
        PutRecordsResultEntry refused = third.records().get(1);
        assertThat(refused.errorCode()).isEqualTo("ProvisionedThroughputExceededException");
        assertThat(refused.errorMessage())
                .isEqualTo("Rate exceeded for shard shardId-000000000000 in stream calls under account 000000000000.");
        assertThat(refused.sequenceNumber()).isNull();
        assertThatThrownBy(() -> stream.put("one more"))
                .isInstanceOf(ProvisionedThroughputExceededException.class)
                .hasMessageContaining("Rate exceeded for shard shardId-000000000000 in stream calls");

        clock.advance(Duration.ofMillis(10));
        assertThat(stream.putAll(1000, 1011).failedRecordCount()).isEqualTo(1);
        assertThat(stream.readAll(FIRST_SHARD)).hasSize(1010);
        assertThat(kinesis.traffic(NAME).incomingRecords()).isEqualTo(1010);
        assertThat(kinesis.traffic(NAME).writeProvisionedThroughputExceeded()).isEqualTo(3);
    }

    @Test
    void a_shard_takes_a_mebibyte_a_second_partition_keys_included() {
        SdkBytes half = SdkBytes.fromByteArray(new byte[(512 << 10) - 3]);
        List<PutRecordsRequestEntry> three = Collections.nCopies(3, entry("key", half));

        assertThat(put(three)).isEqualTo(1);
        clock.advance(Duration.ofMillis(499));
        assertThat(put(three)).isEqualTo(3);
        clock.advance(Duration.ofMillis(1));
        assertThat(put(three)).isEqualTo(2);
    }

    @Test
    void each_shard_has_its_own_throughput() {
        stream.client.createStream(request -> request.streamName("two").shardCount(2));
        SdkBytes most = SdkBytes.fromByteArray(new byte[(1 << 20) - 1]);
        PutRecordsResponse response = stream.client.putRecords(
                request -> request.streamName("two").records(entry("a", most), entry("b", most), entry("a", most)));

        assertThat(response.records())
                .extracting(PutRecordsResultEntry::shardId)
                .containsExactly(FIRST_SHARD, "shardId-000000000001", null);
    }

    @Test
    void a_large_record_takes_the_throughput_of_the_seconds_after_it() {
        String arn = stream.client
                .describeStreamSummary(request -> request.streamName(NAME))
                .streamDescriptionSummary()
                .streamARN();
        SdkBytes large = SdkBytes.fromByteArray(new byte[4 << 20]);
        assertThatThrownBy(() -> stream.client.putRecord(
                        request -> request.streamName(NAME).partitionKey("k").data(large)))
                .isInstanceOf(KinesisException.class)
                .hasMessageContaining("less than or equal to 1048576");

        stream.client.updateMaxRecordSize(request -> request.streamARN(arn).maxRecordSizeInKiB(5000));

        stream.client.putRecord(
                request -> request.streamARN(arn).partitionKey("k").data(large));
        clock.advance(Duration.ofSeconds(3));
        assertThatThrownBy(() -> stream.put("small")).isInstanceOf(ProvisionedThroughputExceededException.class);
        clock.advance(Duration.ofMillis(2));
        assertThatCode(() -> stream.put("small")).doesNotThrowAnyException();
        assertThat(stream.client
                        .describeStreamSummary(request -> request.streamName(NAME))
                        .streamDescriptionSummary()
                        .maxRecordSizeInKiB())
                .isEqualTo(5000);
    }

    @Test
    void a_shard_is_read_five_times_a_second_by_all_together() {
        String iterator = iterator();
        for (int read = 0; read < 5; read++) {
            stream.get(iterator);
        }
        assertThatThrownBy(() -> stream.get(iterator))
                .isInstanceOf(ProvisionedThroughputExceededException.class)
                .hasMessageContaining("Rate exceeded for Shard - 000000000000/calls/shardId-000000000000");
        clock.advance(Duration.ofMillis(199));
        assertThatThrownBy(() -> stream.get(iterator)).isInstanceOf(ProvisionedThroughputExceededException.class);
        clock.advance(Duration.ofMillis(1));
        stream.get(iterator);
        assertThat(kinesis.traffic(NAME).getRecordsCalls()).isEqualTo(6);
        assertThat(kinesis.traffic(NAME).readProvisionedThroughputExceeded()).isEqualTo(2);
    }

    @Test
    void after_three_mebibytes_nothing_is_read_until_they_are_paid_for() {
        fill(3);
        String iterator = iterator();
        assertThat(stream.get(iterator).records().size()).isEqualTo(3);
        clock.advance(Duration.ofMillis(499));
        assertThatThrownBy(() -> stream.get(iterator)).isInstanceOf(ProvisionedThroughputExceededException.class);
        clock.advance(Duration.ofMillis(2));
        stream.get(iterator);
    }

    @Test
    void after_ten_mebibytes_nothing_is_read_for_five_seconds() {
        fill(12);
        GetRecordsResponse full = stream.get(iterator());
        assertThat(full.records().size()).isEqualTo(10);
        clock.advance(Duration.ofMillis(4999));
        assertThatThrownBy(() -> stream.get(full.nextShardIterator()))
                .isInstanceOf(ProvisionedThroughputExceededException.class);
        clock.advance(Duration.ofMillis(1));
        assertThat(stream.get(full.nextShardIterator()).records().size()).isEqualTo(2);
    }

    @Test
    void iterators_are_given_out_five_times_a_second() {
        for (int call = 0; call < 5; call++) {
            iterator();
        }
        assertThatThrownBy(this::iterator).isInstanceOf(ProvisionedThroughputExceededException.class);
        clock.advance(Duration.ofMillis(200));
        iterator();
        assertThat(kinesis.traffic(NAME).iteratorsThrottled()).isEqualTo(1);
    }

    @Test
    void operations_on_streams_have_their_rates() {
        for (int call = 0; call < 5; call++) {
            stream.client.listStreams();
        }
        assertThatThrownBy(() -> stream.client.listStreams()).isInstanceOf(LimitExceededException.class);
        stream.client.describeLimits();
        assertThatThrownBy(() -> stream.client.describeLimits()).isInstanceOf(LimitExceededException.class);
        clock.advance(Duration.ofSeconds(1));
        stream.client.listStreams();
    }

    @Test
    void without_limits_everything_goes_at_once() {
        kinesis.use(KinesisSettings.UNLIMITED);
        for (int batch = 0; batch < 3; batch++) {
            assertThat(stream.putAll(0, 500).failedRecordCount()).isZero();
        }
        String iterator = iterator();
        for (int read = 0; read < 8; read++) {
            stream.get(iterator);
        }
        assertThat(kinesis.settings()).isEqualTo(KinesisSettings.UNLIMITED);
    }

    private String iterator() {
        return stream.iterator(FIRST_SHARD, ShardIteratorType.TRIM_HORIZON);
    }

    private void fill(int mebibytes) {
        SdkBytes mebibyte = SdkBytes.fromByteArray(new byte[(1 << 20) - 1]);
        for (int record = 0; record < mebibytes; record++) {
            stream.client.putRecord(
                    request -> request.streamName(NAME).partitionKey("k").data(mebibyte));
            clock.advance(Duration.ofSeconds(1));
        }
    }

    private int put(List<PutRecordsRequestEntry> entries) {
        return stream.client
                .putRecords(request -> request.streamName(NAME).records(entries))
                .failedRecordCount();
    }
}
