package io.github.calllake.stream;

import io.github.calllake.local.LocalAws;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsAsyncClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** Workers of fleets on a local stack. */
public final class TestFleet {

    private TestFleet() {}

    /** A worker of a fleet. The interceptors see what it sends. */
    public static KclStream worker(
            LocalAws aws, DirectStream stream, FleetSettings settings, ExecutionInterceptor... interceptors) {
        return KclStream.of(stream, clients(aws, interceptors), settings);
    }

    /** The leases of a fleet. */
    public static FleetTable table(LocalAws aws, String fleet) {
        return new FleetTable(clients(aws), fleet);
    }

    private static FleetClients clients(LocalAws aws, ExecutionInterceptor... interceptors) {
        SdkAsyncHttpClient http =
                NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1).build();
        return new FleetClients(
                http,
                client(KinesisAsyncClient.builder(), aws.kinesisEndpoint(), aws, http, interceptors),
                client(DynamoDbAsyncClient.builder(), aws.dynamoDbEndpoint(), aws, http, interceptors),
                // Nothing is there.
                client(CloudWatchAsyncClient.builder(), URI.create("http://127.0.0.1:1"), aws, http));
    }

    private static <B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>, C> C client(
            B builder, URI endpoint, LocalAws aws, SdkAsyncHttpClient http, ExecutionInterceptor... interceptors) {
        return builder.endpointOverride(endpoint)
                .httpClient(http)
                .region(Region.of(aws.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(aws.accessKeyId(), aws.secretAccessKey())))
                .overrideConfiguration(configuration -> {
                    for (ExecutionInterceptor interceptor : interceptors) {
                        configuration.addExecutionInterceptor(interceptor);
                    }
                })
                .build();
    }
}
