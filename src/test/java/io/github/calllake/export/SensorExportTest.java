package io.github.calllake.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.engine.RedshiftSession;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.local.LocalAws;
import io.github.calllake.stream.StreamOutbox;
import io.github.calllake.stream.StreamWriter;
import io.github.calllake.stream.StreamWriter.NewRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * The sensors of the announcement of Redshift streaming ingestion, from one stream to another: count and average by status in windows
 * of a minute every ten seconds, by the job that docs/exports.md has. The figures are those of Flink's HOP, computed by hand.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SensorExportTest {

    private static final String IN = "my-input-stream";
    private static final String OUT = "results";
    private static final String JOB = "sensors-by-status";
    private static final String DAY = "2026-11-20T";
    private static final Instant BEGIN = Instant.parse(DAY + "09:00:00Z");
    private static final Duration SEND_FOR = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path state;

    private LocalAws aws;
    private KinesisClient kinesis;
    private QueryEngine hot;
    private RedshiftSettings redshift;
    private ExportStores stores;
    private ScheduledJob job;

    @BeforeAll
    void start() throws IOException {
        aws = LocalAws.startTemporary();
        kinesis = KinesisClient.builder()
                .endpointOverride(aws.kinesisEndpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(aws.accessKeyId(), aws.secretAccessKey())))
                .overrideConfiguration(override -> override.retryStrategy(strategy -> strategy.maxAttempts(1)))
                .build();
        redshift = RedshiftSettings.of(aws.redshiftJdbcUrl(), aws.redshiftUser(), aws.redshiftPassword());
        hot = RedshiftEngine.open(redshift);
        stores = new ExportStores(
                bucket -> {
                    throw new AssertionError("no bucket is named");
                },
                stream -> new StreamOutbox(kinesis, stream));
        new StreamWriter(kinesis, IN).createIfAbsent(2);
        new StreamWriter(kinesis, OUT).createIfAbsent(1);
        String document = Files.readString(Path.of("docs/exports.md"));
        job = JobFile.parse("docs/exports.md", block(document, "yaml", JOB))
                .job(JOB)
                .orElseThrow();
        try (RedshiftSession session = RedshiftSession.open(redshift)) {
            for (String file : List.of("V001__sensors", "V002__sensor_data", "V003__sensor_data_extract")) {
                session.execute(Files.readString(Path.of("db/examples/sensors", file + ".sql"))
                        .replace("${kinesis_iam_role}", "default"));
            }
            session.execute(block(document, "sql", "sensor_reading"));
        }
    }

    /** The block of a document that has a word. */
    private static String block(String document, String language, String word) {
        Matcher blocks =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(document);
        return blocks.results()
                .map(found -> found.group(1))
                .filter(text -> text.contains(word))
                .findFirst()
                .orElseThrow();
    }

    @AfterAll
    void stop() throws IOException {
        stores.close();
        hot.close();
        kinesis.close();
        aws.close();
    }

    private void put(String... readings) throws InterruptedException {
        long before = seen();
        try (StreamWriter writer = new StreamWriter(kinesis, IN)) {
            List<NewRecord> records = new ArrayList<>();
            for (String reading : readings) {
                String[] parts = reading.split(" ");
                String json = "{\"sensor_id\":\"s-1\",\"status\":\"" + parts[1] + "\",\"current_temperature\":"
                        + parts[2] + ",\"event_time\":\"" + DAY + parts[0] + "\"}";
                records.add(new NewRecord(parts[0], json.getBytes(StandardCharsets.UTF_8)));
            }
            writer.put(records);
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (seen() < before + readings.length) {
            assertThat(System.nanoTime()).as("seen in time").isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private long seen() {
        try (RedshiftSession session = RedshiftSession.open(redshift)) {
            return session.rows("SELECT COUNT(*) AS n FROM sensor_reading")
                    .get(0)
                    .number("n");
        }
    }

    /** A process that ends when it has done a step of a window so many times. */
    private record Death(ExportStep step, String window, int times) {}

    private ExportRunner runner(Optional<Death> death) {
        int[] left = {death.map(Death::times).orElse(0)};
        ExportTiers tiers = new ExportTiers(
                Optional.of(hot), Optional.empty(), Optional.empty(), Duration.ZERO, Runnable::run, Clock.systemUTC());
        ExportStep.Observer steps = (step, window) -> death.filter(
                        each -> each.step() == step && window.from().equals(Instant.parse(DAY + each.window() + "Z")))
                .ifPresent(each -> {
                    if (--left[0] == 0) {
                        throw new TestExports.Stopped();
                    }
                });
        return new ExportRunner(
                new ExportSettings("file:" + state, Duration.ofMillis(1), SEND_FOR, 1_000_000),
                new ExportTools(stores, tiers, Clock.systemUTC(), steps));
    }

    private void runUntil(Death death) throws InterruptedException {
        try {
            runAll(runner(Optional.of(death)));
            throw new AssertionError("it never came to " + death);
        } catch (TestExports.Stopped e) {
            // As a process that is killed there.
        }
    }

    private void runAll(ExportRunner runner) throws InterruptedException {
        RunRequest fromTheBeginning = RunRequest.due().withRange(Optional.of(BEGIN), Optional.empty());
        while (runner.run(job.job(), fromTheBeginning).isBusy()) {
            Thread.sleep(20);
        }
    }

    /** The output stream's records in their order. */
    private List<String> records() {
        List<String> records = new ArrayList<>();
        new StreamOutbox(kinesis, OUT)
                .read(Instant.now().minus(Duration.ofHours(1)), data -> records.add(line(read(data))));
        return records;
    }

    private static JsonNode read(byte[] record) {
        try {
            return new ObjectMapper().readTree(record);
        } catch (IOException e) {
            throw new AssertionError("a record is no JSON", e);
        }
    }

    private static String line(JsonNode row) {
        return line(
                row.required("export_id").asText(),
                row.required("window_start").asText(),
                row.required("window_end").asText(),
                row.required("status").asText(),
                row.required("row_count").asLong(),
                row.required("average_current_temperature").asDouble());
    }

    private static String line(String id, String start, String end, String status, long count, double average) {
        return id + " " + start + " " + end + " " + status + " " + count + " " + average;
    }

    /** The rows of one sliding window, of which each is a status, a count and an average. */
    private static void expect(List<String> lines, String end, String... rows) {
        Instant to = Instant.parse(DAY + end + "Z");
        String id = JOB + "/" + new ExportWindow(to.minusSeconds(10), to).name() + "/00000000";
        for (int row = 0; row < rows.length; row++) {
            String[] parts = rows[row].split(" ");
            lines.add(line(
                    id + row,
                    to.minusSeconds(60).toString().replace("Z", ".000Z"),
                    to.toString().replace("Z", ".000Z"),
                    parts[0],
                    Long.parseLong(parts[1]),
                    Double.parseDouble(parts[2])));
        }
    }

    @Test
    void each_closed_window_goes_out_once_and_in_order_wherever_the_scheduler_is_killed() throws Exception {
        put(
                "09:00:01.123 OK 20",
                "09:00:09.999999 OK 22",
                "09:00:10 WARN 30",
                "09:00:59.999 OK 24",
                "09:01:00 FAIL 40");
        runUntil(new Death(ExportStep.SENDING_WRITTEN, "09:00:00", 1));
        // Between the first record of a window and its second.
        runUntil(new Death(ExportStep.RECORD_SENT, "09:00:10", 1));
        runAll(runner(Optional.empty()));
        List<String> expected = new ArrayList<>();
        expect(expected, "09:00:10", "OK 2 21");
        for (String end : List.of("09:00:20", "09:00:30", "09:00:40", "09:00:50")) {
            expect(expected, end, "OK 2 21", "WARN 1 30");
        }
        // The newest reading is of 09:01:00, and five seconds are waited for.
        assertThat(records()).isEqualTo(expected);

        put("09:02:35 OK 50", "09:00:05 OK 90");
        // When all of a window has gone, and the ledger does not say so.
        runUntil(new Death(ExportStep.RECORD_SENT, "09:01:00", 3));
        runUntil(new Death(ExportStep.SENT_WRITTEN, "09:01:10", 1));
        runAll(runner(Optional.empty()));
        runAll(runner(Optional.empty()));
        // The late reading counts in the window that was open, and changes nothing of those that had gone out.
        expect(expected, "09:01:00", "OK 4 39", "WARN 1 30");
        expect(expected, "09:01:10", "FAIL 1 40", "OK 1 24", "WARN 1 30");
        for (String end : List.of("09:01:20", "09:01:30", "09:01:40", "09:01:50")) {
            expect(expected, end, "FAIL 1 40", "OK 1 24");
        }
        expect(expected, "09:02:00", "FAIL 1 40");
        assertThat(records()).isEqualTo(expected);
        assertThat(ExportRunner.status("file:" + state, stores, JOB).next()).contains(Instant.parse(DAY + "09:02:30Z"));
    }
}
