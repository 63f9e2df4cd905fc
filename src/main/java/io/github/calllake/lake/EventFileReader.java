package io.github.calllake.lake;

import io.github.calllake.schema.EventRow;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTable.Column;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.parquet.schema.MessageType;

/**
 * Reads the rows of a Parquet file that {@link EventFileWriter} wrote, in the order of the file: every value as it was
 * written. A file of an older version, which has fewer columns, gives null for the others; a file that has more, or others,
 * is refused, since rows that are written again would lose them.
 *
 * <p>Beside the file's own bytes it holds one row group at a time. parquet-java is used without Hadoop. For one thread.
 */
public final class EventFileReader implements Iterator<EventRow> {

    private final FileRows<EventRow> rows;

    /**
     * Opens a file.
     *
     * @param table the table that its rows are of
     * @param where the file's name, for messages
     * @param content the whole file, which is not copied
     * @throws LakeException if it is no Parquet file, or not of this table
     */
    public EventFileReader(EventTable table, String where, byte[] content) {
        this(table, where, content, whole -> whole);
    }

    /**
     * Opens a file to read some columns of it: those of the table that it has.
     *
     * @param table the columns that are wanted, {@code event_time} among them
     */
    static EventFileReader ofColumns(EventTable table, String where, byte[] content) {
        Set<String> wanted = table.columns().stream().map(Column::name).collect(Collectors.toSet());
        return new EventFileReader(
                table,
                where,
                content,
                whole -> new MessageType(
                        whole.getName(),
                        whole.getFields().stream()
                                .filter(field -> wanted.contains(field.getName()))
                                .toList()));
    }

    private EventFileReader(EventTable table, String where, byte[] content, UnaryOperator<MessageType> part) {
        rows = new FileRows<>(where, ByteBuffer.wrap(content), new FileRows.Reading<>() {
            @Override
            public MessageType columns(MessageType whole) {
                return part.apply(whole);
            }

            @Override
            public RowMaterializer rows(MessageType columns) {
                return new RowMaterializer(table, columns);
            }
        });
    }

    /** How many rows are left; before the first {@link #next}, how many there are as the file's footer says. */
    public long left() {
        return rows.left();
    }

    @Override
    public boolean hasNext() {
        return rows.hasNext();
    }

    /**
     * The next row.
     *
     * @throws LakeException if the file is damaged
     */
    @Override
    public EventRow next() {
        return rows.next();
    }
}
