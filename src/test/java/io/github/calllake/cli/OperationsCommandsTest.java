package io.github.calllake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.TestLake;
import io.github.calllake.lake.LakeStore;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.S3Client;

/** The commands read the shared hot tier and change nothing of it. */
@ExtendWith(TestLake.Shared.class)
class OperationsCommandsTest {

    @Test
    void the_doctor_tells_people_and_programs_what_it_found(TestLake lake) throws Exception {
        CommandRun table = run(lake, "doctor", "--bucket", lake.layout().address());
        CommandRun json = run(lake, "doctor", "--bucket", lake.layout().address(), "--json");

        assertThat(table.exitCode()).as(table.out() + table.err()).isZero();
        assertThat(table.out()).contains("hot.reachable", "stream.consumers", "22 % of its limit", "why: ", "fix: ");
        JsonNode object = new ObjectMapper().readTree(json.out());
        assertThat(object.path("reached").asBoolean()).isTrue();
        assertThat(object.path("findings").findValuesAsText("id")).contains("hot.lag", "hot.trim");
        assertThat(json.exitCode()).isZero();
    }

    @Test
    void the_doctor_looks_at_the_lake_alone_too(TestLake lake) {
        CommandRun both =
                run(lake, "doctor", "--probe", "--bucket", lake.layout().address(), "--database", TestLake.DATABASE);
        CommandRun alone = CommandRun.of(
                properties(lake),
                "doctor",
                "--stream",
                TestLake.STREAM,
                "--bucket",
                lake.layout().address(),
                "--database",
                TestLake.DATABASE);

        assertThat(both.exitCode()).as(both.out() + both.err()).isZero();
        assertThat(both.out())
                .contains("hot.reachable", "lake.reachable", "probe.backslash", "probe.athena-fetch-first");
        assertThat(alone.exitCode()).as(alone.out() + alone.err()).isZero();
        assertThat(alone.out())
                .contains(
                        "lake.archive-lag",
                        "lake.small-files",
                        "lake.projection",
                        "aws.clock",
                        "views and workgroup of test_lake are as defined")
                .doesNotContain("hot.");
    }

    @Test
    void the_doctors_exit_code_tells_errors_from_what_could_not_be_reached(TestLake lake) {
        CommandRun error = run(lake, "doctor", "--iam-role", "'arn:aws:iam::111122223333:role/other'");
        CommandRun noBucket =
                CommandRun.of(properties(lake), "doctor", "--stream", TestLake.STREAM, "--bucket", "s3://no-such");
        CommandRun gone = CommandRun.of(
                Map.of(), "doctor", "--redshift-url", "jdbc:redshift://127.0.0.1:1/dev?ssl=false", "--stream", "s");

        assertThat(error.exitCode()).as(error.out() + error.err()).isEqualTo(1);
        assertThat(error.out()).contains("error    hot.external-schema");
        assertThat(noBucket.exitCode()).as(noBucket.out() + noBucket.err()).isEqualTo(1);
        assertThat(noBucket.out()).contains("error    lake.reachable", "there is no bucket no-such");
        assertThat(gone.exitCode()).isEqualTo(4);
        assertThat(gone.out()).contains("error    hot.reachable");
    }

    @Test
    void what_the_tiers_and_the_stream_have_of_a_day_is_reconciled(TestLake lake) throws Exception {
        String today = LocalDate.now(ZoneOffset.UTC).toString();
        String[] command = {
            "reconcile", "--day", today, "--bucket", lake.layout().address(), "--database", TestLake.DATABASE
        };
        CommandRun table = run(lake, command);
        CommandRun json = run(
                lake,
                Stream.concat(Stream.of(command), Stream.of("--json", "--no-stream"))
                        .toArray(String[]::new));

        assertThat(table.exitCode()).as(table.out() + table.err()).isZero();
        assertThat(table.out()).contains("explained ", "kept as a failed event", " 0 of them unexplained");
        assertThat(table.err()).contains("lake: ", "hot tier: ", "stream: ");
        JsonNode object = new ObjectMapper().readTree(json.out());
        assertThat(object.path("explained").asBoolean()).isTrue();
        assertThat(object.path("counts").findValuesAsText("type")).contains("transcribe_call_analytics");
        assertThat(object.path("unread")).hasSize(1);
    }

    @Test
    void what_cannot_be_explained_is_said_with_exit_code_1(TestLake lake) {
        String today = LocalDate.now(ZoneOffset.UTC).toString();
        try (LakeStore store = new LakeStore(
                lake.client(S3Client.builder(), lake.aws().s3Endpoint()),
                lake.layout().bucket())) {
            String file =
                    store.list(lake.layout().prefix() + "/serviceType=", "").get(0);
            String again = file.replace(".parquet", "-again.parquet");
            store.copy(file, again);
            try {
                CommandRun doubled = run(
                        lake,
                        "reconcile",
                        "--no-stream",
                        "--day",
                        today,
                        "--bucket",
                        lake.layout().address(),
                        "--database",
                        TestLake.DATABASE);

                assertThat(doubled.exitCode()).as(doubled.out() + doubled.err()).isEqualTo(1);
                assertThat(doubled.out()).contains("UNEXPLAINED ", "more than once in the lake");
            } finally {
                store.delete(again);
            }
        }
    }

    @Test
    void a_dry_run_of_trimming_counts_and_a_pause_that_the_stream_does_not_bear_is_refused(TestLake lake) {
        CommandRun trim = run(
                lake,
                "hot",
                "trim",
                "--keep",
                "7d",
                "--dry-run",
                "--bucket",
                lake.layout().address());
        CommandRun json = run(
                lake,
                "hot",
                "trim",
                "--keep",
                "7d",
                "--dry-run",
                "--json",
                "--bucket",
                lake.layout().address());
        CommandRun off = run(lake, "hot", "refresh", "off", "--for", "3d");
        CommandRun now = run(lake, "hot", "refresh", "now");

        assertThat(trim.exitCode()).as(trim.err()).isZero();
        assertThat(trim.out()).contains("transcribe_call_analytics ");
        assertThat(json.out())
                .startsWith("{\"dry_run\":true,\"views\":[{\"view\":\"call_analytics_metadata\",\"due\":0,");
        assertThat(off.exitCode()).isEqualTo(1);
        assertThat(off.err()).contains("retention");
        assertThat(now.exitCode()).as(now.err()).isZero();
        assertThat(now.out()).contains("voice_analytics_status: Refresh successfully");
    }

    @Test
    void policies_are_printed_with_what_is_given_and_the_rest_is_named() {
        CommandRun filled = CommandRun.of(
                "iam",
                "archiver",
                "--account",
                "111122223333",
                "--region",
                "us-east-1",
                "--stream",
                "calls",
                "--bucket",
                "s3://my-lake");
        CommandRun bare = CommandRun.of("iam", "reader", "--region", "us-east-1");
        CommandRun explained = CommandRun.of("iam", "redshift", "--explain");
        CommandRun trust = CommandRun.of("iam", "redshift", "--trust");

        assertThat(filled.exitCode()).as(filled.err()).isZero();
        assertThat(filled.out())
                .contains("arn:aws:kinesis:us-east-1:111122223333:stream/calls")
                .contains("arn:aws:s3:::my-lake/amazon_chime_sdk_data_lake/*");
        assertThat(filled.err()).isEmpty();
        assertThat(bare.err()).contains("account", "bucket", "database");
        assertThat(explained.out()).contains("ReadStream kinesis:GetRecords: reads");
        assertThat(trust.out()).contains("redshift.amazonaws.com");
    }

    private static CommandRun run(TestLake lake, String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of(
                "--redshift-url",
                lake.aws().redshiftJdbcUrl() + "&user=" + lake.aws().redshiftUser() + "&password="
                        + lake.aws().redshiftPassword(),
                "--stream",
                TestLake.STREAM));
        return CommandRun.of(properties(lake), arguments.toArray(String[]::new));
    }

    private static Map<String, String> properties(TestLake lake) {
        return Map.of(
                "aws.endpointUrlS3", lake.aws().s3Endpoint().toString(),
                "aws.endpointUrlKinesis", lake.aws().kinesisEndpoint().toString(),
                "aws.endpointUrlAthena", lake.aws().athenaEndpoint().toString(),
                "aws.endpointUrlGlue", lake.aws().glueEndpoint().toString(),
                "aws.region", lake.aws().region(),
                "aws.accessKeyId", lake.aws().accessKeyId(),
                "aws.secretAccessKey", lake.aws().secretAccessKey());
    }
}
