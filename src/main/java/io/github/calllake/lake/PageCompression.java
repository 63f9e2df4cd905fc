package io.github.calllake.lake;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Compresses pages with zstd-jni and snappy-java themselves: parquet-java's own codecs need Hadoop at run time.
 *
 * <p>For one file on one thread.
 */
final class PageCompression implements CompressionCodecFactory {

    /** zstd's own default: level 1 is 3 % larger, level 9 takes three times as long for 8 %. */
    private static final int ZSTD_LEVEL = 3;

    private final Map<CompressionCodecName, BytesInputCompressor> compressors =
            new EnumMap<>(CompressionCodecName.class);

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        return compressors.computeIfAbsent(codec, name -> switch (name) {
            case ZSTD -> new ZstdCompressor();
            case SNAPPY -> new SnappyCompressor();
            default -> throw new IllegalArgumentException("No compressor for " + name);
        });
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("Files are only written here");
    }

    @Override
    public void release() {
        compressors.values().forEach(BytesInputCompressor::release);
        compressors.clear();
    }

    private static byte[] bytes(BytesInput page) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.toIntExact(page.size()));
        page.writeAllTo(bytes);
        return bytes.toByteArray();
    }

    private static final class ZstdCompressor implements BytesInputCompressor {

        private Optional<ZstdCompressCtx> context = Optional.of(new ZstdCompressCtx().setLevel(ZSTD_LEVEL));

        @Override
        public BytesInput compress(BytesInput page) throws IOException {
            ZstdCompressCtx zstd = context.orElseThrow(() -> new IOException("The compressor has been released"));
            byte[] plain = bytes(page);
            byte[] packed = new byte[Math.toIntExact(Zstd.compressBound(plain.length))];
            int length = zstd.compressByteArray(packed, 0, packed.length, plain, 0, plain.length);
            return BytesInput.from(packed, 0, length);
        }

        @Override
        public CompressionCodecName getCodecName() {
            return CompressionCodecName.ZSTD;
        }

        @Override
        public void release() {
            context.ifPresent(ZstdCompressCtx::close);
            context = Optional.empty();
        }
    }

    private static final class SnappyCompressor implements BytesInputCompressor {

        @Override
        public BytesInput compress(BytesInput page) throws IOException {
            byte[] plain = bytes(page);
            byte[] packed = new byte[Snappy.maxCompressedLength(plain.length)];
            int length = Snappy.compress(plain, 0, plain.length, packed, 0);
            return BytesInput.from(packed, 0, length);
        }

        @Override
        public CompressionCodecName getCodecName() {
            return CompressionCodecName.SNAPPY;
        }

        @Override
        public void release() {
            // Nothing is held.
        }
    }
}
