package io.github.calllake.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.TestLake;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka is not emulated: the form is held to the book, and refused by name. */
@ExtendWith(TestLake.Shared.class)
class KafkaFormTest {

    @Test
    void the_migrations_stop_at_the_external_schema_which_is_not_emulated(TestLake lake) throws IOException {
        Flyway flyway = flyway(lake);

        assertThatThrownBy(flyway::migrate)
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("V001__kafka_schema")
                .hasStackTraceContaining("not emulated locally");
        assertThat(flyway.info().applied()).hasSizeLessThanOrEqualTo(1);
        assertThat(flyway.info().pending())
                .extracting(MigrationInfo::getDescription)
                .contains("transcribe call analytics", "utterance", "restricted utterance", "readers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE EXTERNAL SCHEMA k FROM KAFKA URI 'b-1:9094' AUTHENTICATION none",
                "CREATE EXTERNAL SCHEMA k FROM KAFKA IAM_ROLE default URI 'b-1:9098,b-2:9098' AUTHENTICATION iam",
                "CREATE EXTERNAL SCHEMA k FROM MSK IAM_ROLE 'arn:aws:iam::111122223333:role/r' AUTHENTICATION iam"
                        + " CLUSTER_ARN 'arn:aws:kafka:us-east-1:111122223333:cluster/c/1'"
            })
    void every_form_of_the_external_schema_is_refused_by_name(String statement, TestLake lake) {
        assertThatThrownBy(() -> lake.execute(statement))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("not emulated locally");
    }

    private static Flyway flyway(TestLake lake) throws IOException {
        Properties settings = new Properties();
        try (Reader conf = Files.newBufferedReader(Path.of("db/examples/kafka/flyway.conf"))) {
            settings.load(conf);
        }
        settings.setProperty("flyway.url", lake.aws().redshiftJdbcUrl());
        settings.setProperty("flyway.user", lake.aws().redshiftUser());
        settings.setProperty("flyway.password", lake.aws().redshiftPassword());
        settings.setProperty("flyway.defaultSchema", "kafka_calls");
        return Flyway.configure().configuration(settings).load();
    }
}
