package io.github.calllake.schema;

import io.github.calllake.schema.ColumnType.Array;
import io.github.calllake.schema.ColumnType.Scalar;
import io.github.calllake.schema.ColumnType.Struct;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Packs rows of one table. Thread-safe. */
public final class RowPacker {

    private static final int USUAL_SIZE = 1024;

    private final EventTable table;
    private final List<ColumnType> types;
    private final int callId;

    public RowPacker(EventTable table) {
        this.table = table;
        this.types = table.columns().stream().map(EventTable.Column::type).toList();
        this.callId =
                table.columns().stream().map(EventTable.Column::name).toList().indexOf("call_id");
    }

    /**
     * The row as bytes.
     *
     * @throws IllegalArgumentException if its values are not as many as the table's columns
     * @throws ClassCastException if a value is not of its column's type
     */
    public PackedRow pack(EventRow row) {
        ByteSink sink = new ByteSink(USUAL_SIZE);
        struct(sink, types, row.values());
        Optional<String> call = callId < 0
                ? Optional.empty()
                : Optional.ofNullable((String) row.values().get(callId));
        return new PackedRow(row.type(), row.eventTime(), call, sink.copy());
    }

    private void struct(ByteSink sink, List<ColumnType> members, List<?> values) {
        if (values.size() != members.size()) {
            throw new IllegalArgumentException(values.size() + " values for the " + members.size()
                    + " columns or members of a row of " + table.name());
        }
        int bits = sink.skip((members.size() + 7) >> 3);
        for (int i = 0; i < members.size(); i++) {
            Object value = values.get(i);
            if (value != null) {
                sink.setBit(bits, i);
                value(sink, members.get(i), value);
            }
        }
    }

    private void value(ByteSink sink, ColumnType type, Object value) {
        if (type instanceof Struct struct) {
            List<ColumnType> members =
                    struct.fields().stream().map(ColumnType.Field::type).toList();
            struct(sink, members, (List<?>) value);
        } else if (type instanceof Array array) {
            List<?> elements = (List<?>) value;
            sink.putInt(elements.size());
            elements.forEach(element -> element(sink, array.element(), element));
        } else {
            scalar(sink, (Scalar) type, value);
        }
    }

    private void element(ByteSink sink, ColumnType type, @Nullable Object element) {
        sink.put((byte) (element == null ? 0 : 1));
        if (element != null) {
            value(sink, type, element);
        }
    }

    private static void scalar(ByteSink sink, Scalar type, Object value) {
        switch (type) {
            case STRING, JSON -> {
                byte[] text = ((String) value).getBytes(StandardCharsets.UTF_8);
                sink.putInt(text.length);
                sink.put(text, 0, text.length);
            }
            case BOOLEAN -> sink.put((byte) ((Boolean) value ? 1 : 0));
            case INT -> sink.putInt((Integer) value);
            case BIGINT -> sink.putLong((Long) value);
            case DOUBLE -> sink.putLong(Double.doubleToRawLongBits((Double) value));
            case TIMESTAMP -> sink.putLong(((Instant) value).toEpochMilli());
        }
    }
}
