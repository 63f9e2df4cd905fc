package io.github.calllake.export;

import io.github.calllake.lake.FileCompression;
import io.github.calllake.lake.FlatFileWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Parquet file. */
final class ParquetRows implements RowFile {

    private final FlatFileWriter file;

    ParquetRows(List<ExportColumn> columns, FileCompression compression, OutputStream to) {
        this.file = new FlatFileWriter(
                columns.stream()
                        .map(column -> new FlatFileWriter.Column(column.name(), column.type()))
                        .toList(),
                compression,
                to);
    }

    @Override
    public void write(@Nullable Object[] row) throws IOException {
        file.write(row);
    }

    @Override
    public long plainBytes() {
        return file.plainBytes();
    }

    @Override
    public void finish() throws IOException {
        file.finish();
    }

    @Override
    public void close() {
        file.close();
    }
}
