package io.github.calllake.local.athena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryRuntimeStatistics;
import software.amazon.awssdk.services.glue.model.InvalidInputException;
import software.amazon.awssdk.services.glue.model.Partition;

/** What tools around Athena lean on: manifests, statistics, parameters of prepared statements, partitions by expression. */
class WritingQueriesTest {

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

    @Test
    void what_writes_files_leaves_a_manifest_that_names_them() throws IOException {
        QueryExecution unload = stack.succeed(
                "UNLOAD (SELECT 1 AS a, 'x' AS k UNION ALL SELECT 2, 'y') TO 's3://lake/out/' WITH (format = 'JSON', partitioned_by = ARRAY['k'])");

        String manifest = unload.statistics().dataManifestLocation();
        assertThat(manifest).isEqualTo("s3://lake/results/" + unload.queryExecutionId() + "-manifest.csv");
        List<String> files = Files.readAllLines(stack.object(manifest.substring("s3://lake/".length())));
        assertThat(files).hasSize(2).allMatch(file -> file.matches("s3://lake/out/k=[xy]/.+"));
        for (String file : files) {
            assertThat(stack.object(file.substring("s3://lake/".length()))).exists();
        }
        assertThat(stack.succeed("SELECT 1").statistics().dataManifestLocation())
                .isNull();
    }

    @Test
    void rows_are_inserted_into_partitions_which_are_registered() {
        stack.succeed("CREATE TABLE t WITH (external_location = 's3://lake/t/', partitioned_by = ARRAY['day'])"
                + " AS SELECT 1 AS id, '2026-01-05' AS day");

        QueryExecution insert = stack.succeed("INSERT INTO t VALUES (2, '2026-01-05'), (3, '2026-01-06')");
        stack.succeed("INSERT INTO t (day, id) SELECT '2026-01-07', 4");

        assertThat(insert.statementTypeAsString()).isEqualTo("DML");
        assertThat(insert.statistics().dataManifestLocation()).endsWith("-manifest.csv");
        assertThat(stack.rows("SELECT id, day FROM t ORDER BY id"))
                .containsExactly(
                        List.of("1", "2026-01-05"),
                        List.of("2", "2026-01-05"),
                        List.of("3", "2026-01-06"),
                        List.of("4", "2026-01-07"));
        assertThat(partitions("day > '2026-01-05' AND NOT day IN ('2026-01-07')"))
                .containsExactly(List.of("2026-01-06"));
        assertThat(partitions("day LIKE '2026-01-0%' OR day BETWEEN '2027' AND '2028'"))
                .hasSize(3);
        assertThatThrownBy(() -> partitions("lower(day) = 'x'")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> partitions("id = 1")).isInstanceOf(InvalidInputException.class);
        assertThat(stack.failure("INSERT INTO t VALUES ('x', 'y')")).startsWith("TYPE_MISMATCH: ");
    }

    private List<List<String>> partitions(String expression) {
        return stack
                .glue
                .getPartitions(request ->
                        request.databaseName(Stack.DATABASE).tableName("t").expression(expression))
                .partitions()
                .stream()
                .map(Partition::values)
                .toList();
    }

    @Test
    void a_partition_without_a_location_is_taken_and_cannot_be_read() {
        stack.succeed("CREATE TABLE t WITH (external_location = 's3://lake/t/', partitioned_by = ARRAY['day'])"
                + " AS SELECT 1 AS id, '2026-01-05' AS day");

        stack.glue.createPartition(request -> request.databaseName(Stack.DATABASE)
                .tableName("t")
                .partitionInput(partition -> partition.values("2026-01-06")));

        assertThat(stack.failure("SELECT * FROM t")).startsWith("HIVE_UNSUPPORTED_FORMAT: ");
    }

    @Test
    void a_finished_query_has_runtime_statistics() {
        QueryExecution query = stack.succeed("SELECT 1");

        QueryRuntimeStatistics statistics = stack.athena
                .getQueryRuntimeStatistics(request -> request.queryExecutionId(query.queryExecutionId()))
                .queryRuntimeStatistics();

        assertThat(statistics.timeline().totalExecutionTimeInMillis()).isNotNegative();
        assertThat(statistics.rows().inputBytes()).isZero();
    }

    @Test
    void a_prepared_statement_takes_its_values_from_the_request() {
        stack.succeed("PREPARE two FROM SELECT ?, ?");

        String id = stack.start("EXECUTE two", request -> request.executionParameters("1", "'x'")
                .workGroup("primary"));

        assertThat(stack.await(id).status().stateAsString()).isEqualTo("SUCCEEDED");
        assertThat(stack.failure("EXECUTE two")).startsWith("INVALID_PARAMETER_USAGE: ");
    }

    @Test
    void timestamps_in_json_are_read_as_jdbc_writes_them() throws IOException {
        Files.createDirectories(stack.object("j/"));
        Files.writeString(stack.object("j/rows.json"), """
                {"at": "2026-01-05 22:30:00.1239"}
                {"at": "2026-01-05 22:30:00"}
                {"at": 1767652200.5}
                {"at": "2026-01-05T22:30:00Z"}
                {"at": null}
                """);
        stack.succeed("CREATE EXTERNAL TABLE j (at timestamp) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'"
                + " LOCATION 's3://lake/j/'");

        assertThat(stack.rows("SELECT coalesce(cast(at as varchar), '-') FROM j"))
                .containsExactly(
                        List.of("2026-01-05 22:30:00.123"),
                        List.of("2026-01-05 22:30:00.000"),
                        List.of("2026-01-05 22:30:00.500"),
                        List.of("-"),
                        List.of("-"));
    }
}
