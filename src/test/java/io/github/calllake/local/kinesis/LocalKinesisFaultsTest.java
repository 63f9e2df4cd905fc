package io.github.calllake.local.kinesis;

import static io.github.calllake.local.kinesis.TestStream.FIRST_SHARD;
import static io.github.calllake.local.kinesis.TestStream.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

class LocalKinesisFaultsTest {
    private final TestClock clock = new TestClock();
    private Path directory = Path.of("");
    private LocalKinesis kinesis;
    private TestStream stream;

    @BeforeEach
    void start(@TempDir Path temporary) throws IOException {
        directory = temporary;
        kinesis = LocalKinesis.start(directory, KinesisSettings.UNLIMITED, clock);
        stream = TestStream.withoutRetries(kinesis);
        stream.client.createStream(request -> request.streamName(NAME).shardCount(1));
    }

    @AfterEach
    void stop() {
        stream.close();
        kinesis.close();
    }

    @Test
    void a_share_of_the_records_of_a_put_fails_and_the_others_go_in() {
        meet(KinesisFaults.NONE.withFailedPuts(0.3).withSeed(7));
        PutRecordsResponse response = stream.putAll(0, 500);

        assertThat(response.failedRecordCount()).isBetween(100, 200);
        assertThat(response.records().stream().filter(entry -> entry.errorCode() != null))
                .hasSize(response.failedRecordCount())
                .allSatisfy(entry -> {
                    assertThat(entry.errorCode()).isEqualTo("InternalFailure");
                    assertThat(entry.errorMessage()).isEqualTo("Internal service failure.");
                });
        meet(KinesisFaults.NONE);
        assertThat(stream.readAll(FIRST_SHARD))
                .extracting(Record::sequenceNumber)
                .isEqualTo(response.records().stream()
                        .filter(entry -> entry.errorCode() == null)
                        .map(PutRecordsResultEntry::sequenceNumber)
                        .toList());
    }

    @Test
    void the_same_seed_fails_the_same_records() {
        assertThat(failedOf(11)).isEqualTo(failedOf(11)).isNotEqualTo(failedOf(12));
    }

    private List<Boolean> failedOf(long seed) {
        meet(KinesisFaults.NONE.withFailedPuts(0.5).withSeed(seed));
        return stream.putAll(0, 50).records().stream()
                .map(entry -> entry.errorCode() != null)
                .toList();
    }

    @Test
    void records_of_chosen_keys_fail() {
        meet(KinesisFaults.NONE.withFailingKeys(Set.of("key-1", "key-3")::contains));
        assertThat(stream.putAll(0, 5).records())
                .extracting(PutRecordsResultEntry::errorCode)
                .containsExactly(null, "InternalFailure", null, "InternalFailure", null);
        assertThatThrownBy(() -> stream.put("key-1"))
                .isInstanceOfSatisfying(KinesisException.class, refusal -> assertThat(refusal.statusCode())
                        .isEqualTo(500));
        assertThat(kinesis.traffic(NAME).failedRecords()).isEqualTo(3);
    }

    @Test
    void puts_and_reads_are_throttled_on_request() {
        String iterator = stream.iterator(FIRST_SHARD, ShardIteratorType.TRIM_HORIZON);
        meet(KinesisFaults.NONE.withThrottledPuts(1).withThrottledReads(1));
        assertThat(stream.putAll(0, 2).records())
                .extracting(PutRecordsResultEntry::errorCode)
                .containsOnly("ProvisionedThroughputExceededException");
        assertThatThrownBy(() -> stream.put("a")).isInstanceOf(ProvisionedThroughputExceededException.class);
        assertThatThrownBy(() -> stream.get(iterator)).isInstanceOf(ProvisionedThroughputExceededException.class);
    }

    @Test
    void a_lost_request_leaves_nothing_and_a_lost_answer_a_record() {
        meet(KinesisFaults.NONE.withLostRequests(1));
        assertThatThrownBy(() -> stream.put("lost")).isInstanceOf(SdkClientException.class);
        meet(KinesisFaults.NONE.withLostAnswers(1));
        assertThatThrownBy(() -> stream.put("kept")).isInstanceOf(SdkClientException.class);
        meet(KinesisFaults.NONE);
        assertThat(stream.readTexts(FIRST_SHARD)).containsExactly("kept");
    }

    @Test
    void a_request_waits_for_the_latency() {
        meet(KinesisFaults.NONE.withLatency(Duration.ofMillis(60)));
        long start = System.nanoTime();
        stream.put("a");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(60));
    }

    @Test
    void arrival_times_are_out_of_order_within_the_bound_and_stay_as_they_were_told() throws IOException {
        Duration bound = Duration.ofSeconds(2);
        meet(KinesisFaults.NONE.withArrivalSkew(bound));
        Instant first = clock.instant();
        for (int batch = 0; batch < 10; batch++) {
            stream.putAll(batch * 10, batch * 10 + 10);
            clock.advance(Duration.ofMillis(300));
        }
        List<Record> records = stream.readAll(FIRST_SHARD);

        assertThat(records).hasSize(100);
        List<Instant> arrivals =
                records.stream().map(Record::approximateArrivalTimestamp).toList();
        assertThat(arrivals).isNotEqualTo(arrivals.stream().sorted().toList());
        for (int place = 0; place < 100; place++) {
            Instant real = first.plusMillis(300L * (place / 10));
            assertThat(arrivals.get(place)).isBetween(real.minus(bound), real);
        }
        stop();
        kinesis = LocalKinesis.start(directory, KinesisSettings.UNLIMITED, clock);
        stream = TestStream.withoutRetries(kinesis);
        assertThat(stream.readAll(FIRST_SHARD)).isEqualTo(records);
    }

    @Test
    void no_record_is_missed_from_a_time_on_when_times_are_out_of_order() {
        meet(KinesisFaults.NONE.withArrivalSkew(Duration.ofSeconds(2)));
        for (int record = 0; record < 50; record++) {
            stream.put("record-" + record);
            clock.advance(Duration.ofMillis(100));
        }
        Instant from = clock.instant().minusSeconds(3);
        List<Record> all = stream.readAll(FIRST_SHARD);
        String iterator = stream.client
                .getShardIterator(request -> request.streamName(NAME)
                        .shardId(FIRST_SHARD)
                        .shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                        .timestamp(from))
                .shardIterator();

        assertThat(stream.get(iterator).records())
                .containsAll(all.stream()
                        .filter(record -> !record.approximateArrivalTimestamp().isBefore(from))
                        .toList());
    }

    @Test
    void faults_that_cannot_be_are_refused() {
        assertThatThrownBy(() -> KinesisFaults.NONE.withFailedPuts(1.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("failedPuts is 1.1");
        assertThatThrownBy(() -> KinesisFaults.NONE.withArrivalSkew(Duration.ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("arrivalSkew");
        assertThatThrownBy(() -> kinesis.traffic("none"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none");
    }

    @Test
    void settings_are_changed_and_traffic_is_told_over_http() throws Exception {
        stream.putAll(0, 3);
        JsonNode changed = body(put("{\"limits\": true, \"throttledReads\": 1, \"latencyMillis\": 1}"));
        assertThat(changed.get("throttledReads").asDouble()).isEqualTo(1);
        assertThat(kinesis.settings().limits()).isTrue();
        assertThat(kinesis.settings().faults().latency()).isEqualTo(Duration.ofMillis(1));

        assertThat(body(put("{\"throttledReads\": 0}")).get("limits").asBoolean())
                .isTrue();
        assertThat(body(get("settings"))).isEqualTo(body(put("{}")));
        assertThat(body(get("traffic")).get(NAME).get("incomingRecords").asLong())
                .isEqualTo(3);
        assertThat(put("{\"failedPuts\": 2}").body()).contains("failedPuts is 2.0");
        assertThat(put("{\"fails\": 2}").statusCode()).isEqualTo(400);
        assertThat(get("weather").statusCode()).isEqualTo(404);
        assertThatCode(() -> stream.put("still here")).doesNotThrowAnyException();
    }

    private void meet(KinesisFaults faults) {
        kinesis.use(KinesisSettings.UNLIMITED.withFaults(faults));
    }

    private static JsonNode body(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).isEqualTo(200);
        return new ObjectMapper().readTree(response.body());
    }

    private HttpResponse<String> get(String what) throws Exception {
        return send(HttpRequest.newBuilder(kinesis.endpoint().resolve("/_local/" + what))
                .build());
    }

    private HttpResponse<String> put(String settings) throws Exception {
        return send(HttpRequest.newBuilder(kinesis.endpoint().resolve("/_local/settings"))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(settings))
                .build());
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
