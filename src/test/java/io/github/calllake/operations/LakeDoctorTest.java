package io.github.calllake.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.TestLake;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.FleetTable;
import io.github.calllake.stream.ReadPace;
import io.github.calllake.stream.StreamException;
import io.github.calllake.stream.StreamWriter;
import io.github.calllake.stream.TestFleet;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeAction;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryResponse;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.KmsDisabledException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Leases of a fleet on DynamoDB Local; refusals of KMS, which the local stack has not, by what the SDK makes of them. */
@ExtendWith(TestLake.Shared.class)
class LakeDoctorTest {

    private static final String STREAM = "doctored";
    private static final String FLEET = "doctored-fleet";
    private static final Duration FAILOVER = Duration.ofMillis(200);
    private static final String KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd";

    @Test
    void leases_that_nobody_has_or_renews_are_found(TestLake lake) throws Exception {
        try (KinesisClient kinesis =
                        lake.client(KinesisClient.builder(), lake.aws().kinesisEndpoint());
                DynamoDbClient dynamoDb =
                        lake.client(DynamoDbClient.builder(), lake.aws().dynamoDbEndpoint());
                DirectStream stream = new DirectStream(kinesis, STREAM, ReadPace.DEFAULT);
                FleetTable table = TestFleet.table(lake.aws(), FLEET)) {
            new StreamWriter(kinesis, STREAM).createIfAbsent(2);
            assertThat(look(table, stream)).singleElement().satisfies(finding -> assertThat(finding.what())
                    .contains("no table of a fleet " + FLEET));

            lake.aws().seedLeases(FLEET, STREAM);
            assertThat(look(table, stream)).singleElement().satisfies(finding -> assertThat(finding.what())
                    .contains("no worker has", "shardId-000000000000", "shardId-000000000001"));

            List<AttributeValue> leases = dynamoDb.scan(request -> request.tableName(FLEET)).items().stream()
                    .map(item -> item.get("leaseKey"))
                    .toList();
            leases.forEach(lease -> update(dynamoDb, lease, "leaseOwner", AttributeValue.fromS("worker-1")));
            assertThat(look(table, stream)).singleElement().satisfies(finding -> {
                assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                assertThat(finding.what()).contains("not renewed", "shardId-000000000001 of worker-1");
                assertThat(finding.fix()).contains("archive --fleet " + FLEET);
            });

            assertThat(whileRenewed(dynamoDb, leases, () -> look(table, stream)))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.what()).isEqualTo("2 shards are leased by 1 workers"));

            dynamoDb.deleteItem(request -> request.tableName(FLEET).key(Map.of("leaseKey", leases.get(0))));
            assertThat(look(table, stream))
                    .anySatisfy(finding -> assertThat(finding.what()).contains("open shards without a lease"));
            assertThat(look(table, new DirectStream(kinesis, TestLake.STREAM, ReadPace.DEFAULT)))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.ERROR));

            dynamoDb.putItem(request -> request.tableName(FLEET)
                    .item(Map.of("leaseKey", AttributeValue.fromS("7"), "checkpoint", AttributeValue.fromS("LATEST"))));
            assertThatThrownBy(table::leases)
                    .isInstanceOf(StreamException.class)
                    .hasMessageContaining("another Kinesis application");
        }
    }

    private static List<Finding> look(FleetTable table, DirectStream stream) {
        return LakeDoctor.examineFleet(table, stream, FAILOVER).findings();
    }

    private static void update(DynamoDbClient dynamoDb, AttributeValue lease, String name, AttributeValue value) {
        dynamoDb.updateItem(request -> request.tableName(FLEET)
                .key(Map.of("leaseKey", lease))
                .attributeUpdates(Map.of(
                        name,
                        AttributeValueUpdate.builder()
                                .value(value)
                                .action(value.n() == null ? AttributeAction.PUT : AttributeAction.ADD)
                                .build())));
    }

    private interface Look {
        List<Finding> findings();
    }

    /** As a worker does that is alive. */
    private static List<Finding> whileRenewed(DynamoDbClient dynamoDb, List<AttributeValue> leases, Look look)
            throws InterruptedException {
        AtomicBoolean stopped = new AtomicBoolean();
        Thread worker = new Thread(() -> {
            while (!stopped.get()) {
                leases.forEach(lease -> update(dynamoDb, lease, "leaseCounter", AttributeValue.fromN("1")));
            }
        });
        worker.start();
        try {
            return look.findings();
        } finally {
            stopped.set(true);
            worker.join();
        }
    }

    @Test
    void a_key_that_cannot_be_used_is_an_error_with_what_to_allow(TestLake lake) {
        try (KinesisClient kinesis = lake.client(
                        KinesisClient.builder()
                                .overrideConfiguration(override -> override.addExecutionInterceptor(new NoKey())),
                        lake.aws().kinesisEndpoint());
                S3Client s3 = lake.client(
                        S3Client.builder()
                                .overrideConfiguration(override -> override.addExecutionInterceptor(new NoKey())),
                        lake.aws().s3Endpoint());
                DirectStream stream = new DirectStream(kinesis, TestLake.STREAM, ReadPace.DEFAULT);
                LakeStore store = new LakeStore(s3, lake.layout().bucket())) {
            List<Finding> findings = new LakeDoctor(
                            new Lake(store, lake.layout()),
                            TestLake.STREAM,
                            Optional.of(stream),
                            Optional.empty(),
                            Optional.empty(),
                            Clock.systemUTC())
                    .examine()
                    .findings();

            assertThat(findings)
                    .filteredOn(finding -> finding.severity() == Severity.ERROR)
                    .extracting(Finding::id)
                    .containsExactly("stream.key", "lake.archive-lag");
            assertThat(findings)
                    .filteredOn(finding -> finding.severity() == Severity.ERROR)
                    .allSatisfy(finding -> assertThat(finding.fix()).contains("kms:Decrypt", "describe-key"));
            assertThat(findings)
                    .anySatisfy(finding -> assertThat(finding.what()).contains(KEY));
        }
    }

    /** A stream and a bucket with a key that is disabled. */
    private static final class NoKey implements ExecutionInterceptor {

        @Override
        public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
            return context.response() instanceof DescribeStreamSummaryResponse described
                    ? described.toBuilder()
                            .streamDescriptionSummary(described.streamDescriptionSummary().toBuilder()
                                    .encryptionType(EncryptionType.KMS)
                                    .keyId(KEY)
                                    .build())
                            .build()
                    : context.response();
        }

        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            SdkRequest request = context.request();
            if (request instanceof GetRecordsRequest) {
                throw KmsDisabledException.builder()
                        .message(KEY + " is disabled.")
                        .statusCode(400)
                        .build();
            }
            if (request instanceof ListObjectsV2Request) {
                throw S3Exception.builder()
                        .message("User is not authorized to perform: kms:Decrypt on the resource " + KEY)
                        .statusCode(403)
                        .build();
            }
        }
    }
}
