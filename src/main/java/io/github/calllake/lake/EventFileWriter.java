package io.github.calllake.lake;

import io.github.calllake.schema.EventRow;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.PackedRow;
import io.github.calllake.schema.RowPacker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/**
 * Turns rows of one table into the bytes of a Parquet file, in which the rows of a call lie together. The same rows in the
 * same order give the same bytes.
 *
 * <p>An encoder of our own, since rows come packed and sorted: what a call's rows have in common is written once. Thread-safe.
 */
public final class EventFileWriter {

    private static final ParquetFile.Shape SHAPE = new ParquetFile.Shape(5_000, true);

    private final FileCompression compression;
    private final Map<EventTable, FileSchema> schemas = new ConcurrentHashMap<>();

    public EventFileWriter(FileCompression compression) {
        this.compression = compression;
    }

    /**
     * The file's bytes, its rows in the order by call, then by event time, then as the stream had them: the same bytes for
     * the same rows, in whatever order they are handed in.
     *
     * @param rows rows of this table, in any order; at least one
     * @throws RuntimeException if a row's values do not fit the table's columns
     */
    public byte[] write(EventTable table, List<EventRow> rows) {
        RowPacker packer = new RowPacker(table);
        List<PackedRow> ordered =
                rows.stream().sorted(RowOrder.of(table)).map(packer::pack).toList();
        return write(table, ordered.size(), row -> ordered.get(row).bytes());
    }

    /**
     * The file's bytes.
     *
     * @param rows how many; at least one
     * @param packed gives the bytes of each row ({@link PackedRow#bytes()}), in the order of the file, from 0 on, each once. An
     *     array may be used again for the next row, and may be longer than the row
     */
    public byte[] write(EventTable table, int rows, IntFunction<byte[]> packed) {
        if (rows < 1) {
            throw new IllegalArgumentException("No rows for a file of " + table.name());
        }
        FileSchema schema = schemas.computeIfAbsent(table, each -> FileSchema.of(each));
        try (ParquetFile file = new ParquetFile(schema, SHAPE, compression)) {
            RowStriper striper = new RowStriper(table, file.leaves());
            for (int row = 0; row < rows; row++) {
                file.endRow(striper.write(packed.apply(row)));
            }
            return file.finish();
        }
    }
}
