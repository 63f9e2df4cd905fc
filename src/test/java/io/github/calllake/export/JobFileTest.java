package io.github.calllake.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class JobFileTest {

    private static final String JOB = """
            state: s3://my-bucket/exports-state
            jobs:
              - name: calls-nightly
                report: calls
                parameters: {direction: Inbound}
                tier: cold
                window: {length: 1d, zone: Europe/Berlin, wait: 15m}
                schedule: {cron: "15 2 * * *", zone: Europe/Berlin}
                format: {type: csv, compression: gzip}
                destination: s3://my-bucket/exports/
                columns: {leave-out: [transaction_id], mask: [from_number, to_number]}
                catch-up: 7
                start: 2026-03-01T23:00:00Z
            """;

    @Test
    void a_job_is_what_its_keys_say() {
        ScheduledJob job =
                JobFile.parse("exports.yaml", JOB).job("calls-nightly").orElseThrow();

        assertThat(job.job().grid()).isEqualTo(new WindowGrid.Days(ZoneId.of("Europe/Berlin")));
        assertThat(job.job().waitForLate()).isEqualTo(Duration.ofMinutes(15));
        assertThat(job.job().format().extension()).isEqualTo("csv.gz");
        assertThat(job.job().destination().address()).isEqualTo("s3://my-bucket/exports");
        assertThat(job.job().columns().mask()).containsExactlyInAnyOrder("from_number", "to_number");
        assertThat(job.job().catchUp()).isEqualTo(7);
        assertThat(job.schedule()).isPresent();
    }

    @Test
    void all_that_is_wrong_is_said_at_once_with_its_place() {
        String wrong = """
                state: somewhere
                jobs:
                  - name: Calls Nightly
                    report: calls
                    tier: lukewarm
                    window: {length: 1 day}
                    fromat: {type: csv}
                    destination: ftp://there
                    columns: {mask: [colour]}
                  - name: two
                    report: sentiment
                    sql: SELECT 1
                    tier: hot
                    window: {length: 1h, length: 2h}
                    format: {type: parquet, compression: gzip}
                    schedule: {cron: "every night"}
                    destination: kinesis://results
                """;

        JobFileException failure =
                catchThrowableOfType(JobFileException.class, () -> JobFile.parse("exports.yaml", wrong));

        assertThat(failure.getMessage().lines())
                .anySatisfy(line ->
                        assertThat(line).startsWith("exports.yaml:1:8: ").contains("'somewhere'"))
                .anySatisfy(line ->
                        assertThat(line).startsWith("exports.yaml:5:11: ").contains("hot, cold, both"))
                .anySatisfy(line ->
                        assertThat(line).startsWith("exports.yaml:6:22: ").contains("'1 day'"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("exports.yaml:7:5: ")
                        .endsWith("there is no key 'fromat'; is 'format' meant?"))
                .anySatisfy(line ->
                        assertThat(line).startsWith("exports.yaml:8:18: ").contains("ftp://there"))
                .anySatisfy(line ->
                        assertThat(line).startsWith("exports.yaml:10:5: ").contains("either 'report' or 'sql'"))
                .anySatisfy(line ->
                        assertThat(line).startsWith("exports.yaml:14:26: ").contains("there twice"))
                .anySatisfy(line ->
                        assertThat(line).startsWith("exports.yaml:15:42: ").contains("parquet cannot be"))
                .anySatisfy(line ->
                        assertThat(line).startsWith("exports.yaml:16:22: ").contains("no cron expression"));
    }

    @Test
    void what_is_no_yaml_is_said_with_its_place() {
        assertThatThrownBy(() -> JobFile.parse("exports.yaml", "state: [\njobs: 3"))
                .isInstanceOf(JobFileException.class)
                .hasMessageContaining("exports.yaml:2:");
        assertThatThrownBy(() -> JobFile.parse("exports.yaml", "")).hasMessageContaining("the file is empty");
    }

    @Test
    void the_days_of_a_zone_tile_time_also_where_its_clocks_change() {
        WindowGrid days = new WindowGrid.Days(ZoneId.of("Europe/Berlin"));
        List<Duration> lengths = new ArrayList<>();
        Instant at = days.floor(Instant.parse("2026-03-28T12:00:00Z"));
        for (int i = 0; i < 3; i++) {
            ExportWindow window = days.at(at);
            lengths.add(Duration.between(window.from(), window.to()));
            assertThat(days.before(window.to())).isEqualTo(window.from());
            at = window.to();
        }

        assertThat(lengths).containsExactly(Duration.ofHours(24), Duration.ofHours(23), Duration.ofHours(24));
    }

    @Test
    void a_cron_schedule_goes_by_the_clocks_of_its_zone() {
        Schedule schedule = new Schedule.ByCron("30 2 * * *", ZoneId.of("Europe/Berlin"));

        assertThat(schedule.after(Instant.parse("2026-03-27T12:00:00Z")))
                .contains(Instant.parse("2026-03-28T01:30:00Z"));
        // 02:30 does not happen on the 29th.
        assertThat(schedule.after(Instant.parse("2026-03-28T12:00:00Z")))
                .contains(Instant.parse("2026-03-29T01:30:00Z"));
        assertThat(schedule.after(Instant.parse("2026-03-29T12:00:00Z")))
                .contains(Instant.parse("2026-03-30T00:30:00Z"));
        // And twice on the 25th of October.
        assertThat(schedule.after(Instant.parse("2026-10-25T00:00:00Z")))
                .contains(Instant.parse("2026-10-25T00:30:00Z"));
        assertThat(schedule.after(Instant.parse("2026-10-25T00:30:00Z")))
                .contains(Instant.parse("2026-10-26T01:30:00Z"));
        assertThat(new Schedule.Every(Duration.ofSeconds(10)).after(Instant.parse("2026-03-29T12:00:07Z")))
                .isEqualTo(Optional.of(Instant.parse("2026-03-29T12:00:10Z")));
    }

    @Test
    void every_job_file_of_the_documentation_can_be_read() throws IOException {
        Matcher blocks = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/exports.md")));
        int read = 0;
        while (blocks.find()) {
            assertThat(JobFile.parse("docs/exports.md", blocks.group(1)).jobs()).isNotEmpty();
            read++;
        }

        assertThat(read).isPositive();
    }
}
