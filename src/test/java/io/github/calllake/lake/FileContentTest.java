package io.github.calllake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.event.CallEvent;
import io.github.calllake.event.DetailType;
import io.github.calllake.event.EventDecoder;
import io.github.calllake.schema.ColumnType;
import io.github.calllake.schema.EventRow;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTables;
import io.github.calllake.schema.Mutations;
import io.github.calllake.schema.RowMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every value of every row, as another implementation of the format reads it. */
class FileContentTest {

    private static final int EVENTS = 6_000;

    private final Path directory;

    FileContentTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @EnumSource
    void parquet_java_reads_every_value_of_every_row(FileCompression compression) throws Exception {
        for (Map.Entry<DetailType, List<EventRow>> rows : rows().entrySet()) {
            EventTable table = EventTables.of(rows.getKey());
            Path file = Files.write(
                    directory.resolve(table.name()), new EventFileWriter(compression).write(table, rows.getValue()));
            List<String> expected = rows.getValue().stream()
                    .sorted(RowOrder.of(table))
                    .map(row -> struct(
                            table.columns().stream()
                                    .map(EventTable.Column::type)
                                    .toList(),
                            row.values()))
                    .toList();

            assertThat(ParquetJava.read(file).stream().map(FileContentTest::group))
                    .isEqualTo(expected);
        }
    }

    @Test
    void a_column_without_any_value_and_a_row_without_any_is_read() throws Exception {
        EventTable table = EventTables.of(DetailType.TRANSCRIBE);
        List<Object> nothing =
                new ArrayList<>(java.util.Collections.nCopies(table.columns().size(), null));
        byte[] content = new EventFileWriter(FileCompression.ZSTD)
                .write(table, java.util.Collections.nCopies(5_001, new EventRow(table.type(), Instant.EPOCH, nothing)));
        Path file = Files.write(directory.resolve("nothing"), content);

        assertThat(ParquetJava.read(file)).hasSize(5_001).allSatisfy(row -> assertThat(group(row))
                .isEqualTo("{" + "-;".repeat(table.columns().size()) + "}"));
    }

    /** Of usual, unusual and broken events alike. */
    private static Map<DetailType, List<EventRow>> rows() {
        Mutations mutations = new Mutations(3);
        RowMapper mapper = new RowMapper();
        Map<DetailType, List<EventRow>> rows = new EnumMap<>(DetailType.class);
        List<byte[]> events = new ArrayList<>(mutations.events());
        for (int i = 0; i < EVENTS; i++) {
            events.add(mutations.next());
        }
        long number = 0;
        for (byte[] data : events) {
            if (EventDecoder.decode(data) instanceof CallEvent event) {
                RowMapper.Place place = new RowMapper.Place(
                        "shardId-000000000000",
                        Long.toString(number++),
                        number % 3,
                        Instant.parse("2026-01-05T12:00:00.250Z"));
                rows.computeIfAbsent(event.type(), unused -> new ArrayList<>()).add(mapper.row(event, place));
            }
        }
        assertThat(rows).hasSize(DetailType.values().length);
        return rows;
    }

    private static String struct(List<ColumnType> types, List<?> values) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < types.size(); i++) {
            text.append(value(types.get(i), values.get(i))).append(';');
        }
        return text.append('}').toString();
    }

    private static String value(ColumnType type, Object value) {
        if (value == null) {
            return "-";
        }
        if (type instanceof ColumnType.Struct struct) {
            return struct(struct.fields().stream().map(ColumnType.Field::type).toList(), (List<?>) value);
        }
        if (type instanceof ColumnType.Array array) {
            StringBuilder text = new StringBuilder("[");
            ((List<?>) value).forEach(element -> text.append(value(array.element(), element))
                    .append(','));
            return text.append(']').toString();
        }
        return value instanceof Instant instant ? Long.toString(instant.toEpochMilli()) : value.toString();
    }

    private static String group(Group group) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < group.getType().getFieldCount(); i++) {
            text.append(field(group, i)).append(';');
        }
        return text.append('}').toString();
    }

    private static String field(Group group, int field) {
        if (group.getFieldRepetitionCount(field) == 0) {
            return "-";
        }
        if (group.getType().getType(field).isPrimitive()) {
            return group.getValueToString(field, 0);
        }
        Group inner = group.getGroup(field, 0);
        boolean isList = inner.getType().getFieldCount() == 1
                && inner.getType().getFieldName(0).equals("list")
                && inner.getType().getType(0).isRepetition(org.apache.parquet.schema.Type.Repetition.REPEATED);
        return isList ? list(inner) : group(inner);
    }

    private static String list(Group list) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
            text.append(field(list.getGroup(0, i), 0)).append(',');
        }
        return text.append(']').toString();
    }
}
