package io.github.calllake.lake;

import io.github.calllake.schema.ByteSink;
import io.github.calllake.schema.ColumnType.Scalar;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of single values as a Parquet file into a stream, in memory that does not grow with the file: by the encoder that
 * writes the lake's own files. The same rows in the same order give the same bytes. For one thread.
 */
public final class FlatFileWriter implements AutoCloseable {

    /** Whoever reads files of one kind beside each other wants all of them to have the same columns. */
    private static final ParquetFile.Shape SHAPE = new ParquetFile.Shape(100_000, false);

    private final List<Column> columns;
    private final ParquetFile file;
    private final OutputStream to;
    private final ByteSink fixed = new ByteSink(Long.BYTES);
    private long plainBytes;

    /**
     * A column.
     *
     * @param name as it stands in the file
     * @param type what its values are, as {@link io.github.calllake.schema.ColumnType} says
     */
    public record Column(String name, Scalar type) {}

    /**
     * Begins a file.
     *
     * @param to stays open
     */
    public FlatFileWriter(List<Column> columns, FileCompression compression, OutputStream to) {
        this.columns = List.copyOf(columns);
        this.file = new ParquetFile(FileSchema.of(this.columns), SHAPE, compression);
        this.to = to;
    }

    /**
     * Takes a row.
     *
     * @param row a value a column
     * @throws IOException if the stream does not take what has become of earlier rows
     */
    public void write(@Nullable Object[] row) throws IOException {
        long length = 0;
        for (int i = 0; i < row.length; i++) {
            Object value = row[i];
            ColumnChunkWriter leaf = file.leaves().get(i);
            if (value == null) {
                leaf.none(0, 0);
                length++;
            } else {
                length += write(columns.get(i).type(), value, leaf);
            }
        }
        plainBytes += length;
        if (file.endRow(length)) {
            file.drainTo(to);
        }
    }

    private long write(Scalar type, Object value, ColumnChunkWriter leaf) {
        if (type == Scalar.STRING || type == Scalar.JSON) {
            byte[] text = ((String) value).getBytes(StandardCharsets.UTF_8);
            leaf.text(0, text, 0, text.length);
            return text.length + 1L;
        }
        fixed.truncate(0);
        switch (type) {
            case BOOLEAN -> fixed.put((byte) ((Boolean) value ? 1 : 0));
            case INT -> fixed.putInt(((Number) value).intValue());
            case BIGINT -> fixed.putLong(((Number) value).longValue());
            case DOUBLE -> fixed.putLong(Double.doubleToRawLongBits((Double) value));
            default -> fixed.putLong(((Instant) value).toEpochMilli());
        }
        leaf.fixed(0, fixed.array(), 0, fixed.length());
        return fixed.length();
    }

    /** How long the values are that it has taken, in bytes before encoding. */
    public long plainBytes() {
        return plainBytes;
    }

    /** Ends the file. */
    public void finish() throws IOException {
        to.write(file.finish());
    }

    /** Gives back what compresses. */
    @Override
    public void close() {
        file.close();
    }
}
