package io.github.calllake.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.local.LocalAws;
import io.github.calllake.stream.StreamWriter;
import io.github.calllake.stream.StreamWriter.NewRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * Windows over the sensors of the announcement of Redshift streaming ingestion, as Flink SQL's HOP gives them: count and average
 * by status, windows of a minute every ten seconds.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // The late record comes last.
class SensorWindowsTest {

    private static final String STREAM = "my-input-stream";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** @param temperature in hundredths, so that averages are exact */
    private record Reading(String time, String status, double temperature) {
        Instant instant() {
            return Instant.parse(time + "Z");
        }
    }

    private static final List<Reading> MORNING = List.of(
            new Reading("2026-11-20T09:00:01.123", "OK", 20),
            new Reading("2026-11-20T09:00:09.999999", "OK", 22),
            new Reading("2026-11-20T09:00:10", "WARN", 30),
            new Reading("2026-11-20T09:00:59.999", "OK", 24),
            new Reading("2026-11-20T09:01:00", "FAIL", 40));
    private static final List<Reading> AROUND_1970 = List.of(
            new Reading("1969-12-31T23:58:59.999999", "OK", 1),
            new Reading("1969-12-31T23:59:00", "OK", 2),
            new Reading("1969-12-31T23:59:45.000001", "WARN", 4),
            new Reading("1969-12-31T23:59:59.5", "OK", 8),
            new Reading("1970-01-01T00:00:00", "OK", 16),
            new Reading("1970-01-01T00:00:10", "WARN", 32));
    private static final Reading LATE = new Reading("2026-11-20T09:00:05", "OK", 26);
    private static final TimeRange A_MORNING =
            new TimeRange(Instant.parse("2026-11-20T08:00:00Z"), Instant.parse("2026-11-20T10:00:00Z"));
    private static final TimeRange A_NIGHT =
            new TimeRange(Instant.parse("1969-12-31T23:50:00Z"), Instant.parse("1970-01-01T00:10:00Z"));

    private static LocalAws aws;
    private static KinesisClient kinesis;
    private static QueryEngine hot;

    @BeforeAll
    static void put() throws Exception {
        aws = LocalAws.startTemporary();
        kinesis = KinesisClient.builder()
                .endpointOverride(aws.kinesisEndpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(aws.accessKeyId(), aws.secretAccessKey())))
                .build();
        hot = RedshiftEngine.open(
                RedshiftSettings.of(aws.redshiftJdbcUrl(), aws.redshiftUser(), aws.redshiftPassword()));
        try (StreamWriter writer = new StreamWriter(kinesis, STREAM)) {
            writer.createIfAbsent(2);
        }
        List<String> statements = new ArrayList<>();
        for (String file : List.of("V001__sensors", "V002__sensor_data", "V003__sensor_data_extract")) {
            statements.add(Files.readString(Path.of("db/examples/sensors", file + ".sql"))
                    .replace("${kinesis_iam_role}", "default"));
        }
        statements.add("CREATE VIEW sensor_reading AS SELECT sensor_id, status, current_temperature,"
                + " event_time::timestamp AS read_at FROM sensor_data_extract");
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
        put(Stream.concat(MORNING.stream(), AROUND_1970.stream()).toList(), MORNING.size() + AROUND_1970.size());
    }

    @AfterAll
    static void stop() throws Exception {
        hot.close();
        kinesis.close();
        aws.close();
    }

    private static Connection connection() throws Exception {
        return DriverManager.getConnection(aws.redshiftJdbcUrl(), aws.redshiftUser(), aws.redshiftPassword());
    }

    private static void put(List<Reading> readings, int thenSeen) throws Exception {
        try (StreamWriter writer = new StreamWriter(kinesis, STREAM);
                Connection connection = connection();
                Statement statement = connection.createStatement()) {
            writer.put(readings.stream()
                    .map(reading -> new NewRecord(
                            reading.time(),
                            ("{\"sensor_id\":\"s-1\",\"status\":\"" + reading.status() + "\",\"current_temperature\":"
                                            + reading.temperature() + ",\"event_time\":\"" + reading.time() + "\"}")
                                    .getBytes(StandardCharsets.UTF_8)))
                    .toList());
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (count(statement) < thenSeen) {
                assertThat(System.nanoTime()).as("seen in time").isLessThan(deadline);
                Thread.sleep(20);
            }
        }
    }

    private static int count(Statement statement) throws Exception {
        try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM sensor_reading")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static WindowQuestion question(TimeRange starts, int size, int slide) {
        return WindowQuestion.overTable("sensor_reading", "read_at", starts)
                .hopping(Duration.ofSeconds(size), Duration.ofSeconds(slide))
                .by("status")
                .average("current_temperature");
    }

    private static List<String> asked(WindowQuestion question) {
        return CallAnalytics.over(hot).windows(question).stream()
                .map(row -> line(
                        row.start(),
                        row.end(),
                        row.key(),
                        row.count(),
                        row.measures().get(0)))
                .toList();
    }

    private static String line(Instant start, Instant end, @Nullable String key, long count, @Nullable Double average) {
        return start + " " + end + " " + key + " " + count + " " + average;
    }

    @Test
    @Order(1)
    void count_and_average_by_status_in_windows_of_a_minute_every_ten_seconds_are_those_computed_by_hand() {
        List<String> expected = new ArrayList<>();
        for (String start : List.of("08:59:10", "08:59:20", "08:59:30", "08:59:40", "08:59:50")) {
            expected.add(window(start, "OK", 2, 21));
            if (!start.equals("08:59:10")) {
                expected.add(window(start, "WARN", 1, 30));
            }
        }
        expected.add(window("09:00:00", "OK", 3, 22));
        expected.add(window("09:00:00", "WARN", 1, 30));
        expected.add(window("09:00:10", "FAIL", 1, 40));
        expected.add(window("09:00:10", "OK", 1, 24));
        expected.add(window("09:00:10", "WARN", 1, 30));
        for (String start : List.of("09:00:20", "09:00:30", "09:00:40", "09:00:50")) {
            expected.add(window(start, "FAIL", 1, 40));
            expected.add(window(start, "OK", 1, 24));
        }
        expected.add(window("09:01:00", "FAIL", 1, 40));

        assertThat(asked(question(A_MORNING, 60, 10))).isEqualTo(expected);
        assertThat(CallAnalytics.over(hot).windows(question(A_MORNING, 60, 10)))
                .allSatisfy(row -> assertThat(row.rowtime())
                        .isEqualTo(row.start().plusSeconds(60).minusMillis(1)));
    }

    private static String window(String start, String status, long count, double average) {
        Instant from = Instant.parse("2026-11-20T" + start + "Z");
        return line(from, from.plusSeconds(60), status, count, average);
    }

    @Test
    @Order(2)
    void windows_of_any_size_and_slide_hold_what_a_plain_computation_puts_into_them_also_before_1970() {
        for (int[] sizes : new int[][] {{60, 60}, {60, 10}, {45, 10}, {7, 3}, {1, 1}, {90, 25}, {3_600, 700}}) {
            for (TimeRange starts : List.of(
                    A_MORNING,
                    A_NIGHT,
                    new TimeRange(Instant.parse("1969-12-31T23:59:00Z"), Instant.parse("1970-01-01T00:00:00Z")),
                    new TimeRange(
                            Instant.parse("1969-12-31T23:58:58.000000001Z"),
                            Instant.parse("1969-12-31T23:59:30.5Z")))) {
                assertThat(asked(question(starts, sizes[0], sizes[1])))
                        .as("%s in %s", Arrays.toString(sizes), starts)
                        .isEqualTo(computed(starts, sizes[0], sizes[1]));
            }
        }
    }

    /** Every window that there can be, one after another, and every reading in it. */
    private static List<String> computed(TimeRange starts, int size, int slide) {
        List<String> lines = new ArrayList<>();
        long first =
                starts.from().getEpochSecond() - Math.floorMod(starts.from().getEpochSecond(), slide);
        for (Instant start = Instant.ofEpochSecond(first);
                start.isBefore(starts.to());
                start = start.plusSeconds(slide)) {
            if (start.isBefore(starts.from())) {
                continue;
            }
            Instant end = start.plusSeconds(size);
            Map<String, DoubleSummaryStatistics> byStatus = new TreeMap<>(Comparator.naturalOrder());
            for (Reading reading :
                    Stream.concat(MORNING.stream(), AROUND_1970.stream()).toList()) {
                if (!reading.instant().isBefore(start) && reading.instant().isBefore(end)) {
                    byStatus.computeIfAbsent(reading.status(), status -> new DoubleSummaryStatistics())
                            .accept(reading.temperature());
                }
            }
            for (Map.Entry<String, DoubleSummaryStatistics> group : byStatus.entrySet()) {
                lines.add(line(
                        start,
                        end,
                        group.getKey(),
                        group.getValue().getCount(),
                        group.getValue().getAverage()));
            }
        }
        return lines;
    }

    @Test
    @Order(3)
    void a_late_record_counts_in_the_windows_of_its_event_time() throws Exception {
        put(List.of(LATE), MORNING.size() + AROUND_1970.size() + 1);

        WindowRow ok = CallAnalytics.over(hot).windows(question(A_MORNING, 60, 60)).stream()
                .filter(row -> "OK".equals(row.key()))
                .findFirst()
                .orElseThrow();

        assertThat(ok.start()).isEqualTo(Instant.parse("2026-11-20T09:00:00Z"));
        assertThat(ok.count()).isEqualTo(4);
        assertThat(ok.measures().get(0)).isCloseTo(23, within(1e-9));
    }
}
