package io.github.calllake.lake;

import io.github.calllake.schema.ColumnType;
import io.github.calllake.schema.EventTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.parquet.schema.ConversionPatterns;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/**
 * A table's columns as Parquet has them. Every column is optional; arrays are standard three-level lists.
 *
 * @param message the Parquet schema
 * @param leaves the physical columns
 * @see <a href="https://github.com/apache/parquet-format/blob/master/LogicalTypes.md">Parquet logical types</a>
 */
record FileSchema(MessageType message, List<Leaf> leaves) {

    /**
     * Columns of few distinct values. A dictionary costs more than all other encoding of a text column and repays it only
     * here.
     */
    private static final Set<String> FEW_VALUES = Set.of(
            "detail-type",
            "service-type",
            "detail-subtype",
            "callevent-type",
            "source",
            "account",
            "region",
            "version",
            "direction",
            "voice_connector_id",
            "voiceconnectorid",
            "shard_id",
            "participantrole",
            "sentiment",
            "channelid",
            "languagecode",
            "itemtype",
            "type",
            "category",
            "speaker",
            "detailstatus",
            "voicetonelabel");

    /** Long texts, by which nobody prunes. */
    private static final Set<String> FREE_TEXT = Set.of("transcript", "content", "siprecmetadata", "siprec_metadata");

    FileSchema {
        leaves = List.copyOf(leaves);
    }

    /**
     * A physical column.
     *
     * @param path its path in the file, with dots
     * @param dictionary whether it is worth a dictionary
     * @param statistics whether its least and greatest value help a reader to skip
     */
    record Leaf(String path, boolean dictionary, boolean statistics) {}

    static FileSchema of(EventTable table) {
        List<Type> columns = new ArrayList<>();
        List<Leaf> leaves = new ArrayList<>();
        for (EventTable.Column column : table.columns()) {
            columns.add(typeOf(column.name(), column.type()));
            addLeaves(column.name(), column.name(), column.type(), false, leaves);
        }
        return new FileSchema(new MessageType(table.name(), columns), leaves);
    }

    private static Type typeOf(String name, ColumnType type) {
        if (type instanceof ColumnType.Struct struct) {
            List<Type> members = struct.fields().stream()
                    .map(field -> typeOf(field.name(), field.type()))
                    .toList();
            return new GroupType(Repetition.OPTIONAL, name, members);
        }
        if (type instanceof ColumnType.Array array) {
            return ConversionPatterns.listOfElements(Repetition.OPTIONAL, name, typeOf("element", array.element()));
        }
        return switch ((ColumnType.Scalar) type) {
            case STRING, JSON ->
                Types.optional(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(name);
            case BOOLEAN -> Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
            case INT -> Types.optional(PrimitiveTypeName.INT32).named(name);
            case BIGINT -> Types.optional(PrimitiveTypeName.INT64).named(name);
            case DOUBLE -> Types.optional(PrimitiveTypeName.DOUBLE).named(name);
            case TIMESTAMP ->
                Types.optional(PrimitiveTypeName.INT64)
                        .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MILLIS))
                        .named(name);
        };
    }

    private static void addLeaves(String path, String name, ColumnType type, boolean inArray, List<Leaf> leaves) {
        if (type instanceof ColumnType.Struct struct) {
            struct.fields()
                    .forEach(
                            field -> addLeaves(path + "." + field.name(), field.name(), field.type(), inArray, leaves));
        } else if (type instanceof ColumnType.Array array) {
            addLeaves(path + ".list.element", name, array.element(), true, leaves);
        } else {
            boolean dictionary = type == ColumnType.Scalar.STRING && FEW_VALUES.contains(name);
            boolean statistics = type != ColumnType.Scalar.JSON && !inArray && !FREE_TEXT.contains(name);
            leaves.add(new Leaf(path, dictionary, statistics));
        }
    }
}
