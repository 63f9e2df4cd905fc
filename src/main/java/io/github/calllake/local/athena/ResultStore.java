package io.github.calllake.local.athena;

import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.apache.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Puts results into S3, as CSV, where Athena puts them. Thread-safe. */
final class ResultStore implements AutoCloseable {
    private static final int PAGE = 1_000;

    private final URI endpoint;
    private @Nullable S3Client client;

    ResultStore(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** The first use makes the client: most stacks never run a query before they are up. */
    private synchronized S3Client client() {
        if (client == null) {
            ProxyConfiguration none = ProxyConfiguration.builder()
                    .useSystemPropertyValues(false)
                    .useEnvironmentVariableValues(false)
                    .build();
            client = S3Client.builder()
                    .endpointOverride(endpoint)
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

    /**
     * Writes a result.
     *
     * @param location the object, {@code s3://bucket/key}
     * @param header the column names; empty if the result has none
     * @param aside where the file may be built
     * @throws SqlFailure if S3 does not take it
     */
    void put(String location, Optional<List<String>> header, ResultFile rows, Path aside) throws IOException {
        try {
            try (BufferedWriter out = Files.newBufferedWriter(aside, StandardCharsets.UTF_8)) {
                if (header.isPresent()) {
                    out.write(line(header.get()));
                }
                Optional<Long> next = Optional.of(0L);
                while (next.isPresent()) {
                    ResultFile.Page page = rows.read(next.get(), PAGE);
                    for (List<@Nullable String> row : page.rows()) {
                        out.write(line(row));
                    }
                    next = page.next();
                }
            }
            upload(location, aside);
        } catch (SdkException e) {
            throw new SqlFailure("Unable to write the query's result to " + location + ": " + e.getMessage());
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /** Writes a file as an object. */
    void upload(String location, Path file) {
        String path = location.substring("s3://".length());
        String bucket = path.substring(0, path.indexOf('/'));
        String key = path.substring(path.indexOf('/') + 1);
        client().putObject(request -> request.bucket(bucket).key(key), RequestBody.fromFile(file));
    }

    /** Every value in quotes, so that NULL, which has none, can be told from an empty text. */
    private static String line(List<? extends @Nullable String> values) {
        StringJoiner line = new StringJoiner(",", "", "\n");
        for (String value : values) {
            line.add(value == null ? "" : "\"" + value.replace("\"", "\"\"") + "\"");
        }
        return line.toString();
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
