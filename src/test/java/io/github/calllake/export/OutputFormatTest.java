package io.github.calllake.export;

import static io.github.calllake.export.ExportRows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import io.github.calllake.export.OutputFormat.Compression;
import io.github.calllake.export.OutputFormat.Kind;
import io.github.calllake.schema.ColumnType.Scalar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFormatTest {

    private static final List<ExportColumn> COLUMNS = List.of(
            new ExportColumn("said", Scalar.STRING),
            new ExportColumn("truth", Scalar.BOOLEAN),
            new ExportColumn("few", Scalar.INT),
            new ExportColumn("many", Scalar.BIGINT),
            new ExportColumn("real", Scalar.DOUBLE),
            new ExportColumn("at", Scalar.TIMESTAMP));

    private static final List<@Nullable Object[]> ROWS = List.of(
            row("plain", true, 1, Long.MAX_VALUE, 0.1, Instant.parse("2026-03-29T01:02:03.004Z")),
            row("comma, \"quote\"\r\nline", false, -1, Long.MIN_VALUE, 1e300, Instant.EPOCH),
            row("", null, null, null, null, null),
            row(null, true, 0, 0L, -0.0, Instant.parse("1969-12-31T23:59:59.999Z")),
            row("ä€😀\u0001", true, 0, 0L, 2.0, Instant.parse("2026-12-31T23:59:59.999Z")));

    private static byte[] file(OutputFormat format, List<@Nullable Object[]> rows) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (RowFile file = format.begin(COLUMNS, bytes)) {
            for (Object[] row : rows) {
                file.write(row);
            }
            file.finish();
        }
        return bytes.toByteArray();
    }

    private static String text(Kind kind) throws IOException {
        return new String(file(OutputFormat.of(kind), ROWS), StandardCharsets.UTF_8);
    }

    @Test
    void csv_is_that_of_rfc_4180_and_tells_empty_from_null() throws IOException {
        assertThat(text(Kind.CSV))
                .isEqualTo("said,truth,few,many,real,at\r\n"
                        + "plain,true,1,9223372036854775807,0.1,2026-03-29T01:02:03.004Z\r\n"
                        + "\"comma, \"\"quote\"\"\r\nline\",false,-1,-9223372036854775808,1.0E300,1970-01-01T00:00:00.000Z\r\n"
                        + "\"\",,,,,\r\n"
                        + ",true,0,0,-0.0,1969-12-31T23:59:59.999Z\r\n"
                        + "ä€😀\u0001,true,0,0,2.0,2026-12-31T23:59:59.999Z\r\n");
    }

    @Test
    void json_lines_have_every_column() throws IOException {
        assertThat(text(Kind.JSON).split("\n"))
                .contains(
                        "{\"said\":\"\",\"truth\":null,\"few\":null,\"many\":null,\"real\":null,\"at\":null}",
                        "{\"said\":\"ä€😀\\u0001\",\"truth\":true,\"few\":0,\"many\":0,\"real\":2.0,\"at\":\"2026-12-31T23:59:59.999Z\"}")
                .hasSize(ROWS.size());
    }

    @Test
    void compressed_text_is_the_same_text_and_the_same_bytes_again() throws IOException {
        byte[] plain = file(OutputFormat.of(Kind.CSV), ROWS);
        OutputFormat gzip = new OutputFormat(Kind.CSV, Compression.GZIP);
        OutputFormat zstd = new OutputFormat(Kind.CSV, Compression.ZSTD);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file(gzip, ROWS)))) {
            assertThat(in.readAllBytes()).isEqualTo(plain);
        }
        try (ZstdInputStream in = new ZstdInputStream(new ByteArrayInputStream(file(zstd, ROWS)))) {
            assertThat(in.readAllBytes()).isEqualTo(plain);
        }
        assertThat(file(gzip, ROWS)).isEqualTo(file(gzip, ROWS));
        assertThat(file(zstd, ROWS)).isEqualTo(file(zstd, ROWS));
    }

    @Test
    void another_reader_finds_the_same_rows_in_parquet(@TempDir Path directory) throws IOException, SQLException {
        List<@Nullable Object[]> many = new ArrayList<>(ROWS);
        for (long i = 0; i < 250_000; i++) {
            many.add(row("text " + i % 1000, i % 2 == 0, (int) i, i, i / 8.0, Instant.ofEpochMilli(i * 1000)));
        }
        Path file = directory.resolve("rows.parquet");
        byte[] bytes = file(OutputFormat.of(Kind.PARQUET), many);
        Files.write(file, bytes);
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            String from = " FROM read_parquet('" + file + "')";
            try (ResultSet row = statement.executeQuery("SELECT count(*), sum(many::HUGEINT), sum(few), count(said),"
                    + " count(truth), sum(real) FILTER (real < 1e100), max(epoch_ms(\"at\"))" + from)) {
                row.next();
                assertThat(row.getLong(1)).isEqualTo(many.size());
                assertThat(row.getString(2)).isEqualTo(Long.toString(250_000L * 249_999 / 2 - 1));
                assertThat(row.getLong(4)).isEqualTo(many.size() - 1);
                assertThat(row.getLong(5)).isEqualTo(many.size() - 1);
                assertThat(row.getDouble(6)).isEqualTo(250_000.0 * 249_999 / 16 + 2.1);
                assertThat(row.getLong(7))
                        .isEqualTo(Instant.parse("2026-12-31T23:59:59.999Z").toEpochMilli());
            }
            try (ResultSet row = statement.executeQuery("SELECT said, typeof(\"at\")" + from + " LIMIT 2")) {
                row.next();
                row.next();
                assertThat(row.getString(1)).isEqualTo("comma, \"quote\"\r\nline");
                assertThat(row.getString(2)).isEqualTo("TIMESTAMP WITH TIME ZONE");
            }
        }
        assertThat(file(OutputFormat.of(Kind.PARQUET), many)).isEqualTo(bytes);
    }

    @Test
    void a_file_without_rows_has_its_columns(@TempDir Path directory) throws IOException, SQLException {
        Path file = directory.resolve("none.parquet");
        Files.write(file, file(OutputFormat.of(Kind.PARQUET), List.of()));
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement();
                ResultSet row = statement.executeQuery("SELECT said, \"at\" FROM read_parquet('" + file + "')")) {
            assertThat(row.getMetaData().getColumnCount()).isEqualTo(2);
            assertThat(row.next()).isFalse();
        }
        assertThat(file(OutputFormat.of(Kind.CSV), List.of())).asString().isEqualTo("said,truth,few,many,real,at\r\n");
    }

    @Test
    void compressions_that_do_not_go_with_a_kind_are_refused() {
        assertThatThrownBy(() -> new OutputFormat(Kind.PARQUET, Compression.GZIP))
                .hasMessage("parquet cannot be compressed by gzip: zstd or snappy can");
        assertThatThrownBy(() -> new OutputFormat(Kind.CSV, Compression.SNAPPY))
                .hasMessage("csv cannot be compressed by snappy: none, gzip or zstd can");
    }
}
