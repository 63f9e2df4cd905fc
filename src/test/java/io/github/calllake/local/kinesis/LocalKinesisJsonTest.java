package io.github.calllake.local.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The encoding of the AWS CLI and of the SDKs other than Java's, letter by letter. */
class LocalKinesisJsonTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private LocalKinesis kinesis;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        kinesis = LocalKinesis.start(directory, KinesisSettings.UNLIMITED, new TestClock());
        assertThat(send("CreateStream", "{'StreamName':'calls','ShardCount':1}").body())
                .isEmpty();
    }

    @AfterEach
    void stop() {
        kinesis.close();
    }

    @Test
    void blobs_are_base64_and_times_are_seconds_with_a_fraction() throws Exception {
        JsonNode put = answer("PutRecord", "{'StreamName':'calls','PartitionKey':'p','Data':'aGVsbG8='}");
        JsonNode iterator = answer(
                "GetShardIterator",
                "{'StreamName':'calls','ShardId':'shardId-000000000000',"
                        + "'ShardIteratorType':'AT_TIMESTAMP','Timestamp':1774744200.25}");
        JsonNode got = answer(
                "GetRecords",
                "{'ShardIterator':'" + iterator.get("ShardIterator").asText() + "'}");

        JsonNode record = got.get("Records").get(0);
        assertThat(record.get("Data").asText()).isEqualTo("aGVsbG8=");
        assertThat(record.get("ApproximateArrivalTimestamp").decimalValue())
                .isEqualByComparingTo(new BigDecimal("1774744200.25"));
        assertThat(record.get("SequenceNumber")).isEqualTo(put.get("SequenceNumber"));
        assertThat(record.get("PartitionKey").asText()).isEqualTo("p");
        assertThat(got.get("MillisBehindLatest").isIntegralNumber()).isTrue();
        assertThat(got.has("ChildShards")).isFalse();
    }

    @Test
    void a_refusal_has_its_type_and_message() throws Exception {
        HttpResponse<String> unknownStream = send("DescribeStreamSummary", "{'StreamName':'none'}");
        assertThat(unknownStream.statusCode()).isEqualTo(400);
        assertThat(unknownStream.headers().firstValue("Content-Type")).contains("application/x-amz-json-1.1");
        assertThat(unknownStream.body())
                .isEqualTo("{\"__type\":\"ResourceNotFoundException\","
                        + "\"message\":\"Stream none under account 000000000000 not found.\"}");
        assertThat(refusal("Dance", "{}")).isEqualTo("UnknownOperationException");
        assertThat(refusal("PutRecord", "{'Data':")).isEqualTo("SerializationException");
        assertThat(refusal("PutRecord", "{'StreamName':'calls','PartitionKey':'p','Data':'%'}"))
                .isEqualTo("SerializationException");
        assertThat(refusal("PutRecord", "{'StreamName':'calls','PartitionKey':'p'}"))
                .isEqualTo("ValidationException");
        assertThat(refusal("PutRecords", "{'StreamName':'calls','Records':[null]}"))
                .isEqualTo("ValidationException");
        assertThat(refusal("ListStreams", "null")).isEqualTo("SerializationException");
        assertThat(refusal("ListShards", "{'NextToken':'x'}")).isEqualTo("InvalidArgumentException");
        assertThat(refusal("DescribeStream", "{}")).isEqualTo("InvalidArgumentException");
    }

    private String refusal(String operation, String request) throws Exception {
        HttpResponse<String> response = send(operation, request);
        assertThat(response.statusCode()).isEqualTo(400);
        return new ObjectMapper().readTree(response.body()).get("__type").asText();
    }

    private JsonNode answer(String operation, String request) throws IOException, InterruptedException {
        HttpResponse<String> response = send(operation, request);
        assertThat(response.statusCode()).isEqualTo(200);
        return new ObjectMapper().readTree(response.body());
    }

    private HttpResponse<String> send(String operation, String request) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(kinesis.endpoint())
                        .header("Content-Type", "application/x-amz-json-1.1")
                        .header("X-Amz-Target", "Kinesis_20131202." + operation)
                        .POST(HttpRequest.BodyPublishers.ofString(request.replace('\'', '"')))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
