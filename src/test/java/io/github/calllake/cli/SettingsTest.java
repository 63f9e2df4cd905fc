package io.github.calllake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @TempDir
    private Path directory;

    @Test
    void a_flag_goes_before_the_environment_the_environment_before_the_file_and_the_file_before_the_default()
            throws Exception {
        Path file = file("""
                stream: of-the-file
                roll-interval: 1m
                archive:
                  roll-interval: 2m
                  roll-mb: 3
                  stop-timeout: 4s
                """);
        Map<String, String> environment =
                Map.of("CALL_LAKE_CONFIG", file.toString(), "CALL_LAKE_ROLL_MB", "5", "CALL_LAKE_STOP_TIMEOUT", "6s");

        JsonNode settings = config(environment, "archive", "--stop-timeout", "7s");

        assertThat(from(settings, "stop-timeout")).isEqualTo("7s flag --stop-timeout");
        assertThat(from(settings, "roll-mb")).isEqualTo("5 environment CALL_LAKE_ROLL_MB");
        assertThat(from(settings, "roll-interval")).isEqualTo("2m file " + file + ":4");
        assertThat(from(settings, "stream")).isEqualTo("of-the-file file " + file + ":1");
        assertThat(from(settings, "compression")).isEqualTo("ZSTD default ");
    }

    @Test
    void what_config_prints_is_what_a_command_takes() throws Exception {
        Path file = file("bucket: s3://my-bucket\nstream: s\narchive: {roll-mb: 0}\n");

        Result run = run(Map.of("CALL_LAKE_CONFIG", file.toString()), "archive");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("--roll-mb is 0, and may be 1 to 1024; --roll-mb comes from " + file + ":3")
                .hasLineCount(1);
        assertThat(run(Map.of("CALL_LAKE_CONFIG", file.toString(), "CALL_LAKE_ROLL_INTERVAL", "soon"), "archive")
                        .err())
                .contains("'soon' is no span of time", "--roll-interval comes from CALL_LAKE_ROLL_INTERVAL");
    }

    @Test
    void a_bucket_has_its_scheme_wherever_it_is_said() throws Exception {
        String wanted = "'my-bucket'. Write s3://my-bucket or s3://my-bucket/prefix";
        Path file = file("bucket: my-bucket\nstream: s\n");

        assertThat(run(Map.of(), "compact", "--bucket", "my-bucket").err()).contains(wanted);
        assertThat(run(Map.of("CALL_LAKE_BUCKET", "my-bucket"), "compact").err())
                .contains(wanted, "CALL_LAKE_BUCKET");
        assertThat(run(Map.of("CALL_LAKE_CONFIG", file.toString()), "compact").err())
                .contains(wanted, file + ":1");
        assertThat(run(Map.of(), "lake", "create", "--database", "d", "--bucket", "my-bucket")
                        .err())
                .contains(wanted);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    strem: s                                   | :1: 'strem' is no setting; is stream meant?
                    stream: s\\narchive:\\n  roll-intervall: 1m | :3: 'archive.roll-intervall' is no setting; is roll-interval meant?
                    archiv: {roll-mb: 1}                       | :1: 'archiv' is no command
                    archive: {keep: 7d}                        | :1: 'archive.keep' is no setting
                    query: {from: 2026-03-01T12:00:00Z}        | --from is for the command line alone
                    password: hidden                           | :1: 'password' is no setting. Passwords and keys are not for this file
                    aws_secret_access_key: hidden              | Passwords and keys are not for this file
                    redshift-url: jdbc:redshift://h/d?password=hidden | :1: redshift-url has a password in it
                    stream: s\\nstream: t                       | :2: stream is there twice
                    stream: [a, {b: c}]                        | :1: there is no value
                    stream:                                    | :1: there is no value; leave the line out
                    - stream                                   | :1: here must be settings
                    stream: 'open                              | no YAML
                    archive: {roll-interval: soon}             | :1: Invalid value for option '--roll-interval'
                    archive: {compression: gzip}               | :1: Invalid value for option '--compression'
                    """)
    void a_file_in_which_anything_is_wrong_is_refused_by_every_command_with_its_line(String text, String message)
            throws Exception {
        Path file = file(text.replace("\\n", "\n"));

        Result run = run(Map.of(), "iam", "reader", "--config", file.toString());

        assertThat(run.exitCode()).as(run.out()).isEqualTo(2);
        assertThat(run.err())
                .contains(file.toString())
                .contains(message)
                .hasLineCount(1)
                .doesNotContain("hidden");
        assertThat(run(Map.of(), "archive", "--help", "--config", file.toString())
                        .exitCode())
                .isZero();
    }

    @Test
    void a_file_that_is_named_and_not_there_is_wrong_usage() {
        Result run =
                run(Map.of("CALL_LAKE_CONFIG", directory.resolve("none.yaml").toString()), "iam", "reader");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("none.yaml cannot be read");
    }

    @Test
    void the_variables_of_flyway_count_as_environment_and_passwords_are_not_printed() {
        Result run = run(
                Map.of(
                        "FLYWAY_URL", "jdbc:redshift://h/d?user=u&password=hidden&ssl=true",
                        "FLYWAY_PASSWORD", "hidden",
                        "FLYWAY_DEFAULT_SCHEMA", "calls",
                        "AWS_SECRET_ACCESS_KEY", "hidden",
                        "AWS_REGION", "us-east-1"),
                "config");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("jdbc:redshift://h/d?user=u&password=...&ssl=true")
                .containsPattern("schema +calls +environment FLYWAY_DEFAULT_SCHEMA")
                .contains("FLYWAY_PASSWORD  (set, not shown)")
                .contains("AWS_REGION  us-east-1")
                .doesNotContain("hidden");
    }

    @Test
    void settings_that_commands_have_in_common_are_printed_once_and_others_by_command() throws Exception {
        Path file = file("doctor: {keep: 3d}\n");

        Result run = run(Map.of("CALL_LAKE_STREAM", "calls"), "config", "--config", file.toString());

        assertThat(run.out().lines().filter(line -> line.contains("CALL_LAKE_STREAM")))
                .singleElement()
                .asString()
                .startsWith("stream ");
        assertThat(run.out())
                .containsPattern("doctor.keep +3d +.*call-lake.yaml:1")
                .containsPattern("hot.trim.keep +- +default");
    }

    @Test
    void what_a_run_is_to_do_is_no_setting() throws Exception {
        JsonNode all = config(Map.of());

        assertThat(all.path("settings").findValuesAsText("setting"))
                .contains("stream", "bucket", "roll-interval", "redshift-secret", "cloudwatch")
                .doesNotContain(
                        "dry-run", "json", "day", "replay", "show-data", "help", "config", "stacktrace", "adopt");
    }

    private JsonNode config(Map<String, String> environment, String... command) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("config", "--json"));
        arguments.addAll(List.of(command));
        Result run = run(environment, arguments.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    private static String from(JsonNode settings, String name) {
        for (JsonNode row : settings.path("settings")) {
            if (row.path("setting").asText().equals(name)) {
                return row.path("value").asText() + " " + row.path("source").asText() + " "
                        + row.path("from").asText();
            }
        }
        return "none";
    }

    private Path file(String text) throws Exception {
        return Files.writeString(directory.resolve("call-lake.yaml"), text);
    }

    private record Result(int exitCode, String out, String err) {}

    private static Result run(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(environment, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Result(exitCode, out.toString(), err.toString());
    }
}
