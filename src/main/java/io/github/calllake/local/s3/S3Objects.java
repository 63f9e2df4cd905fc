package io.github.calllake.local.s3;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.apache.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Reads and writes objects of the S3 stand-in as AWS's services do in the name of their users. Connects with the first use. Thread-safe; fails
 * with {@link software.amazon.awssdk.core.exception.SdkException}.
 */
public final class S3Objects implements AutoCloseable {
    private final Supplier<URI> endpoint;
    private @Nullable S3Client client;

    /** @param endpoint asked at the first use: the stand-in need not run before */
    public S3Objects(Supplier<URI> endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * The place that an address stands for.
     *
     * @param bucket not empty
     * @param key an object's, or the beginning of several; may be empty
     */
    public record Place(String bucket, String key) {
        private static final String SCHEME = "s3://";

        /** @throws IllegalArgumentException if it is not {@code s3://bucket/..} */
        public static Place of(String address) {
            int slash = address.indexOf('/', SCHEME.length());
            if (!address.startsWith(SCHEME) || slash <= SCHEME.length()) {
                throw new IllegalArgumentException("not an address in S3: " + address);
            }
            return new Place(address.substring(SCHEME.length(), slash), address.substring(slash + 1));
        }

        /** The address, {@code s3://bucket/key}. */
        public String address() {
            return SCHEME + bucket + "/" + key;
        }

        /** The place whose key goes on with these. */
        public Place with(String more) {
            return new Place(bucket, key + more);
        }
    }

    /** Writes a file as an object, over what is there. */
    public void put(Place object, Path file) {
        client().putObject(request -> request.bucket(object.bucket()).key(object.key()), RequestBody.fromFile(file));
    }

    /** Writes a text as an object, over what is there. */
    public void put(Place object, String text) {
        client().putObject(request -> request.bucket(object.bucket()).key(object.key()), RequestBody.fromString(text));
    }

    /** The keys that begin so, at any depth. */
    public List<String> keys(Place beginning) {
        return client()
                .listObjectsV2Paginator(
                        request -> request.bucket(beginning.bucket()).prefix(beginning.key()))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    /** Removes an object; nothing if there is none. */
    public void delete(Place object) {
        client().deleteObject(request -> request.bucket(object.bucket()).key(object.key()));
    }

    private synchronized S3Client client() {
        if (client == null) {
            ProxyConfiguration none = ProxyConfiguration.builder()
                    .useSystemPropertyValues(false)
                    .useEnvironmentVariableValues(false)
                    .build();
            client = S3Client.builder()
                    .endpointOverride(endpoint.get())
                    .forcePathStyle(true)
                    .serviceConfiguration(S3Configuration.builder()
                            .chunkedEncodingEnabled(false)
                            .build())
                    .region(Region.US_EAST_1)
                    .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                    .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .httpClientBuilder(ApacheHttpClient.builder().proxyConfiguration(none))
                    .build();
        }
        return client;
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
