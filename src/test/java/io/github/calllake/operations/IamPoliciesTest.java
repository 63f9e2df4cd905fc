package io.github.calllake.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.TestLake;
import io.github.calllake.archive.Archiver;
import io.github.calllake.archive.ArchiverSettings;
import io.github.calllake.archive.CallAnalyticsDecoder;
import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.engine.AthenaClients;
import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.export.ExportRunner;
import io.github.calllake.export.ExportSettings;
import io.github.calllake.export.ExportStores;
import io.github.calllake.export.ExportTiers;
import io.github.calllake.export.JobFile;
import io.github.calllake.export.RunRequest;
import io.github.calllake.export.ScheduledJob;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.operations.IamPolicies.Part;
import io.github.calllake.query.CallAnalytics;
import io.github.calllake.query.CallFilter;
import io.github.calllake.query.LakeBoundary;
import io.github.calllake.query.TimeRange;
import io.github.calllake.schema.EventTables;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.ReadPace;
import io.github.calllake.stream.StreamOutbox;
import io.github.calllake.stream.StreamWriter;
import io.github.calllake.stream.StreamWriter.NewRecord;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;

@ExtendWith(TestLake.Shared.class)
class IamPoliciesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STREAM = "iam-calls";
    private static final LakeLayout LAYOUT = LakeLayout.inBucket("iam-lake");
    private static final AthenaSettings ATHENA = AthenaSettings.of("iam_lake");
    private static final AthenaSettings RESTRICTED = AthenaSettings.of("iam_lake_restricted");
    private static final String EXPORTS = "iam-exports";
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("account", CalledActions.ACCOUNT),
            Map.entry("region", CalledActions.REGION),
            Map.entry("stream", STREAM),
            Map.entry("bucket", LAYOUT.bucket()),
            Map.entry("prefix", LAYOUT.prefix()),
            Map.entry("database", ATHENA.database()),
            Map.entry("athena-workgroup", ATHENA.workGroup()),
            Map.entry("fleet", "call-lake-archiver"),
            Map.entry("restricted-database", RESTRICTED.database()),
            Map.entry("state-bucket", EXPORTS),
            Map.entry("state-prefix", "state"));

    @ParameterizedTest
    @EnumSource(Part.class)
    void each_action_has_a_reason_and_each_statement_an_id(Part part) throws IOException {
        IamPolicies policies = new IamPolicies(Map.of());
        JsonNode policy = JSON.readTree(policies.policy(part));

        assertThat(policies.reasons(part))
                .isNotEmpty()
                .allSatisfy((action, reason) -> assertThat(reason).as(action).isNotBlank());
        assertThat(policy.path("Version").asText()).isEqualTo("2012-10-17");
        assertThat(policy.path("Statement")).allSatisfy(statement -> {
            assertThat(statement.path("Sid").asText()).matches("[A-Za-z0-9]+");
            assertThat(statement.path("Effect").asText()).isEqualTo("Allow");
            assertThat(texts(statement.path("Action"))).isSorted().allMatch(action -> !action.contains("*"));
        });
    }

    @Test
    void placeholders_are_filled_in_and_what_is_optional_is_left_out_unless_named() throws IOException {
        Map<String, String> withKeys = new HashMap<>(NAMES);
        withKeys.put("stream-key", "arn:aws:kms:us-east-1:111122223333:key/1234abcd");
        withKeys.put("lake-key", "arn:aws:kms:us-east-1:111122223333:key/5678efgh");
        withKeys.put("workgroup-id", "6e5a-77");
        withKeys.put("prefix", "");
        withKeys.put("state-prefix", "");
        withKeys.put("export-bucket", EXPORTS);
        withKeys.put("export-prefix", "");
        withKeys.put("unload-bucket", EXPORTS);
        withKeys.put("unload-prefix", "");
        withKeys.put("export-key", "arn:aws:kms:us-east-1:111122223333:key/9012ijkl");
        withKeys.put("results-stream", "results");
        withKeys.put("secret", "arn:aws:secretsmanager:us-east-1:111122223333:secret:call-lake/exporter-AbCdEf");

        for (Part part : Part.values()) {
            String plain = new IamPolicies(NAMES).policy(part);
            String full = new IamPolicies(withKeys).policy(part);
            assertThat(IamPolicies.placeholders(plain)).as(plain).isEmpty();
            assertThat(IamPolicies.placeholders(full)).as(full).isEmpty();
            assertThat(plain).doesNotContain("kms:", "GetCredentials");
            assertThat(full).doesNotContain("/" + LAYOUT.prefix()).doesNotContain("//", "::/");
            JSON.readTree(full);
        }
        assertThat(new IamPolicies(withKeys).policy(Part.READER)).contains("kms:Decrypt", "GetCredentials");
        assertThat(new IamPolicies(withKeys).policy(Part.EXPORTER))
                .contains("athena:StartQueryExecution", "GetCredentials", "kinesis:PutRecord", "GetSecretValue")
                .contains("arn:aws:s3:::iam-exports/*");
        assertThat(new IamPolicies(NAMES).policy(Part.EXPORTER))
                .contains("arn:aws:s3:::iam-exports/state/*")
                .doesNotContain("kinesis:", "secretsmanager:");
        assertThat(new IamPolicies(withKeys).policy(Part.REDSHIFT)).contains("s3:PutObject");
        assertThat(IamPolicies.placeholders(new IamPolicies(Map.of()).policy(Part.ARCHIVER)))
                .containsExactly("account", "bucket", "prefix", "region", "stream");
        assertThatThrownBy(() -> new IamPolicies(Map.of("bucket", "*")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bucket");
    }

    @Test
    void a_restricted_reader_reads_what_the_restricted_tables_have_and_no_file_himself() throws IOException {
        JsonNode policy = JSON.readTree(new IamPolicies(NAMES).policy(Part.RESTRICTED_READER));
        String lake = "arn:aws:s3:::" + LAYOUT.bucket() + "/" + LAYOUT.prefix();
        String events = lake + "/serviceType=CallAnalytics/detailType=Recording/year=2026/month=01/day=05/x.parquet";
        String glue = "arn:aws:glue:" + CalledActions.REGION + ":" + CalledActions.ACCOUNT + ":";
        String groups = "arn:aws:athena:" + CalledActions.REGION + ":" + CalledActions.ACCOUNT + ":workgroup/";

        for (String file : List.of(events, lake + "/post_call/analytics/x.json")) {
            assertThat(allows(policy, "s3:GetObject", file, true)).as(file).isTrue();
            assertThat(allows(policy, "s3:GetObject", file, false)).as(file).isFalse();
        }
        for (boolean throughAthena : List.of(true, false)) {
            for (String file : List.of("/_athena/x.csv", "/failed/x", "/_commits/x")) {
                assertThat(allows(policy, "s3:GetObject", lake + file, throughAthena))
                        .as(file)
                        .isFalse();
            }
            assertThat(allows(policy, "s3:GetObject", lake + "/_athena/iam_lake_restricted/x.csv", throughAthena))
                    .isTrue();
            assertThat(allows(policy, "s3:PutObject", lake + "/_athena/iam_lake_restricted/x.csv", throughAthena))
                    .isEqualTo(throughAthena);
            assertThat(allows(policy, "s3:PutObject", events, throughAthena)).isFalse();
            assertThat(allows(policy, "glue:GetTable", glue + "table/iam_lake_restricted/utterance", throughAthena))
                    .isTrue();
            assertThat(allows(policy, "glue:GetTable", glue + "table/iam_lake/utterance", throughAthena))
                    .isFalse();
        }
        assertThat(allows(policy, "athena:StartQueryExecution", groups + ATHENA.workGroup(), false))
                .isFalse();
        assertThat(allows(policy, "athena:GetQueryResults", groups + ATHENA.workGroup(), false))
                .isFalse();
        assertThat(allows(policy, "athena:StartQueryExecution", groups + RESTRICTED.workGroup(), false))
                .isTrue();
        assertThat(actions(policy.toString()))
                .noneMatch(action -> action.matches("glue:(Create|Update|Delete|Batch(Create|Delete|Update)).*"))
                .noneMatch(action -> action.matches("athena:(Create|Update).*"));
    }

    @Test
    void redshift_takes_its_role_on_and_gets_what_aws_asks_for() throws IOException {
        IamPolicies policies = new IamPolicies(NAMES);
        JsonNode trust = JSON.readTree(policies.trust(Part.REDSHIFT).orElseThrow());

        assertThat(trust.at("/Statement/0/Principal/Service").asText()).isEqualTo("redshift.amazonaws.com");
        assertThat(trust.at("/Statement/0/Action").asText()).isEqualTo("sts:AssumeRole");
        assertThat(actions(policies.policy(Part.REDSHIFT)))
                .containsExactlyInAnyOrder(
                        "kinesis:DescribeStream",
                        "kinesis:DescribeStreamSummary",
                        "kinesis:GetRecords",
                        "kinesis:GetShardIterator",
                        "kinesis:ListShards",
                        "kinesis:ListStreams");
        assertThat(policies.trust(Part.ARCHIVER)).isEmpty();
    }

    @Test
    void what_the_clients_really_call_is_what_the_policies_allow(TestLake shared) throws Exception {
        CalledActions archiver = new CalledActions(STREAM, "");
        CalledActions catalog = new CalledActions("", ATHENA.workGroup());
        CalledActions reader = new CalledActions("", ATHENA.workGroup());
        CalledActions restrictedReader = new CalledActions("", RESTRICTED.workGroup());
        CalledActions operator = new CalledActions(TestLake.STREAM, AthenaSettings.workGroupOf(TestLake.DATABASE));
        CalledActions exporter = new CalledActions(EXPORTS, AthenaSettings.workGroupOf(TestLake.DATABASE));

        create(shared, catalog);
        archive(shared, archiver);
        query(shared, reader, ATHENA);
        query(shared, restrictedReader, RESTRICTED);
        operate(shared, operator);
        export(shared, exporter);

        assertWithin(Part.CATALOG, catalog);
        assertWithin(Part.ARCHIVER, archiver);
        assertWithin(Part.READER, reader);
        assertWithin(Part.RESTRICTED_READER, restrictedReader);
        Map<String, String> shares = new HashMap<>(NAMES);
        shares.put("stream", TestLake.STREAM);
        shares.put("bucket", shared.layout().bucket());
        shares.put("database", TestLake.DATABASE);
        shares.put("athena-workgroup", AthenaSettings.workGroupOf(TestLake.DATABASE));
        assertWithin(Part.OPERATOR, operator, shares);
        shares.put("export-bucket", EXPORTS);
        shares.put("export-prefix", "out");
        shares.put("results-stream", EXPORTS);
        assertWithin(Part.EXPORTER, exporter, shares);
        assertThat(exporter.actions())
                .contains("s3:PutObject", "s3:DeleteObject", "athena:StartQueryExecution", "kinesis:PutRecord");
        // And nothing else.
        assertThat(archiver.actions()).containsAll(actions(new IamPolicies(NAMES).policy(Part.ARCHIVER)));
        assertThat(operator.actions()).containsAll(actions(new IamPolicies(NAMES).policy(Part.OPERATOR)));
    }

    private static void create(TestLake shared, CalledActions calls) {
        try (LakeStore store = store(shared, new CalledActions("", ""));
                LakeCatalog lakeCatalog = new LakeCatalog(
                        client(shared, GlueClient.builder(), shared.aws().glueEndpoint(), calls),
                        client(shared, AthenaClient.builder(), shared.aws().athenaEndpoint(), calls),
                        client(shared, S3Client.builder(), shared.aws().s3Endpoint(), calls))) {
            store.createBucketIfAbsent();
            LakeDefinition definition =
                    LakeDefinition.of(ATHENA.database(), LAYOUT).withRestricted();
            lakeCatalog.create(definition);
            lakeCatalog.verify(definition);
            lakeCatalog.upgrade(definition.withScanLimitBytes(1L << 30)).apply();
            lakeCatalog.removal(definition).apply();
            lakeCatalog.create(definition);
        }
    }

    private static void archive(TestLake shared, CalledActions calls) throws InterruptedException {
        try (KinesisClient plain =
                        shared.client(KinesisClient.builder(), shared.aws().kinesisEndpoint());
                StreamWriter writer = new StreamWriter(plain, STREAM);
                KinesisClient kinesis =
                        client(shared, KinesisClient.builder(), shared.aws().kinesisEndpoint(), calls);
                DirectStream stream = new DirectStream(kinesis, STREAM, ReadPace.DEFAULT);
                LakeStore store = store(shared, calls)) {
            writer.createIfAbsent(1);
            store.requireBucket();
            writer.put(shared.records().stream()
                    .limit(20)
                    .map(record -> new NewRecord(record.partitionKey(), record.data()))
                    .toList());
            // Twice: the second begins with what the first has written.
            for (int i = 0; i < 2; i++) {
                try (Archiver archiver = Archiver.start(
                        stream,
                        store,
                        LAYOUT,
                        EventTables::of,
                        new CallAnalyticsDecoder(),
                        ArchiverSettings.defaults(),
                        Clock.systemUTC())) {
                    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
                    while (!archiver.caughtUp()) {
                        assertThat(System.nanoTime()).as("archived in time").isLessThan(deadline);
                        archiver.rollNow();
                        Thread.sleep(20);
                    }
                }
            }
        }
    }

    private static void query(TestLake shared, CalledActions calls, AthenaSettings settings) {
        AthenaClients clients = new AthenaClients(
                client(shared, AthenaClient.builder(), shared.aws().athenaEndpoint(), calls),
                client(shared, GlueClient.builder(), shared.aws().glueEndpoint(), calls),
                client(shared, S3Client.builder(), shared.aws().s3Endpoint(), calls));
        try (AthenaEngine engine = new AthenaEngine(settings, clients)) {
            TimeRange range = new TimeRange(
                    shared.start().minus(Duration.ofDays(1)), shared.start().plus(Duration.ofDays(1)));
            CallAnalytics.over(engine).countEvents(CallFilter.in(range));
        }
    }

    private static void operate(TestLake shared, CalledActions calls) {
        RedshiftSettings redshift = RedshiftSettings.of(
                shared.aws().redshiftJdbcUrl(),
                shared.aws().redshiftUser(),
                shared.aws().redshiftPassword());
        HotTier hotTier = HotTier.of(redshift, TestLake.STREAM);
        try (KinesisClient kinesis =
                        client(shared, KinesisClient.builder(), shared.aws().kinesisEndpoint(), calls);
                DirectStream stream = new DirectStream(kinesis, TestLake.STREAM, ReadPace.DEFAULT);
                LakeStore store = new LakeStore(
                        client(shared, S3Client.builder(), shared.aws().s3Endpoint(), calls),
                        shared.layout().bucket());
                LakeCatalog lakeCatalog = new LakeCatalog(
                        client(shared, GlueClient.builder(), shared.aws().glueEndpoint(), calls),
                        client(shared, AthenaClient.builder(), shared.aws().athenaEndpoint(), calls),
                        client(shared, S3Client.builder(), shared.aws().s3Endpoint(), calls))) {
            Lake lake = new Lake(store, shared.layout());
            new HotTierDoctor(hotTier, Optional.of(stream), Optional.of(lake), Duration.ofDays(7), Clock.systemUTC())
                    .examine();
            new LakeDoctor(
                            lake,
                            TestLake.STREAM,
                            Optional.of(stream),
                            Optional.of(lakeCatalog),
                            Optional.of(TestLake.DATABASE),
                            Clock.systemUTC())
                    .examine();
        }
    }

    /** Two windows of the cold tier as objects, and two as records. */
    private static void export(TestLake shared, CalledActions calls) throws IOException {
        Path file = Files.createTempFile("exports", ".yaml");
        Instant from = shared.start().truncatedTo(ChronoUnit.HOURS);
        try (LakeStore plain = new LakeStore(
                        shared.client(S3Client.builder(), shared.aws().s3Endpoint()), EXPORTS);
                StreamWriter writer = new StreamWriter(
                        shared.client(KinesisClient.builder(), shared.aws().kinesisEndpoint()), EXPORTS);
                LakeStore lake = new LakeStore(
                        client(shared, S3Client.builder(), shared.aws().s3Endpoint(), calls),
                        shared.layout().bucket());
                ExportStores stores = new ExportStores(
                        bucket -> new LakeStore(
                                client(shared, S3Client.builder(), shared.aws().s3Endpoint(), calls), bucket),
                        stream -> new StreamOutbox(
                                client(
                                        shared,
                                        KinesisClient.builder(),
                                        shared.aws().kinesisEndpoint(),
                                        calls),
                                stream));
                AthenaEngine cold = new AthenaEngine(
                        AthenaSettings.of(TestLake.DATABASE),
                        new AthenaClients(
                                client(
                                        shared,
                                        AthenaClient.builder(),
                                        shared.aws().athenaEndpoint(),
                                        calls),
                                client(
                                        shared,
                                        GlueClient.builder(),
                                        shared.aws().glueEndpoint(),
                                        calls),
                                client(shared, S3Client.builder(), shared.aws().s3Endpoint(), calls)))) {
            plain.createBucketIfAbsent();
            writer.createIfAbsent(1);
            JobFile jobs = JobFile.read(Files.writeString(file, """
                    state: s3://iam-exports/state
                    jobs:
                      - name: objects
                        report: freshness
                        tier: cold
                        window: {length: 1h}
                        format: {type: csv}
                        destination: s3://iam-exports/out
                      - name: records
                        report: freshness
                        tier: cold
                        window: {length: 1h}
                        destination: kinesis://iam-exports
                    """));
            ExportRunner runner = new ExportRunner(
                    ExportSettings.of(jobs.state()),
                    stores,
                    new ExportTiers(
                            Optional.empty(),
                            Optional.of(cold),
                            Optional.of(LakeBoundary.of(lake, shared.layout(), TestLake.STREAM)),
                            Duration.ZERO,
                            Runnable::run,
                            Clock.systemUTC()),
                    Clock.systemUTC());
            RunRequest two = RunRequest.due().withRange(Optional.of(from), Optional.of(from.plus(Duration.ofHours(2))));
            for (ScheduledJob job : jobs.jobs()) {
                assertThat(runner.run(job.job(), two).windows()).hasSize(2);
            }
        } finally {
            Files.delete(file);
        }
    }

    private static LakeStore store(TestLake shared, CalledActions calls) {
        return new LakeStore(client(shared, S3Client.builder(), shared.aws().s3Endpoint(), calls), LAYOUT.bucket());
    }

    private static <C> C client(TestLake shared, AwsClientBuilder<?, C> builder, URI endpoint, CalledActions calls) {
        builder.overrideConfiguration(configuration -> configuration.addExecutionInterceptor(calls));
        return shared.client(builder, endpoint);
    }

    private static void assertWithin(Part part, CalledActions calls) throws IOException {
        assertWithin(part, calls, NAMES);
    }

    private static void assertWithin(Part part, CalledActions calls, Map<String, String> names) throws IOException {
        JsonNode policy = JSON.readTree(new IamPolicies(names).policy(part));
        assertThat(calls.calls()).isNotEmpty().allSatisfy(call -> {
            String[] actionAndResource = call.split(" ", 2);
            assertThat(allows(policy, actionAndResource[0], actionAndResource[1], false))
                    .as(part.text() + " may " + call)
                    .isTrue();
        });
    }

    /** Rights with a condition are those that Athena uses for its caller. */
    private static boolean allows(JsonNode policy, String action, String resource, boolean throughAthena) {
        for (JsonNode statement : policy.path("Statement")) {
            JsonNode condition = statement.at("/Condition/ForAnyValue:StringEquals/aws:CalledVia");
            if (!condition.isMissingNode()
                    && !(throughAthena && condition.asText().equals("athena.amazonaws.com"))) {
                continue;
            }
            if (texts(statement.path("Action")).contains(action)
                    && texts(statement.path("Resource")).stream().anyMatch(each -> matches(each, resource))) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String pattern, String resource) {
        return Pattern.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"), resource);
    }

    private static List<String> actions(String policy) throws IOException {
        List<String> actions = new ArrayList<>();
        JSON.readTree(policy).path("Statement").forEach(statement -> actions.addAll(texts(statement.path("Action"))));
        return actions;
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(each -> texts.add(each.asText()));
        } else {
            texts.add(node.asText());
        }
        return texts;
    }
}
