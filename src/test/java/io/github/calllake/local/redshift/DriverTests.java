package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** A stack with the drivers' tables, shared by a class; and what the tests of drivers ask in few words. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DriverTests {
    /** Held, or its setting is lost: the PostgreSQL driver warns of a server as old as Redshift. */
    private static final Logger POSTGRESQL_DRIVER = Logger.getLogger("org.postgresql");

    static final int ROWS = 100_000;

    final LocalStack stack;

    DriverTests(Path directory) throws Exception {
        POSTGRESQL_DRIVER.setLevel(Level.SEVERE);
        stack = LocalStack.start(directory);
    }

    @BeforeAll
    void make_tables() throws SQLException {
        stack.execute(
                "CREATE SCHEMA conformance",
                "CREATE TABLE conformance.plain (id int NOT NULL PRIMARY KEY, name varchar(50) DEFAULT 'x', amount decimal(10,2), seen timestamp, payload super, data varbyte(100))",
                "CREATE VIEW conformance.plain_view AS SELECT id, name FROM conformance.plain",
                "CREATE MATERIALIZED VIEW conformance.plain_mv AS SELECT id, name FROM conformance.plain",
                "CREATE TABLE conformance.numbers AS SELECT n FROM generate_series(1, " + ROWS + ") AS g(n)");
    }

    @AfterAll
    void close() throws Exception {
        stack.close();
    }

    static SQLException refusal(ThrowingCallable call) {
        SQLException exception = catchThrowableOfType(SQLException.class, call);
        return Objects.requireNonNull(exception, "it was not refused");
    }

    static String text(Connection connection, String sql) throws SQLException {
        List<String> column = column(connection, sql);
        assertThat(column).hasSize(1);
        return column.get(0);
    }

    static List<String> column(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    static List<String> column(ResultSet rows, String name) throws SQLException {
        try (rows) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(name));
            }
            return values;
        }
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
