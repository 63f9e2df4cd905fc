package io.github.calllake.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.local.S3FaultProxy.Fault;
import io.github.calllake.local.s3.LocalS3;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

class S3FaultProxyTest {

    private static final Duration SILENCE = Duration.ofMillis(50);
    private static final Set<Fault> NOT_DONE = Set.of(Fault.ERROR_BEFORE, Fault.SLOW_DOWN, Fault.RESET_BEFORE);
    private static final Set<Fault> ANSWERED = Set.of(Fault.ERROR_BEFORE, Fault.ERROR_AFTER, Fault.SLOW_DOWN);

    @Test
    void each_fault_is_what_it_says(@TempDir Path directory) throws Exception {
        try (LocalS3 s3 = LocalS3.start(directory);
                S3FaultProxy proxy = S3FaultProxy.start(s3.endpoint(), 1, SILENCE, 3);
                S3Client good = client(s3.endpoint());
                S3Client bad = client(proxy.endpoint())) {
            good.createBucket(request -> request.bucket("bucket"));
            Map<Fault, Long> before = new EnumMap<>(Fault.class);
            for (int n = 0; before.size() < Fault.values().length; n++) {
                String key = "key-" + n;
                assertThatThrownBy(() -> put(bad, key))
                        .isInstanceOfSatisfying(
                                SdkException.class,
                                e -> assertFault(directory, key, newest(before, proxy.struck()), e));
                before.putAll(proxy.struck());
            }
        }
    }

    @Test
    void what_is_not_struck_goes_through(@TempDir Path directory) throws Exception {
        try (LocalS3 s3 = LocalS3.start(directory);
                S3FaultProxy proxy = S3FaultProxy.start(s3.endpoint(), 0, SILENCE, 3);
                S3Client client = client(proxy.endpoint())) {
            client.createBucket(request -> request.bucket("bucket"));
            put(client, "a key/with a blank");

            assertThat(client.getObjectAsBytes(
                                    request -> request.bucket("bucket").key("a key/with a blank"))
                            .asUtf8String())
                    .isEqualTo("content");
            assertThatThrownBy(() -> client.putObject(
                            request -> request.bucket("bucket")
                                    .key("a key/with a blank")
                                    .ifNoneMatch("*"),
                            RequestBody.fromString("other")))
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
            assertThat(client.listObjectsV2(request -> request.bucket("bucket")).contents())
                    .hasSize(1);
            assertThat(proxy.struck()).isEmpty();
        }
    }

    @Test
    void a_share_is_from_0_to_1() {
        assertThatThrownBy(() -> S3FaultProxy.start(URI.create("http://127.0.0.1:1"), 1.5, SILENCE, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1.5");
    }

    private static void put(S3Client client, String key) {
        client.putObject(request -> request.bucket("bucket").key(key), RequestBody.fromString("content"));
    }

    private static Fault newest(Map<Fault, Long> before, Map<Fault, Long> after) {
        return after.entrySet().stream()
                .filter(each -> !Optional.ofNullable(before.get(each.getKey())).equals(Optional.of(each.getValue())))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private static void assertFault(Path directory, String key, Fault fault, SdkException e) {
        Path object = directory.resolve("bucket").resolve(key);
        if (fault == Fault.DONE_LATE) {
            while (!Files.exists(object)) {
                Thread.onSpinWait();
            }
        }
        assertThat(Files.exists(object)).as("done, %s", fault).isEqualTo(!NOT_DONE.contains(fault));
        if (ANSWERED.contains(fault)) {
            assertThat(e).isInstanceOf(S3Exception.class);
            assertThat(((S3Exception) e).statusCode()).isEqualTo(fault == Fault.SLOW_DOWN ? 503 : 500);
        } else {
            assertThat(e).as("%s", fault).isInstanceOf(SdkClientException.class);
        }
    }

    private static S3Client client(URI endpoint) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .overrideConfiguration(configuration -> configuration.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }
}
