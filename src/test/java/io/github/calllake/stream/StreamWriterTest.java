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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

class StreamWriterTest {

    private final LocalKinesis server;
    private final KinesisClient kinesis;

    StreamWriterTest(@TempDir Path directory) throws IOException {
        server = LocalKinesis.start(directory);
        kinesis = KinesisClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build();
    }

    @AfterEach
    void close() throws IOException {
        kinesis.close();
        server.close();
    }

    @Test
    void a_stream_is_made_once_and_kept() {
        new StreamWriter(kinesis, "calls").createIfAbsent(2);
        new StreamWriter(kinesis, "calls").createIfAbsent(5);

        assertThat(new DirectStream(kinesis, "calls", ReadPace.DEFAULT).shards())
                .hasSize(2);
    }

    @Test
    void a_large_put_is_parted_and_says_where_each_record_went() {
        StreamWriter writer = new StreamWriter(kinesis, "calls");
        writer.createIfAbsent(4);
        List<Placed> placed = writer.put(records(1201));

        assertThat(placed).hasSize(1201).doesNotHaveDuplicates();
        assertThat(placed)
                .extracting(Placed::shardId)
                .containsOnly(
                        "shardId-000000000000", "shardId-000000000001", "shardId-000000000002", "shardId-000000000003");
    }

    @Test
    void only_the_records_that_were_turned_down_are_put_again() {
        new StreamWriter(kinesis, "calls").createIfAbsent(1);
        List<Integer> requests = new ArrayList<>();
        StreamWriter writer = new StreamWriter(
                KinesisProxy.of(kinesis, (operation, call) -> {
                    Object answer = call.answer();
                    if (!(answer instanceof PutRecordsResponse response)) {
                        return answer;
                    }
                    requests.add(response.records().size());
                    return requests.size() > 1 ? answer : turnDownEveryOther(response);
                }),
                "calls");
        List<Placed> placed = writer.put(records(5));

        assertThat(requests).containsExactly(5, 2);
        assertThat(placed)
                .extracting(Placed::sequenceNumber)
                .doesNotHaveDuplicates()
                .hasSize(5);
        assertThat(SequenceNumbers.isAfter(
                        placed.get(1).sequenceNumber(), placed.get(4).sequenceNumber()))
                .isTrue();
        assertThat(SequenceNumbers.isAfter(
                        placed.get(3).sequenceNumber(), placed.get(1).sequenceNumber()))
                .isTrue();
    }

    @Test
    void everything_goes_in_once_though_the_shard_has_not_the_throughput() {
        StreamWriter writer = new StreamWriter(kinesis, "calls");
        writer.createIfAbsent(1);
        List<Placed> placed = writer.put(records(1700));

        assertThat(placed).hasSize(1700).doesNotHaveDuplicates();
        assertThat(server.traffic("calls").incomingRecords()).isEqualTo(1700);
        assertThat(server.traffic("calls").writeProvisionedThroughputExceeded()).isPositive();
    }

    @Test
    void everything_goes_in_once_though_half_of_the_records_fail_each_time() {
        StreamWriter writer = new StreamWriter(kinesis, "calls");
        writer.createIfAbsent(2);
        server.use(KinesisSettings.UNLIMITED.withFaults(KinesisFaults.NONE.withFailedPuts(0.5)));

        assertThat(writer.put(records(200))).hasSize(200).doesNotHaveDuplicates();
        assertThat(server.traffic("calls").incomingRecords()).isEqualTo(200);
        assertThat(server.traffic("calls").failedRecords()).isPositive();
    }

    @Test
    void nothing_is_lost_though_requests_and_answers_are() {
        StreamWriter writer = new StreamWriter(kinesis, "calls");
        writer.createIfAbsent(1);
        server.use(KinesisSettings.UNLIMITED.withFaults(
                KinesisFaults.NONE.withLostRequests(0.4).withLostAnswers(0.2).withSeed(3)));
        for (int batch = 0; batch < 5; batch++) {
            assertThat(writer.put(records(10))).hasSize(10).doesNotHaveDuplicates();
        }
        assertThat(server.traffic("calls").incomingRecords()).isGreaterThanOrEqualTo(50);
    }

    @Test
    void records_that_never_go_in_are_counted_and_the_reason_is_told() {
        StreamWriter writer = new StreamWriter(
                KinesisProxy.of(kinesis, (operation, call) -> {
                    Object answer = call.answer();
                    if (answer instanceof PutRecordsResponse) {
                        Thread.currentThread().interrupt();
                    }
                    return answer;
                }),
                "calls");
        writer.createIfAbsent(1);
        server.use(KinesisSettings.UNLIMITED.withFaults(KinesisFaults.NONE.withFailingKeys("key-1"::equals)));
        try {
            assertThatThrownBy(() -> writer.put(records(3)))
                    .isInstanceOf(StreamException.class)
                    .hasMessageContaining("1 of 3 records could not be put to stream calls")
                    .hasMessageContaining("InternalFailure");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void a_stream_that_is_not_there_is_named() {
        assertThatThrownBy(() -> new StreamWriter(kinesis, "no-such-stream").put(records(1)))
                .isInstanceOf(StreamException.class)
                .hasMessageContaining("no-such-stream");
    }

    private static PutRecordsResponse turnDownEveryOther(PutRecordsResponse response) {
        List<PutRecordsResultEntry> entries = new ArrayList<>(response.records());
        for (int odd = 1; odd < entries.size(); odd += 2) {
            entries.set(
                    odd,
                    PutRecordsResultEntry.builder()
                            .errorCode("ProvisionedThroughputExceededException")
                            .errorMessage("Rate exceeded")
                            .build());
        }
        return response.toBuilder().records(entries).build();
    }

    private static List<NewRecord> records(int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> new NewRecord("key-" + n, ("record-" + n).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }
}
