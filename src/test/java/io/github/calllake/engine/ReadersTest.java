package io.github.calllake.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.TestLake;
import io.github.calllake.schema.EventTables;
import io.github.calllake.schema.FlatViews;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the roles that the migrations make may do, and what they may not. */
@ExtendWith(TestLake.Shared.class)
class ReadersTest {

    private static final String PASSWORD = "Readers-1";

    private TestLake lake;

    @BeforeEach
    void users(TestLake shared) throws SQLException {
        lake = shared;
        lake.execute(
                "CREATE USER analyst PASSWORD '" + PASSWORD + "'",
                "CREATE USER auditor PASSWORD '" + PASSWORD + "'",
                "GRANT ROLE call_analytics_reader TO analyst",
                "GRANT ROLE call_analytics_restricted_reader TO auditor");
    }

    @AfterEach
    void drop() throws SQLException {
        lake.execute("DROP USER analyst", "DROP USER auditor");
    }

    @Test
    void a_reader_reads_the_flat_views_and_nothing_else() throws SQLException {
        try (Connection analyst = login("analyst");
                Statement statement = analyst.createStatement()) {
            for (String view : flatViews()) {
                assertThat(statement
                                .executeQuery("SELECT * FROM call_analytics." + view)
                                .next())
                        .as(view)
                        .isTrue();
                refused(statement, "SELECT * FROM call_analytics_restricted." + view);
                refused(statement, "DROP VIEW call_analytics." + view);
            }
            EventTables.all().forEach(table -> refused(statement, "SELECT * FROM call_analytics." + table.name()));
            refused(statement, "SELECT * FROM call_analytics.flyway_schema_history");
            refused(statement, "CREATE TABLE call_analytics.own (a INT)");
            refused(statement, "REFRESH MATERIALIZED VIEW call_analytics.transcribe");
        }
    }

    @Test
    void a_restricted_reader_reads_the_restricted_views_and_nothing_else() throws SQLException {
        try (Connection auditor = login("auditor");
                Statement statement = auditor.createStatement()) {
            for (String view : flatViews()) {
                assertThat(statement
                                .executeQuery("SELECT * FROM call_analytics_restricted." + view)
                                .next())
                        .as(view)
                        .isTrue();
                refused(statement, "SELECT * FROM call_analytics." + view);
                refused(statement, "CREATE OR REPLACE VIEW call_analytics_restricted." + view + " AS SELECT 1 AS a");
            }
            EventTables.all().forEach(table -> refused(statement, "SELECT * FROM call_analytics." + table.name()));
            refused(statement, "CREATE TABLE call_analytics_restricted.own (a INT)");
        }
    }

    private static List<String> flatViews() {
        List<String> views = new ArrayList<>();
        FlatViews.all().forEach(view -> views.add(view.name()));
        return views;
    }

    private static void refused(Statement statement, String sql) {
        assertThatThrownBy(() -> statement.execute(sql))
                .as(sql)
                .isInstanceOf(SQLException.class)
                .hasMessageMatching("(?s).*(permission denied|must be owner|must be the owner).*");
    }

    private Connection login(String user) throws SQLException {
        return DriverManager.getConnection(lake.aws().redshiftJdbcUrl(), user, PASSWORD);
    }
}
