package io.github.calllake.lake;

import io.github.calllake.schema.EventRow;
import io.github.calllake.schema.EventTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.OutputFile;

/**
 * Turns rows of one table into the bytes of a Parquet file, sorted so that the rows of a call lie together. The same rows
 * give the same bytes, in whatever order they are handed in.
 *
 * <p>parquet-java is used without Hadoop. Thread-safe.
 */
public final class EventFileWriter {

    /** With sorted rows, small row groups let a reader who wants one call skip nearly all of a file. */
    private static final int ROW_GROUP_ROWS = 20_000;

    private static final long ROW_GROUP_BYTES = 32L << 20;
    private static final int PAGE_BYTES = 1 << 20;
    private static final int STATISTICS_BYTES = 64;

    private final FileCompression compression;
    private final Map<EventTable, FileSchema> schemas = new ConcurrentHashMap<>();

    public EventFileWriter(FileCompression compression) {
        this.compression = compression;
    }

    /**
     * The file's bytes.
     *
     * @param rows rows of this table, in any order; at least one
     * @throws RuntimeException if a row's values do not fit the table's columns
     */
    public byte[] write(EventTable table, List<EventRow> rows) {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("No rows for a file of " + table.name());
        }
        FileSchema schema = schemas.computeIfAbsent(table, FileSchema::of);
        MemoryFile file = new MemoryFile();
        PageCompression pages = new PageCompression();
        try (ParquetWriter<EventRow> writer =
                builder(file, table, schema, pages).build()) {
            for (EventRow row : rows.stream().sorted(RowOrder.of(table)).toList()) {
                writer.write(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("In memory, of " + rows.size() + " rows of " + table.name(), e);
        } finally {
            pages.release();
        }
        return file.content();
    }

    private Builder builder(OutputFile file, EventTable table, FileSchema schema, PageCompression pages) {
        Builder builder = new Builder(file, new RowWriteSupport(table, schema.message()))
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(pages)
                .withCompressionCodec(compression.codec())
                .withRowGroupSize(ROW_GROUP_BYTES)
                .withRowGroupRowCountLimit(ROW_GROUP_ROWS)
                .withPageSize(PAGE_BYTES)
                .withStatisticsTruncateLength(STATISTICS_BYTES)
                .withColumnIndexTruncateLength(STATISTICS_BYTES)
                .withDictionaryEncoding(false);
        for (FileSchema.Leaf leaf : schema.leaves()) {
            builder.withDictionaryEncoding(leaf.path(), leaf.dictionary());
            builder.withStatisticsEnabled(leaf.path(), leaf.statistics());
        }
        return builder;
    }

    private static final class Builder extends ParquetWriter.Builder<EventRow, Builder> {

        private final WriteSupport<EventRow> support;

        Builder(OutputFile file, WriteSupport<EventRow> support) {
            super(file);
            this.support = support;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation") // Abstract in parquet-java, so it must be here; it is not called.
        protected WriteSupport<EventRow> getWriteSupport(Configuration configuration) {
            return support;
        }

        @Override
        protected WriteSupport<EventRow> getWriteSupport(ParquetConfiguration configuration) {
            return support;
        }
    }
}
