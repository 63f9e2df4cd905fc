package io.github.calllake.local.athena;

import static io.github.calllake.local.SqlDocument.ERROR;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.local.SqlDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.Row;

/** Runs every statement of the tables in {@code docs/local-athena.md}, in order, and holds what it gives against what the table says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AthenaDocumentTest {

    private static final Path DOCUMENT = Path.of("docs", "local-athena.md");

    private final Stack stack;

    AthenaDocumentTest(@TempDir Path directory) throws IOException {
        stack = new Stack(directory, Clock.fixed(Instant.parse("2026-03-29T12:00:00Z"), ZoneOffset.UTC));
    }

    @BeforeAll
    void fill() throws IOException {
        stack.database();
        for (String statement : SqlDocument.sample(DOCUMENT)) {
            stack.succeed(statement);
        }
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    static List<SqlDocument.Row> rows() throws IOException {
        return SqlDocument.rows(DOCUMENT);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_statement_gives_what_the_document_says(SqlDocument.Row line) {
        assertThat(run(line.sql())).isEqualTo(line.expected());
        if (line.section().equals("Refused")) {
            assertThat(line.expected()).startsWith(ERROR).doesNotContain("not emulated");
        } else if (line.section().equals("Not emulated")) {
            assertThat(line.expected()).startsWith(ERROR).contains("not emulated locally: ");
        } else if (!line.section().equals("Differing")) {
            assertThat(line.expected()).doesNotStartWith(ERROR);
        }
    }

    @Test
    void every_function_that_may_be_called_is_called_by_a_statement_that_works() throws IOException {
        List<String> working = rows().stream()
                .filter(line -> !line.expected().startsWith(ERROR))
                .map(line -> line.sql().toLowerCase(Locale.ROOT))
                .toList();
        assertThat(FunctionCalls.scalarNames())
                .allSatisfy(name -> assertThat(working).anyMatch(sql -> sql.matches("(?s).*\\b" + name + " ?\\(.*")));
    }

    private String run(String sql) {
        QueryExecution execution = stack.await(stack.start(sql));
        if (execution.status().state() != QueryExecutionState.SUCCEEDED) {
            return ERROR + execution.status().stateChangeReason();
        }
        List<Row> rows = stack.athena
                .getQueryResults(request -> request.queryExecutionId(execution.queryExecutionId()))
                .resultSet()
                .rows();
        boolean query = execution.statementTypeAsString().equals("DML");
        StringJoiner text = new StringJoiner(" / ").setEmptyValue("done");
        for (Row row : rows.subList(query && !rows.isEmpty() ? 1 : 0, rows.size())) {
            StringJoiner values = new StringJoiner(", ");
            for (@Nullable String value : Stack.texts(row)) {
                values.add(String.valueOf(value).replaceAll("\\s+", " ").strip());
            }
            text.add(values.toString());
        }
        return text.toString();
    }
}
