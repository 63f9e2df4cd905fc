package io.github.calllake.local.athena;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left out of a query before it is planned, partitions, columns and members of structs, changes no answer. */
class LateRelationsTest {
    private static final Map<String, String> MONTHS = Map.of(
            "projection.enabled", "true",
            "projection.month.type", "integer",
            "projection.month.range", "1,12",
            "projection.month.digits", "2");

    private static Stack stack;
    private static Path objects;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        stack = new Stack(directory, Clock.systemUTC());
        objects = directory.resolve("s3");
        stack.database();
        stack.table(
                "t",
                List.of("id bigint", "said struct<who:string,what:string,n:int>"),
                List.of("month string"),
                MONTHS);
        stack.parquet(
                "t/month=06/a.parquet",
                "SELECT 1::BIGINT AS id, {'who': 'Ann', 'what': 'hello', 'n': 1::INTEGER} AS said");
        stack.parquet("t/month=06/b.parquet", "SELECT {'n': 2::INTEGER, 'who': 'Bob'} AS said, 2::BIGINT AS id");
        stack.parquet("t/month=07/a.parquet", "SELECT 3::BIGINT AS id");
        stack.parquet("t/month=07/b.parquet", "SELECT 4::BIGINT AS id, {'what': 'bye'} AS said");
        stack.succeed("CREATE VIEW v AS SELECT id, said.who AS who, cast(month AS integer) AS m FROM t");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    private static List<@Nullable String> row(@Nullable String... values) {
        return Arrays.asList(values);
    }

    @Test
    void a_condition_on_a_partition_drops_its_rows_through_views_and_unnest() {
        assertThat(stack.rows("SELECT id, who FROM v WHERE m = 6 ORDER BY id"))
                .containsExactly(row("1", "Ann"), row("2", "Bob"));
        assertThat(stack.rows("SELECT id, m FROM v WHERE m BETWEEN 7 AND 8 AND id > 3"))
                .containsExactly(row("4", "7"));
        assertThat(stack.rows(
                        "SELECT id, x FROM v CROSS JOIN UNNEST(array[1, 2]) AS u (x) WHERE m = 7 AND x = 2 ORDER BY 1"))
                .containsExactly(row("3", "2"), row("4", "2"));
        assertThat(stack.rows("SELECT count(*) FROM v WHERE m IN (6, 9) OR NOT m < 7"))
                .containsExactly(row("4"));
        assertThat(stack.rows("SELECT count(*) FROM v WHERE m = 12")).containsExactly(row("0"));
    }

    @Test
    void rows_that_an_outer_join_makes_up_stay() {
        String join = "SELECT a.id, b.id FROM t a LEFT JOIN t b ON b.id = a.id + 1 ";
        assertThat(stack.rows(join + "AND b.month = '07' WHERE a.month = '06' ORDER BY 1"))
                .containsExactly(row("1", null), row("2", "3"));
        assertThat(stack.rows(join + "AND a.month = '06' ORDER BY 1"))
                .containsExactly(row("1", "2"), row("2", "3"), row("3", null), row("4", null));
        assertThat(stack.rows(join + "WHERE coalesce(b.month, '00') = '00'")).containsExactly(row("4", null));
        assertThat(stack.rows("SELECT a.id, b.id FROM t a RIGHT JOIN t b ON b.id = a.id + 1 AND a.month = '06'"
                        + " WHERE b.month = '06' ORDER BY 2"))
                .containsExactly(row(null, "1"), row("1", "2"));
        assertThat(stack.rows("SELECT a.id, b.id FROM t a FULL JOIN t b ON b.id = a.id + 1 AND a.month = '06'"
                        + " AND b.month = '06' ORDER BY 1, 2"))
                .hasSize(7);
    }

    @Test
    void a_condition_does_not_go_below_a_window_or_a_limit() {
        assertThat(stack.rows("SELECT id, n FROM (SELECT id, month, row_number() OVER (ORDER BY id) AS n FROM t)"
                        + " WHERE month = '07' ORDER BY id"))
                .containsExactly(row("3", "3"), row("4", "4"));
        assertThat(stack.rows("SELECT id FROM (SELECT id, month FROM t ORDER BY id LIMIT 3) WHERE month = '07'"))
                .containsExactly(row("3"));
        assertThat(stack.rows(
                        "SELECT month, n FROM (SELECT month, count(*) AS n FROM t GROUP BY month) WHERE month = '07'"))
                .containsExactly(row("07", "2"));
    }

    @Test
    void columns_that_nobody_asks_for_are_left_out_and_rows_are_not() {
        assertThat(stack.rows("SELECT count(*) FROM (SELECT id, said FROM t)")).containsExactly(row("4"));
        assertThat(stack.rows("SELECT n FROM (SELECT count(*) AS n, 1 AS one FROM t)"))
                .containsExactly(row("4"));
        assertThat(stack.rows("SELECT one FROM (SELECT count(*) AS n, 1 AS one FROM t)"))
                .containsExactly(row("1"));
        assertThat(stack.rows("SELECT count(*) FROM (SELECT DISTINCT month, said IS NULL AS x FROM t)"))
                .containsExactly(row("3"));
        assertThat(stack.rows("SELECT (SELECT max(b.id) FROM t b WHERE b.month = a.month) FROM t a WHERE month = '06'"))
                .containsExactly(row("2"), row("2"));
    }

    @Test
    void members_are_found_by_name_in_files_that_have_others() {
        assertThat(stack.rows("SELECT id, said.who, said.n FROM t ORDER BY id"))
                .containsExactly(
                        row("1", "Ann", "1"), row("2", "Bob", "2"), row("3", null, null), row("4", null, null));
        assertThat(stack.rows("SELECT id FROM t WHERE said.what = 'bye'")).containsExactly(row("4"));
        assertThat(stack.rows("SELECT said.what, said FROM t WHERE id = 4"))
                .containsExactly(row("bye", "{who=null, what=bye, n=null}"));
    }

    @Test
    void a_text_that_looks_like_a_column_stays_a_text() {
        String texts = "r1.c2 struct_extract(r1.c1, ''who'') \"r1.c1";
        assertThat(stack.rows("SELECT '" + texts + "', said.who FROM t WHERE month <> '" + texts + "' AND id = 1"))
                .containsExactly(row(texts.replace("''", "'"), "Ann"));
        assertThat(stack.rows("SELECT month FROM (SELECT id, month || '" + texts + "' AS month FROM t)"
                        + " WHERE month = '06" + texts + "' AND id = 1"))
                .containsExactly(row("06" + texts.replace("''", "'")));
    }

    @Test
    void a_member_that_no_file_has_is_of_its_type() throws SQLException {
        stack.table("bare", List.of("id bigint", "said struct<who:string,n:int>"), List.of("month string"), MONTHS);
        stack.parquet("bare/month=06/a.parquet", "SELECT 5::BIGINT AS id");
        for (String table : List.of("t", "bare")) {
            String month = table.equals("t") ? "12" : "06";
            stack.succeed("UNLOAD (SELECT id, said.who AS who, said.n AS n FROM " + table + " WHERE month = '" + month
                    + "') TO 's3://lake/unloaded-" + table + "/' WITH (format = 'PARQUET')");
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = connection.createStatement();
                    ResultSet columns = statement.executeQuery("SELECT string_agg(type, ' ') FROM parquet_schema('"
                            + objects + "/**/unloaded-" + table + "/*')")) {
                columns.next();
                assertThat(columns.getString(1)).as(table).isEqualTo("INT64 BYTE_ARRAY INT32");
            }
        }
    }
}
