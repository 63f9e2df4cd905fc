package io.github.calllake.export;

import io.github.calllake.lake.FileCompression;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * How rows become objects. Immutable. The same rows give the same bytes.
 *
 * @param kind of file
 * @param compression of the file, or of a Parquet file's pages
 */
public record OutputFormat(Kind kind, Compression compression) {

    private static final int BUFFER = 1 << 16;

    /** A kind of file. */
    public enum Kind {
        /** RFC 4180, UTF-8, with a header. */
        CSV,
        /** One JSON object a line. */
        JSON,
        PARQUET
    }

    /** How bytes are made fewer. */
    public enum Compression {
        NONE,
        GZIP,
        ZSTD,
        SNAPPY
    }

    public OutputFormat {
        boolean pages = compression == Compression.ZSTD || compression == Compression.SNAPPY;
        if (kind == Kind.PARQUET ? !pages : compression == Compression.SNAPPY) {
            throw new IllegalArgumentException(kind.name().toLowerCase(Locale.ROOT) + " cannot be compressed by "
                    + compression.name().toLowerCase(Locale.ROOT) + ": "
                    + (kind == Kind.PARQUET ? "zstd or snappy can" : "none, gzip or zstd can"));
        }
    }

    /** With the compression that a kind usually has: zstd for Parquet, none for text. */
    public static OutputFormat of(Kind kind) {
        return new OutputFormat(kind, kind == Kind.PARQUET ? Compression.ZSTD : Compression.NONE);
    }

    /** How objects' names end, without a dot in front: {@code csv.gz}. */
    public String extension() {
        String plain =
                switch (kind) {
                    case CSV -> "csv";
                    case JSON -> "jsonl";
                    case PARQUET -> "parquet";
                };
        if (kind == Kind.PARQUET) {
            return plain;
        }
        return switch (compression) {
            case GZIP -> plain + ".gz";
            case ZSTD -> plain + ".zst";
            default -> plain;
        };
    }

    /** A file on its way into a stream, which it leaves open. */
    RowFile begin(List<ExportColumn> columns, OutputStream to) throws IOException {
        return switch (kind) {
            case CSV -> new CsvFile(columns, compressing(to));
            case JSON -> new JsonLinesFile(columns, compressing(to));
            case PARQUET -> new ParquetRows(columns, fileCompression(), to);
        };
    }

    private FileCompression fileCompression() {
        return compression == Compression.ZSTD ? FileCompression.ZSTD : FileCompression.SNAPPY;
    }

    private OutputStream compressing(OutputStream to) throws IOException {
        return switch (compression) {
            case GZIP -> new GZIPOutputStream(to, BUFFER);
            case ZSTD -> new com.github.luben.zstd.ZstdOutputStream(to);
            default -> to;
        };
    }
}
