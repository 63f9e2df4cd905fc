package io.github.calllake.lake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;

/** The rows of a Parquet file in its order, row group after row group. parquet-java is used without Hadoop. For one thread. */
final class FileRows<T> implements Iterator<T> {

    private final String where;
    private final ByteBuffer content;
    private final Iterator<BlockMetaData> rowGroups;
    private final RecordMaterializer<T> materializer;
    private final MessageColumnIO columns;
    private Optional<RecordReader<T>> rowGroup = Optional.empty();
    private long leftInRowGroup;
    private long left;

    /** Which columns of a file are read, and what is made of a row. */
    interface Reading<T> {

        MessageType columns(MessageType whole);

        RecordMaterializer<T> rows(MessageType columns);
    }

    /**
     * Opens a file.
     *
     * @param where the file's name, for messages
     * @param content the whole of it, from the first byte to the limit, which is not copied
     * @throws LakeException if it is no whole Parquet file, or the reading takes none like it
     */
    FileRows(String where, ByteBuffer content, Reading<T> reading) {
        this.where = where;
        this.content = content;
        try {
            ParquetMetadata footer = FileFooter.read(content);
            FileMetaData about = footer.getFileMetaData();
            rowGroups = footer.getBlocks().iterator();
            left = footer.getBlocks().stream()
                    .mapToLong(BlockMetaData::getRowCount)
                    .sum();
            MessageType read = reading.columns(about.getSchema());
            materializer = reading.rows(read);
            columns = new ColumnIOFactory(about.getCreatedBy()).getColumnIO(read, about.getSchema());
        } catch (IOException | RuntimeException e) {
            throw unreadable(where, e);
        }
    }

    /** How many rows are left. */
    long left() {
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
    public T next() {
        if (left == 0) {
            throw new NoSuchElementException("No more rows in " + where);
        }
        try {
            while (leftInRowGroup == 0) {
                BlockMetaData next = rowGroups.next();
                rowGroup = Optional.of(columns.getRecordReader(new FilePages(content, next), materializer));
                leftInRowGroup = next.getRowCount();
            }
            T row = rowGroup.orElseThrow().read();
            leftInRowGroup--;
            left--;
            return row;
        } catch (IOException | RuntimeException e) {
            throw unreadable(where, e);
        }
    }

    static LakeException unreadable(String where, Exception cause) {
        return new LakeException("Could not read " + where + ": " + cause.getMessage(), cause);
    }
}
