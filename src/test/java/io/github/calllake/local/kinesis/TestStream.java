package io.github.calllake.local.kinesis;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.KinesisClientBuilder;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** The stream "calls" through a real client, in the few words that the tests need. */
final class TestStream implements AutoCloseable {
    static final String NAME = "calls";
    static final String FIRST_SHARD = "shardId-000000000000";

    final KinesisClient client;

    TestStream(URI endpoint) {
        this(builder(endpoint).build());
    }

    private TestStream(KinesisClient client) {
        this.client = client;
    }

    private static KinesisClientBuilder builder(URI endpoint) {
        return KinesisClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")));
    }

    /** Through a client that says at once what it was told: the others try again by themselves. */
    static TestStream withoutRetries(LocalKinesis kinesis) {
        return new TestStream(builder(kinesis.endpoint())
                .overrideConfiguration(override -> override.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build());
    }

    static TestStream create(LocalKinesis kinesis, int shards) {
        TestStream stream = new TestStream(kinesis.endpoint());
        stream.client.createStream(request -> request.streamName(NAME).shardCount(shards));
        return stream;
    }

    PutRecordResponse put(String text) {
        return client.putRecord(
                request -> request.streamName(NAME).partitionKey(text).data(SdkBytes.fromUtf8String(text)));
    }

    PutRecordsResponse putAll(int from, int to) {
        List<PutRecordsRequestEntry> entries = IntStream.range(from, to)
                .mapToObj(number -> entry("key-" + number, SdkBytes.fromUtf8String("record-" + number)))
                .toList();
        return client.putRecords(request -> request.streamName(NAME).records(entries));
    }

    static PutRecordsRequestEntry entry(String key, SdkBytes data) {
        return PutRecordsRequestEntry.builder().partitionKey(key).data(data).build();
    }

    String iterator(String shardId, ShardIteratorType type) {
        return client.getShardIterator(
                        request -> request.streamName(NAME).shardId(shardId).shardIteratorType(type))
                .shardIterator();
    }

    String iterator(String shardId, ShardIteratorType type, String sequenceNumber) {
        return client.getShardIterator(request -> request.streamName(NAME)
                        .shardId(shardId)
                        .shardIteratorType(type)
                        .startingSequenceNumber(sequenceNumber))
                .shardIterator();
    }

    GetRecordsResponse get(String iterator) {
        return client.getRecords(request -> request.shardIterator(iterator));
    }

    /** Everything in a shard, to its tip or its end. */
    List<Record> readAll(String shardId) {
        List<Record> records = new ArrayList<>();
        String iterator = iterator(shardId, ShardIteratorType.TRIM_HORIZON);
        while (iterator != null) {
            GetRecordsResponse response = get(iterator);
            records.addAll(response.records());
            boolean caughtUp = response.millisBehindLatest() == 0;
            iterator = caughtUp ? null : response.nextShardIterator();
        }
        return records;
    }

    List<String> readTexts(String shardId) {
        return texts(readAll(shardId));
    }

    static List<String> texts(List<Record> records) {
        return records.stream().map(record -> record.data().asUtf8String()).toList();
    }

    List<Shard> shards() {
        return client.listShards(request -> request.streamName(NAME)).shards();
    }

    @Override
    public void close() {
        client.close();
    }
}
