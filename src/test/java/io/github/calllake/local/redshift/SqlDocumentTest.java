package io.github.calllake.local.redshift;

import static io.github.calllake.local.SqlDocument.ERROR;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.local.SqlDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every statement of the tables in {@code docs/local-redshift.md} and holds what it gives against what the table says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqlDocumentTest {

    private static final Path DOCUMENT = Path.of("docs", "local-redshift.md");

    private final LocalStack stack;
    private final Connection connection;

    SqlDocumentTest(@TempDir Path directory) throws Exception {
        stack = LocalStack.start(directory);
        connection = stack.connect();
    }

    @BeforeAll
    void fill() throws Exception {
        for (String statement : SqlDocument.sample(DOCUMENT)) {
            LocalStack.execute(connection, statement);
        }
        stack.s3().createBucket("bucket");
        // Drivers send the zone of their machine.
        LocalStack.execute(connection, "SET timezone TO 'Etc/UTC'");
        connection.setAutoCommit(false);
    }

    @AfterAll
    void stop() throws Exception {
        connection.close();
        stack.close();
    }

    static List<SqlDocument.Row> rows() throws IOException {
        return SqlDocument.rows(DOCUMENT);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_statement_gives_what_the_document_says(SqlDocument.Row row) throws SQLException {
        assertThat(run(row.sql())).isEqualTo(row.expected());
        if (row.section().equals("Refused")) {
            assertThat(row.expected()).startsWith(ERROR).doesNotContain("not emulated");
        } else if (row.section().equals("Not emulated")) {
            assertThat(row.expected()).startsWith(ERROR + "0A000 not emulated locally: ");
        } else if (!row.section().equals("Differing")) {
            assertThat(row.expected()).doesNotStartWith(ERROR);
        }
    }

    @Test
    void every_function_that_may_be_called_is_called_by_a_statement_that_works() throws IOException {
        List<String> working = rows().stream()
                .filter(row -> !row.expected().startsWith(ERROR))
                .map(row -> row.sql().toUpperCase(Locale.ROOT))
                .toList();
        assertThat(FunctionNames.supported())
                .allSatisfy(name -> assertThat(working).anyMatch(sql -> sql.matches("(?s).*\\b" + name + " ?\\(.*")));
    }

    private String run(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (sql.endsWith("?")) {
                statement.setInt(1, 1);
            }
            return statement.execute() ? text(statement.getResultSet()) : "done";
        } catch (SQLException e) {
            String message = Stream.of(String.valueOf(e.getMessage()).split("\n"))
                    .findFirst()
                    .orElse("")
                    .replaceFirst("^ERROR: ", "");
            return ERROR + e.getSQLState() + " " + message;
        } finally {
            connection.rollback();
        }
    }

    private static String text(ResultSet result) throws SQLException {
        int columns = result.getMetaData().getColumnCount();
        StringJoiner rows = new StringJoiner(" / ");
        while (result.next()) {
            StringJoiner row = new StringJoiner(", ");
            for (int i = 1; i <= columns; i++) {
                row.add(String.valueOf(result.getString(i)));
            }
            rows.add(row.toString());
        }
        return rows.toString();
    }
}
