package io.github.calllake.export;

import io.github.calllake.lake.LakeStore;
import io.github.calllake.local.LocalAws;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

@TestInstance(Lifecycle.PER_CLASS)
class LakeExportStepsTest extends ExportStepsContract {

    private static final String BUCKET = "export-steps";

    private final LocalAws aws;
    private final S3Client s3;

    LakeExportStepsTest() throws IOException {
        aws = LocalAws.startTemporary();
        s3 = S3Client.builder()
                .endpointOverride(aws.s3Endpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(aws.accessKeyId(), aws.secretAccessKey())))
                .build();
    }

    @BeforeAll
    void createBucket() {
        new LakeStore(s3, BUCKET).createBucketIfAbsent();
    }

    @AfterAll
    void stop() throws IOException {
        s3.close();
        aws.close();
    }

    @Override
    ExportStores stores() {
        return new ExportStores(bucket -> new LakeStore(s3, bucket), stream -> {
            throw new AssertionError("no stream is named");
        });
    }

    @Override
    String place(String name) {
        return "s3://" + BUCKET + "/" + name;
    }
}
