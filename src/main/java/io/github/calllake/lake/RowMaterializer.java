package io.github.calllake.lake;

import io.github.calllake.schema.ColumnType;
import io.github.calllake.schema.ColumnType.Scalar;
import io.github.calllake.schema.EventRow;
import io.github.calllake.schema.EventTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows of one table from what parquet-java reads. A column that the file does not have is null; one that the table
 * does not have is refused, since its values would be lost. For one file on one thread.
 */
final class RowMaterializer extends RecordMaterializer<EventRow> {

    private final EventTable table;
    private final int eventTime;
    private final StructConverter root;
    private List<@Nullable Object> values = List.of();

    /**
     * With the file's own columns.
     *
     * @throws IllegalArgumentException if they are not the table's; the message says which
     */
    RowMaterializer(EventTable table, MessageType file) {
        this.table = table;
        List<Named> columns = table.columns().stream()
                .map(column -> new Named(column.name(), column.type()))
                .toList();
        this.eventTime = columns.indexOf(new Named("event_time", Scalar.TIMESTAMP));
        if (eventTime < 0) {
            throw new IllegalArgumentException("Table " + table.name() + " has no event_time");
        }
        this.root = new StructConverter(table.name(), columns, file, read -> values = read);
    }

    @Override
    public EventRow getCurrentRecord() {
        if (!(values.get(eventTime) instanceof Instant time)) {
            throw new IllegalArgumentException("A row of " + table.name() + " has no event_time");
        }
        return new EventRow(table.type(), time, values);
    }

    @Override
    public GroupConverter getRootConverter() {
        return root;
    }

    private record Named(String name, ColumnType type) {}

    private static Converter converter(String path, ColumnType type, Type file, Consumer<Object> result) {
        if (type instanceof ColumnType.Struct struct) {
            List<Named> members = struct.fields().stream()
                    .map(field -> new Named(field.name(), field.type()))
                    .toList();
            return new StructConverter(path, members, group(path, file), result::accept);
        }
        if (type instanceof ColumnType.Array array) {
            return new ListConverter(path, array.element(), group(path, file), result);
        }
        return new ScalarConverter(path, (Scalar) type, file, result);
    }

    private static GroupType group(String path, Type file) {
        if (file.isPrimitive() || file.isRepetition(Type.Repetition.REPEATED)) {
            throw unfit(path, file);
        }
        return file.asGroupType();
    }

    private static IllegalArgumentException unfit(String path, Type file) {
        return new IllegalArgumentException("column " + path + " is of another type: " + file);
    }

    private static final class StructConverter extends GroupConverter {

        private final int size;
        private final List<Converter> converters = new ArrayList<>();
        private final Consumer<List<@Nullable Object>> result;
        private @Nullable Object[] values = new @Nullable Object[0];

        StructConverter(String path, List<Named> members, GroupType file, Consumer<List<@Nullable Object>> result) {
            this.size = members.size();
            this.result = result;
            List<String> names = members.stream().map(Named::name).toList();
            for (Type field : file.getFields()) {
                int index = names.indexOf(field.getName());
                String fieldPath = path + "." + field.getName();
                if (index < 0) {
                    throw new IllegalArgumentException("column " + fieldPath
                            + " is not known to this version of Call Lake; use the one that wrote the file");
                }
                converters.add(converter(fieldPath, members.get(index).type(), field, value -> values[index] = value));
            }
        }

        @Override
        public Converter getConverter(int fieldIndex) {
            return converters.get(fieldIndex);
        }

        @Override
        public void start() {
            values = new @Nullable Object[size];
        }

        @Override
        public void end() {
            result.accept(Collections.unmodifiableList(Arrays.asList(values)));
        }
    }

    /** A standard three-level list: a repeated group, which has one optional element. */
    private static final class ListConverter extends GroupConverter {

        private final Consumer<Object> result;
        private final EntryConverter entry;
        private List<@Nullable Object> elements = List.of();

        ListConverter(String path, ColumnType element, GroupType file, Consumer<Object> result) {
            this.result = result;
            Type list = file.getFieldCount() == 1 ? file.getType(0) : file;
            if (list.isPrimitive()
                    || !list.isRepetition(Type.Repetition.REPEATED)
                    || list.asGroupType().getFieldCount() != 1) {
                throw unfit(path, file);
            }
            this.entry = new EntryConverter(path, element, list.asGroupType().getType(0), value -> elements.add(value));
        }

        @Override
        public Converter getConverter(int fieldIndex) {
            return entry;
        }

        @Override
        public void start() {
            elements = new ArrayList<>();
        }

        @Override
        public void end() {
            result.accept(Collections.unmodifiableList(elements));
        }
    }

    private static final class EntryConverter extends GroupConverter {

        private final Converter element;
        private final Consumer<@Nullable Object> result;
        private @Nullable Object value;

        EntryConverter(String path, ColumnType type, Type file, Consumer<@Nullable Object> result) {
            this.element = converter(path + ".element", type, file, read -> value = read);
            this.result = result;
        }

        @Override
        public Converter getConverter(int fieldIndex) {
            return element;
        }

        @Override
        public void start() {
            value = null;
        }

        @Override
        public void end() {
            result.accept(value);
        }
    }

    private static final class ScalarConverter extends PrimitiveConverter {

        private final Scalar type;
        private final Consumer<Object> result;

        ScalarConverter(String path, Scalar type, Type file, Consumer<Object> result) {
            this.type = type;
            this.result = result;
            if (!file.isPrimitive()
                    || file.isRepetition(Type.Repetition.REPEATED)
                    || file.asPrimitiveType().getPrimitiveTypeName() != physical(type)
                    || !isAnnotated(type, file.getLogicalTypeAnnotation())) {
                throw unfit(path, file);
            }
        }

        private static PrimitiveTypeName physical(Scalar type) {
            return switch (type) {
                case STRING, JSON -> PrimitiveTypeName.BINARY;
                case BOOLEAN -> PrimitiveTypeName.BOOLEAN;
                case INT -> PrimitiveTypeName.INT32;
                case BIGINT, TIMESTAMP -> PrimitiveTypeName.INT64;
                case DOUBLE -> PrimitiveTypeName.DOUBLE;
            };
        }

        private static boolean isAnnotated(Scalar type, @Nullable LogicalTypeAnnotation annotation) {
            return type != Scalar.TIMESTAMP
                    || (annotation instanceof TimestampLogicalTypeAnnotation timestamp
                            && timestamp.getUnit() == TimeUnit.MILLIS);
        }

        @Override
        public void addBinary(Binary value) {
            result.accept(value.toStringUsingUTF8());
        }

        @Override
        public void addBoolean(boolean value) {
            result.accept(value);
        }

        @Override
        public void addInt(int value) {
            result.accept(value);
        }

        @Override
        public void addLong(long value) {
            if (type == Scalar.TIMESTAMP) {
                result.accept(Instant.ofEpochMilli(value));
            } else {
                result.accept(value);
            }
        }

        @Override
        public void addDouble(double value) {
            result.accept(value);
        }
    }
}
