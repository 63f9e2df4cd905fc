package io.github.calllake.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.local.LocalAws;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The local Redshift against Redshift's documentation, statement by statement. */
class LocalVerdictsTest {

    @Test
    void the_local_redshift_takes_and_refuses_what_the_documentation_says() throws IOException, SQLException {
        List<CorpusStatement> corpus = CorpusStatement.all();
        Map<String, String> said = new LinkedHashMap<>();
        List<String> refusals = new ArrayList<>();
        try (LocalAws aws = LocalAws.startTemporary();
                Connection connection = connect(aws)) {
            createStream(aws, "my-stream");
            createStream(aws, "my-input-stream");
            Files.createDirectories(aws.s3Directory().resolve("bucket"));
            for (CorpusStatement statement : corpus) {
                said.put(statement.sql().label(), verdict(connection, statement.sql(), refusals));
            }
        }

        assertThat(said)
                .as("refusals: %s", refusals)
                .containsExactlyEntriesOf(
                        CorpusStatement.expected(corpus, "local", CorpusStatement.Documented::isTaken));
    }

    private static void createStream(LocalAws aws, String name) {
        try (KinesisClient kinesis = KinesisClient.builder()
                .endpointOverride(aws.kinesisEndpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(aws.accessKeyId(), aws.secretAccessKey())))
                .build()) {
            kinesis.createStream(stream -> stream.streamName(name).shardCount(1));
            kinesis.waiter().waitUntilStreamExists(stream -> stream.streamName(name));
        }
    }

    private static Connection connect(LocalAws aws) throws SQLException {
        return DriverManager.getConnection(aws.redshiftJdbcUrl(), aws.redshiftUser(), aws.redshiftPassword());
    }

    private static String verdict(Connection connection, Sql sql, List<String> refusals) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql.text());
            return "takes";
        } catch (SQLException e) {
            refusals.add(sql.label() + ": " + e.getMessage());
            return e.getMessage().contains("not emulated locally") ? "not emulated" : "refuses";
        }
    }
}
