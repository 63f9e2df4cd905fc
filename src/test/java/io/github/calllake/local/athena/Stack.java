package io.github.calllake.local.athena;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.ResultSet;
import software.amazon.awssdk.services.athena.model.Row;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionRequest;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Column;

/** The stand-in under test with the AWS SDK's clients in front and a folder of objects behind. */
final class Stack implements AutoCloseable {
    static final String DATABASE = "calls";

    private final Path objects;
    private final PlainS3 s3;
    private final LocalAthena local;
    final GlueClient glue;
    final AthenaClient athena;

    Stack(Path directory, Clock clock) throws IOException {
        objects = Files.createDirectories(directory.resolve("s3"));
        Files.createDirectories(objects.resolve("lake"));
        s3 = new PlainS3(objects);
        local = LocalAthena.start(directory.resolve("athena"), objects, s3.endpoint(), clock);
        glue = client(GlueClient.builder(), local.glueEndpoint());
        athena = client(AthenaClient.builder(), local.athenaEndpoint());
    }

    private static <B extends AwsClientBuilder<B, C>, C> C client(B builder, URI endpoint) {
        // A client closes the HTTP client that its builder made, and not one that it was given.
        if (builder instanceof software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder<?, ?> sync) {
            sync.httpClientBuilder(ApacheHttpClient.builder());
        }
        return builder.endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build();
    }

    Path object(String key) {
        return objects.resolve("lake").resolve(key);
    }

    /** Writes a Parquet file with what DuckDB's query gives. */
    void parquet(String key, String duckDbQuery) {
        try {
            Files.createDirectories(object(key).getParent());
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = connection.createStatement()) {
                statement.execute("SET TimeZone = 'UTC'");
                statement.execute(
                        "COPY (" + duckDbQuery + ") TO " + Sql.text(object(key).toString()) + " (FORMAT parquet)");
            }
        } catch (IOException | SQLException e) {
            throw new AssertionError("Cannot write " + key, e);
        }
    }

    void database() {
        glue.createDatabase(request -> request.databaseInput(input -> input.name(DATABASE)));
    }

    /** Makes a Parquet table; columns and keys as {@code name type}. */
    void table(String name, List<String> columns, List<String> keys, Map<String, String> parameters) {
        glue.createTable(request -> request.databaseName(DATABASE).tableInput(input -> input.name(name)
                .tableType("EXTERNAL_TABLE")
                .parameters(parameters)
                .partitionKeys(columns(keys))
                .storageDescriptor(storage -> storage.columns(columns(columns))
                        .location("s3://lake/" + name + "/")
                        .inputFormat("org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat")
                        .serdeInfo(serde -> serde.serializationLibrary(
                                "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe")))));
    }

    private static List<Column> columns(List<String> described) {
        return described.stream()
                .map(text -> Column.builder()
                        .name(text.substring(0, text.lastIndexOf(' ')))
                        .type(text.substring(text.lastIndexOf(' ') + 1))
                        .build())
                .toList();
    }

    String start(String sql) {
        return start(sql, request -> {});
    }

    String start(String sql, Consumer<StartQueryExecutionRequest.Builder> more) {
        return athena.startQueryExecution(request -> {
                    request.queryString(sql)
                            .queryExecutionContext(context -> context.database(DATABASE))
                            .resultConfiguration(result -> result.outputLocation("s3://lake/results/"));
                    more.accept(request);
                })
                .queryExecutionId();
    }

    QueryExecution await(String id) {
        while (true) {
            QueryExecution execution = athena.getQueryExecution(request -> request.queryExecutionId(id))
                    .queryExecution();
            QueryExecutionState state = execution.status().state();
            if (state != QueryExecutionState.QUEUED && state != QueryExecutionState.RUNNING) {
                return execution;
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Runs a query that has to succeed; the rows without the header. */
    List<List<@Nullable String>> rows(String sql) {
        ResultSet result = result(sql);
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (Row row : result.rows().subList(1, result.rows().size())) {
            rows.add(texts(row));
        }
        return rows;
    }

    static List<@Nullable String> texts(Row row) {
        List<@Nullable String> texts = new ArrayList<>();
        row.data().stream().map(Datum::varCharValue).forEach(texts::add);
        return texts;
    }

    ResultSet result(String sql) {
        String id = succeed(sql).queryExecutionId();
        return athena.getQueryResults(request -> request.queryExecutionId(id)).resultSet();
    }

    QueryExecution succeed(String sql) {
        QueryExecution execution = await(start(sql));
        if (execution.status().state() != QueryExecutionState.SUCCEEDED) {
            throw new AssertionError(execution.status().stateChangeReason() + "\n" + sql);
        }
        return execution;
    }

    /** Runs a query that has to fail; why it did. */
    String failure(String sql) {
        QueryExecution execution = await(start(sql));
        if (execution.status().state() != QueryExecutionState.FAILED) {
            throw new AssertionError(execution.status().state() + "\n" + sql);
        }
        return execution.status().stateChangeReason();
    }

    @Override
    public void close() {
        glue.close();
        athena.close();
        local.close();
        s3.close();
    }
}
