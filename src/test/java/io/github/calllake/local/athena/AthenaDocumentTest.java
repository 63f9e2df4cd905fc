package io.github.calllake.local.athena;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
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
    private static final String ERROR = "error: ";

    /**
     * A row of a table.
     *
     * @param section the heading above it
     * @param sql its first cell
     * @param expected its last cell: rows of the answer, {@code done}, or the error
     */
    record Line(String section, String sql, String expected) {}

    private final Stack stack;

    AthenaDocumentTest(@TempDir Path directory) throws IOException {
        stack = new Stack(directory, Clock.fixed(Instant.parse("2026-03-29T12:00:00Z"), ZoneOffset.UTC));
    }

    @BeforeAll
    void fill() throws IOException {
        stack.database();
        String document = Files.readString(DOCUMENT);
        String sample = document.substring(document.indexOf("```sql\n") + "```sql\n".length());
        for (String statement : sample.substring(0, sample.indexOf("```")).split(";\n")) {
            stack.succeed(statement);
        }
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    static List<Line> lines() throws IOException {
        List<Line> lines = new ArrayList<>();
        String section = "";
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith("#")) {
                section = line.replaceFirst("^#+ ", "");
            } else if (line.startsWith("| `")) {
                String[] cells = line.substring(2, line.length() - 2).split("(?<!\\\\)\\|");
                lines.add(new Line(section, code(cells[0]), code(cells[cells.length - 1])));
            }
        }
        return lines;
    }

    private static String code(String cell) {
        String text = cell.strip().replace("\\|", "|");
        return text.substring(1, text.length() - 1);
    }

    @ParameterizedTest
    @MethodSource("lines")
    void a_statement_gives_what_the_document_says(Line line) {
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
        List<String> working = lines().stream()
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
