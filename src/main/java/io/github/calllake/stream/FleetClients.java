package io.github.calllake.stream;

import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/**
 * The clients that the Kinesis Client Library works with. It lists shards by that of Kinesis, and reads nothing.
 *
 * @param http what all of them send by
 */
record FleetClients(
        SdkAsyncHttpClient http,
        KinesisAsyncClient kinesis,
        DynamoDbAsyncClient dynamoDb,
        CloudWatchAsyncClient cloudWatch)
        implements AutoCloseable {

    /** Clients with region, credentials and endpoints from the standard AWS environment. */
    static FleetClients open() {
        // HTTP/2 is for subscriptions to shards, which nobody makes here.
        SdkAsyncHttpClient http =
                NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1).build();
        return new FleetClients(
                http,
                KinesisAsyncClient.builder().httpClient(http).build(),
                DynamoDbAsyncClient.builder().httpClient(http).build(),
                CloudWatchAsyncClient.builder().httpClient(http).build());
    }

    @Override
    public void close() {
        kinesis.close();
        dynamoDb.close();
        cloudWatch.close();
        http.close();
    }
}
