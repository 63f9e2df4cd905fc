package io.github.calllake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.event.DetailType;
import io.github.calllake.schema.ColumnSource;
import io.github.calllake.schema.ColumnType;
import io.github.calllake.schema.ColumnType.Scalar;
import io.github.calllake.schema.EventRow;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTable.Column;
import io.github.calllake.schema.EventTables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventFileReaderTest {

    @ParameterizedTest
    @EnumSource
    void rows_of_every_table_come_back_as_they_were(DetailType type) {
        EventTable table = EventTables.of(type);
        for (FileCompression compression : FileCompression.values()) {
            List<EventRow> rows = HostileRows.of(table, 300, new Random(type.ordinal()));
            byte[] content = new EventFileWriter(compression).write(table, rows);

            assertThat(read(table, content)).as(type + " " + compression).containsExactlyInAnyOrderElementsOf(rows);
        }
    }

    @Test
    void rows_of_many_row_groups_come_back_in_the_order_of_the_file() {
        EventTable table = table(Scalar.STRING);
        List<EventRow> rows = new ArrayList<>();
        for (int n = 0; n < 45_000; n++) {
            rows.add(row(table, Instant.ofEpochMilli(n), "value " + n));
        }
        byte[] content = new EventFileWriter(FileCompression.ZSTD).write(table, rows);

        assertThat(read(table, content)).isEqualTo(rows);
    }

    @Test
    void a_column_that_an_older_file_lacks_is_null() {
        EventTable older = table();
        EventTable table = table(Scalar.STRING);
        byte[] content = new EventFileWriter(FileCompression.ZSTD).write(older, List.of(row(older, Instant.EPOCH)));

        assertThat(read(table, content)).containsExactly(row(table, Instant.EPOCH, new Object[] {null}));
    }

    @Test
    void a_file_with_a_column_that_the_table_lacks_is_refused_by_its_name() {
        EventTable newer = table(Scalar.STRING);
        byte[] content =
                new EventFileWriter(FileCompression.ZSTD).write(newer, List.of(row(newer, Instant.EPOCH, "kept")));

        assertThatThrownBy(() -> read(table(), content))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("recording.added0")
                .hasMessageContaining("s3://bucket/file");
    }

    @Test
    void a_file_with_a_column_of_another_type_is_refused_by_its_name() {
        EventTable text = table(Scalar.STRING);
        byte[] content = new EventFileWriter(FileCompression.ZSTD).write(text, List.of(row(text, Instant.EPOCH, "1")));

        assertThatThrownBy(() -> read(table(Scalar.BIGINT), content))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("added0");
        assertThatThrownBy(() -> read(table(new ColumnType.Array(Scalar.STRING)), content))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("added0");
    }

    @Test
    void what_is_no_parquet_file_is_refused() {
        assertThatThrownBy(() -> read(
                        table(),
                        "PAR1 it says, but is not one PAR1".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("s3://bucket/file");
    }

    @Test
    void reading_needs_no_class_of_hadoop() throws Exception {
        WithoutHadoop loader = new WithoutHadoop(getClass().getClassLoader());
        Object rows =
                loader.loadClass(Reading.class.getName()).getMethod("read").invoke(null);

        assertThat(rows).isEqualTo(8);
        assertThat(loader.refused()).isEmpty();
    }

    /** Called through a class loader that has no Hadoop. */
    public static final class Reading {
        public static int read() {
            int rows = 0;
            for (FileCompression compression : FileCompression.values()) {
                EventTable table = EventTables.of(DetailType.TRANSCRIBE_CALL_ANALYTICS);
                byte[] content = new EventFileWriter(compression).write(table, HostileRows.of(table, 4, new Random(1)));
                rows += EventFileReaderTest.read(table, content).size();
            }
            return rows;
        }
    }

    private static List<EventRow> read(EventTable table, byte[] content) {
        List<EventRow> rows = new ArrayList<>();
        new EventFileReader(table, "s3://bucket/file", content).forEachRemaining(rows::add);
        return rows;
    }

    private static EventTable table(ColumnType... added) {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("event_time", Scalar.TIMESTAMP, ColumnSource.Delivery.EVENT_TIME));
        for (int n = 0; n < added.length; n++) {
            columns.add(new Column("added" + n, added[n], ColumnSource.Delivery.UNMAPPED));
        }
        return new EventTable(DetailType.RECORDING, "recording", columns);
    }

    private static EventRow row(EventTable table, Instant time, Object... others) {
        List<Object> values = new ArrayList<>();
        values.add(time);
        values.addAll(java.util.Arrays.asList(others));
        return new EventRow(table.type(), time, values);
    }
}
