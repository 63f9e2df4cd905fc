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
 * @param elements the schema as the footer has it, depth first
 * @param leaves the physical columns, in the same order
 * @see <a href="https://github.com/apache/parquet-format/blob/master/LogicalTypes.md">Parquet logical types</a>
 */
record FileSchema(List<SchemaElement> elements, List<Leaf> leaves) {

    /**
     * The columns that rows are looked for by and that lie in some order. Least and greatest values of others help nobody to
     * skip, and a small file is a fifth footer as it is.
     */
    private static final Set<String> LOOKED_FOR = Set.of("call_id", "event_time", "arrival_time", "time");

    /** No reader asks for the root's name. */
    private static final String ROOT = "row";

    FileSchema {
        elements = List.copyOf(elements);
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

    static FileSchema of(EventTable table) {
        Building building = new Building();
        building.elements.add(
                new SchemaElement(ROOT).setNum_children(table.columns().size()));
        for (EventTable.Column column : table.columns()) {
            building.add(List.of(column.name()), column.name(), column.type(), 0, 0);
        }
        return new FileSchema(building.elements, building.leaves);
    }

    /** Of columns that hold single values, for rows that are no events. */
    static FileSchema of(List<FlatFileWriter.Column> columns) {
        Building building = new Building();
        building.elements.add(new SchemaElement(ROOT).setNum_children(columns.size()));
        columns.forEach(column -> building.add(List.of(column.name()), column.name(), column.type(), 0, 0));
        return new FileSchema(building.elements, building.leaves);
    }

    private static final class Building {

        private final List<SchemaElement> elements = new ArrayList<>();
        private final List<Leaf> leaves = new ArrayList<>();

        private void add(List<String> path, String name, ColumnType type, int definition, int repetition) {
            SchemaElement element = optional(name);
            elements.add(element);
            if (type instanceof ColumnType.Struct struct) {
                element.setNum_children(struct.fields().size());
                struct.fields()
                        .forEach(field ->
                                add(below(path, field.name()), field.name(), field.type(), definition + 1, repetition));
            } else if (type instanceof ColumnType.Array array) {
                element.setNum_children(1);
                element.setConverted_type(ConvertedType.LIST);
                elements.add(new SchemaElement("list")
                        .setRepetition_type(FieldRepetitionType.REPEATED)
                        .setNum_children(1));
                List<String> elementPath = below(below(path, "list"), "element");
                add(elementPath, "element", array.element(), definition + 2, repetition + 1);
            } else {
                scalar(element, (ColumnType.Scalar) type);
                boolean lookedFor = path.size() == 1 && LOOKED_FOR.contains(name);
                boolean membership = path.size() == 1 && name.equals("call_id");
                leaves.add(new Leaf(path, element.getType(), definition + 1, repetition, lookedFor, membership));
            }
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
