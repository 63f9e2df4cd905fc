package io.github.calllake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.event.DetailType;
import io.github.calllake.schema.ColumnSource;
import io.github.calllake.schema.ColumnType;
import io.github.calllake.schema.ColumnType.Field;
import io.github.calllake.schema.ColumnType.Scalar;
import io.github.calllake.schema.EventRow;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTable.Column;
import io.github.calllake.schema.EventTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventFileWriterTest {

    private static final Instant MORNING = Instant.parse("2026-03-01T08:00:00.123Z");

    private static final ColumnType ITEM = new ColumnType.Struct(List.of(
            field("content", Scalar.STRING), field("confidence", Scalar.DOUBLE), field("stable", Scalar.BOOLEAN)));

    private static final EventTable TABLE = new EventTable(
            DetailType.TRANSCRIBE_CALL_ANALYTICS,
            "transcribe_call_analytics",
            List.of(
                    column("detail-type", Scalar.STRING),
                    column("metadata", Scalar.JSON),
                    column(
                            "utteranceevent",
                            new ColumnType.Struct(List.of(
                                    field("participantrole", Scalar.STRING),
                                    field("beginoffsetmillis", Scalar.BIGINT),
                                    field("items", new ColumnType.Array(ITEM))))),
                    column("matched", new ColumnType.Array(Scalar.STRING)),
                    column("talks", Scalar.INT),
                    column("call_id", Scalar.STRING),
                    column("event_time", Scalar.TIMESTAMP),
                    column("sequence_number", Scalar.STRING)));

    private final Path directory;

    EventFileWriterTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @EnumSource
    void another_reader_finds_the_columns_and_types_of_the_table(FileCompression compression) throws Exception {
        Path file = write(compression, List.of(row("call-1", MORNING, "9")));

        assertThat(query("DESCRIBE SELECT * FROM '" + file + "'", 2))
                .containsExactly(
                        "detail-type|VARCHAR",
                        "metadata|VARCHAR",
                        "utteranceevent|STRUCT(participantrole VARCHAR, beginoffsetmillis BIGINT,"
                                + " items STRUCT(\"content\" VARCHAR, confidence DOUBLE, \"stable\" BOOLEAN)[])",
                        "matched|VARCHAR[]",
                        "talks|INTEGER",
                        "call_id|VARCHAR",
                        "event_time|TIMESTAMP WITH TIME ZONE",
                        "sequence_number|VARCHAR");
        assertThat(query("SELECT DISTINCT compression FROM parquet_metadata('" + file + "')", 1))
                .containsExactly(compression.name());
    }

    @Test
    void another_reader_finds_every_value_and_every_null() throws Exception {
        List<Object> nothing =
                new ArrayList<>(Collections.nCopies(TABLE.columns().size(), null));
        Path file = write(
                FileCompression.ZSTD,
                List.of(row("call-1", MORNING, "9"), new EventRow(TABLE.type(), MORNING, nothing)));

        assertThat(query(
                        "SELECT \"detail-type\", metadata, utteranceevent.beginoffsetmillis, len(utteranceevent.items),"
                                + " utteranceevent.items[1].confidence, utteranceevent.items[2].content, len(matched),"
                                + " matched[2], talks, epoch_ms(event_time), sequence_number FROM '" + file + "'",
                        11))
                .containsExactly(
                        "TranscribeCallAnalytics|{\"callId\":\"call-1\"}|5000000000|2|0.5|null|3|null|7|"
                                + MORNING.toEpochMilli() + "|9",
                        String.join("|", Collections.nCopies(11, "null")));
    }

    @ParameterizedTest
    @EnumSource
    void every_table_of_the_lake_has_its_columns_in_its_file(DetailType type) throws Exception {
        EventTable table = EventTables.of(type);
        byte[] content =
                new EventFileWriter(FileCompression.ZSTD).write(table, HostileRows.of(table, 100, new Random(1)));
        Path file = Files.write(directory.resolve("table.parquet"), content);

        assertThat(query("SELECT column_name FROM (DESCRIBE SELECT * FROM '" + file + "')", 1))
                .isEqualTo(table.columns().stream().map(Column::name).toList());
    }

    @Test
    void a_column_or_member_without_any_value_is_left_out_and_null_to_who_reads_by_name() throws Exception {
        List<Object> values = new ArrayList<>(row("call-1", MORNING, "9").values());
        values.set(2, Arrays.asList(null, 7L, List.of(Arrays.asList(null, null, null))));
        values.set(4, null);
        write(FileCompression.ZSTD, List.of(new EventRow(TABLE.type(), MORNING, values)));
        Path other = directory.resolve("other.parquet");
        Files.move(directory.resolve("file.parquet"), other);
        Path whole = write(FileCompression.ZSTD, List.of(row("call-2", MORNING, "10")));

        assertThat(query("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '" + other + "')", 2))
                .contains("utteranceevent|STRUCT(beginoffsetmillis BIGINT, items STRUCT(\"content\" VARCHAR)[])")
                .noneMatch(column -> column.startsWith("talks"));
        assertThat(query(
                        "SELECT call_id, talks, utteranceevent.participantrole, utteranceevent.beginoffsetmillis,"
                                + " len(utteranceevent.items), utteranceevent.items[1].confidence"
                                + " FROM read_parquet(['" + other + "', '" + whole + "'], union_by_name = true)"
                                + " ORDER BY call_id",
                        6))
                .containsExactly("call-1|null|null|7|1|null", "call-2|7|AGENT|5000000000|2|0.5");
    }

    @Test
    void an_empty_array_is_not_a_missing_one() throws Exception {
        List<Object> values = new ArrayList<>(row("call-1", MORNING, "9").values());
        values.set(3, List.of());
        Path file = write(FileCompression.ZSTD, List.of(new EventRow(TABLE.type(), MORNING, values)));

        assertThat(query("SELECT len(matched) FROM '" + file + "'", 1)).containsExactly("0");
    }

    @Test
    void rows_lie_by_call_then_time_then_sequence_number() throws Exception {
        Path file = write(
                FileCompression.ZSTD,
                List.of(
                        row("b", MORNING, "10"),
                        row("b", MORNING, "9"),
                        row("a", MORNING.plusSeconds(1), "11"),
                        row("a", MORNING, "12")));

        assertThat(query("SELECT call_id, sequence_number FROM '" + file + "'", 2))
                .containsExactly("a|12", "a|11", "b|9", "b|10");
    }

    @Test
    void the_same_rows_in_any_order_give_the_same_bytes() {
        List<EventRow> rows = new ArrayList<>();
        for (int n = 0; n < 1000; n++) {
            rows.add(row("call-" + n % 7, MORNING.plusMillis(n / 3), Integer.toString(n)));
        }
        EventFileWriter writer = new EventFileWriter(FileCompression.ZSTD);
        byte[] one = writer.write(TABLE, rows);
        Collections.shuffle(rows, new Random(1));

        assertThat(new EventFileWriter(FileCompression.ZSTD).write(TABLE, rows)).isEqualTo(one);
    }

    @Test
    void row_groups_are_small_and_what_rows_are_looked_for_by_has_statistics() throws Exception {
        List<EventRow> rows = new ArrayList<>();
        for (int n = 0; n < 12_000; n++) {
            rows.add(row("call-" + n / 50, MORNING.plusMillis(n), Integer.toString(n)));
        }
        Path file = write(FileCompression.ZSTD, rows);

        assertThat(query("SELECT DISTINCT row_group_num_rows FROM parquet_metadata('" + file + "') ORDER BY 1", 1))
                .containsExactly("2000", "5000");
        assertThat(query(
                        "SELECT DISTINCT path_in_schema FROM parquet_metadata('" + file
                                + "') WHERE dictionary_page_offset IS NOT NULL ORDER BY 1",
                        1))
                .contains("call_id", "metadata", "detail-type", "utteranceevent, participantrole")
                .doesNotContain("sequence_number");
        List<String> calls = rows.stream()
                .map(row -> (String) row.values().get(5))
                .distinct()
                .sorted()
                .toList();
        List<String> bounds = query(
                "SELECT stats_min_value, stats_max_value FROM parquet_metadata('" + file
                        + "') WHERE row_group_id = 1 AND path_in_schema = 'call_id'",
                2);
        assertThat(bounds.get(0).split("\\|"))
                .satisfies(bound -> assertThat(bound[0]).isBetween(calls.get(99), calls.get(100)))
                .satisfies(bound -> assertThat(bound[1]).isBetween(calls.get(199), calls.get(200)));
        assertThat(query(
                        "SELECT DISTINCT path_in_schema FROM parquet_metadata('" + file
                                + "') WHERE stats_min_value IS NOT NULL ORDER BY 1",
                        1))
                .containsExactly("call_id", "event_time");
    }

    @Test
    void a_bloom_filter_tells_which_calls_a_file_does_not_have() throws Exception {
        List<EventRow> rows = new ArrayList<>();
        for (int n = 0; n < 2_000; n++) {
            rows.add(row("call-" + n, MORNING, Integer.toString(n)));
        }
        Path file = write(FileCompression.ZSTD, rows);

        assertThat(query("EXPLAIN ANALYZE SELECT * FROM '" + file + "' WHERE call_id = 'call-77'", 2)
                        .toString())
                .contains("Row Groups Scanned: 1 / 1");
        assertThat(query("EXPLAIN ANALYZE SELECT * FROM '" + file + "' WHERE call_id = 'call-77-never'", 2)
                        .toString())
                .contains("Row Groups Scanned: 0 / 1");
    }

    @Test
    void a_row_with_too_few_values_is_refused() {
        EventRow row = new EventRow(TABLE.type(), MORNING, List.of("TranscribeCallAnalytics"));

        assertThatThrownBy(() -> new EventFileWriter(FileCompression.ZSTD).write(TABLE, List.of(row)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 values for the 8 columns");
    }

    @Test
    void writing_needs_no_class_of_hadoop() throws Exception {
        WithoutHadoop loader = new WithoutHadoop(getClass().getClassLoader());
        Object bytes =
                loader.loadClass(Writing.class.getName()).getMethod("write").invoke(null);

        assertThat((byte[]) bytes).startsWith('P', 'A', 'R', '1');
        assertThat(loader.refused()).isEmpty();
    }

    /** Called through a class loader that has no Hadoop. */
    public static final class Writing {
        public static byte[] write() {
            new EventFileWriter(FileCompression.SNAPPY).write(TABLE, List.of(row("call-1", MORNING, "9")));
            return new EventFileWriter(FileCompression.ZSTD).write(TABLE, List.of(row("call-1", MORNING, "9")));
        }
    }

    private static Column column(String name, ColumnType type) {
        // Where values come from is the mapper's business, which no test here asks.
        return new Column(name, type, ColumnSource.Delivery.UNMAPPED);
    }

    private static Field field(String name, ColumnType type) {
        return new Field(name, type, List.of(name));
    }

    private static EventRow row(String call, Instant time, String sequence) {
        List<Object> words = List.of(Arrays.asList("hello", 0.5, true), Arrays.asList(null, null, false));
        return new EventRow(
                TABLE.type(),
                time,
                List.of(
                        "TranscribeCallAnalytics",
                        "{\"callId\":\"" + call + "\"}",
                        List.of("AGENT", 5_000_000_000L, words),
                        Arrays.asList("a", null, "c"),
                        7,
                        call,
                        time,
                        sequence));
    }

    private Path write(FileCompression compression, List<EventRow> rows) throws IOException {
        return Files.write(directory.resolve("file.parquet"), new EventFileWriter(compression).write(TABLE, rows));
    }

    private static List<String> query(String sql, int columns) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                List<String> values = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    values.add(String.valueOf(result.getObject(column)));
                }
                rows.add(String.join("|", values));
            }
        }
        return rows;
    }
}
