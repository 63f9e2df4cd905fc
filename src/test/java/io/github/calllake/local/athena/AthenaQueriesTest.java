package io.github.calllake.local.athena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.athena.model.AthenaException;
import software.amazon.awssdk.services.athena.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.ResultConfiguration;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.Table;

/** Athena's queries, views and workgroups through the SDK's client. */
class AthenaQueriesTest {
    private Stack stack;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        stack = new Stack(directory, Clock.systemUTC());
        stack.database();
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    private static List<@Nullable String> row(@Nullable String... values) {
        return Arrays.asList(values);
    }

    @Test
    void results_come_in_pages_with_a_header_and_as_csv() throws IOException {
        QueryExecution execution = stack.succeed(
                "SELECT n, if(n > 1, 'it''s \"' || cast(n as varchar)) AS text FROM UNNEST(sequence(1, 1500)) AS t(n) ORDER BY n");

        List<GetQueryResultsResponse> pages = stack
                .athena
                .getQueryResultsPaginator(request -> request.queryExecutionId(execution.queryExecutionId()))
                .stream()
                .toList();
        assertThat(pages).map(page -> page.resultSet().rows().size()).containsExactly(1000, 501);
        assertThat(pages.get(0).resultSet().rows().subList(0, 3))
                .map(Stack::texts)
                .containsExactly(row("n", "text"), row("1", null), row("2", "it's \"2"));
        assertThat(Stack.texts(pages.get(1).resultSet().rows().get(500))).containsExactly("1500", "it's \"1500");
        assertThat(execution.resultConfiguration().outputLocation())
                .isEqualTo("s3://lake/results/" + execution.queryExecutionId() + ".csv");
        try (Stream<String> lines = Files.lines(stack.object("results/" + execution.queryExecutionId() + ".csv"))) {
            assertThat(lines.limit(3)).containsExactly("\"n\",\"text\"", "\"1\",", "\"2\",\"it's \"\"2\"");
        }
    }

    @Test
    void a_token_starts_a_query_once() {
        String token = "0123456789abcdef0123456789abcdef";
        String first = stack.start("SELECT 1", request -> request.clientRequestToken(token));

        assertThat(stack.start("SELECT 1", request -> request.clientRequestToken(token)))
                .isEqualTo(first);
        assertThatThrownBy(() -> stack.start("SELECT 2", request -> request.clientRequestToken(token)))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> stack.start("SELECT 2", request -> request.clientRequestToken("short")))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void a_running_query_can_be_stopped() {
        String id = stack.start("SELECT sum(a * b) FROM UNNEST(sequence(1, 1000000)) AS t(a)"
                + " CROSS JOIN UNNEST(sequence(1, 1000000)) AS u(b)");
        assertThatThrownBy(() -> stack.athena.getQueryResults(request -> request.queryExecutionId(id)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Query has not yet finished");
        stack.athena.stopQueryExecution(request -> request.queryExecutionId(id));

        assertThat(stack.await(id).status().state()).isEqualTo(QueryExecutionState.CANCELLED);
        assertThat(stack.rows("SELECT 1")).containsExactly(row("1"));
    }

    @Test
    void requests_that_athena_refuses_are_refused() {
        assertThatThrownBy(() -> stack.athena.getQueryExecution(request -> request.queryExecutionId("none")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("QueryExecution none was not found");
        assertThatThrownBy(() -> stack.start(
                        "SELECT 1",
                        request -> request.resultConfiguration(
                                ResultConfiguration.builder().build())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("No output location provided");
        assertThatThrownBy(() -> stack.start("SELECT 1", request -> request.workGroup("none")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("WorkGroup none is not found");
        assertThatThrownBy(() -> stack.athena.listNamedQueries(request -> {}))
                .isInstanceOfSatisfying(
                        AthenaException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("UnknownOperationException"));
        String id = stack.await(stack.start("SELECT nope")).queryExecutionId();
        assertThatThrownBy(() -> stack.athena.getQueryResults(request -> request.queryExecutionId(id)))
                .hasMessageContaining("Final query state: FAILED");
        assertThat(stack.await(stack.start(
                                "SELECT 1",
                                request ->
                                        request.resultConfiguration(result -> result.outputLocation("s3://nowhere/"))))
                        .status()
                        .stateChangeReason())
                .startsWith("Unable to write the query's result to s3://nowhere/");
        assertThat(stack.athena
                        .batchGetQueryExecution(request -> request.queryExecutionIds(id, "none"))
                        .unprocessedQueryExecutionIds())
                .hasSize(1);
    }

    @Test
    void a_workgroup_says_where_results_go() {
        stack.athena.createWorkGroup(request -> request.name("reports")
                .configuration(configuration ->
                        configuration.resultConfiguration(result -> result.outputLocation("s3://lake/of-the-group"))));
        QueryExecution execution = stack.await(stack.start("SELECT 1", request -> request.workGroup("reports")));

        assertThat(execution.resultConfiguration().outputLocation()).startsWith("s3://lake/of-the-group/");
        assertThat(stack.athena
                        .getWorkGroup(request -> request.workGroup("reports"))
                        .workGroup()
                        .configuration()
                        .enforceWorkGroupConfiguration())
                .isTrue();
        assertThat(stack.athena
                        .listQueryExecutions(request -> request.workGroup("reports"))
                        .queryExecutionIds())
                .containsExactly(execution.queryExecutionId());
        stack.athena.deleteWorkGroup(request -> request.workGroup("reports"));
        assertThatThrownBy(() -> stack.athena.getWorkGroup(request -> request.workGroup("reports")))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void a_query_that_reads_more_than_its_workgroup_allows_is_cancelled() {
        stack.table("wide", List.of("n bigint", "text string"), List.of(), Map.of());
        stack.parquet("wide/a.parquet", "SELECT range AS n, md5(range::VARCHAR) AS text FROM range(500000)");
        stack.athena.createWorkGroup(request -> request.name("small").configuration(configuration -> configuration
                .bytesScannedCutoffPerQuery(10_000_000L)
                .resultConfiguration(result -> result.outputLocation("s3://lake/small/"))));

        QueryExecution wide =
                stack.await(stack.start("SELECT sum(length(text)) FROM wide", request -> request.workGroup("small")));
        assertThat(wide.status().state()).isEqualTo(QueryExecutionState.CANCELLED);
        assertThat(wide.status().stateChangeReason()).isEqualTo("Bytes scanned limit was exceeded");
        assertThat(wide.statistics().dataScannedInBytes()).isGreaterThan(10_000_000);
        assertThat(stack.await(stack.start("SELECT max(n) FROM wide", request -> request.workGroup("small")))
                        .status()
                        .state())
                .isEqualTo(QueryExecutionState.SUCCEEDED);
        assertThatThrownBy(() -> stack.athena.createWorkGroup(request -> request.name("tiny")
                        .configuration(configuration -> configuration.bytesScannedCutoffPerQuery(9_999_999L))))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void an_earlier_result_is_reused_only_if_asked_for_and_young_enough() {
        QueryExecution first = stack.succeed("SELECT 1 AS one");
        QueryExecution again = stack.await(stack.start(
                "SELECT 1 AS one",
                request -> request.resultReuseConfiguration(reuse -> reuse.resultReuseByAgeConfiguration(
                        age -> age.enabled(true).maxAgeInMinutes(5)))));

        assertThat(again.statistics().resultReuseInformation().reusedPreviousResult())
                .isTrue();
        assertThat(again.resultConfiguration().outputLocation())
                .isEqualTo(first.resultConfiguration().outputLocation());
        assertThat(stack.succeed("SELECT 1 AS one")
                        .statistics()
                        .resultReuseInformation()
                        .reusedPreviousResult())
                .isFalse();
        assertThatThrownBy(() -> stack.start(
                        "SELECT 1 AS one",
                        request -> request.resultReuseConfiguration(reuse -> reuse.resultReuseByAgeConfiguration(
                                age -> age.enabled(true).maxAgeInMinutes(10_081)))))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void views_are_kept_in_glue_with_their_columns() {
        stack.table(
                "raw",
                List.of("id bigint", "at timestamp", "items array<struct<content:string>>"),
                List.of(),
                Map.of());
        stack.parquet(
                "raw/a.parquet",
                "SELECT 1::BIGINT AS id, TIMESTAMP '2024-06-20 08:00:00' AS at," + " [{'Content': 'hi'}] AS items");
        stack.succeed("CREATE OR REPLACE VIEW flat AS SELECT id AS call_id, at, items, date_trunc('hour', at) AS hour,"
                + " x.content FROM raw LEFT JOIN UNNEST(items) AS x(content) ON TRUE");

        Table view = stack.glue
                .getTable(request -> request.databaseName(Stack.DATABASE).name("flat"))
                .table();
        assertThat(view.tableType()).isEqualTo("VIRTUAL_VIEW");
        assertThat(view.viewOriginalText()).startsWith("/* Presto View: ");
        assertThat(view.storageDescriptor().columns())
                .extracting(Column::name, Column::type)
                .containsExactly(
                        tuple("call_id", "bigint"),
                        tuple("at", "timestamp"),
                        tuple("items", "array<struct<content:string>>"),
                        tuple("hour", "timestamp"),
                        tuple("content", "string"));
        assertThat(stack.rows("SELECT f.call_id, f.content, hour FROM calls.flat AS f WHERE f.call_id = 1"))
                .containsExactly(row("1", "hi", "2024-06-20 08:00:00.000"));

        assertThat(stack.failure("CREATE VIEW flat AS SELECT 1 AS x")).startsWith("ALREADY_EXISTS");
        assertThat(stack.failure("CREATE OR REPLACE VIEW raw AS SELECT 1 AS x")).startsWith("ALREADY_EXISTS");
        assertThat(stack.failure("CREATE VIEW twice AS SELECT 1 AS x, 2 AS X")).startsWith("DUPLICATE_COLUMN_NAME");
        stack.succeed("CREATE VIEW over AS SELECT * FROM flat");
        stack.succeed("CREATE OR REPLACE VIEW flat AS SELECT 'text' AS call_id");
        assertThat(stack.failure("SELECT * FROM over")).startsWith("VIEW_IS_STALE");
        stack.succeed("CREATE OR REPLACE VIEW flat AS SELECT 1 AS x");
        stack.succeed("CREATE OR REPLACE VIEW over AS SELECT * FROM flat");
        assertThat(stack.failure("CREATE OR REPLACE VIEW flat AS SELECT x FROM over"))
                .startsWith("VIEW_IS_RECURSIVE");
        stack.succeed("DROP VIEW flat");
        stack.succeed("DROP VIEW IF EXISTS flat");
        assertThat(stack.failure("DROP VIEW flat")).startsWith("TABLE_NOT_FOUND");
        assertThat(stack.failure("DROP VIEW raw")).startsWith("TABLE_NOT_FOUND");
        assertThat(list("SHOW TABLES")).containsExactly(row("over"), row("raw"));
        assertThat(list("SHOW VIEWS IN calls")).containsExactly(row("over"));
        assertThat(list("SHOW COLUMNS IN raw")).containsExactly(row("id"), row("at"), row("items"));
    }

    private List<List<@Nullable String>> list(String sql) {
        return stack.result(sql).rows().stream().map(Stack::texts).toList();
    }
}
