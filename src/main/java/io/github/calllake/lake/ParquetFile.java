package io.github.calllake.lake;

import io.github.calllake.lake.ColumnChunkWriter.Chunk;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;

/**
 * A Parquet file in memory, row by row.
 *
 * <p>A row group has few rows, and each of its columns is one page: with sorted rows, a reader who wants one call skips
 * nearly all of a file by the footer alone, whichever parts of the format it knows. For one thread.
 *
 * @see <a href="https://parquet.apache.org/docs/file-format/">Parquet file format</a>
 */
final class ParquetFile implements AutoCloseable {

    /** Of rows as they are packed: many long texts make a page long before there are many rows. */
    private static final int ROW_GROUP_BYTES = 16 << 20;

    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final String CREATED_BY = "call-lake version 1";

    /**
     * What a file is for.
     *
     * @param rowGroupRows the most rows of a row group
     * @param leavesOutNulls whether a small file lacks the columns in which no row has anything
     */
    record Shape(int rowGroupRows, boolean leavesOutNulls) {}

    private final FileSchema schema;
    private final Shape shape;
    private final PageWriter pages;
    private final List<ColumnChunkWriter> leaves;
    private final List<RowGroup> rowGroups = new ArrayList<>();
    private final List<Chunk> withMembership = new ArrayList<>();
    private FilePart part;
    private int rows;
    private long bytes;
    private long rowsInAll;

    ParquetFile(FileSchema schema, Shape shape, FileCompression compression) {
        this.schema = schema;
        this.part = schema.whole();
        this.shape = shape;
        this.pages = new PageWriter(compression);
        this.leaves = schema.leaves().stream().map(ColumnChunkWriter::new).toList();
        pages.file().put(MAGIC, 0, MAGIC.length);
    }

    /** The columns, which take a row's values before {@link #endRow}. */
    List<ColumnChunkWriter> leaves() {
        return leaves;
    }

    /**
     * Says that the columns have a row's values.
     *
     * @param length the row's bytes, roughly
     * @return whether a row group ended with it
     */
    boolean endRow(long length) {
        bytes += length;
        rows++;
        boolean full = rows == shape.rowGroupRows() || bytes >= ROW_GROUP_BYTES;
        if (full) {
            endRowGroup();
        }
        return full;
    }

    /** Hands what there is of the file to whoever keeps it. */
    void drainTo(OutputStream keeper) throws IOException {
        pages.drainTo(keeper);
    }

    private void endRowGroup() {
        List<ColumnChunk> columns = new ArrayList<>(leaves.size());
        long start = pages.position();
        long plainStart = pages.plainBytes();
        for (int leaf = part.leaves().nextSetBit(0);
                leaf >= 0;
                leaf = part.leaves().nextSetBit(leaf + 1)) {
            Chunk chunk = leaves.get(leaf).finish(pages);
            // The format's own advice: nothing is at the place that this once told.
            columns.add(new ColumnChunk(0).setMeta_data(chunk.data()));
            if (chunk.membership() != null) {
                withMembership.add(chunk);
            }
        }
        rowGroups.add(new RowGroup(columns, pages.plainBytes() - plainStart, rows)
                .setTotal_compressed_size(pages.position() - start));
        rowsInAll += rows;
        rows = 0;
        bytes = 0;
    }

    /** The file's bytes, or those that were not drained, for the caller to keep. */
    byte[] finish() {
        // A later row group may have what the first has not, so only a file of one leaves anything out. They are the
        // small
        // ones, of which a footer is a great part.
        if (shape.leavesOutNulls() && rowGroups.isEmpty()) {
            part = FilePart.of(
                    schema, leaves.stream().mapToInt(ColumnChunkWriter::deepest).toArray());
        }
        if (rows > 0) {
            endRowGroup();
        }
        try {
            OutputStream stream = pages.stream();
            for (Chunk chunk : withMembership) {
                long start = pages.position();
                java.util.Objects.requireNonNull(chunk.membership()).writeTo(stream);
                chunk.data()
                        .setBloom_filter_offset(start)
                        .setBloom_filter_length(Math.toIntExact(pages.position() - start));
            }
            long footer = pages.position();
            Util.writeFileMetaData(footer(), stream);
            pages.file().putInt(Math.toIntExact(pages.position() - footer));
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        pages.file().put(MAGIC, 0, MAGIC.length);
        return pages.file().copy();
    }

    private FileMetaData footer() {
        ColumnOrder order = ColumnOrder.TYPE_ORDER(new TypeDefinedOrder());
        List<ColumnOrder> orders = Collections.nCopies(part.leaves().cardinality(), order);
        return new FileMetaData(1, part.elements(), rowsInAll, rowGroups)
                .setCreated_by(CREATED_BY)
                .setColumn_orders(orders);
    }

    @Override
    public void close() {
        pages.close();
    }
}
