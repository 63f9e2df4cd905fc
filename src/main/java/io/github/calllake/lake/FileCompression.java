package io.github.calllake.lake;

import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** How data files are compressed. */
public enum FileCompression {
    /** About 40 % smaller than {@link #SNAPPY}. The default. */
    ZSTD(CompressionCodecName.ZSTD),
    /** For readers that know nothing newer. */
    SNAPPY(CompressionCodecName.SNAPPY);

    private final CompressionCodecName codec;

    FileCompression(CompressionCodecName codec) {
        this.codec = codec;
    }

    CompressionCodecName codec() {
        return codec;
    }
}
