package io.github.calllake.local.athena;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Trino's documents say a query gives, through the whole stand-in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqlSemanticsTest {
    private Stack stack;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        stack = new Stack(directory, Clock.fixed(Instant.parse("2024-06-20T08:00:05.118Z"), ZoneOffset.UTC));
        stack.database();
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private @Nullable String value(String expression) {
        return stack.rows("SELECT " + expression).get(0).get(0);
    }

    private static List<@Nullable String> row(@Nullable String... values) {
        return Arrays.asList(values);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            nullValues = "NULL",
            quoteCharacter = '`',
            value = {
                "-5 / 2 ~ -2",
                "5 / 2 ~ 2",
                "-5 % 3 ~ -2",
                "1.5 + 2 ~ 3.5",
                "1500 / 1000.0 ~ 1.5",
                "1550 / 1000.0 ~ 1.6",
                "-2.00 / 3.00 ~ -0.67",
                "1e0 / 0 ~ Infinity",
                "cast(2.5e0 as bigint) ~ 3",
                "cast(-2.5e0 as bigint) ~ -3",
                "cast('42' as bigint) ~ 42",
                "try_cast('1.5' as bigint) ~ NULL",
                "try_cast(' 1' as integer) ~ NULL",
                "try_cast('yes' as boolean) ~ NULL",
                "try_cast('T' as boolean) ~ true",
                "try_cast('0.85' as double) ~ 0.85",
                "try_cast('abc' as double) ~ NULL",
                "try_cast('2024-06-20T08:00:05.118204' as timestamp) ~ NULL",
                "cast('2024-06-20 08:00:05.1186' as timestamp) ~ 2024-06-20 08:00:05.119",
                "cast(timestamp '2024-06-20 08:00:05.5' as varchar) ~ 2024-06-20 08:00:05.5",
                "cast(1.5e0 as varchar) ~ 1.5E0",
                "cast(1234.5e0 as varchar) ~ 1.2345E3",
                "cast(0.00012e0 as varchar) ~ 1.2E-4",
                "cast(0e0 as varchar) ~ 0.0E0",
                "cast('abcdef' as varchar(3)) ~ abc",
                "0.85e0 ~ 0.85",
                "10000000000e0 ~ 1.0E10",
                "substr('abc', 0) ~ ``",
                "substr('abc', -2, 1) ~ b",
                "substring('abc', 2) ~ bc",
                "substr('abc', -5) ~ ``",
                "'a' || NULL ~ NULL",
                "length('aé🦆') ~ 3",
                "trim('  x ') ~ x",
                "url_decode('a%2Fb+c%2B') ~ a/b c+",
                "trim(chr_test) ~ x",
                "split_part('a-b', '-', 3) ~ NULL",
                "greatest(1, NULL, 2) ~ NULL",
                "greatest(1, 3, 2) ~ 3",
                "nullif('a', 'a') ~ NULL",
                "coalesce(NULL, 7) ~ 7",
                "if(1 > 2, 'a') ~ NULL",
                "case 2 when 1 then 'a' when 2 then 'b' end ~ b",
                "3 between 1 and 3 ~ true",
                "2 in (1, NULL) ~ NULL",
                "'a_c' like 'a!_c' escape '!' ~ true",
                "'abc' like 'a!_c' escape '!' ~ false",
                "'a\\_' like 'a\\_' ~ true",
                "try(1 / 0) ~ NULL",
                "try(coalesce(1 / 0, 5)) ~ NULL",
                "try(cast('x' as bigint)) ~ NULL",
                "date_trunc('hour', timestamp '2024-06-20 08:59:59.999') ~ 2024-06-20 08:00:00.000",
                "date_add('month', 1, timestamp '2024-01-31 00:00:00') ~ 2024-02-29 00:00:00.000",
                "date_add('second', 1718870400, timestamp '1970-01-01 00:00:00') ~ 2024-06-20 08:00:00.000",
                "date_add('day', 1, date '2024-02-28') ~ 2024-02-29",
                "date_diff('second', timestamp '2024-01-01 00:00:00.9', timestamp '2024-01-01 00:00:01.1') ~ 0",
                "date_diff('hour', timestamp '2024-01-01 00:30:00', timestamp '2024-01-01 02:00:00') ~ 1",
                "date('2024-06-20') ~ 2024-06-20",
                "date(timestamp '2024-06-20 23:59:59') ~ 2024-06-20",
                "timestamp '2024-06-20 08:00:00' + interval '90' minute ~ 2024-06-20 09:30:00.000",
                "date '2024-06-20' - interval '1' day ~ 2024-06-19",
                "from_unixtime(1718870405.118) ~ 2024-06-20 08:00:05.118 UTC",
                "to_unixtime(timestamp '2024-06-20 08:00:05.118') ~ 1.718870405118E9",
                "from_iso8601_timestamp('2024-06-20T10:00:05.118204+02:00') ~ 2024-06-20 10:00:05.118 +02:00",
                "cast(from_iso8601_timestamp('2024-06-20T10:00:05+02:00') as timestamp) ~ 2024-06-20 10:00:05.000",
                "from_iso8601_timestamp('2024-06-20T10:00:05+02:00') = from_iso8601_timestamp('2024-06-20T08:00:05Z') ~ true",
                "from_iso8601_timestamp('2024-06-20T10:00:05+02:00') at time zone 'UTC' ~ 2024-06-20 08:00:05.000 UTC",
                "cast(from_iso8601_timestamp_nanos('2024-06-20T08:00:05.118204Z') as timestamp(6)) ~ 2024-06-20 08:00:05.118",
                "try(from_iso8601_timestamp('garbage')) ~ NULL",
                "try(cast(from_iso8601_timestamp_nanos('garbage') as timestamp(6))) ~ NULL",
                "date_trunc('day', from_iso8601_timestamp('2024-06-20T23:30:00-02:00')) ~ 2024-06-20 00:00:00.000 -02:00",
                "date_parse('2024-06-20 08:01', '%Y-%m-%d %H:%i') ~ 2024-06-20 08:01:00.000",
                "date_format(timestamp '2024-06-20 08:01:00', '%H:%i %d.%m.%Y') ~ 08:01 20.06.2024",
                "extract(dow from date '2024-06-23') ~ 7",
                "year(timestamp '2024-06-20 08:01:00') ~ 2024",
                "current_timestamp ~ 2024-06-20 08:00:05.118 UTC",
                "current_date ~ 2024-06-20",
                "localtimestamp ~ 2024-06-20 08:00:05.118",
                "json_extract_scalar('{\"a\":{\"b-c\":1.5}}', '$.a[\"b-c\"]') ~ 1.5",
                "json_extract_scalar('{\"detail-type\":\"x\"}', '$[\"detail-type\"]') ~ x",
                "json_extract_scalar('{\"a\":{}}', '$.a') ~ NULL",
                "json_extract_scalar('{\"a\":null}', '$.a') ~ NULL",
                "json_extract_scalar('not json', '$.a') ~ NULL",
                "json_extract_scalar('{\"a\":[7,8]}', '$.a[1]') ~ 8",
                "json_extract('{\"a\":[1, {\"b\":2}]}', '$.a') ~ [1,{\"b\":2}]",
                "json_format(json_parse('{\"a\": 1}')) ~ {\"a\":1}",
                "try(json_parse('nope')) ~ NULL",
                "json_format(cast(array[1, 2] as json)) ~ [1,2]",
                "json_format(cast('a\"b' as json)) ~ \"a\\\"b\"",
                "json_format(cast(cast(row(1, 'x') as row(a integer, b varchar)) as json)) ~ {\"a\":1,\"b\":\"x\"}",
                "json_format(cast(cast(row(1, timestamp '2024-01-01 00:00:00') as row(a integer, b timestamp)) as json)) ~ {\"a\":1,\"b\":\"2024-01-01 00:00:00.000\"}",
                "cast(json '\"x\"' as varchar) ~ x",
                "json_array_length('[1,2,3]') ~ 3",
                "cardinality(array[1, NULL]) ~ 2",
                "element_at(array[1, 2], 3) ~ NULL",
                "element_at(array[1, 2], -1) ~ 2",
                "array[10, 20][2] ~ 20",
                "contains(array[1, NULL], 2) ~ NULL",
                "array[1, 2] || array[3] ~ [1, 2, 3]",
                "array_join(array['a', NULL, 'b'], ',') ~ a,b",
                "transform(array[1, 2], x -> x * 2) ~ [2, 4]",
                "filter(array[1, 2, 3], x -> x > 1) ~ [2, 3]",
                "cast(row(1, NULL) as row(a integer, b varchar)) ~ {a=1, b=null}",
                "cast(row(1, 'x') as row(a integer, b varchar)).b ~ x",
                "array[timestamp '2024-01-01 00:00:00'] ~ [2024-01-01 00:00:00]",
                "typeof(1 + 1.5) ~ decimal(12,1)",
                "typeof(avg_test) ~ double",
                "regexp_like('abc', 'b+') ~ true",
                "regexp_extract('abc', 'x') ~ NULL",
                "regexp_replace('abc', '(b)', '[$1]') ~ a[b]c",
                "round(2.5e0) ~ 3.0",
                "abs(-3) ~ 3",
                "mod(-5, 3) ~ -2",
            })
    void expressions_give_what_trino_says(String expression, @Nullable String expected) {
        String from = " FROM (SELECT avg(n) AS avg_test, max(concat(' ', chr_value)) AS chr_test FROM (VALUES (1, 'x'),"
                + " (2, 'x')) AS v(n, chr_value)) AS t";
        assertThat(stack.rows("SELECT " + expression + from).get(0).get(0)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELEC 1                                          | line 1:1: mismatched input 'SELEC'",
                "SELECT 1 / 0                                     | DIVISION_BY_ZERO: Division by zero",
                "SELECT 1 % n FROM (VALUES 0) AS t(n)             | DIVISION_BY_ZERO: Division by zero",
                "SELECT cast(x as bigint) FROM (VALUES 'a') AS t(x) | INVALID_CAST_ARGUMENT: Cannot cast 'a' to bigint",
                "SELECT nope FROM (VALUES 1) AS t(x)              | COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved",
                "SELECT t.nope.x FROM (VALUES 1) AS t(x)          | COLUMN_NOT_FOUND: line 1:8: Column 't.nope.x' cannot be",
                "SELECT 1 FROM missing                            | TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.calls.missing' does",
                "SELECT 1 FROM nodb.missing                       | SCHEMA_NOT_FOUND: line 1:15: Schema 'nodb' does not exist",
                "SELECT 'a' = 1                                   | TYPE_MISMATCH: line 1:12: Cannot apply operator: varchar = integer",
                "SELECT timestamp '2024-01-01 00:00:00' < '2024'  | TYPE_MISMATCH: line 1:40: Cannot apply operator: timestamp(0) < varchar",
                "SELECT x AS y, count(*) FROM (VALUES 1) AS t(x) GROUP BY y | COLUMN_NOT_FOUND: line 1:58: Column 'y' cannot be",
                "SELECT x, count(*) FROM (VALUES 1) AS t(x)       | EXPRESSION_NOT_AGGREGATE: line 1:8: 'x' must be an aggregate",
                "SELECT x FROM (VALUES (1, 2)) AS t(x, y) GROUP BY x HAVING y > 1 | EXPRESSION_NOT_AGGREGATE",
                "SELECT count(*) FROM (VALUES 1) AS t(x) WHERE count(*) > 1 | EXPRESSION_NOT_SCALAR: line 1:47: WHERE clause cannot contain aggregations",
                "SELECT x FROM (VALUES 1) AS t(x), (VALUES 1) AS u(x) | AMBIGUOUS_NAME: line 1:8: Column 'x' is ambiguous",
                "SELECT 1 WHERE 1                                 | TYPE_MISMATCH: line 1:16: WHERE clause must evaluate to a boolean: actual type integer",
                "SELECT x FROM (VALUES 1) AS t(x) FETCH FIRST 1 ROW ONLY | SYNTAX_ERROR: line 1:34: mismatched input 'FETCH'",
                "SELECT soundex('x')                              | FUNCTION_NOT_FOUND: line 1:8: not emulated locally: function soundex",
                "SELECT lower(1)                                  | FUNCTION_NOT_FOUND: line 1:8: Unexpected parameters (integer) for function lower",
                "SELECT array[1][2]                               | INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal",
                "SELECT 9223372036854775807 + 1                   | NUMERIC_VALUE_OUT_OF_RANGE",
                "SELECT date_trunc('hour', date '2024-01-01')     | INVALID_FUNCTION_ARGUMENT: line 1:8: 'hour' is not a valid DATE field",
                "SELECT json_extract_scalar('{}', '$.*')          | INVALID_FUNCTION_ARGUMENT: line 1:8: Invalid JSON path",
                "WITH RECURSIVE t(n) AS (SELECT 1) SELECT n FROM t | NOT_SUPPORTED: line 1:1: not emulated locally: WITH RECURSIVE",
                "SELECT 1 UNION ALL SELECT 'a'                    | TYPE_MISMATCH: line 1:10: column 1 in UNION query has incompatible types: integer, varchar",
            })
    void what_trino_refuses_fails_with_its_reason(String sql, String reason) {
        assertThat(stack.failure(sql)).startsWith(reason);
    }

    @Test
    void null_sorts_last_in_both_directions() {
        String values = " FROM (VALUES 2, NULL, 1) AS t(x) ";
        assertThat(stack.rows("SELECT x" + values + "ORDER BY x"))
                .containsExactly(row("1"), row("2"), row((String) null));
        assertThat(stack.rows("SELECT x" + values + "ORDER BY x DESC"))
                .containsExactly(row("2"), row("1"), row((String) null));
        assertThat(stack.rows("SELECT *, -x AS y" + values + "ORDER BY y LIMIT 1"))
                .containsExactly(row("2", "-2"));
        assertThat(stack.rows("SELECT x" + values + "ORDER BY x NULLS FIRST OFFSET 1 LIMIT 1"))
                .containsExactly(row("1"));
    }

    @Test
    void aggregates_group_and_filter() {
        String values = " FROM (VALUES ('a', 1), ('a', 2), ('b', NULL)) AS t(k, n) ";
        assertThat(stack.rows("SELECT k, count(*), count(n), count(DISTINCT n), sum(n), avg(n), min(n), max(n),"
                        + " approx_distinct(n), array_agg(n ORDER BY n DESC), count_if(n > 1),"
                        + " listagg(cast(n as varchar), '+') WITHIN GROUP (ORDER BY n)"
                        + values + "GROUP BY k ORDER BY 1"))
                .containsExactly(
                        row("a", "2", "2", "2", "3", "1.5", "1", "2", "2", "[2, 1]", "1", "1+2"),
                        row("b", "1", "0", "0", null, null, null, null, "0", "[null]", "0", null));
        assertThat(stack.rows("SELECT upper(k) AS u, sum(n) AS s" + values
                        + "GROUP BY upper(k) HAVING count(*) > 1 ORDER BY s DESC, u"))
                .containsExactly(row("A", "3"));
        assertThat(stack.rows("SELECT sum(n), count(*)" + values + "WHERE k = 'z'"))
                .containsExactly(row(null, "0"));
        assertThat(stack.rows("SELECT approx_percentile(cast(n as double), 0.5)" + values))
                .containsExactly(row("2.0"));
    }

    @Test
    void window_functions_run_over_partitions() {
        assertThat(
                        stack.rows(
                                "SELECT k, n, row_number() OVER (PARTITION BY k ORDER BY n),"
                                        + " lag(n) OVER (PARTITION BY k ORDER BY n), lead(n, 1, 0) OVER (PARTITION BY k ORDER BY n),"
                                        + " sum(n) OVER (PARTITION BY k ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),"
                                        + " rank() OVER (ORDER BY k) FROM (VALUES ('a', 1), ('a', 2), ('b', 5)) AS t(k, n) ORDER BY k, n"))
                .containsExactly(
                        row("a", "1", "1", null, "2", "1", "1"),
                        row("a", "2", "2", "1", "0", "3", "1"),
                        row("b", "5", "1", null, "0", "5", "3"));
        assertThat(stack.rows(
                        "SELECT k, sum(count(*)) OVER () FROM (VALUES 'a', 'a', 'b') AS t(k) GROUP BY k ORDER BY k"))
                .containsExactly(row("a", "3"), row("b", "3"));
    }

    @Test
    void unnest_numbers_elements_from_one_and_spreads_rows() {
        String values = " FROM (VALUES (1, array[cast(row('p', 1e0) as row(profile varchar, score double)),"
                + " cast(row('q', NULL) as row(profile varchar, score double))]), (2, array[]), (3, NULL)) AS t(id, results) ";
        assertThat(
                        stack.rows(
                                "SELECT t.id, x.profile, score, idx - 1" + values
                                        + "LEFT JOIN UNNEST(results) WITH ORDINALITY AS x(profile, score, idx) ON TRUE ORDER BY 1, idx"))
                .containsExactly(
                        row("1", "p", "1.0", "0"),
                        row("1", "q", null, "1"),
                        row("2", null, null, null),
                        row("3", null, null, null));
        assertThat(stack.rows("SELECT id, p" + values + "CROSS JOIN UNNEST(results) AS x(p, s) WHERE s IS NULL"))
                .containsExactly(row("1", "q"));
        assertThat(stack.rows("SELECT a, b FROM UNNEST(array[1, 2], array['x']) AS u(a, b)"))
                .containsExactly(row("1", "x"), row("2", null));
        assertThat(stack.failure("SELECT 1" + values + "LEFT JOIN UNNEST(results) AS x(p, s) ON p = 'x'"))
                .contains("only supported with condition ON TRUE");
    }

    @Test
    void joins_subqueries_and_set_operations_combine() {
        String tables =
                "WITH a(id, v) AS (VALUES (1, 'x'), (2, 'y')), b AS (SELECT id, w FROM (VALUES (2, 'z'), (3, 'w')) AS q(id, w)) ";
        assertThat(stack.rows(tables + "SELECT * FROM a FULL JOIN b USING (id) ORDER BY id"))
                .containsExactly(row("1", "x", null), row("2", "y", "z"), row("3", null, "w"));
        assertThat(stack.rows(tables + "SELECT a.*, b.w FROM a LEFT JOIN b ON a.id = b.id ORDER BY a.id"))
                .containsExactly(row("1", "x", null), row("2", "y", "z"));
        assertThat(stack.rows(tables + "SELECT v FROM a WHERE id IN (SELECT id FROM b)"))
                .containsExactly(row("y"));
        assertThat(stack.rows(tables + "SELECT v FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.id = a.id)"))
                .containsExactly(row("x"));
        assertThat(stack.rows(tables + "SELECT id, (SELECT max(w) FROM b WHERE b.id = a.id) FROM a ORDER BY 1"))
                .containsExactly(row("1", null), row("2", "z"));
        assertThat(stack.rows(tables + "SELECT id FROM a UNION ALL SELECT 1.5 FROM b ORDER BY 1 DESC LIMIT 2"))
                .containsExactly(row("2.0"), row("1.5"));
        assertThat(stack.rows(tables + "SELECT id FROM a EXCEPT SELECT id FROM b"))
                .containsExactly(row("1"));
        assertThat(stack.rows("SELECT DISTINCT x FROM (VALUES 1, 1, 2) AS t(x) ORDER BY x DESC"))
                .containsExactly(row("2"), row("1"));
    }

    @Test
    void hostile_text_stays_text() {
        String hostile = "a\\'b\\\\ \" ${x} :p ?q € \uD83D\uDE00 ${jndi:x} -- /* */ ; {0} % _ $1 \n\r\u2028";
        assertThat(value("'" + hostile.replace("'", "''") + "'")).isEqualTo(hostile);
        String injection = "t\\' or 1=1 --";
        assertThat(value("replace('$1', '$1', '" + injection.replace("'", "''") + "')"))
                .isEqualTo(injection);
    }

    @Test
    void parameters_take_the_place_of_question_marks() {
        String id = stack.start(
                "SELECT x, ? FROM (VALUES 1, 2) AS t(x) WHERE x = ? LIMIT ?",
                request -> request.executionParameters("'it''s'", "2", "1"));
        assertThat(stack.await(id).status().stateAsString()).isEqualTo("SUCCEEDED");
        assertThat(stack.athena
                        .getQueryResults(request -> request.queryExecutionId(id))
                        .resultSet()
                        .rows())
                .map(Stack::texts)
                .containsExactly(row("x", "_col1"), row("2", "it's"));
    }

    @Test
    void a_name_of_the_select_list_goes_before_those_of_tables_in_order_by() {
        assertThat(stack.rows("SELECT a.id, b.n FROM (VALUES (1), (2)) AS a (id)"
                        + " JOIN (VALUES (1, 9), (2, 8)) AS b (id, n) ON a.id = b.id ORDER BY id DESC"))
                .containsExactly(row("2", "8"), row("1", "9"));
    }
}
