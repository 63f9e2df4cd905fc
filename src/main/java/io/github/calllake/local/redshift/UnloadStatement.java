package io.github.calllake.local.redshift;

import io.github.calllake.local.s3.S3Objects.Place;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an UNLOAD says, its query left out.
 *
 * @param target bucket and the beginning of every object's key
 * @param partitionBy names of columns, folded; empty without PARTITION BY
 * @param include whether the columns of the partitions stay in the files
 * @param maxFileBytes how large a file may become, about
 * @param extension appended to every file's name instead of what the format or compression appends
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html">UNLOAD</a>
 */
record UnloadStatement(
        Place target,
        Format format,
        Compression compression,
        TextOptions text,
        List<String> partitionBy,
        boolean include,
        Manifest manifest,
        Existing existing,
        boolean parallel,
        OptionalLong maxFileBytes,
        Optional<String> extension) {

    UnloadStatement {
        partitionBy = List.copyOf(partitionBy);
    }

    /** What the files hold. */
    enum Format {
        TEXT,
        CSV,
        JSON,
        PARQUET
    }

    /** Of whole files; Parquet compresses inside. */
    enum Compression {
        NONE(""),
        GZIP(".gz"),
        BZIP2(".bz2"),
        ZSTD(".zst");

        private final String suffix;

        Compression(String suffix) {
            this.suffix = suffix;
        }

        String suffix() {
            return suffix;
        }
    }

    /** Whether a manifest is written, and what is in it. */
    enum Manifest {
        NONE,
        ENTRIES,
        VERBOSE
    }

    /** What is done about objects that are there already. */
    enum Existing {
        REFUSED,
        OVERWRITTEN,
        REMOVED
    }

    /**
     * How text is written.
     *
     * @param nullText stands for NULL
     */
    record TextOptions(char delimiter, boolean header, boolean addQuotes, boolean escape, String nullText) {}

    /** What a file's name ends in. */
    String suffix() {
        if (extension.isPresent()) {
            return "." + extension.get();
        }
        return format == Format.PARQUET ? ".parquet" : compression.suffix();
    }
}
