package io.github.calllake.lake;

import io.github.calllake.schema.ColumnType;
import io.github.calllake.schema.EventRow;
import io.github.calllake.schema.EventTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** Hands rows of one table to parquet-java, value by value. */
final class RowWriteSupport extends WriteSupport<EventRow> {

    private final MessageType schema;
    private final Members columns;
    private @Nullable RecordConsumer consumer;

    RowWriteSupport(EventTable table, MessageType schema) {
        this.schema = schema;
        List<Member> members = new ArrayList<>();
        table.columns().forEach(column -> members.add(new Member(column.name(), writerOf(column.type()))));
        this.columns = new Members(members);
    }

    @Override
    @SuppressWarnings("deprecation") // Abstract in parquet-java, so it must be here; it is not called.
    public WriteContext init(Configuration configuration) {
        return new WriteContext(schema, Map.of());
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return new WriteContext(schema, Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
        consumer = recordConsumer;
    }

    @Override
    public void write(EventRow row) {
        if (consumer == null) {
            throw new IllegalStateException("write before prepareForWrite");
        }
        consumer.startMessage();
        columns.write(consumer, row.values());
        consumer.endMessage();
    }

    private interface ValueWriter {
        void write(RecordConsumer consumer, Object value);
    }

    private record Member(String name, ValueWriter writer) {}

    private record Members(List<Member> members) {

        void write(RecordConsumer consumer, List<?> values) {
            if (values.size() != members.size()) {
                throw new IllegalArgumentException(values.size() + " values for the " + members.size() + " columns "
                        + members.stream().map(Member::name).toList());
            }
            for (int index = 0; index < members.size(); index++) {
                Object value = values.get(index);
                if (value != null) {
                    Member member = members.get(index);
                    consumer.startField(member.name(), index);
                    member.writer().write(consumer, value);
                    consumer.endField(member.name(), index);
                }
            }
        }
    }

    private static ValueWriter writerOf(ColumnType type) {
        if (type instanceof ColumnType.Struct struct) {
            List<Member> members = struct.fields().stream()
                    .map(field -> new Member(field.name(), writerOf(field.type())))
                    .toList();
            return structWriter(new Members(members));
        }
        if (type instanceof ColumnType.Array array) {
            return arrayWriter(writerOf(array.element()));
        }
        return switch ((ColumnType.Scalar) type) {
            case STRING, JSON -> (consumer, value) -> consumer.addBinary(Binary.fromString((String) value));
            case BOOLEAN -> (consumer, value) -> consumer.addBoolean((Boolean) value);
            case INT -> (consumer, value) -> consumer.addInteger((Integer) value);
            case BIGINT -> (consumer, value) -> consumer.addLong((Long) value);
            case DOUBLE -> (consumer, value) -> consumer.addDouble((Double) value);
            case TIMESTAMP -> (consumer, value) -> consumer.addLong(((Instant) value).toEpochMilli());
        };
    }

    private static ValueWriter structWriter(Members members) {
        return (consumer, value) -> {
            consumer.startGroup();
            members.write(consumer, (List<?>) value);
            consumer.endGroup();
        };
    }

    private static ValueWriter arrayWriter(ValueWriter element) {
        return (consumer, value) -> {
            List<?> elements = (List<?>) value;
            consumer.startGroup();
            if (!elements.isEmpty()) {
                consumer.startField("list", 0);
                elements.forEach(one -> writeElement(consumer, element, one));
                consumer.endField("list", 0);
            }
            consumer.endGroup();
        };
    }

    private static void writeElement(RecordConsumer consumer, ValueWriter writer, @Nullable Object element) {
        consumer.startGroup();
        if (element != null) {
            consumer.startField("element", 0);
            writer.write(consumer, element);
            consumer.endField("element", 0);
        }
        consumer.endGroup();
    }
}
