package io.github.calllake.lake;

import io.github.calllake.schema.ColumnType;
import io.github.calllake.schema.ColumnType.Field;
import io.github.calllake.schema.ColumnType.Scalar;
import io.github.calllake.schema.EventRow;
import io.github.calllake.schema.EventTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of one table as bytes, for the time between reading and writing them. Equal rows give equal bytes. Immutable. */
final class RowCodec {

    private final EventTable table;
    private final List<ColumnType> types;

    RowCodec(EventTable table) {
        this.table = table;
        this.types = table.columns().stream().map(EventTable.Column::type).toList();
    }

    byte[] encode(EventRow row) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(row.eventTime().toEpochMilli());
            writeAll(out, types, row.values());
        } catch (IOException e) {
            throw new UncheckedIOException("In memory", e);
        }
        return bytes.toByteArray();
    }

    EventRow decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Instant time = Instant.ofEpochMilli(in.readLong());
            return new EventRow(table.type(), time, readAll(in, types));
        } catch (IOException e) {
            throw new UncheckedIOException("In memory", e);
        }
    }

    private static void writeAll(DataOutputStream out, List<ColumnType> types, List<?> values) throws IOException {
        for (int index = 0; index < types.size(); index++) {
            write(out, types.get(index), values.get(index));
        }
    }

    private static List<@Nullable Object> readAll(DataInputStream in, List<ColumnType> types) throws IOException {
        List<@Nullable Object> values = new ArrayList<>(types.size());
        for (ColumnType type : types) {
            values.add(read(in, type));
        }
        return values;
    }

    private static List<ColumnType> typesOf(ColumnType.Struct struct) {
        return struct.fields().stream().map(Field::type).toList();
    }

    private static void write(DataOutputStream out, ColumnType type, @Nullable Object value) throws IOException {
        out.writeBoolean(value != null);
        if (value == null) {
            return;
        }
        if (type instanceof ColumnType.Struct struct) {
            writeAll(out, typesOf(struct), (List<?>) value);
        } else if (type instanceof ColumnType.Array array) {
            List<?> elements = (List<?>) value;
            out.writeInt(elements.size());
            for (Object element : elements) {
                write(out, array.element(), element);
            }
        } else {
            writeScalar(out, (Scalar) type, value);
        }
    }

    private static void writeScalar(DataOutputStream out, Scalar type, Object value) throws IOException {
        switch (type) {
            case STRING, JSON -> {
                byte[] text = ((String) value).getBytes(StandardCharsets.UTF_8);
                out.writeInt(text.length);
                out.write(text);
            }
            case BOOLEAN -> out.writeBoolean((Boolean) value);
            case INT -> out.writeInt((Integer) value);
            case BIGINT -> out.writeLong((Long) value);
            case DOUBLE -> out.writeLong(Double.doubleToRawLongBits((Double) value));
            case TIMESTAMP -> out.writeLong(((Instant) value).toEpochMilli());
        }
    }

    private static @Nullable Object read(DataInputStream in, ColumnType type) throws IOException {
        if (!in.readBoolean()) {
            return null;
        }
        if (type instanceof ColumnType.Struct struct) {
            return readAll(in, typesOf(struct));
        }
        if (type instanceof ColumnType.Array array) {
            int size = in.readInt();
            List<@Nullable Object> elements = new ArrayList<>(size);
            for (int n = 0; n < size; n++) {
                elements.add(read(in, array.element()));
            }
            return elements;
        }
        return switch ((Scalar) type) {
            case STRING, JSON -> new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
            case BOOLEAN -> in.readBoolean();
            case INT -> in.readInt();
            case BIGINT -> in.readLong();
            case DOUBLE -> Double.longBitsToDouble(in.readLong());
            case TIMESTAMP -> Instant.ofEpochMilli(in.readLong());
        };
    }
}
