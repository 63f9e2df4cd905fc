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
import java.util.Random;
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
                    .map(row -> struct(columns(table), row.values()))
                    .toList();

            assertThat(ParquetJava.read(file).stream().map(row -> group(columns(table), row)))
                    .isEqualTo(expected);
        }
    }

    @Test
    void a_column_without_any_value_and_a_row_without_any_is_read() throws Exception {
        EventTable table = EventTables.of(DetailType.TRANSCRIBE);
        List<Object> nothing =
                new ArrayList<>(java.util.Collections.nCopies(table.columns().size(), null));
        for (int count : new int[] {1, 5_000, 5_001}) {
            byte[] content = new EventFileWriter(FileCompression.ZSTD)
                    .write(
                            table,
                            java.util.Collections.nCopies(count, new EventRow(table.type(), Instant.EPOCH, nothing)));
            Path file = Files.write(directory.resolve("nothing"), content);

            assertThat(ParquetJava.read(file)).hasSize(count).allSatisfy(row -> assertThat(group(columns(table), row))
                    .isEqualTo("{" + "-;".repeat(table.columns().size()) + "}"));
        }
    }

    @Test
    void what_a_small_file_leaves_out_is_null_to_who_reads_it() throws Exception {
        for (DetailType type : DetailType.values()) {
            EventTable table = EventTables.of(type);
            for (int seed = 0; seed < 40; seed++) {
                List<EventRow> rows = HostileRows.sparse(table, 1 + seed % 3, new Random(seed));
                byte[] content = new EventFileWriter(FileCompression.ZSTD).write(table, rows);
                Path file = Files.write(directory.resolve("sparse"), content);
                List<EventRow> ours = new ArrayList<>();
                new EventFileReader(table, "sparse", content).forEachRemaining(ours::add);

                assertThat(ours).as(type + " " + seed).containsExactlyInAnyOrderElementsOf(rows);
                assertThat(ParquetJava.read(file).stream().map(row -> group(columns(table), row)))
                        .as(type + " " + seed)
                        .containsExactlyInAnyOrderElementsOf(rows.stream()
                                .map(row -> struct(columns(table), row.values()))
                                .toList());
            }
        }
    }

    private static List<ColumnType.Field> columns(EventTable table) {
        return table.columns().stream()
                .map(column -> new ColumnType.Field(column.name(), column.type(), List.of(column.name())))
                .toList();
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

    private static String struct(List<ColumnType.Field> fields, List<?> values) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < fields.size(); i++) {
            text.append(value(fields.get(i).type(), values.get(i))).append(';');
        }
        return text.append('}').toString();
    }

    private static String value(ColumnType type, Object value) {
        if (value == null) {
            return "-";
        }
        if (type instanceof ColumnType.Struct struct) {
            return struct(struct.fields(), (List<?>) value);
        }
        if (type instanceof ColumnType.Array array) {
            StringBuilder text = new StringBuilder("[");
            ((List<?>) value).forEach(element -> text.append(value(array.element(), element))
                    .append(','));
            return text.append(']').toString();
        }
        return value instanceof Instant instant ? Long.toString(instant.toEpochMilli()) : value.toString();
    }

    /** By name, as Athena reads: what the file does not have is null. */
    private static String group(List<ColumnType.Field> fields, Group group) {
        StringBuilder text = new StringBuilder("{");
        for (ColumnType.Field field : fields) {
            boolean there = group.getType().containsField(field.name());
            text.append(there ? field(field.type(), group, field.name()) : "-").append(';');
        }
        return text.append('}').toString();
    }

    private static String field(ColumnType type, Group group, String field) {
        if (group.getFieldRepetitionCount(field) == 0) {
            return "-";
        }
        if (type instanceof ColumnType.Struct struct) {
            return group(struct.fields(), group.getGroup(field, 0));
        }
        if (type instanceof ColumnType.Array array) {
            return list(array.element(), group.getGroup(field, 0));
        }
        return group.getValueToString(group.getType().getFieldIndex(field), 0);
    }

    private static String list(ColumnType element, Group list) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < list.getFieldRepetitionCount("list"); i++) {
            text.append(field(element, list.getGroup("list", i), "element")).append(',');
        }
        return text.append(']').toString();
    }
}
