package io.github.calllake.cli;

import io.github.calllake.lake.LakeStore;
import io.github.calllake.local.LocalAws;
import io.github.calllake.local.redshift.ExternalPostgres;
import io.github.calllake.stream.StreamWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The local stack with the stream and the bucket that the commands use by default. */
final class LocalStack implements AutoCloseable {

    static final String STREAM = "call-analytics";
    static final String BUCKET = "call-lake";
    static final String DATABASE = "call_lake";
    private static final int SHARDS = 2;

    private final LocalAws aws;

    private LocalStack(LocalAws aws) {
        this.aws = aws;
    }

    /**
     * Starts the stack, points this process' AWS clients at it, and makes stream and bucket.
     *
     * @param directory kept; null for a temporary one that goes with the process
     */
    static LocalStack start(@Nullable Path directory) throws IOException {
        return start(directory, Optional.empty());
    }

    /**
     * The same, on a PostgreSQL that the user names.
     *
     * @param directory kept; null for a temporary one that goes with the process
     */
    static LocalStack start(@Nullable Path directory, Optional<ExternalPostgres> postgres) throws IOException {
        LocalStack stack = new LocalStack(directory == null ? temporary(postgres) : kept(directory, postgres));
        try {
            stack.useInThisProcess();
            stack.prepare();
            return stack;
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    private static LocalAws temporary(Optional<ExternalPostgres> postgres) throws IOException {
        Path directory = Path.of(System.getProperty("java.io.tmpdir"), "call-lake-" + UUID.randomUUID());
        unpackBelow(directory);
        return postgres.isPresent()
                ? LocalAws.startTemporary(directory, postgres.get())
                : LocalAws.startTemporary(directory);
    }

    private static LocalAws kept(Path directory, Optional<ExternalPostgres> postgres) throws IOException {
        unpackBelow(directory);
        return postgres.isPresent() ? LocalAws.start(directory, postgres.get()) : LocalAws.start(directory);
    }

    /** Has the compressors unpack their native code below the stack's directory: a killed process leaves nothing elsewhere. */
    private static void unpackBelow(Path directory) {
        String folder = directory.resolve("tmp").toAbsolutePath().toString();
        System.setProperty("ZstdTempFolder", folder);
        System.setProperty("org.xerial.snappy.tempdir", folder);
    }

    /** What other programs need in their environment. */
    Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("AWS_ENDPOINT_URL_KINESIS", aws.kinesisEndpoint().toString());
        environment.put("AWS_ENDPOINT_URL_S3", aws.s3Endpoint().toString());
        environment.put("AWS_ENDPOINT_URL_DYNAMODB", aws.dynamoDbEndpoint().toString());
        environment.put("AWS_ENDPOINT_URL_GLUE", aws.glueEndpoint().toString());
        environment.put("AWS_ENDPOINT_URL_ATHENA", aws.athenaEndpoint().toString());
        environment.put("AWS_ACCESS_KEY_ID", aws.accessKeyId());
        environment.put("AWS_SECRET_ACCESS_KEY", aws.secretAccessKey());
        environment.put("AWS_REGION", aws.region());
        environment.put("AWS_DEFAULT_REGION", aws.region());
        environment.put("FLYWAY_URL", aws.redshiftJdbcUrl());
        environment.put("FLYWAY_USER", aws.redshiftUser());
        environment.put("FLYWAY_PASSWORD", aws.redshiftPassword());
        environment.put("FLYWAY_PLACEHOLDERS_STREAM_NAME", STREAM);
        environment.put("FLYWAY_PLACEHOLDERS_KINESIS_IAM_ROLE", "default");
        environment.put("CALL_LAKE_STREAM", STREAM);
        environment.put("CALL_LAKE_BUCKET", "s3://" + BUCKET);
        environment.put("CALL_LAKE_DATABASE", DATABASE);
        return environment;
    }

    LocalAws aws() {
        return aws;
    }

    /** The SDK's own switches: what runs against the stack runs against AWS without a word of difference. */
    private void useInThisProcess() {
        System.setProperty("aws.endpointUrlKinesis", aws.kinesisEndpoint().toString());
        System.setProperty("aws.endpointUrlS3", aws.s3Endpoint().toString());
        System.setProperty("aws.endpointUrlDynamodb", aws.dynamoDbEndpoint().toString());
        System.setProperty("aws.endpointUrlGlue", aws.glueEndpoint().toString());
        System.setProperty("aws.endpointUrlAthena", aws.athenaEndpoint().toString());
        System.setProperty("aws.accessKeyId", aws.accessKeyId());
        System.setProperty("aws.secretAccessKey", aws.secretAccessKey());
        System.setProperty("aws.region", aws.region());
    }

    private void prepare() {
        try (StreamWriter writer = StreamWriter.open(STREAM);
                LakeStore store = LakeStore.open(BUCKET)) {
            writer.createIfAbsent(SHARDS);
            store.createBucketIfAbsent();
        }
    }

    @Override
    public void close() throws IOException {
        aws.close();
    }
}
