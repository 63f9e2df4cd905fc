package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** UNLOAD by the official driver, and what it leaves in S3. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnloadTest {
    private static final String VALUES = "select 1::int as id, 'a|b'::varchar(20) as name, true as yes"
            + " union all select 2, null, false union all select 3, '', null";

    private final Path directory;
    private final LocalStack stack;
    private final TestS3 s3;
    private final Connection connection;

    UnloadTest(@TempDir Path directory) throws Exception {
        this.directory = directory;
        stack = LocalStack.start(directory);
        s3 = stack.s3();
        connection = stack.connect();
    }

    @BeforeAll
    void fill() throws SQLException {
        s3.createBucket("out");
        LocalStack.execute(
                connection,
                "create table plain (id int, name varchar(20), yes boolean)",
                "insert into plain " + VALUES,
                "create table typed (a smallint, b int, c bigint, d decimal(10,2), e real, f double precision, g boolean, h char(3),"
                        + " i varchar(30), j date, k timestamp, l timestamptz, m super)",
                "insert into typed select 1, 2, 3, 4.50, 0.25, 1e300, true, 'xy', 'line\\nquote\\'and \\\\ \"q\"', '2024-02-29',"
                        + " '2024-01-31 10:11:12.131415', '2024-01-31 10:11:12+02', json_parse('{\"a\":[1,null]}')",
                "insert into typed values (null, null, null, null, null, null, null, null, null, null, null, null, null)");
    }

    @AfterAll
    void stop() throws Exception {
        connection.close();
        stack.close();
    }

    private String unload(String query, String prefix, String options) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("unload ('" + query.replace("\\", "\\\\").replace("'", "''") + "') to 's3://out/" + prefix
                    + "' iam_role default " + options);
            return String.valueOf(statement.getWarnings());
        }
    }

    @Test
    void default_files_are_of_two_slices_and_divided_by_bars() throws SQLException {
        String warning = unload("select * from plain order by id", "text/part_", "");
        assertThat(s3.texts("out/text"))
                .isEqualTo(Map.of("part_0000_part_00", "1|a|b|t\n3||\n", "part_0001_part_00", "2||f\n"));
        assertThat(warning).contains("UNLOAD completed, 3 record(s) unloaded successfully.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "escape; 1|a\\|b|t\\n2||f\\n3||\\n",
                "addquotes; \"1\"|\"a|b\"|\"t\"\\n\"2\"||\"f\"\\n\"3\"|\"\"|\\n",
                "delimiter as '\\t' null as '-'; 1\\ta|b\\tt\\n2\\t-\\tf\\n3\\t\\t-\\n",
                "csv; 1,a|b,t\\n2,,f\\n3,,\\n",
                "csv delimiter '|' header null 'NULL'; id|name|yes\\n1|\"a|b\"|t\\n2|NULL|f\\n3||NULL\\n",
                "format as json; {\"id\":1,\"name\":\"a|b\",\"yes\":\"t\"}\\n{\"id\":2,\"name\":null,\"yes\":\"f\"}\\n{\"id\":3,\"name\":\"\",\"yes\":null}\\n",
            })
    void one_file_in_order_with_parallel_off(String options, String expected) throws Exception {
        unload("select * from plain order by id", "one/", options + " parallel off cleanpath");
        assertThat(s3.texts("out/one")).hasSize(1);
        String text = s3.texts("out/one").get("000");
        if (options.startsWith("escape")) {
            assertThat(text).isEqualTo("1|a\\|b|t\n2||f\n3||\n");
        } else {
            assertThat(text).isEqualTo(expected.replace("\\n", "\n").replace("\\t", "\t"));
        }
    }

    @ParameterizedTest
    @CsvSource({"gzip,.gz", "zstd,.zst", "bzip2,.bz2", "gzip extension 'csv.gz',.csv.gz"})
    void files_are_compressed_as_a_whole(String compression, String suffix) throws Exception {
        unload("select * from plain order by id", "small/", "csv parallel off cleanpath " + compression);
        byte[] file = s3.objects("out/small").get("000" + suffix);
        try (InputStream in = opened(suffix, file)) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("1,a|b,t\n2,,f\n3,,\n");
        }
    }

    private static InputStream opened(String suffix, byte[] file) throws IOException {
        InputStream raw = new ByteArrayInputStream(file);
        return switch (suffix) {
            case ".zst" -> new ZstdInputStream(raw);
            case ".bz2" -> new BZip2CompressorInputStream(raw);
            default -> new GZIPInputStream(raw);
        };
    }

    @Test
    void parquet_keeps_types_and_tells_null_from_empty() throws Exception {
        unload("select * from typed", "parquet/", "format parquet manifest verbose");
        unload("select * from plain", "parquet2/", "parquet parallel off");
        assertThat(parquet("describe select * from '%s'", "out/parquet/*.parquet"))
                .containsExactly(
                        "a SMALLINT",
                        "b INTEGER",
                        "c BIGINT",
                        "d DECIMAL(10,2)",
                        "e FLOAT",
                        "f DOUBLE",
                        "g BOOLEAN",
                        "h VARCHAR",
                        "i VARCHAR",
                        "j DATE",
                        "k TIMESTAMP",
                        "l TIMESTAMP",
                        "m JSON");
        assertThat(parquet("select to_json(t)::varchar, 1 from '%s' t order by a nulls last", "out/parquet/*.parquet"))
                .first()
                .asString()
                .contains(
                        "\"i\":\"line\\nquote'and \\\\ \\\"q\\\"\"",
                        "\"k\":\"2024-01-31 10:11:12.131415\"",
                        "\"l\":\"2024-01-31 08:11:12\"",
                        "\"m\":{\"a\":[1,null]}",
                        "\"d\":4.5");
        assertThat(parquet("select id, name is null, name = '' from '%s' order by id", "out/parquet2/000.parquet"))
                .containsExactly("1 false", "2 true", "3 false");

        JsonNode manifest =
                new ObjectMapper().readTree(s3.file("out/parquet/manifest").toFile());
        assertThat(manifest.at("/meta/record_count").asInt()).isEqualTo(2);
        assertThat(manifest.at("/entries")).hasSize(2);
        for (JsonNode entry : manifest.at("/entries")) {
            Path object = s3.file(entry.get("url").asText().substring("s3://".length()));
            assertThat(entry.at("/meta/content_length").asLong()).isEqualTo(Files.size(object));
            assertThat(entry.at("/meta/record_count").asLong()).isEqualTo(1);
        }
        assertThat(manifest.at("/schema/elements/3/type").toString())
                .isEqualTo("{\"base\":\"numeric\",\"precision\":10,\"scale\":2}");
        assertThat(manifest.at("/schema/elements/8/type").toString())
                .isEqualTo("{\"base\":\"character varying\",\"max_length\":30}");
    }

    private List<String> parquet(String sql, String files) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement();
                ResultSet result = statement.executeQuery(String.format(sql, s3.file(files)))) {
            while (result.next()) {
                rows.add(result.getString(1) + " " + result.getString(2));
            }
        }
        return rows;
    }

    @Test
    void partitions_are_folders_without_their_columns() throws Exception {
        unload("select id, name, yes from plain", "by", "csv parallel off partition by (yes, name) manifest");
        assertThat(s3.texts("out/by"))
                .containsEntry("yes=t/name=a|b/000", "1\n")
                .containsEntry("yes=f/name=__HIVE_DEFAULT_PARTITION__/000", "2\n")
                .containsKey("manifest")
                .hasSize(4);
        unload("select id, yes from plain", "by", "csv parallel off partition by (yes) include cleanpath");
        assertThat(s3.texts("out/by"))
                .containsEntry("yes=t/000", "1,t\n")
                .as("folders that get nothing keep what they have")
                .doesNotContainKey("yes=t/name=a|b/000")
                .containsKey("manifest");
    }

    @Test
    void files_past_the_largest_size_are_followed_by_others() throws Exception {
        LocalStack.execute(
                connection,
                "create table wide as select repeat('x', 60000) as t, id from plain",
                "insert into wide select a.t, a.id from wide a, wide b, wide c, wide d where a.id = 1",
                "insert into wide select a.t, a.id from wide a, wide b where a.id = 1 and b.id > 1",
                "insert into wide select a.t, a.id from wide a, wide b where a.id = 1 and b.id > 1");
        int rows = Integer.parseInt(stack.rows("select count(*) from wide").get(0));
        unload("select * from wide", "wide/", "parallel off maxfilesize as 5 mb");
        Map<String, byte[]> files = s3.objects("out/wide");
        assertThat(files).hasSizeGreaterThan(1).containsKeys("000", "001");
        assertThat(files.values()).allSatisfy(file -> assertThat(file.length).isLessThanOrEqualTo(5 << 20));
        long lines = files.values().stream()
                .flatMapToInt(file -> new String(file, StandardCharsets.UTF_8).chars())
                .filter(c -> c == '\n')
                .count();
        assertThat(lines).isEqualTo(rows);
    }

    @Test
    void what_is_there_is_left_alone_unless_told_otherwise() throws Exception {
        unload("select 1 as a", "there/", "parallel off");
        assertThatThrownBy(() -> unload("select 2 as a", "there/", "parallel off"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("XX000"))
                .hasMessageContaining("Specified unload destination on S3 is not empty");
        Files.writeString(s3.file("out/there/999"), "other");
        unload("select 2 as a", "there/", "parallel off allowoverwrite");
        assertThat(s3.texts("out/there")).isEqualTo(Map.of("000", "2\n", "999", "other"));
        unload("select 3 as a", "there/", "parallel off cleanpath");
        assertThat(s3.texts("out/there")).isEqualTo(Map.of("000", "3\n"));
    }

    @Test
    void no_rows_make_empty_text_files_and_nothing_else() throws Exception {
        unload("select * from plain where id > 9", "none/text", "header csv");
        unload("select * from plain where id > 9", "none/json", "json manifest");
        unload("select * from plain where id > 9", "none/parquet", "parquet");
        assertThat(s3.texts("out/none"))
                .containsOnlyKeys("text0000_part_00", "text0001_part_00", "jsonmanifest")
                .containsEntry("text0000_part_00", "id,name,yes\n");
    }

    @Test
    void rows_are_those_of_the_transaction_and_a_failure_fails_it() throws Exception {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into plain values (4, 'mine', true)");
            unload("select * from plain where id = 4", "mine/", "parallel off");
            assertThatThrownBy(() -> unload("select to_varbyte('00','hex') as b", "bytes/", "json"))
                    .hasMessageContaining("VARBYTE column \"b\" can be unloaded to text or CSV only");
            assertThatThrownBy(() -> statement.execute("select 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25P02"));
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        assertThat(s3.texts("out/mine").get("000")).isEqualTo("4|mine|t\n");
        assertThat(stack.rows("select count(*) from plain")).containsExactly("3");
        assertThat(s3.texts("out/bytes")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"preferQueryMode=simple", "prepareThreshold=1", "enableFetchRingBuffer=true"})
    void any_way_of_the_driver_does(String way) throws Exception {
        String prefix = "way/" + way + "/";
        try (Connection other = DriverManager.getConnection(
                stack.jdbcUrl().replace("enableFetchRingBuffer=false", way), stack.user(), stack.password())) {
            try (PreparedStatement statement =
                    other.prepareStatement("unload ($$select * from plain where name = 'a|b'$$) to 's3://out/" + prefix
                            + "' iam_role 'arn:aws:iam::123456789012:role/r' allowoverwrite parallel off")) {
                for (int i = 0; i < 3; i++) {
                    assertThat(statement.execute()).isFalse();
                }
            }
            other.setAutoCommit(false);
            assertThatThrownBy(() -> LocalStack.execute(
                            other, "unload ('select 1/(id-1) as a from plain') to 's3://out/never/' iam_role default"))
                    .hasMessageContaining("division by zero");
            other.rollback();
            assertThatThrownBy(() -> LocalStack.execute(
                            other, "unload ('select 1 as a, 2 as a') to 's3://out/never/' iam_role default parquet"))
                    .hasMessageContaining("different names");
            assertThatThrownBy(() -> LocalStack.rows(other, "select 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25P02"));
            other.rollback();
            assertThat(LocalStack.rows(other, "select 1")).containsExactly("1");
        }
        assertThat(s3.texts("out/" + prefix)).isEqualTo(Map.of("000", "1|a|b|t\n"));
        assertThat(s3.texts("out/never")).isEmpty();
    }

    @Test
    void files_in_the_making_are_removed_also_after_failures() throws Exception {
        unload("select 1 as a", "made/", "");
        assertThatThrownBy(() -> unload("select 1/(id-1) as a from plain", "failed/", ""))
                .isNotNull();
        assertThat(directory.resolve("staging")).isEmptyDirectory();
    }
}
