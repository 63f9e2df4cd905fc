package io.github.calllake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.TestLake;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.local.RightsProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Commands of somebody whom AWS does not allow one of the actions that they take. */
@ExtendWith(TestLake.Shared.class)
class MissingRightsTest {

    private static final String DATABASE = "forbidden_lake";
    private static final LakeLayout LAYOUT = LakeLayout.parse("s3://test-lake/forbidden");

    private static CommandRun without(TestLake lake, Set<String> actions, String... command) throws IOException {
        try (RightsProxy s3 = RightsProxy.start(lake.aws().s3Endpoint(), actions);
                RightsProxy glue = RightsProxy.start(lake.aws().glueEndpoint(), actions);
                RightsProxy athena = RightsProxy.start(lake.aws().athenaEndpoint(), actions);
                RightsProxy kinesis = RightsProxy.start(lake.aws().kinesisEndpoint(), actions)) {
            return CommandRun.of(
                    Map.of(
                            "aws.endpointUrlS3", s3.endpoint().toString(),
                            "aws.endpointUrlGlue", glue.endpoint().toString(),
                            "aws.endpointUrlAthena", athena.endpoint().toString(),
                            "aws.endpointUrlKinesis", kinesis.endpoint().toString(),
                            "aws.region", lake.aws().region(),
                            "aws.accessKeyId", lake.aws().accessKeyId(),
                            "aws.secretAccessKey", lake.aws().secretAccessKey()),
                    command);
        }
    }

    @AfterEach
    void drop(TestLake lake) throws IOException {
        without(lake, Set.of(), "lake", "drop", "--database", DATABASE);
    }

    private static CommandRun create(TestLake lake, Set<String> actions) throws IOException {
        return without(lake, actions, "lake", "create", "--database", DATABASE, "--bucket", LAYOUT.address());
    }

    private static void isRefused(CommandRun run, String action) {
        assertThat(run.exitCode()).as(action).isEqualTo(1);
        assertThat(run.err().strip())
                .startsWith("call-lake ")
                .contains("not allowed (`call-lake iam")
                .doesNotContain("null")
                .hasLineCount(1);
        if (!action.equals("s3:ListBucket")) {
            assertThat(run.err()).contains("not authorized to perform: " + action);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3:ListBucket",
                "s3:GetObject",
                "s3:PutObject",
                "glue:GetDatabase",
                "glue:CreateDatabase",
                "glue:CreateTable",
                "glue:UpdateDatabase",
                "athena:GetWorkGroup",
                "athena:CreateWorkGroup",
                "athena:StartQueryExecution",
                "athena:GetQueryExecution"
            })
    void a_lake_is_not_made_half(String action, TestLake lake) throws IOException {
        isRefused(create(lake, Set.of(action)), action);

        try (GlueClient glue = lake.client(GlueClient.builder(), lake.aws().glueEndpoint());
                AthenaClient athena =
                        lake.client(AthenaClient.builder(), lake.aws().athenaEndpoint());
                S3Client s3 = lake.client(S3Client.builder(), lake.aws().s3Endpoint());
                LakeStore store = new LakeStore(s3, LAYOUT.bucket())) {
            assertThat(glue.getDatabases(request -> request.maxResults(100)).databaseList())
                    .noneMatch(database -> database.name().equals(DATABASE));
            assertThat(athena.listWorkGroups(request -> {}).workGroups())
                    .noneMatch(group -> group.name().startsWith(DATABASE));
            assertThat(LakeDefinition.read(store, LAYOUT)).isEmpty();
        }
    }

    @Test
    void who_may_make_but_not_remove_is_told_what_is_left_and_can_go_on(TestLake lake) throws IOException {
        CommandRun left = create(lake, Set.of("glue:CreateTable", "glue:DeleteDatabase"));
        CommandRun goneOn = create(lake, Set.of());

        isRefused(left, "glue:CreateTable");
        assertThat(left.err()).contains("still there", "glue:DeleteDatabase", "run the same command again");
        assertThat(goneOn.exitCode()).as(goneOn.err()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"glue:GetDatabase", "s3:GetObject"})
    void a_lake_is_not_described(String action, TestLake lake) throws IOException {
        isRefused(without(lake, Set.of(action), "lake", "describe", "--database", TestLake.DATABASE), action);
    }

    @ParameterizedTest
    @ValueSource(strings = {"athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults"})
    void a_question_is_not_answered(String action, TestLake lake) throws IOException {
        isRefused(
                without(lake, Set.of(action), "query", "counts", "--tier", "cold", "--database", TestLake.DATABASE),
                action);
    }

    private static List<JsonNode> rights(TestLake lake, Set<String> refused, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "doctor", "--json", "--bucket", lake.layout().address(), "--stream", TestLake.STREAM, "--rights"));
        command.addAll(List.of(more));
        CommandRun run = without(lake, refused, command.toArray(String[]::new));
        assertThat(run.out()).as(run.err()).startsWith("{");
        List<JsonNode> findings = new ArrayList<>();
        new ObjectMapper().readTree(run.out()).path("findings").forEach(finding -> {
            if (finding.path("id").asText().startsWith("rights.")) {
                findings.add(finding);
            }
        });
        return findings;
    }

    private static List<String> objects(TestLake lake) {
        try (S3Client s3 = lake.client(S3Client.builder(), lake.aws().s3Endpoint());
                LakeStore store = new LakeStore(s3, lake.layout().bucket())) {
            return store.listObjects("").stream().map(Object::toString).toList();
        }
    }

    private static List<String> missing(List<JsonNode> findings) {
        return findings.stream()
                .filter(finding -> finding.path("severity").asText().equals("error"))
                .map(finding -> finding.path("what").asText() + " | "
                        + finding.path("fix").asText())
                .toList();
    }

    @Test
    void the_rights_of_a_part_are_tried_and_nothing_is_changed(TestLake lake) throws IOException {
        List<String> before = objects(lake);
        List<JsonNode> all = rights(lake, Set.of(), "archiver,reader", "--database", TestLake.DATABASE);
        List<JsonNode> some =
                rights(lake, Set.of("s3:PutObject", "kinesis:GetRecords", "kinesis:ListShards"), "archiver");

        assertThat(missing(all)).isEmpty();
        assertThat(all)
                .extracting(finding -> finding.path("what").asText())
                .contains("allowed: kinesis:DescribeStreamSummary, kinesis:GetRecords, kinesis:GetShardIterator,"
                        + " kinesis:ListShards, s3:GetObject, s3:ListBucket, s3:PutObject")
                .anySatisfy(what ->
                        assertThat(what).contains("allowed: glue:GetDatabase, glue:GetTable, glue:GetTables, s3:"))
                .anySatisfy(what -> assertThat(what).contains("not tried", "athena:StartQueryExecution"));
        assertThat(missing(some))
                .anySatisfy(finding -> assertThat(finding)
                        .startsWith("whoever runs this lacks s3:PutObject, which the archiver needs")
                        .contains("\"Action\":\"s3:PutObject\",\"Resource\":\"arn:aws:s3:::"
                                + lake.layout().bucket()))
                .anySatisfy(finding -> assertThat(finding)
                        .startsWith("whoever runs this lacks kinesis:ListShards")
                        .contains("stream/" + TestLake.STREAM));
        assertThat(objects(lake)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kinesis:ListShards",
                "kinesis:GetShardIterator",
                "kinesis:GetRecords",
                "s3:ListBucket",
                "s3:PutObject"
            })
    void a_right_that_is_there_is_not_held_to_be_missing_with_another(String action, TestLake lake) throws IOException {
        assertThat(missing(rights(lake, Set.of(action), "archiver")))
                .singleElement()
                .asString()
                .startsWith("whoever runs this lacks " + action + ",");
    }

    @Test
    void rights_are_tried_on_nothing_that_goes(TestLake lake) throws IOException {
        String bucket = "rights-on-what-stays";
        try (S3Client s3 = lake.client(S3Client.builder(), lake.aws().s3Endpoint());
                LakeStore store = new LakeStore(s3, bucket)) {
            store.createBucketIfAbsent();
            store.put("state/calls/claims/20260301T000000Z-20260302T000000Z-000000", new byte[] {1}, "x/y");
            store.put("exports/calls/_manifests/2026-03-01/a.provisional.json", new byte[] {2}, "x/y");
            List<JsonNode> findings = rights(
                    lake,
                    Set.of("s3:PutObject"),
                    "exporter",
                    "--state",
                    "s3://" + bucket + "/state",
                    "--destination",
                    "s3://" + bucket + "/exports");

            assertThat(missing(findings)).isEmpty();
            assertThat(findings)
                    .anySatisfy(finding -> assertThat(finding.path("what").asText())
                            .startsWith("not tried")
                            .contains("s3:PutObject"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"glue:GetTable", "glue:GetTables", "s3:GetObject"})
    void a_right_that_a_reader_lacks_is_told_with_its_statement(String action, TestLake lake) throws IOException {
        assertThat(missing(rights(lake, Set.of(action), "reader", "--database", TestLake.DATABASE)))
                .anySatisfy(finding -> assertThat(finding)
                        .startsWith("whoever runs this lacks " + action + ", which the reader needs")
                        .contains("\"Action\":\"" + action + "\""));
    }

    @Test
    void the_rights_of_an_exporter_are_tried_on_its_ledger_and_a_manifest(TestLake lake) throws IOException {
        String bucket = "rights-of-an-exporter";
        String place = "s3://" + bucket + "/exports";
        try (S3Client s3 = lake.client(S3Client.builder(), lake.aws().s3Endpoint());
                LakeStore store = new LakeStore(s3, bucket)) {
            store.createBucketIfAbsent();
            store.put("state/calls/000000000001.json", new byte[] {1}, "x/y");
            store.put("exports/calls/_manifests/2026-03-01/a.json", new byte[] {2}, "x/y");
            List<String> before =
                    store.listObjects("").stream().map(Object::toString).toList();
            String[] command = {"exporter", "--state", "s3://" + bucket + "/state", "--destination", place};

            assertThat(missing(rights(lake, Set.of(), command))).isEmpty();
            assertThat(missing(rights(lake, Set.of("s3:PutObject"), command)))
                    .hasSize(2)
                    .anySatisfy(finding -> assertThat(finding).contains("WriteExports", bucket + "/exports/*"))
                    .anySatisfy(finding -> assertThat(finding).contains("KeepLedger", bucket + "/state/*"));
            assertThat(store.listObjects("").stream().map(Object::toString).toList())
                    .isEqualTo(before);
        }
        CommandRun unnamed = without(
                lake, Set.of(), "doctor", "--bucket", place, "--stream", TestLake.STREAM, "--rights", "exporter");
        assertThat(unnamed.exitCode()).isEqualTo(2);
        assertThat(unnamed.err()).contains("--rights exporter needs --state");
    }
}
