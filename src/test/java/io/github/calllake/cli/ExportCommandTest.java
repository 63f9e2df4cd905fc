package io.github.calllake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.TestLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code export} as its users type it: a table of one's own in the hot tier, into files. */
@ExtendWith(TestLake.Shared.class)
class ExportCommandTest {

    private static final String TABLE = "exported.reading";
    private static final long WAIT_SECONDS = 60;

    @TempDir
    private Path directory;

    private Path jobs;

    @BeforeEach
    void write(TestLake lake) throws Exception {
        lake.execute(
                "DROP SCHEMA IF EXISTS exported CASCADE",
                "CREATE SCHEMA exported",
                "CREATE TABLE " + TABLE + " (read_at timestamp, number varchar(20), reading double precision)",
                "INSERT INTO " + TABLE + " VALUES ('2026-03-01 10:00:01', '+12025550101', 1),"
                        + " ('2026-03-01 10:00:59', '+12025550101', 3), ('2026-03-01 10:01:30', '+12025550199', 5),"
                        + " ('2026-03-01 10:03:00', 'last', 0)");
        jobs = Files.writeString(directory.resolve("exports.yaml"), """
                state: file:%1$s/state
                jobs:
                  - name: readings
                    report: windows
                    parameters: {table: %2$s, time-column: read_at, size: 1m, key: number, measures: average(reading)}
                    tier: hot
                    window: {length: 1m}
                    schedule: {every: 1s}
                    format: {type: csv}
                    destination: file:%1$s/out
                    columns: {leave-out: [window_end], mask: [number]}
                    catch-up: 2
                    start: 2026-03-01T10:00:00Z
                """.formatted(directory, TABLE));
    }

    private CommandRun export(TestLake lake, String... arguments) {
        List<String> command = new ArrayList<>(List.of("export"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--jobs", jobs.toString()));
        if (!arguments[0].equals("list") && !arguments[0].equals("status")) {
            command.addAll(List.of(
                    "--redshift-url",
                    lake.aws().redshiftJdbcUrl() + "&user=" + lake.aws().redshiftUser() + "&password="
                            + lake.aws().redshiftPassword()));
        }
        return CommandRun.of(command.toArray(String[]::new));
    }

    private String output() throws IOException {
        StringBuilder rows = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory.resolve("out"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".csv"))
                    .sorted()
                    .toList()) {
                Files.readAllLines(file).stream().skip(1).forEach(line -> rows.append(line)
                        .append('\n'));
            }
        }
        return rows.toString();
    }

    @Test
    void a_job_is_checked_tried_out_run_looked_after_and_made_up_for(TestLake lake) throws Exception {
        CommandRun list = export(lake, "list");
        CommandRun dry = export(lake, "run", "readings", "--dry-run");
        CommandRun before = export(lake, "status");
        CommandRun run = export(lake, "run", "readings");
        CommandRun again = export(lake, "run", "readings", "--json");
        CommandRun skipped = export(lake, "status");
        CommandRun retry = export(lake, "retry", "readings");
        CommandRun nothingLeft = export(lake, "retry", "readings");
        CommandRun after = export(lake, "status", "--json");

        assertThat(list.out()).contains("readings  windows of hot  every 1 s");
        assertThat(dry.out()).contains("would be skipped").contains("would be exported");
        assertThat(before.out()).isEqualTo("readings: has not begun\n");
        assertThat(before.exitCode()).isZero();
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("10:00:00Z/2026-03-01T10:01:00Z  is skipped")
                .contains("10:01:00Z/2026-03-01T10:02:00Z  exported, 1 row in 1 object")
                .contains("10:02:00Z/2026-03-01T10:03:00Z  exported, 0 rows in 1 object")
                .contains("the next window starts at 2026-03-01T10:03:00Z and is due once the tier is complete up to"
                        + " 2026-03-01T10:04:00Z; the tier is complete up to 2026-03-01T10:03:00Z")
                .doesNotContain("nothing is due");
        JsonNode nothing = new ObjectMapper().readTree(again.out());
        assertThat(nothing.path("windows")).isEmpty();
        assertThat(skipped.exitCode()).isEqualTo(1);
        assertThat(skipped.out()).contains("`export retry readings` exports it");
        assertThat(retry.exitCode()).as(retry.err()).isZero();
        assertThat(nothingLeft.out())
                .startsWith("readings  nothing is due, and no window is skipped\nthe next window starts at");
        assertThat(after.exitCode()).isZero();
        assertThat(new ObjectMapper().readTree(after.out()).at("/jobs/0/next").asText())
                .isEqualTo("2026-03-01T10:03:00Z");
        assertThat(output())
                .isEqualTo(
                        "2026-03-01T10:00:00.000Z,********0101,2,2.0\n2026-03-01T10:01:00.000Z,********0199,1,5.0\n");
    }

    @Test
    void what_is_wrong_with_the_file_is_wrong_usage_and_said_all_at_once(TestLake lake) throws IOException {
        CommandRun unknown = export(lake, "run", "reading");
        Files.writeString(jobs, Files.readString(jobs).replace("csv", "xml").replace("tier:", "teir:"));
        CommandRun wrong = export(lake, "run", "readings");
        Files.delete(jobs);
        CommandRun missing = export(lake, "list");

        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("there is no job 'reading'", "there are readings");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err())
                .contains("exports.yaml:6:5: there is no key 'teir'; is 'tier' meant?")
                .contains("'xml' is no type")
                .contains("'tier' is missing");
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err()).contains("exports.yaml is not there", "--jobs");
    }

    @Test
    void a_value_that_is_no_number_is_told_by_its_column_and_not_by_what_it_says(TestLake lake) throws Exception {
        lake.execute("INSERT INTO " + TABLE + " VALUES ('2026-03-01 10:01:10', 'My secret order', 7)");
        Files.writeString(jobs, """
                state: file:%1$s/state
                jobs:
                  - name: readings
                    sql: SELECT number FROM %2$s WHERE read_at >= :from AND read_at < :to
                    result: {number: bigint}
                    tier: hot
                    window: {length: 1m}
                    format: {type: csv}
                    destination: file:%1$s/out
                    start: 2026-03-01T10:01:00Z
                """.formatted(directory, TABLE));

        CommandRun run =
                export(lake, "run", "readings", "--from", "2026-03-01T10:01:00Z", "--to", "2026-03-01T10:02:00Z");
        CommandRun traced = export(
                lake,
                "run",
                "readings",
                "--from",
                "2026-03-01T10:01:00Z",
                "--to",
                "2026-03-01T10:02:00Z",
                "--stacktrace");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err() + run.out()).contains("column number holds what cannot be read as bigint");
        assertThat(run.err() + run.out() + traced.err() + traced.out()).doesNotContain("My sec", "Bad value");
    }

    @Test
    void a_schedule_ends_with_its_window_and_with_zero_when_it_is_told_to(TestLake lake) throws Exception {
        Path log = directory.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "export",
                        "schedule",
                        "--jobs",
                        jobs.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "FLYWAY_URL", lake.aws().redshiftJdbcUrl(),
                        "FLYWAY_USER", lake.aws().redshiftUser(),
                        "FLYWAY_PASSWORD", lake.aws().redshiftPassword()));
        Process schedule = builder.start();
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
            while (!Files.readString(log).contains("10:03:00Z  exported")) {
                assertThat(schedule.isAlive()).as(Files.readString(log)).isTrue();
                assertThat(System.nanoTime()).as("exported in time").isLessThan(deadline);
                Thread.sleep(20);
            }
            schedule.destroy();
            assertThat(schedule.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            schedule.destroyForcibly();
        }

        assertThat(schedule.exitValue()).as(Files.readString(log)).isZero();
        assertThat(Files.readString(log)).doesNotContain("Exception", "ERROR");
        assertThat(directory.resolve("state/readings/claims")).isEmptyDirectory();
    }
}
