package io.github.calllake.local.redshift;

import io.github.calllake.local.kinesis.KinesisSettings;
import io.github.calllake.local.kinesis.LocalKinesis;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** A local Kinesis and a local Redshift that reads it, with the official driver in front. */
final class LocalStack implements AutoCloseable {

    private static final String DATABASE = LocalRedshift.DATABASE;
    private static final String USER = "awsuser";
    private static final String PASSWORD = "Secret1";

    private final LocalKinesis localKinesis;
    private final KinesisClient kinesis;
    private final PostgresServer postgres;
    private final RedshiftSql sql;
    private final RedshiftFront front;
    private final TestS3 s3;
    private final Connection shared;

    private LocalStack(
            LocalKinesis localKinesis,
            KinesisClient kinesis,
            PostgresServer postgres,
            RedshiftSql sql,
            RedshiftFront front,
            TestS3 s3)
            throws SQLException {
        this.s3 = s3;
        this.localKinesis = localKinesis;
        // Tests put thousands of records at once by a plain client, which looks for none that were throttled.
        localKinesis.use(KinesisSettings.UNLIMITED);
        this.kinesis = kinesis;
        this.postgres = postgres;
        this.sql = sql;
        this.front = front;
        this.shared = connect();
    }

    static LocalStack start(Path directory) throws IOException, SQLException {
        return start(directory, endpoint -> endpoint, IngestionSettings.DEFAULT);
    }

    /** @param road what the Redshift takes for the endpoint of the Kinesis */
    static LocalStack start(Path directory, UnaryOperator<URI> road, IngestionSettings settings)
            throws IOException, SQLException {
        LocalKinesis localKinesis = LocalKinesis.start(directory.resolve("kinesis"));
        KinesisClient kinesis = KinesisClient.builder()
                .endpointOverride(localKinesis.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClientBuilder(ApacheHttpClient.builder())
                .build();
        TestS3 s3 = new TestS3(directory.resolve("s3"));
        PostgresServer postgres = TestPostgres.start(directory.resolve("redshift"), false);
        RedshiftSql sql = RedshiftSql.start(
                () -> postgres.connect(DATABASE),
                road.apply(localKinesis.endpoint()),
                settings,
                Optional.of(new UnloadStorage(s3::endpoint, directory.resolve("staging"))));
        RedshiftFront front = RedshiftFront.start(postgres, DATABASE, sql.translator(), USER, PASSWORD, 0);
        return new LocalStack(localKinesis, kinesis, postgres, sql, front, s3);
    }

    /** The objects of an S3 for UNLOAD. */
    TestS3 s3() {
        return s3;
    }

    KinesisClient kinesis() {
        return kinesis;
    }

    URI kinesisEndpoint() {
        return localKinesis.endpoint();
    }

    String jdbcUrl() {
        return "jdbc:redshift://127.0.0.1:" + front.port() + "/" + DATABASE + "?ssl=false&enableFetchRingBuffer=false";
    }

    int port() {
        return front.port();
    }

    String user() {
        return USER;
    }

    String password() {
        return PASSWORD;
    }

    Connection connect() throws SQLException {
        return connect(USER, PASSWORD);
    }

    Connection connect(String user, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        return DriverManager.getConnection(jdbcUrl(), properties);
    }

    /** Past the front. */
    Connection postgres() throws SQLException {
        return postgres.connect(DATABASE);
    }

    /** Past the front, in the name of one of its users, as the front itself logs in. */
    Backend behind(String user) throws IOException {
        return Backend.login(postgres.address(), user, "", Map.of("database", DATABASE));
    }

    void createStream(String name, int shards) {
        kinesis.createStream(r -> r.streamName(name).shardCount(shards));
        kinesis.waiter().waitUntilStreamExists(r -> r.streamName(name));
    }

    void put(String stream, String partitionKey, String data) {
        put(stream, partitionKey, data.getBytes(StandardCharsets.UTF_8));
    }

    void put(String stream, String partitionKey, byte[] data) {
        kinesis.putRecord(r -> r.streamName(stream).partitionKey(partitionKey).data(SdkBytes.fromByteArray(data)));
    }

    /** Runs statements one by one, each in a transaction of its own. */
    void execute(String... statements) throws SQLException {
        execute(shared, statements);
    }

    static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    /** Each row's columns, joined by a bar. */
    List<String> rows(String query) throws SQLException {
        return rows(shared, query);
    }

    static List<String> rows(Connection connection, String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                StringJoiner row = new StringJoiner("|");
                for (int i = 1; i <= columns; i++) {
                    row.add(String.valueOf(result.getString(i)));
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }

    @Override
    public void close() throws IOException, SQLException {
        shared.close();
        front.close();
        sql.close();
        postgres.close();
        kinesis.close();
        localKinesis.close();
        s3.close();
    }
}
