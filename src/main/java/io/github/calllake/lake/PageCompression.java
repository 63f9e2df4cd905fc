package io.github.calllake.lake;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.github.calllake.schema.ByteSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.xerial.snappy.Snappy;

/** Compresses the pages of one file. For one thread. */
interface PageCompression extends AutoCloseable {

    /** Appends bytes, compressed. */
    void compress(ByteSink page, ByteSink to);

    @Override
    void close();

    static PageCompression of(FileCompression compression) {
        return switch (compression) {
            case ZSTD -> new WithZstd();
            case SNAPPY -> new WithSnappy();
        };
    }

    /** zstd-jni, with one context for all pages. */
    final class WithZstd implements PageCompression {

        /** zstd's own default: level 1 is 3 % larger, level 9 takes three times as long for 8 %. */
        private static final int LEVEL = 3;

        private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(LEVEL);

        @Override
        public void compress(ByteSink page, ByteSink to) {
            int most = Math.toIntExact(Zstd.compressBound(page.length()));
            to.ensure(most);
            to.wrote(context.compressByteArray(to.array(), to.length(), most, page.array(), 0, page.length()));
        }

        @Override
        public void close() {
            context.close();
        }
    }

    /** snappy-java. */
    final class WithSnappy implements PageCompression {

        @Override
        public void compress(ByteSink page, ByteSink to) {
            to.ensure(Snappy.maxCompressedLength(page.length()));
            try {
                to.wrote(Snappy.compress(page.array(), 0, page.length(), to.array(), to.length()));
            } catch (IOException e) {
                throw new UncheckedIOException("Compressing in memory failed", e);
            }
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
