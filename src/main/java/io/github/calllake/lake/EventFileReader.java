package io.github.calllake.lake;

import io.github.calllake.schema.EventRow;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTable.Column;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/**
 * Reads the rows of a Parquet file that {@link EventFileWriter} wrote, in the order of the file: every value as it was
 * written. A file of an older version, which has fewer columns, gives null for the others; a file that has more, or others,
 * is refused, since rows that are written again would lose them.
 *
 * <p>Beside the file's own bytes it holds one row group at a time. parquet-java is used without Hadoop. For one thread.
 */
public final class EventFileReader implements Iterator<EventRow> {

    private final String where;
    private final ByteBuffer content;
    private final Iterator<BlockMetaData> rowGroups;
    private final RowMaterializer materializer;
    private final MessageColumnIO columns;
    private Optional<RecordReader<EventRow>> rowGroup = Optional.empty();
    private long leftInRowGroup;
    private long left;

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
        this.where = where;
        this.content = ByteBuffer.wrap(content);
        try {
            ParquetMetadata footer = FileFooter.read(this.content);
            FileMetaData about = footer.getFileMetaData();
            rowGroups = footer.getBlocks().iterator();
            left = footer.getBlocks().stream()
                    .mapToLong(BlockMetaData::getRowCount)
                    .sum();
            MessageType read = part.apply(about.getSchema());
            materializer = new RowMaterializer(table, read);
            columns = new ColumnIOFactory(about.getCreatedBy()).getColumnIO(read, about.getSchema());
        } catch (IOException | RuntimeException e) {
            throw unreadable(e);
        }
    }

    /** How many rows are left; before the first {@link #next}, how many there are as the file's footer says. */
    public long left() {
        return left;
    }

    @Override
    public boolean hasNext() {
        return left > 0;
    }

    /**
     * The next row.
     *
     * @throws LakeException if the file is damaged
     */
    @Override
    public EventRow next() {
        if (left == 0) {
            throw new NoSuchElementException("No more rows in " + where);
        }
        try {
            while (leftInRowGroup == 0) {
                BlockMetaData next = rowGroups.next();
                rowGroup = Optional.of(columns.getRecordReader(new FilePages(content, next), materializer));
                leftInRowGroup = next.getRowCount();
            }
            EventRow row = rowGroup.orElseThrow().read();
            leftInRowGroup--;
            left--;
            return row;
        } catch (IOException | RuntimeException e) {
            throw unreadable(e);
        }
    }

    private LakeException unreadable(Exception cause) {
        return new LakeException("Could not read " + where + ": " + cause.getMessage(), cause);
    }
}
