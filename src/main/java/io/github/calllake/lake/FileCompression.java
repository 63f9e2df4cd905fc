package io.github.calllake.lake;

import org.apache.parquet.format.CompressionCodec;

/** How data files are compressed. */
public enum FileCompression {
    /** About 40 % smaller than {@link #SNAPPY}. The default. */
    ZSTD(CompressionCodec.ZSTD),
    /** For readers that know nothing newer. */
    SNAPPY(CompressionCodec.SNAPPY);

    private final CompressionCodec codec;

    FileCompression(CompressionCodec codec) {
        this.codec = codec;
    }

    CompressionCodec codec() {
        return codec;
    }
}
