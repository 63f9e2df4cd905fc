package io.github.calllake.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.event.CallEvent;
import io.github.calllake.event.DetailType;
import io.github.calllake.event.EventDecoder;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.schema.ColumnType;
import io.github.calllake.schema.ColumnType.Array;
import io.github.calllake.schema.ColumnType.Field;
import io.github.calllake.schema.ColumnType.Scalar;
import io.github.calllake.schema.ColumnType.Struct;
import io.github.calllake.schema.FirehoseTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.xerial.snappy.Snappy;

/**
 * Files as Firehose writes them for the Chime data lake, by parquet-java: every column of its one schema in each file, in lower
 * case with hyphens, lists as Hive has them, SNAPPY, partitioned by arrival. What the schema lacks is dropped.
 *
 * @see <a href="https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html">Record format conversion</a>
 */
public final class FirehoseFiles {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, ColumnType> columns;
    private final UnaryOperator<String> spelling;
    private final MessageType schema;

    /**
     * Files with these column names.
     *
     * @param spelling of a column's name, from the usual one
     */
    public FirehoseFiles(UnaryOperator<String> spelling) {
        this.columns = FirehoseTable.columns();
        this.spelling = spelling;
        Types.MessageTypeBuilder message = Types.buildMessage();
        columns.forEach((name, type) -> message.addField(type(spelling.apply(name), type)));
        this.schema = message.named("hive_schema");
    }

    /** A record as the stream has it. */
    public record Arrived(Instant arrivalTime, byte[] data) {}

    /** Delivers records, a file an hour of arrival and detail type. */
    public void deliver(LakeStore store, LakeLayout layout, List<Arrived> records, Path scratch) throws IOException {
        Map<String, List<Group>> files = new TreeMap<>();
        for (Arrived record : records) {
            if (EventDecoder.decode(record.data()) instanceof CallEvent event) {
                DetailType type = event.type();
                String hour = record.arrivalTime().toString().substring(0, 13).replaceAll("[-T]", "-");
                String key = layout.dataKey(
                        type,
                        LakeLayout.dayOf(record.arrivalTime()),
                        "AmazonChimeSDK-call-analytics-1-" + hour + "-00-00-"
                                + type.text().hashCode());
                files.computeIfAbsent(key, unused -> new ArrayList<>()).add(group(JSON.readTree(record.data())));
            }
        }
        Path file = scratch.resolve("delivered.parquet");
        for (Map.Entry<String, List<Group>> each : files.entrySet()) {
            store.put(each.getKey(), bytes(each.getValue(), file), "application/octet-stream");
        }
    }

    private byte[] bytes(List<Group> rows, Path file) throws IOException {
        Files.deleteIfExists(file);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .withCodecFactory(new SnappyOnly())
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .build()) {
            for (Group row : rows) {
                writer.write(row);
            }
        }
        return Files.readAllBytes(file);
    }

    private Group group(JsonNode event) {
        Group row = new SimpleGroupFactory(schema).newGroup();
        Map<String, JsonNode> members = lowerCased(event);
        columns.forEach((name, type) -> add(row, spelling.apply(name), type, members.get(name)));
        return row;
    }

    private static void add(Group to, String name, ColumnType type, JsonNode value) {
        if (value == null || value.isNull() || value.isMissingNode()) {
            return;
        }
        if (type instanceof Struct struct) {
            if (value.isObject()) {
                Map<String, JsonNode> members = lowerCased(value);
                Group inner = to.addGroup(name);
                for (Field field : struct.fields()) {
                    add(inner, field.name(), field.type(), members.get(field.name()));
                }
            }
        } else if (type instanceof Array array) {
            if (value.isArray()) {
                Group list = to.addGroup(name);
                value.forEach(element -> add(list.addGroup("bag"), "array_element", array.element(), element));
            }
        } else {
            add(to, name, (Scalar) type, value);
        }
    }

    private static void add(Group to, String name, Scalar type, JsonNode value) {
        switch (type) {
            case STRING, JSON -> to.add(name, value.isContainerNode() ? value.toString() : value.asText());
            case BOOLEAN -> to.add(name, value.asBoolean());
            case INT -> to.add(name, value.asInt());
            case BIGINT -> to.add(name, value.asLong());
            case DOUBLE -> to.add(name, value.asDouble());
            case TIMESTAMP -> throw new IllegalArgumentException(name);
        }
    }

    /** OpenX's SerDe matches keys without case. */
    private static Map<String, JsonNode> lowerCased(JsonNode object) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        object.properties().forEach(each -> members.put(each.getKey().toLowerCase(Locale.ROOT), each.getValue()));
        return members;
    }

    private static Type type(String name, ColumnType type) {
        if (type instanceof Struct struct) {
            Types.GroupBuilder<org.apache.parquet.schema.GroupType> group = Types.optionalGroup();
            struct.fields().forEach(field -> group.addField(type(field.name(), field.type())));
            return group.named(name);
        }
        if (type instanceof Array array) {
            return Types.optionalGroup()
                    .as(LogicalTypeAnnotation.listType())
                    .addField(Types.repeatedGroup()
                            .addField(type("array_element", array.element()))
                            .named("bag"))
                    .named(name);
        }
        return switch ((Scalar) type) {
            case STRING, JSON ->
                Types.optional(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(name);
            case BOOLEAN -> Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
            case INT -> Types.optional(PrimitiveTypeName.INT32).named(name);
            case BIGINT -> Types.optional(PrimitiveTypeName.INT64).named(name);
            case DOUBLE -> Types.optional(PrimitiveTypeName.DOUBLE).named(name);
            case TIMESTAMP -> throw new IllegalArgumentException(name);
        };
    }

    /** Without Hadoop's native codecs. */
    private static final class SnappyOnly implements CompressionCodecFactory {

        @Override
        public BytesInputCompressor getCompressor(CompressionCodecName codec) {
            return new BytesInputCompressor() {
                @Override
                public BytesInput compress(BytesInput bytes) throws IOException {
                    return BytesInput.from(Snappy.compress(bytes.toByteArray()));
                }

                @Override
                public CompressionCodecName getCodecName() {
                    return CompressionCodecName.SNAPPY;
                }

                @Override
                public void release() {}
            };
        }

        @Override
        public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
            throw new UncheckedIOException(new IOException("These files are only written"));
        }

        @Override
        public void release() {}
    }
}
