package io.github.calllake.local.athena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.athena.model.ColumnInfo;

/** Glue's tables over Parquet files. */
class LakeTablesTest {
    private static final Map<String, String> BY_DAY = Map.of(
            "projection.enabled", "true",
            "projection.year.type", "integer",
            "projection.year.range", "2024,2030",
            "projection.month.type", "integer",
            "projection.month.range", "1,12",
            "projection.month.digits", "2");

    private Stack stack;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        stack = new Stack(directory, Clock.fixed(Instant.parse("2024-06-20T08:00:00Z"), ZoneOffset.UTC));
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
    void columns_have_the_types_of_glue_and_are_found_by_name() {
        stack.table(
                "events",
                List.of(
                        "detail-type string",
                        "time timestamp",
                        "n bigint",
                        "added double",
                        "utteranceevent struct<utteranceid:string,items:array<struct<content:string,score:double>>,added:int>"),
                List.of(),
                Map.of());
        stack.parquet(
                "events/new.parquet",
                "SELECT {'UtteranceId': 'u1', 'extra': 1, 'Items': [{'Content': 'hi', 'Score': 0.5::DOUBLE}]} AS utteranceEvent,"
                        + " 1::INTEGER AS N, 'T' AS \"Detail-Type\", true AS ignored,"
                        + " TIMESTAMPTZ '2024-06-20 10:00:05.118604+02:00' AS time");
        stack.parquet("events/old.parquet", "SELECT 2::BIGINT AS n, TIMESTAMP '2024-06-20 08:00:05' AS time");

        assertThat(stack.rows("SELECT n, \"detail-type\", time, added, utteranceevent.utteranceid,"
                        + " e.utteranceevent.items[1].content, utteranceevent, json_format(cast(utteranceevent.items as json))"
                        + " FROM events e ORDER BY n"))
                .containsExactly(
                        row(
                                "1",
                                "T",
                                "2024-06-20 08:00:05.119",
                                null,
                                "u1",
                                "hi",
                                "{utteranceid=u1, items=[{content=hi, score=0.5}], added=null}",
                                "[{\"content\":\"hi\",\"score\":0.5}]"),
                        row("2", null, "2024-06-20 08:00:05.000", null, null, null, null, null));
        assertThat(stack.rows("SELECT x.content, i FROM events CROSS JOIN UNNEST(utteranceevent.items)"
                        + " WITH ORDINALITY AS x(content, score, i)"))
                .containsExactly(row("hi", "1"));
        assertThat(stack.result("SELECT * FROM events LIMIT 0")
                        .resultSetMetadata()
                        .columnInfo())
                .extracting(ColumnInfo::name, ColumnInfo::type, ColumnInfo::precision)
                .containsExactly(
                        tuple("detail-type", "varchar", Integer.MAX_VALUE),
                        tuple("time", "timestamp", 3),
                        tuple("n", "bigint", 19),
                        tuple("added", "double", 17),
                        tuple("utteranceevent", "row", 0));
    }

    @Test
    void a_table_without_files_has_no_rows_and_all_columns() {
        stack.table(
                "empty", List.of("a string", "m map<string,string>"), List.of("year string", "month string"), BY_DAY);

        assertThat(stack.rows("SELECT * FROM empty WHERE year = '2024'")).isEmpty();
        assertThat(stack.rows("SELECT count(*), max(a) FROM empty")).containsExactly(row("0", null));
    }

    @Test
    void only_projected_partitions_are_seen_and_predicates_drop_files() {
        stack.table("t", List.of("id bigint", "text string"), List.of("year string", "month string"), BY_DAY);
        String many = "SELECT range AS id, repeat('x', 100) || range AS text FROM range(20000)";
        stack.parquet("t/year=2024/month=06/a.parquet", many);
        stack.parquet("t/year=2024/month=07/nested/a.parquet", many);
        stack.parquet("t/year=2024/month=8/unpadded.parquet", many);
        stack.parquet("t/year=2024/month=13/beyond.parquet", many);
        stack.parquet("t/year=2023/month=06/before.parquet", many);
        stack.parquet("t/year=2024/month=06/_hidden.parquet", many);
        stack.parquet("t/year=2024/month=06/b.parquet-01234567-89ab-cdef-0123-456789abcdef", many);
        stack.parquet("t/_commits/year=2024/month=06/a.parquet", many);
        stack.parquet("t/year=2024/month=06/.part/a.parquet", many);

        assertThat(stack.rows("SELECT year, month, count(*) FROM t GROUP BY year, month ORDER BY 1, 2"))
                .containsExactly(row("2024", "06", "20000"), row("2024", "07", "20000"));
        assertThat(stack.rows("SELECT DISTINCT \"$path\" FROM t WHERE month > '06'"))
                .containsExactly(row("s3://lake/t/year=2024/month=07/nested/a.parquet"));

        long all = scanned("SELECT max(text) FROM t");
        long one = scanned("SELECT max(text) FROM t WHERE month = '07' AND year = '2024'");
        long none = scanned("SELECT max(text) FROM t WHERE year = '2029'");
        long byDate =
                scanned("SELECT max(text) FROM (SELECT text, cast(year || '-' || month || '-01' AS date) AS day FROM t)"
                        + " WHERE day = date '2024-07-01'");
        long narrow = scanned("SELECT count(*) FROM t WHERE id < 10 AND month = '06'");
        assertThat(one).isBetween(all / 3, all * 2 / 3);
        assertThat(none).isLessThan(all / 10);
        assertThat(byDate).isEqualTo(one);
        assertThat(narrow).isLessThan(one);
    }

    private long scanned(String sql) {
        return stack.succeed(sql).statistics().dataScannedInBytes();
    }

    @Test
    void a_template_an_enumeration_and_dates_say_where_partitions_are() {
        Map<String, String> properties = new HashMap<>();
        properties.put("projection.enabled", "true");
        properties.put("projection.kind.type", "enum");
        properties.put("projection.kind.values", "A,B");
        properties.put("projection.dt.type", "date");
        properties.put("projection.dt.format", "yyyy/MM/dd");
        properties.put("projection.dt.range", "2024/06/01,NOW");
        properties.put("storage.location.template", "s3://lake/events/detailType=${kind}/${dt}/");
        stack.table("by_date", List.of("id int"), List.of("kind string", "dt string"), properties);
        stack.parquet("events/detailType=A/2024/06/19/a.parquet", "SELECT 1::INTEGER AS id");
        stack.parquet("events/detailType=B/2024/06/20/a.parquet", "SELECT 2::INTEGER AS id");
        stack.parquet("events/detailType=C/2024/06/20/a.parquet", "SELECT 3::INTEGER AS id");
        stack.parquet("events/detailType=A/2024/06/21/a.parquet", "SELECT 4::INTEGER AS id");
        stack.parquet("events/detailType=A/2024/05/31/a.parquet", "SELECT 5::INTEGER AS id");

        assertThat(stack.rows("SELECT id, kind, dt FROM by_date ORDER BY id"))
                .containsExactly(row("1", "A", "2024/06/19"), row("2", "B", "2024/06/20"));
    }

    @Test
    void files_that_come_and_go_between_queries_are_noticed() throws IOException {
        stack.table("t", List.of("id bigint"), List.of(), Map.of());
        stack.parquet("t/a.parquet", "SELECT 1::BIGINT AS id");
        assertThat(stack.rows("SELECT id FROM t")).containsExactly(row("1"));
        stack.parquet("t/b.parquet", "SELECT 2::BIGINT AS id, 'more' AS added");
        assertThat(stack.rows("SELECT id FROM t ORDER BY id")).containsExactly(row("1"), row("2"));
        stack.parquet("t/b.parquet", "SELECT 'now' AS other, 3::BIGINT AS id");
        Files.delete(stack.object("t/a.parquet"));
        assertThat(stack.rows("SELECT id FROM t")).containsExactly(row("3"));
    }

    @Test
    void a_file_of_another_type_fails_the_query_that_reads_it() {
        stack.table("t", List.of("id bigint", "text string"), List.of(), Map.of());
        stack.parquet("t/a.parquet", "SELECT 'x' AS id, 'y' AS text");

        assertThat(stack.rows("SELECT text FROM t")).containsExactly(row("y"));
        assertThat(stack.failure("SELECT id FROM t"))
                .startsWith("HIVE_BAD_DATA: Malformed Parquet file. Field id's type VARCHAR");
    }

    @Test
    void what_is_no_parquet_fails() throws IOException {
        stack.table("t", List.of("id bigint"), List.of(), Map.of());
        Files.createDirectories(stack.object("t"));
        Files.writeString(stack.object("t/a.parquet"), "no Parquet at all");

        assertThat(stack.failure("SELECT id FROM t")).startsWith("HIVE_BAD_DATA: Not valid Parquet");
        stack.glue.createTable(request -> request.databaseName(Stack.DATABASE)
                .tableInput(input -> input.name("j").storageDescriptor(storage -> storage.location("s3://lake/j/")
                        .serdeInfo(serde -> serde.serializationLibrary("org.apache.hadoop.hive.ql.io.orc.OrcSerde")))));
        assertThat(stack.failure("SELECT 1 FROM j"))
                .isEqualTo("NOT_SUPPORTED: not emulated locally: tables that are neither Parquet, OpenX JSON nor text"
                        + " (org.apache.hadoop.hive.ql.io.orc.OrcSerde)");
    }

    @Test
    void names_with_wild_cards_and_quotes_are_plain_names() {
        stack.table("t", List.of("id bigint"), List.of(), Map.of());
        stack.parquet("t/a[bc]'*?.parquet", "SELECT 1::BIGINT AS id");
        stack.parquet("t/abx.parquet", "SELECT 2::BIGINT AS id");

        assertThat(stack.rows("SELECT id, \"$path\" FROM t ORDER BY id"))
                .containsExactly(row("1", "s3://lake/t/a[bc]'*?.parquet"), row("2", "s3://lake/t/abx.parquet"));
    }
}
