package io.github.calllake.lake;

import io.github.calllake.schema.ColumnType;
import io.github.calllake.schema.EventTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MilliSeconds;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;

/**
 * A table's columns as Parquet has them. Every column is optional; arrays are standard three-level lists.
 *
 * @param root the schema
 * @param leaves the physical columns, depth first
 * @see <a href="https://github.com/apache/parquet-format/blob/master/LogicalTypes.md">Parquet logical types</a>
 */
record FileSchema(Element root, List<Leaf> leaves) {

    /**
     * The columns that rows are looked for by and that lie in some order. Least and greatest values of others help nobody to
     * skip, and a small file is a fifth footer as it is.
     */
    private static final Set<String> LOOKED_FOR = Set.of("call_id", "event_time", "arrival_time");

    /** No reader asks for the root's name. */
    private static final String ROOT = "row";

    FileSchema {
        leaves = List.copyOf(leaves);
    }

    /**
     * A physical column.
     *
     * @param path its path in the file
     * @param type its physical type
     * @param maxDefinition the definition level of a value
     * @param maxRepetition in how many lists it lies
     * @param statistics whether its least and greatest value help a reader to skip
     * @param membership whether a Bloom filter says what a column chunk does not hold
     */
    record Leaf(
            List<String> path,
            Type type,
            int maxDefinition,
            int maxRepetition,
            boolean statistics,
            boolean membership) {}

    /**
     * An element of the schema, and what lies in it.
     *
     * @param firstLeaf the first of its physical columns
     * @param endLeaf the one after its last
     */
    record Element(SchemaElement element, List<Element> members, int firstLeaf, int endLeaf) {
        Element {
            members = List.copyOf(members);
        }
    }

    static FileSchema of(EventTable table) {
        Building building = new Building();
        return building.schema(table.columns().stream()
                .map(column -> building.column(column.name(), column.type()))
                .toList());
    }

    /** Of columns that hold single values, for rows that are no events. */
    static FileSchema of(List<FlatFileWriter.Column> columns) {
        Building building = new Building();
        return building.schema(columns.stream()
                .map(column -> building.column(column.name(), column.type()))
                .toList());
    }

    /** The whole of it. */
    FilePart whole() {
        int[] all = leaves.stream().mapToInt(Leaf::maxDefinition).toArray();
        return FilePart.of(this, all);
    }

    private static final class Building {

        private final List<Leaf> leaves = new ArrayList<>();

        private FileSchema schema(List<Element> columns) {
            return new FileSchema(new Element(new SchemaElement(ROOT), columns, 0, leaves.size()), leaves);
        }

        private Element column(String name, ColumnType type) {
            return element(List.of(name), name, type, 0, 0);
        }

        private Element element(List<String> path, String name, ColumnType type, int definition, int repetition) {
            SchemaElement element = optional(name);
            int first = leaves.size();
            List<Element> members = new ArrayList<>();
            if (type instanceof ColumnType.Struct struct) {
                for (ColumnType.Field field : struct.fields()) {
                    List<String> member = below(path, field.name());
                    members.add(element(member, field.name(), field.type(), definition + 1, repetition));
                }
            } else if (type instanceof ColumnType.Array array) {
                element.setConverted_type(ConvertedType.LIST);
                SchemaElement list = new SchemaElement("list").setRepetition_type(FieldRepetitionType.REPEATED);
                List<String> elementPath = below(below(path, "list"), "element");
                Element inner = element(elementPath, "element", array.element(), definition + 2, repetition + 1);
                members.add(new Element(list, List.of(inner), first, leaves.size()));
            } else {
                scalar(element, (ColumnType.Scalar) type);
                boolean lookedFor = path.size() == 1 && LOOKED_FOR.contains(name);
                boolean membership = path.size() == 1 && name.equals("call_id");
                leaves.add(new Leaf(path, element.getType(), definition + 1, repetition, lookedFor, membership));
            }
            return new Element(element, members, first, leaves.size());
        }

        private static SchemaElement optional(String name) {
            return new SchemaElement(name).setRepetition_type(FieldRepetitionType.OPTIONAL);
        }

        private static List<String> below(List<String> path, String name) {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            return List.copyOf(longer);
        }

        private static void scalar(SchemaElement element, ColumnType.Scalar type) {
            switch (type) {
                case STRING, JSON ->
                    // Every reader takes the older of the two ways to say text, and twice is longer.
                    element.setType(Type.BYTE_ARRAY).setConverted_type(ConvertedType.UTF8);
                case BOOLEAN -> element.setType(Type.BOOLEAN);
                case INT -> element.setType(Type.INT32);
                case BIGINT -> element.setType(Type.INT64);
                case DOUBLE -> element.setType(Type.DOUBLE);
                case TIMESTAMP ->
                    element.setType(Type.INT64)
                            .setConverted_type(ConvertedType.TIMESTAMP_MILLIS)
                            .setLogicalType(LogicalType.TIMESTAMP(
                                    new TimestampType(true, TimeUnit.MILLIS(new MilliSeconds()))));
            }
        }
    }
}
