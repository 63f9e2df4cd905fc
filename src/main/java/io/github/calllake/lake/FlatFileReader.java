package io.github.calllake.lake;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a Parquet file of single values that an engine wrote, in the order of the file. A value is a {@link String}, {@link
 * Boolean}, {@link Integer}, {@link Long}, {@link Double} or {@link BigDecimal} by what the file says, or null. Times, which engines write in
 * several ways, are refused: ask for them as whole numbers.
 *
 * <p>The file is mapped into memory; on the heap is one page of each column. For one thread.
 */
public final class FlatFileReader implements Iterator<@Nullable Object[]> {

    /** How long a file may be, in bytes: as much as Java maps at once. */
    public static final long MOST_BYTES = Integer.MAX_VALUE;

    private final FileRows<@Nullable Object[]> rows;

    /**
     * Opens a file.
     *
     * @param columns which are wanted, in the order of a row's values
     * @throws LakeException if it is no whole Parquet file of at most 2 GB, lacks a column, or has one of another kind
     */
    public FlatFileReader(Path file, List<String> columns) {
        rows = new FileRows<>(file.toString(), mapped(file), new FileRows.Reading<>() {
            @Override
            public MessageType columns(MessageType whole) {
                return new MessageType(
                        whole.getName(), columns.stream().map(whole::getType).toList());
            }

            @Override
            public Rows rows(MessageType columns) {
                return new Rows(columns);
            }
        });
    }

    private static ByteBuffer mapped(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > MOST_BYTES) {
                throw new LakeException(file + " has " + channel.size() + " bytes, and files of more than " + MOST_BYTES
                        + " are not read: have whoever wrote it write several");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        } catch (IOException | IllegalArgumentException e) {
            throw FileRows.unreadable(file.toString(), e);
        }
    }

    /** How many rows are left. */
    public long left() {
        return rows.left();
    }

    @Override
    public boolean hasNext() {
        return rows.hasNext();
    }

    /**
     * The next row, in an array of its own.
     *
     * @throws LakeException if the file is damaged
     */
    @Override
    public @Nullable Object[] next() {
        return rows.next();
    }

    private static final class Rows extends RecordMaterializer<@Nullable Object[]> {

        private final Row root;

        Rows(MessageType columns) {
            root = new Row(columns);
        }

        @Override
        public @Nullable Object[] getCurrentRecord() {
            return root.values;
        }

        @Override
        public GroupConverter getRootConverter() {
            return root;
        }
    }

    private static final class Row extends GroupConverter {

        private final List<Value> converters = new ArrayList<>();
        private @Nullable Object[] values = new @Nullable Object[0];

        Row(MessageType columns) {
            for (Type column : columns.getFields()) {
                converters.add(new Value(this, converters.size(), column));
            }
        }

        @Override
        public Converter getConverter(int column) {
            return converters.get(column);
        }

        @Override
        public void start() {
            values = new @Nullable Object[converters.size()];
        }

        @Override
        public void end() {
            // A row is what its values have become.
        }
    }

    private static final class Value extends PrimitiveConverter {

        private final Row row;
        private final int column;
        private final PrimitiveType.PrimitiveTypeName kind;
        private final int scale;
        private @Nullable Object[] dictionary = new @Nullable Object[0];

        Value(Row row, int column, Type type) {
            this.row = row;
            this.column = column;
            if (!type.isPrimitive() || type.isRepetition(Type.Repetition.REPEATED)) {
                throw unfit(type);
            }
            this.kind = type.asPrimitiveType().getPrimitiveTypeName();
            this.scale = scale(type.asPrimitiveType());
        }

        private static IllegalArgumentException unfit(Type type) {
            return new IllegalArgumentException("column " + type.getName() + " is of a kind that is not read: " + type);
        }

        /** The digits behind the point of a decimal, or -1. */
        private static int scale(PrimitiveType type) {
            @Nullable LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
            if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
                return decimal.getScale();
            }
            boolean plain =
                    switch (type.getPrimitiveTypeName()) {
                        case BINARY, BOOLEAN, DOUBLE, FLOAT -> true;
                        case INT32, INT64 -> meaning == null || meaning instanceof IntLogicalTypeAnnotation;
                        default -> false;
                    };
            if (!plain) {
                throw unfit(type);
            }
            return -1;
        }

        /** A text that comes often is decoded once. */
        @Override
        public boolean hasDictionarySupport() {
            return true;
        }

        @Override
        public void setDictionary(Dictionary values) {
            dictionary = new @Nullable Object[values.getMaxId() + 1];
            for (int id = 0; id < dictionary.length; id++) {
                dictionary[id] = decoded(values, id);
            }
        }

        private Object decoded(Dictionary values, int id) {
            return switch (kind) {
                case INT32 -> of(values.decodeToInt(id));
                case INT64 -> of(values.decodeToLong(id));
                case DOUBLE -> values.decodeToDouble(id);
                case FLOAT -> of(values.decodeToFloat(id));
                case BOOLEAN -> values.decodeToBoolean(id);
                default -> of(values.decodeToBinary(id));
            };
        }

        @Override
        public void addValueFromDictionary(int id) {
            row.values[column] = dictionary[id];
        }

        private Object of(Binary value) {
            return scale < 0
                    ? value.toStringUsingUTF8()
                    : new BigDecimal(new BigInteger(value.getBytesUnsafe()), scale);
        }

        private Object of(long value) {
            return scale < 0 ? (Object) value : BigDecimal.valueOf(value, scale);
        }

        private Object of(int value) {
            return scale < 0 ? (Object) value : BigDecimal.valueOf(value, scale);
        }

        /** What its text says, as whoever reads the text has it: 0.1, and not 0.10000000149011612. */
        private static Object of(float value) {
            return Double.valueOf(Float.toString(value));
        }

        @Override
        public void addBinary(Binary value) {
            row.values[column] = of(value);
        }

        @Override
        public void addBoolean(boolean value) {
            row.values[column] = value;
        }

        @Override
        public void addInt(int value) {
            row.values[column] = of(value);
        }

        @Override
        public void addLong(long value) {
            row.values[column] = of(value);
        }

        @Override
        public void addDouble(double value) {
            row.values[column] = value;
        }

        @Override
        public void addFloat(float value) {
            row.values[column] = of(value);
        }
    }
}
