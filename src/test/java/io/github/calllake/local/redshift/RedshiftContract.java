package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.Programs;
import io.github.calllake.local.kinesis.LocalKinesis;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** What holds for a local Redshift whichever PostgreSQL stands behind it. One class a PostgreSQL extends it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RedshiftContract {
    private static final String STREAM = "my-input-stream";

    private static final String OTHER_STREAM = "psql-input-stream";

    private static final List<String> ANNOUNCED = List.of(
            "CREATE EXTERNAL SCHEMA sensors FROM KINESIS IAM_ROLE 'arn:aws:iam::123412341234:role/redshift-streaming-ingestion';",
            "CREATE MATERIALIZED VIEW sensor_data AUTO REFRESH YES AS SELECT approximate_arrival_timestamp, partition_key, shard_id, sequence_number, refresh_time, JSON_PARSE(kinesis_data) as payload FROM sensors.\"my-input-stream\";",
            "CREATE MATERIALIZED VIEW sensor_data_extract AUTO REFRESH YES AS SELECT approximate_arrival_timestamp, partition_key, shard_id, sequence_number, refresh_time, JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'),'sensor_id')::VARCHAR(8) as sensor_id, JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'),'current_temperature')::DECIMAL(10,2) as current_temperature, JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'),'status')::VARCHAR(8) as status, JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'),'event_time')::CHARACTER(26) as event_time FROM sensors.\"my-input-stream\";");

    private final LocalKinesis localKinesis;
    private final KinesisClient kinesis;

    RedshiftContract(@TempDir Path directory) throws IOException {
        localKinesis = LocalKinesis.start(directory);
        kinesis = KinesisClient.builder()
                .endpointOverride(localKinesis.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClientBuilder(ApacheHttpClient.builder())
                .build();
        for (String stream : List.of(STREAM, OTHER_STREAM)) {
            kinesis.createStream(r -> r.streamName(stream).shardCount(2));
            kinesis.waiter().waitUntilStreamExists(r -> r.streamName(stream));
        }
    }

    @AfterAll
    void closeKinesis() throws Exception {
        kinesis.close();
        localKinesis.close();
    }

    /** Starts one, with what the one before it has left; a new one the first time. */
    abstract LocalRedshift start(URI kinesisEndpoint) throws IOException;

    @Test
    void views_fill_and_users_stay_and_all_is_there_after_a_restart() throws Exception {
        put(STREAM, "a", 21);
        try (LocalRedshift redshift = start(localKinesis.endpoint());
                Connection connection = connect(redshift, redshift.user(), redshift.password())) {
            LocalStack.execute(connection, ANNOUNCED.toArray(String[]::new));
            await(connection, "SELECT count(*) FROM sensor_data", "1");
            await(connection, "SELECT sensor_id, current_temperature, status FROM sensor_data_extract", "a|21.00|OK");
            LocalStack.execute(
                    connection,
                    "CREATE USER reader PASSWORD 'Abcd1234'",
                    "CREATE ROLE readers",
                    "GRANT ROLE readers TO reader",
                    "GRANT SELECT ON sensor_data TO ROLE readers");
            assertThatThrownBy(() -> LocalStack.execute(connection, "SELECT rolpassword FROM pg_catalog.pg_authid"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
        put(STREAM, "b", 22);
        try (LocalRedshift redshift = start(localKinesis.endpoint());
                Connection reader = connect(redshift, "reader", "Abcd1234")) {
            await(reader, "SELECT payload.sensor_id::varchar FROM sensor_data ORDER BY 1", "a", "b");
            assertThatThrownBy(() -> LocalStack.execute(reader, "SELECT * FROM sensor_data_extract"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void psql_runs_the_same_statements() throws Exception {
        Assumptions.assumeTrue(Programs.isInstalled("psql"), "psql is not on the PATH, so that it was not tried");
        put(OTHER_STREAM, "a", 21);
        try (LocalRedshift redshift = start(localKinesis.endpoint())) {
            psql(redshift);
        }
    }

    private static void psql(LocalRedshift redshift) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "psql", "-X", "-q", "-A", "-t", "-h", "127.0.0.1", "-p", String.valueOf(redshift.port()), "-U"));
        command.add(redshift.user());
        command.addAll(List.of("-v", "ON_ERROR_STOP=1"));
        List<String> statements = new ArrayList<>(List.of("CREATE SCHEMA psql", "SET search_path TO psql"));
        ANNOUNCED.forEach(statement -> statements.add(statement
                .replace("SCHEMA sensors", "SCHEMA psql_sensors")
                .replace("sensors.\"" + STREAM, "psql_sensors.\"" + OTHER_STREAM)));
        statements.add("REFRESH MATERIALIZED VIEW sensor_data");
        statements.add("SELECT payload.sensor_id FROM sensor_data ORDER BY sequence_number");
        statements.add("\\dn");
        statements.add("\\dv psql.*");
        statements.add("\\d psql.sensor_data_extract");
        statements.forEach(statement -> command.addAll(List.of("-c", statement)));
        command.add(redshift.database());
        ProcessBuilder psql = new ProcessBuilder(command).redirectErrorStream(true);
        psql.environment().putAll(Map.of("PGPASSWORD", redshift.password(), "PGCLIENTENCODING", "UTF8", "LC_ALL", "C"));
        Process process = psql.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output)
                .contains(
                        "\"a\"",
                        "psql|awsuser",
                        "sensor_data_extract|view|awsuser",
                        "current_temperature|numeric(10,2)");
    }

    private void put(String stream, String sensor, int temperature) {
        String record = "{\"sensor_id\":\"" + sensor + "\",\"current_temperature\":" + temperature
                + ",\"status\":\"OK\",\"event_time\":\"2026-11-20T10:00:00.000000\"}";
        kinesis.putRecord(r ->
                r.streamName(stream).partitionKey(sensor).data(SdkBytes.fromString(record, StandardCharsets.UTF_8)));
    }

    private static void await(Connection connection, String query, String... rows) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        List<String> found = LocalStack.rows(connection, query);
        while (!found.equals(List.of(rows)) && System.nanoTime() < deadline) {
            Thread.sleep(20);
            found = LocalStack.rows(connection, query);
        }
        assertThat(found).containsExactly(rows);
    }

    private static Connection connect(LocalRedshift redshift, String user, String password) throws SQLException {
        return DriverManager.getConnection(redshift.jdbcUrl(), user, password);
    }
}
