package io.github.calllake.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.calllake.Programs;
import io.github.calllake.TestLake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The example of the announcement of Redshift streaming ingestion, as AWS wrote it. */
@ExtendWith(TestLake.Shared.class)
class SensorExampleTest {

    private static final List<String> STATEMENTS = List.of(
            "CREATE EXTERNAL SCHEMA sensors FROM KINESIS IAM_ROLE 'arn:aws:iam::123412341234:role/redshift-streaming-ingestion';",
            "CREATE MATERIALIZED VIEW sensor_data AUTO REFRESH YES AS SELECT approximate_arrival_timestamp, partition_key, shard_id,"
                    + " sequence_number, refresh_time, JSON_PARSE(kinesis_data) as payload FROM sensors.\"my-input-stream\";",
            "CREATE MATERIALIZED VIEW sensor_data_extract AUTO REFRESH YES AS SELECT approximate_arrival_timestamp, partition_key,"
                    + " shard_id, sequence_number, refresh_time,"
                    + " JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'),'sensor_id')::VARCHAR(8) as sensor_id,"
                    + " JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'),'current_temperature')::DECIMAL(10,2) as current_temperature,"
                    + " JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'),'status')::VARCHAR(8) as status,"
                    + " JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'),'event_time')::CHARACTER(26) as event_time"
                    + " FROM sensors.\"my-input-stream\";");
    private static final String STREAM = "my-input-stream";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** It warns of a server as old as Redshift says it is; held here, since loggers are held weakly. */
    private static final Logger POSTGRESQL_DRIVER = Logger.getLogger("org.postgresql");

    private TestLake lake;

    @BeforeAll
    static void quiet() {
        POSTGRESQL_DRIVER.setLevel(Level.OFF);
    }

    @BeforeEach
    void put(TestLake shared) {
        lake = shared;
        try (KinesisClient kinesis =
                lake.client(KinesisClient.builder(), lake.aws().kinesisEndpoint())) {
            if (kinesis.listStreams().streamNames().contains(STREAM)) {
                return;
            }
            kinesis.createStream(request -> request.streamName(STREAM).shardCount(1));
            kinesis.waiter().waitUntilStreamExists(request -> request.streamName(STREAM));
            for (String record : List.of(
                    "{\"sensor_id\":\"sensor-1\",\"current_temperature\":21.567,\"status\":\"OK\",\"event_time\":\"2026-11-20T09:00:01.123456\"}",
                    "{\"sensor_id\":\"sensor-2\",\"current_temperature\":\"-3\",\"status\":\"WARN\",\"event_time\":\"2026-11-20T09:00:02\"}")) {
                kinesis.putRecord(
                        request -> request.streamName(STREAM).partitionKey("p").data(SdkBytes.fromUtf8String(record)));
            }
        }
    }

    @AfterEach
    void drop() throws SQLException {
        try (Connection connection = redshift();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP MATERIALIZED VIEW IF EXISTS sensor_data_extract");
            statement.execute("DROP MATERIALIZED VIEW IF EXISTS sensor_data");
            statement.execute("DROP SCHEMA IF EXISTS sensors");
        }
    }

    @Test
    void the_migrations_say_what_the_announcement_says() throws IOException {
        String role = "'arn:aws:iam::123412341234:role/redshift-streaming-ingestion'";
        List<String> migrations = new ArrayList<>();
        for (String file : List.of("V001__sensors", "V002__sensor_data", "V003__sensor_data_extract")) {
            String script = Files.readString(Path.of("db/examples/sensors", file + ".sql"));
            migrations.add(script.replace("${kinesis_iam_role}", role).strip().replaceAll("\\s+", " "));
        }
        assertThat(migrations).isEqualTo(STATEMENTS);
        assertThat(Files.readAllLines(Path.of("db/examples/sensors/flyway.conf")))
                .contains("flyway.placeholders.kinesis_iam_role=" + role);
    }

    @Test
    void they_run_as_written_over_the_redshift_driver() throws Exception {
        try (Connection connection = redshift()) {
            runAndAwait(connection);
        }
    }

    @Test
    void they_run_as_written_over_the_postgresql_driver() throws Exception {
        String url = "jdbc:postgresql://127.0.0.1:" + port() + "/" + database() + "?sslmode=disable";
        try (Connection connection = DriverManager.getConnection(
                url, lake.aws().redshiftUser(), lake.aws().redshiftPassword())) {
            runAndAwait(connection);
        }
    }

    @Test
    void they_run_as_written_in_psql(@TempDir Path directory) throws Exception {
        assumeTrue(Programs.isInstalled("psql"), "psql is not on this machine's path");
        Path script = Files.write(directory.resolve("sensors.sql"), STATEMENTS);

        assertThat(psql("-f", script.toString()))
                .isEqualTo("CREATE SCHEMA\nCREATE MATERIALIZED VIEW\nCREATE MATERIALIZED VIEW\n");

        try (Connection connection = redshift()) {
            await(connection);
        }
        assertThat(psql("-c", "select sensor_id, status from sensor_data_extract order by sensor_id"))
                .isEqualTo("sensor-1|OK\nsensor-2|WARN\n");
    }

    private void runAndAwait(Connection connection) throws Exception {
        try (Statement statement = connection.createStatement()) {
            for (String text : STATEMENTS) {
                statement.execute(text);
            }
        }
        await(connection);
    }

    private static void await(Connection connection) throws Exception {
        List<String> payloads = List.of("sensor-1|OK", "sensor-2|WARN");
        List<String> extracts = List.of(
                "sensor-1|21.57|OK|2026-11-20T09:00:01.123456", "sensor-2|-3.00|WARN|2026-11-20T09:00:02       ");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<String> data = rows(
                    connection,
                    "select payload.sensor_id::varchar || '|' || payload.status::varchar from sensor_data order by 1");
            List<String> extract = rows(
                    connection,
                    "select sensor_id || '|' || current_temperature::varchar || '|' || status || '|', event_time"
                            + " from sensor_data_extract order by 1");
            if ((data.equals(payloads) && extract.equals(extracts)) || System.nanoTime() > deadline) {
                assertThat(data).isEqualTo(payloads);
                assertThat(extract).isEqualTo(extracts);
                return;
            }
            Thread.sleep(50);
        }
    }

    private static List<String> rows(Connection connection, String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= columns; i++) {
                    row.append(result.getString(i));
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }

    private Connection redshift() throws SQLException {
        return DriverManager.getConnection(
                lake.aws().redshiftJdbcUrl(),
                lake.aws().redshiftUser(),
                lake.aws().redshiftPassword());
    }

    private String psql(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "psql", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", port(), "-d", database()));
        command.addAll(List.of("-U", lake.aws().redshiftUser()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", lake.aws().redshiftPassword());
        builder.environment().put("PGSSLMODE", "disable");
        builder.environment().put("LC_ALL", "C"); // Debian's psql is a script that speaks of a locale it does not know
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private String port() {
        return lake.aws().redshiftJdbcUrl().replaceAll(".*:(\\d+)/.*", "$1");
    }

    private String database() {
        return lake.aws().redshiftJdbcUrl().replaceAll(".*/([^/?]+)[?].*", "$1");
    }
}
