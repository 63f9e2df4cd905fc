package io.github.calllake.lake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/** What stands at the end of a Parquet file. */
final class FileFooter {

    private static final ByteBuffer MAGIC =
            ByteBuffer.wrap("PAR1".getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();
    /** The footer's length and the magic bytes. */
    private static final int TAIL = 8;

    private FileFooter() {}

    /**
     * Reads it.
     *
     * @param file the whole of it, from the first byte to the limit
     * @throws IOException if it is no whole Parquet file
     */
    static ParquetMetadata read(ByteBuffer file) throws IOException {
        int magic = MAGIC.limit();
        int end = file.limit() - TAIL;
        boolean framed = end >= magic
                && file.slice(0, magic).equals(MAGIC)
                && file.slice(file.limit() - magic, magic).equals(MAGIC);
        int length = framed ? file.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(end) : -1;
        if (length < 0 || length > end - magic) {
            throw new IOException("it is no whole Parquet file");
        }
        return new ParquetMetadataConverter()
                .readParquetMetadata(
                        ByteBufferInputStream.wrap(file.slice(end - length, length)),
                        ParquetMetadataConverter.NO_FILTER);
    }
}
