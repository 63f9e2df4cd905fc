package io.github.calllake.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.TestLake;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flyway with db/flyway.conf alone, as {@code mvn flyway:migrate} runs it: no class of this library takes part. */
@ExtendWith(TestLake.Shared.class)
class MigrationSettingsTest {

    private static final String TOPOLOGY = "flyway.placeholders.topology";

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = ';', textBlock = """
            stream_name; My-Calls; capitals break auto refresh
            stream_name; ~~; must be the name of a stream
            stream_name; calls"; must be the name of a stream
            kinesis_schema; my-stream; must be a name
            kinesis_region_clause; eu-west-1; REGION 'eu-west-1' with the word and the single quotes
            kinesis_region_clause; REGION 'Ireland'; must be empty for a stream in the workgroup's own region
            kinesis_iam_role; arn:aws:iam::111122223333:role/reader; a role's ARN in single quotes
            kinesis_iam_role; 'arn:aws:iam::1111:role/reader'; a role's ARN in single quotes
            kinesis_iam_role; 'default'; must be default
            reader_role; Readers; must be a name
            restricted_reader_role; call_analytics_reader; must differ
            topology; both; must be per-detail-type or landing
            topology; landing; the scripts are those of per-detail-type
            """)
    void a_value_that_does_not_do_is_named_before_anything_is_made(
            String placeholder, String value, String message, TestLake lake) throws Exception {
        Flyway flyway = flyway(lake, "refused", "per-detail-type", Map.of("flyway.placeholders." + placeholder, value));

        assertThatThrownBy(flyway::migrate)
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining(placeholder)
                .hasMessageContaining(message);

        assertThat(count(
                        lake,
                        "select count(*) from svv_tables where table_schema like 'refused%'"
                                + " and table_name <> 'flyway_schema_history'"))
                .isZero();
        assertThat(count(lake, "select count(*) from pg_proc where proname like 'call_lake%'"))
                .isZero();
    }

    @Test
    void a_placeholder_that_is_missing_is_named(TestLake lake) throws Exception {
        Properties settings = conf(lake, "missing", "per-detail-type");
        settings.remove("flyway.placeholders.stream_name");
        Flyway flyway = Flyway.configure().configuration(settings).load();

        assertThatThrownBy(flyway::migrate).isInstanceOf(FlywayException.class).hasStackTraceContaining("stream_name");
    }

    @Test
    void the_other_topology_is_refused_where_one_is(TestLake lake) throws Exception {
        String schema = "one_topology";
        for (String first : new String[] {"per-detail-type", "landing"}) {
            String other = first.equals("landing") ? "per-detail-type" : "landing";
            flyway(lake, schema + first.length(), first, Map.of()).migrate();
            Flyway flyway = flyway(lake, schema + first.length(), other, Map.of());

            assertThatThrownBy(flyway::migrate)
                    .isInstanceOf(FlywayException.class)
                    .hasMessageContaining("topology is \"" + other + "\"")
                    .hasMessageContaining("docs/hot-tier.md");
            flyway(lake, schema + first.length(), first, Map.of()).validate();
            lake.drop(schema + first.length());
        }
    }

    @Test
    void clean_is_disabled(TestLake lake) throws Exception {
        Flyway flyway = flyway(lake, "call_analytics", "per-detail-type", Map.of());

        assertThatThrownBy(flyway::clean).isInstanceOf(FlywayException.class).hasMessageContaining("clean");
    }

    @Test
    void a_stream_in_another_region_and_a_role_by_its_arn_are_taken(TestLake lake) throws Exception {
        flyway(
                        lake,
                        "far_calls",
                        "landing",
                        Map.of(
                                "flyway.placeholders.kinesis_region_clause",
                                "REGION 'us-east-1'",
                                "flyway.placeholders.kinesis_iam_role",
                                "'arn:aws:iam::111122223333:role/reader'"))
                .migrate();

        assertThat(count(lake, "select count(*) from svv_mv_info where trim(schema_name) = 'far_calls'"))
                .isOne();
        lake.drop("far_calls");
    }

    private static Flyway flyway(TestLake lake, String schema, String topology, Map<String, String> changed)
            throws IOException {
        Properties settings = conf(lake, schema, topology);
        settings.putAll(changed);
        return Flyway.configure().configuration(settings).load();
    }

    /** What the plugin makes of db/flyway.conf, of pom.xml's locations and of the environment. */
    private static Properties conf(TestLake lake, String schema, String topology) throws IOException {
        Properties settings = new Properties();
        try (Reader conf = Files.newBufferedReader(Path.of("db/flyway.conf"))) {
            settings.load(conf);
        }
        settings.setProperty(
                "flyway.locations", "filesystem:db/migrations/common,filesystem:db/migrations/" + topology);
        settings.setProperty(TOPOLOGY, topology);
        settings.setProperty("flyway.url", lake.aws().redshiftJdbcUrl());
        settings.setProperty("flyway.user", lake.aws().redshiftUser());
        settings.setProperty("flyway.password", lake.aws().redshiftPassword());
        settings.setProperty("flyway.defaultSchema", schema);
        settings.setProperty("flyway.placeholders.kinesis_schema", schema + "_stream");
        settings.setProperty("flyway.placeholders.stream_name", TestLake.STREAM);
        return settings;
    }

    private static long count(TestLake lake, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        lake.aws().redshiftJdbcUrl(),
                        lake.aws().redshiftUser(),
                        lake.aws().redshiftPassword());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }
}
