package io.github.calllake.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.FleetSettings;
import io.github.calllake.stream.StreamException;
import io.github.calllake.stream.StreamSource;
import io.github.calllake.stream.TestFleet;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class FleetArchivingTest extends ArchivingContract {

    private static final Duration FAILOVER = Duration.ofSeconds(1);

    /** What docs/fleet.md asks permissions for. */
    private static final Set<String> DOCUMENTED = Set.of(
            "Kinesis ListShards",
            "Kinesis DescribeStreamSummary",
            "DynamoDb DescribeTable",
            "DynamoDb CreateTable",
            "DynamoDb UpdateTable",
            "DynamoDb Scan",
            "DynamoDb Query",
            "DynamoDb GetItem",
            "DynamoDb PutItem",
            "DynamoDb UpdateItem",
            "DynamoDb DeleteItem");

    private final List<Logger> library = List.of((Logger) LoggerFactory.getLogger("software.amazon.kinesis"), (Logger)
            LoggerFactory.getLogger("com.amazonaws.services.dynamodbv2"));
    private final Set<String> calls = ConcurrentHashMap.newKeySet();

    FleetArchivingTest() throws IOException {
        library.forEach(logger -> logger.setLevel(Level.OFF));
    }

    @AfterAll
    void restoreLogs() {
        library.forEach(logger -> logger.setLevel(null));
    }

    @AfterAll
    void a_fleet_calls_nothing_that_it_is_not_said_to_need_permission_for() {
        assertThat(calls).contains("DynamoDb UpdateItem").isSubsetOf(DOCUMENTED);
    }

    @Override
    StreamSource source(TestLake lake) {
        String fleet = "fleet-" + lake.stream.name();
        aws.seedLeases(fleet, lake.stream.name());
        return worker(lake, fleet);
    }

    private StreamSource worker(TestLake lake, String fleet, ExecutionInterceptor... more) {
        DirectStream stream = new DirectStream(lake.kinesis, lake.stream.name(), TestLake.FAST);
        ExecutionInterceptor recorder = new ExecutionInterceptor() {
            @Override
            public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
                calls.add(attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME) + " "
                        + attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
            }
        };
        return TestFleet.worker(
                aws,
                stream,
                FleetSettings.of(fleet).withFailover(FAILOVER),
                Stream.concat(Stream.of(recorder), Stream.of(more)).toArray(ExecutionInterceptor[]::new));
    }

    @Override
    void share(Worker one, Worker other) {
        await(() -> shards(one).size() == 2 && shards(other).size() == 2);
    }

    @Test
    void shards_of_a_worker_that_cannot_renew_its_leases_go_to_others() {
        ArchiverSettings often = TestLake.settings(300, Duration.ofHours(1));
        AtomicBoolean cutOff = new AtomicBoolean();
        ExecutionInterceptor wire = new ExecutionInterceptor() {
            @Override
            public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
                if (cutOff.get()) {
                    throw SdkClientException.create("The wire is cut");
                }
            }
        };
        try (TestLake lake = new TestLake(aws, "cut-off", 2)) {
            aws.seedLeases("fleet-cut-off", "cut-off");
            StreamSource source = worker(lake, "fleet-cut-off", wire);
            try (Worker one = new Worker(source, lake.archiver(source, often))) {
                await(() -> {
                    boolean ready = one.archiver().health().isReady();
                    // It joins before it is ready, and has its shards before it has taken them up.
                    assertThat(ready && !one.archiver().reading().underWay()).isFalse();
                    return ready && shards(one).size() == 2;
                });
                try (Worker other = worker(lake, often)) {
                    await(() -> shards(one).size() == 1 && shards(other).size() == 1);
                    cutOff.set(true);
                    lake.put(events("a", 60));
                    await(() -> shards(one).isEmpty() && shards(other).size() == 2);
                    lake.put(events("b", 60));
                    awaitIds(lake, List.of(other), ids("a", 60), ids("b", 60));
                }
            }
        }
    }

    @Test
    void a_fleet_of_another_stream_is_refused() {
        try (TestLake lake = new TestLake(aws, "fleet-one-stream", 1);
                TestLake other = new TestLake(aws, "fleet-another", 1);
                StreamSource source = worker(lake, "one-fleet")) {
            aws.seedLeases("one-fleet", other.stream.name());
            assertThatThrownBy(() -> lake.archiver(source, ON_REQUEST))
                    .isInstanceOf(StreamException.class)
                    .hasMessageContaining("one-fleet reads stream fleet-another, not fleet-one-stream");
        }
    }

    @Test
    void a_fleet_that_has_finished_a_shard_for_another_lake_is_refused() {
        try (TestLake lake = new TestLake(aws, "fleet-other-lake", 1);
                StreamSource source = worker(lake, "of-other-lake");
                DynamoDbClient dynamoDb = DynamoDbClient.builder()
                        .endpointOverride(aws.dynamoDbEndpoint())
                        .region(Region.of(aws.region()))
                        .credentialsProvider(StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(aws.accessKeyId(), aws.secretAccessKey())))
                        .build()) {
            aws.seedLeases("of-other-lake", lake.stream.name());
            Map<String, AttributeValue> lease = dynamoDb.scan(request -> request.tableName("of-other-lake"))
                    .items()
                    .get(0);
            dynamoDb.updateItem(request -> request.tableName("of-other-lake")
                    .key(Map.of("leaseKey", lease.get("leaseKey")))
                    .updateExpression("SET checkpoint = :ended")
                    .expressionAttributeValues(Map.of(":ended", AttributeValue.fromS("SHARD_END"))));

            assertThatThrownBy(() -> lake.archiver(source, ON_REQUEST))
                    .isInstanceOf(StreamException.class)
                    .hasMessageContaining("of-other-lake has finished shard " + shard(0))
                    .hasMessageContaining("another fleet name");
        }
    }

    @Test
    void the_name_of_a_fleet_is_one_of_a_table() {
        assertThatThrownBy(() -> FleetSettings.of("a b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"a b\"");
        assertThatThrownBy(() -> FleetSettings.of("fleet").withFailover(Duration.ofMillis(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("500 ms");
    }
}
