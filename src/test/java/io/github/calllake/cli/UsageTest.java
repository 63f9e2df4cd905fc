package io.github.calllake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {

    private static final Map<String, String> NOBODY_THERE = Map.of(
            "aws.endpointUrlS3", "http://127.0.0.1:1",
            "aws.region", "us-east-1",
            "aws.accessKeyId", "none",
            "aws.secretAccessKey", "none");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dance",
                "demo --nonsense",
                "demo --calls many",
                "demo --dir=",
                "local --env=",
                "local --postgres somewhere",
                "local --postgres me@host/postgres",
                "demo --events no/such/file",
                "simulate --out",
                "simulate --malformed 2 --out -",
                "simulate --calls -1 --out -",
                "archive --stream s --bucket no-scheme",
                "archive --stream s --bucket s3://b --roll-interval soon",
                "archive --stream s --bucket s3://bucket --until tomorrow",
                "archive --stream s --bucket s3://bucket --roll-interval 10ms",
                "archive --stream s --bucket s3://bucket --roll-mb 0",
                "archive --stream s --bucket s3://bucket --compression gzip",
                "archive --stream s --bucket s3://bucket --metrics-port 70000",
                "archive --stream s --bucket s3://bucket --metrics-address 127.0.0.1",
                "archive --stream s --bucket s3://bucket --stop-timeout 0s",
                "archive --stream s --bucket s3://bucket --spool-directory /dev/null/spool",
                "compact --bucket s3://bucket --day tomorrow",
                "compact --bucket s3://bucket --grace soon",
                "compact --bucket s3://bucket --day 2026-03-01 --before 2026-03-02",
                "failed --bucket s3://NOT_A_BUCKET",
                "lake",
                "lake create --database With-Hyphen --bucket s3://bucket",
                "lake create --database d --bucket s3://NOT_A_BUCKET",
                "lake create --database d --bucket no-scheme",
                "lake create --database d --bucket s3://bucket --stream arn:aws:kinesis:us-east-1:1:stream/s",
                "lake create --database d --bucket s3://bucket --data-lake-type Other",
                "lake create --database d --bucket s3://bucket --scan-limit-gb 0",
                "lake verify --database with-hyphen",
                "lake create --adopt chime --stream s",
                "lake create --database d --bucket s3://bucket --cutover 2026-03-01T12:00:00Z",
                "lake create --adopt chime --cutover noon",
                "migrate --redshift-url jdbc:postgresql://h/d --stream s",
                "migrate --redshift-url jdbc:redshift://h/d --stream Capitals",
                "migrate --redshift-url jdbc:redshift://h/d --stream s --iam-role arn:aws:iam::1111:role/x",
                "migrate --redshift-url jdbc:redshift://h/d --stream s --topology both",
                "query",
                "query weather",
                "query transcript --redshift-url jdbc:redshift://h/d",
                "query calls extra --redshift-url jdbc:redshift://h/d",
                "query transcript one two --redshift-url jdbc:redshift://h/d",
                "query counts --tier cold --database d --bucket s3://",
                "query counts --redshift-url jdbc:redshift://h/d --bucket no-scheme",
                "iam exporter --destination no-scheme",
                "reconcile --day 9999-01-01 --redshift-url jdbc:redshift://h/d --stream s --bucket s3://bucket --database d",
                "query counts --redshift-url jdbc:redshift://h/d --from yesterday",
                "doctor --redshift-url jdbc:postgresql://h/d --stream s",
                "doctor --redshift-url jdbc:redshift://h/d --stream s --bucket no-scheme",
                "doctor --redshift-url jdbc:redshift://h/d --stream s --keep long",
                "hot",
                "hot trim --redshift-url jdbc:redshift://h/d --stream s --bucket s3://bucket",
                "hot trim --redshift-url jdbc:redshift://h/d --stream s --keep 7d",
                "hot trim --redshift-url jdbc:redshift://h/d --stream s --bucket s3://bucket --keep 5m",
                "hot trim --redshift-url jdbc:redshift://h/d --stream s --bucket s3://bucket --keep 7d --way recreate",
                "hot refresh",
                "hot refresh sometimes --redshift-url jdbc:redshift://h/d --stream s",
                "hot refresh on --for 14h --redshift-url jdbc:redshift://h/d --stream s",
                "iam",
                "iam everything",
                "iam archiver --account *",
                "iam archiver --trust"
            })
    void wrong_usage_is_exit_code_2_and_one_clear_line(String commandLine) {
        String[] arguments = commandLine.isEmpty() ? new String[0] : commandLine.split(" ");

        CommandRun run = CommandRun.of(arguments);

        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("call-lake").contains("--help").doesNotContain("Exception");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void a_choice_that_there_is_not_and_an_option_with_its_letters_changed_are_told_in_the_helps_words() {
        assertThat(CommandRun.of("query", "counts", "--tier", "warm").err())
                .contains("'--tier': 'warm' is none of hot, cold, both (see call-lake query --help)");
        assertThat(CommandRun.of("query", "count").err()).contains("'count' is none of counts, calls, transcript");
        assertThat(CommandRun.of("query", "counts", "--teir=cold").err()).contains("is --tier meant?");
    }

    @Test
    void all_that_is_wrong_with_settings_is_said_at_once() {
        CommandRun run = CommandRun.of(
                "archive", "--stream", "s", "--bucket", "s3://bucket", "--roll-mb", "0", "--stop-timeout", "2h");

        assertThat(run.err()).contains("--roll-mb is 0, and may be 1 to 1024").contains("--stop-timeout is 2h");
    }

    @Test
    void a_misspelt_setting_is_named_with_the_one_that_was_meant() {
        StringWriter err = new StringWriter();
        PrintWriter nowhere = new PrintWriter(StringWriter.nullWriter());

        assertThat(Main.run(
                        Map.of("CALL_LAKE_BUCKETT", "b", "CALL_LAKE_STREAM", "s"),
                        nowhere,
                        new PrintWriter(err, true),
                        "archive",
                        "--stream",
                        "s"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("CALL_LAKE_BUCKETT").contains("is CALL_LAKE_BUCKET meant?");
        assertThat(CommandRun.of("archive", "--stream", "s", "--bucket", "s3://b-1", "--roll-intervall", "1s")
                        .err())
                .contains("'--roll-intervall'")
                .contains("is --roll-interval meant?");
        assertThat(Main.run(Map.of("CALL_LAKE_NONSENSE", "b"), nowhere, nowhere, "archive", "--help"))
                .isZero();
    }

    @Test
    void a_failure_is_exit_code_1_and_says_what_failed_with_a_stack_trace_only_when_asked() {
        String[] create = {"lake", "create", "--database", "d", "--bucket", "s3://bucket"};

        CommandRun quiet = CommandRun.of(NOBODY_THERE, create);
        CommandRun loud = CommandRun.of(
                NOBODY_THERE, "lake", "create", "--stacktrace", "--database", "d", "--bucket", "s3://bucket");

        assertThat(quiet.exitCode()).isEqualTo(1);
        assertThat(quiet.err().lines()).hasSize(1);
        assertThat(quiet.err()).startsWith("call-lake lake create: ").contains("bucket");
        assertThat(loud.exitCode()).isEqualTo(1);
        assertThat(loud.err()).contains("\tat io.github.calllake");
    }

    @Test
    void simulated_calls_are_the_same_for_the_same_seed(@TempDir Path directory) {
        Path one = directory.resolve("one");
        Path other = directory.resolve("other");

        for (Path file : new Path[] {one, other}) {
            CommandRun run = CommandRun.of(
                    "simulate",
                    "--calls",
                    "2",
                    "--seed",
                    "7",
                    "--start",
                    "2026-01-05T08:00:00Z",
                    "--out",
                    file.toString());
            assertThat(run.exitCode()).as(run.err()).isZero();
        }

        assertThat(one).hasSameBinaryContentAs(other).isNotEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "demo --help", "local --help", "lake create --help", "--version"})
    void help_is_exit_code_0(String commandLine) {
        CommandRun run = CommandRun.of(commandLine.split(" "));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isNotBlank();
    }
}
