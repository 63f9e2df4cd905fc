package io.github.calllake.lake;

import io.github.calllake.schema.ByteSink;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;

/** Appends pages to a file in memory, and lends what is needed to make one. For one thread. */
final class PageWriter implements AutoCloseable {

    private final FileCompression codec;
    private final PageCompression compression;
    private final ByteSink file = new ByteSink(1 << 16);
    private final ByteSink page = new ByteSink(1 << 16);
    private final ByteSink packed = new ByteSink(1 << 16);
    private int[] scratch = new int[1 << 10];
    private long plainBytes;
    /** How much of the file is no longer in memory. */
    private long drained;

    PageWriter(FileCompression compression) {
        this.codec = compression;
        this.compression = PageCompression.of(compression);
    }

    /** An empty page to fill. */
    ByteSink page() {
        page.truncate(0);
        return page;
    }

    /** Numbers to use for a moment. */
    int[] scratch(int count) {
        if (scratch.length < count) {
            scratch = new int[Math.max(count, scratch.length * 2)];
        }
        return scratch;
    }

    /** Appends a page; sizes and checksum are put into its header. */
    void write(ByteSink content, PageHeader header) {
        packed.truncate(0);
        compression.compress(content, packed);
        CRC32 checksum = new CRC32();
        checksum.update(packed.array(), 0, packed.length());
        header.setUncompressed_page_size(content.length());
        header.setCompressed_page_size(packed.length());
        header.setCrc((int) checksum.getValue());
        int before = file.length();
        try {
            Util.writePageHeader(header, stream());
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        plainBytes += file.length() - before + content.length();
        file.put(packed.array(), 0, packed.length());
    }

    /** The length of the file so far. */
    long position() {
        return drained + file.length();
    }

    /** Hands what there is of the file to whoever keeps it. */
    void drainTo(OutputStream keeper) throws IOException {
        keeper.write(file.array(), 0, file.length());
        drained += file.length();
        file.truncate(0);
    }

    /** The same, had nothing been compressed. */
    long plainBytes() {
        return plainBytes;
    }

    CompressionCodec codec() {
        return codec.codec();
    }

    ByteSink file() {
        return file;
    }

    /** Appends to the file. */
    OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int value) {
                file.put((byte) value);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                file.put(bytes, from, length);
            }
        };
    }

    @Override
    public void close() {
        compression.close();
    }
}
