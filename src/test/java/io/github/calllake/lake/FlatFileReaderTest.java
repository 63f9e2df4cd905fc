package io.github.calllake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.lake.FlatFileWriter.Column;
import io.github.calllake.schema.ColumnType.Scalar;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlatFileReaderTest {

    @TempDir
    private Path directory;

    private Path byDuckDb(String select) throws SQLException {
        Path file = directory.resolve("duckdb-" + directory.toFile().list().length + ".parquet");
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            statement.execute("COPY (" + select + ") TO '" + file
                    + "' (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 2048)");
        }
        return file;
    }

    private static List<@Nullable Object[]> read(Path file, String... columns) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        new FlatFileReader(file, Arrays.asList(columns)).forEachRemaining(rows::add);
        return rows;
    }

    @Test
    void a_file_that_is_too_long_is_refused_in_words() throws IOException {
        Path file = directory.resolve("long.parquet");
        try (RandomAccessFile empty = new RandomAccessFile(file.toFile(), "rw")) {
            // Takes no room on the disk.
            empty.setLength(FlatFileReader.MOST_BYTES + 1);
        }

        assertThatThrownBy(() -> read(file, "a"))
                .isInstanceOf(LakeException.class)
                .hasMessageStartingWith(file + " has 2147483648 bytes, and files of more than 2147483647 are not read");
    }

    @Test
    void what_another_engine_wrote_is_read_by_name_with_its_types() throws SQLException {
        Path file =
                byDuckDb("SELECT 7::INTEGER AS i, 8::BIGINT AS l, 9::SMALLINT AS s, 1.5::DOUBLE AS d, 0.1::FLOAT AS f,"
                        + " true AS b, 'text \u20ac' AS t, '' AS e, NULL::VARCHAR AS n, 12.50::DECIMAL(9, 2) AS small,"
                        + " 12345678901234567890.5::DECIMAL(38, 1) AS large");

        assertThat(read(file, "t", "e", "n", "i", "l", "s", "d", "f", "b", "small", "large"))
                .singleElement()
                .isEqualTo(new @Nullable Object[] {
                    "text \u20ac",
                    "",
                    null,
                    7,
                    8L,
                    9,
                    1.5,
                    0.1,
                    true,
                    new BigDecimal("12.50"),
                    new BigDecimal("12345678901234567890.5")
                });
    }

    @Test
    void every_row_of_every_row_group_comes_in_the_order_of_the_file() throws SQLException {
        Path file = byDuckDb("SELECT range AS number, 'often ' || range % 7 AS text, 'once ' || range AS other"
                + " FROM range(10000)");

        List<@Nullable Object[]> rows = read(file, "number", "text", "other");

        assertThat(rows).hasSize(10_000);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i)).containsExactly((long) i, "often " + i % 7, "once " + i);
        }
    }

    @Test
    void our_own_files_are_read_too() throws IOException {
        Path file = directory.resolve("own.parquet");
        try (OutputStream to = Files.newOutputStream(file);
                FlatFileWriter writer = new FlatFileWriter(
                        List.of(new Column("call_id", Scalar.STRING), new Column("events", Scalar.BIGINT)),
                        FileCompression.ZSTD,
                        to)) {
            writer.write(new @Nullable Object[] {"a", 1L});
            writer.write(new @Nullable Object[] {null, null});
            writer.finish();
        }

        assertThat(read(file, "events", "call_id"))
                .containsExactly(new @Nullable Object[] {1L, "a"}, new @Nullable Object[] {null, null});
    }

    @Test
    void what_cannot_be_read_is_named() throws Exception {
        Path times = byDuckDb("SELECT now() AS seen, [1] AS list");
        assertThatThrownBy(() -> read(times, "seen"))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("column seen is of a kind");
        assertThatThrownBy(() -> read(times, "list")).isInstanceOf(LakeException.class);
        assertThatThrownBy(() -> read(times, "absent"))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("absent");
        Path cut = directory.resolve("cut.parquet");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(times), 100));
        assertThatThrownBy(() -> read(cut, "seen"))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("no whole Parquet file");
    }
}
