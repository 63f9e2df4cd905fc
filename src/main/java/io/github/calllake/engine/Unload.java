package io.github.calllake.engine;

import java.util.Objects;
import java.util.regex.Pattern;
import org.jooq.Select;

/**
 * A query whose rows an engine writes to S3 by itself, many files at once: for answers too large to come through one connection. Rows come in
 * no order, within a file and across files.
 *
 * <p>What the files hold is the same from either engine, and equal to the rows that {@link QueryEngine#stream} gives:
 *
 * <ul>
 *   <li>Parquet: typed columns under the query's names, Snappy inside.
 *   <li>JSON: an object a line; times as {@code 2024-06-20 08:00:05.118}, truth values as JSON's. A NULL is {@code null} or left out.
 *   <li>CSV by RFC 4180 but for its line ends, which are {@code \n}, without a header: texts in quotes, nothing at all is NULL; times as
 *       {@code 2024-06-20T08:00:05.118Z}, truth values as {@code true} and {@code false}.
 * </ul>
 *
 * @param query of columns with different names; its values are inlined by the engine. It may hold what was asked for: keep it out of logs
 * @param target {@code s3://bucket/prefix/}, under which nothing lies
 * @param compression of whole files; {@link Compression#NONE} with Parquet
 */
public record Unload(Select<?> query, String target, Format format, Compression compression) {
    /** What keeps a target inside its quotes in both engines, and readable. */
    private static final Pattern TARGET =
            Pattern.compile("s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/([\\w!.*()=:@,+-]+/)+");

    /** @throws IllegalArgumentException if they do not go together */
    public Unload {
        Objects.requireNonNull(query, "query");
        if (!TARGET.matcher(target).matches()) {
            throw new IllegalArgumentException(
                    "A target is s3://bucket/prefix/ with letters, digits and !.*()=:@,+_- between slashes, not "
                            + target);
        }
        if (format == Format.PARQUET && compression != Compression.NONE) {
            throw new IllegalArgumentException("Parquet compresses inside: give no compression of whole files");
        }
    }

    /** What the files hold. */
    public enum Format {
        PARQUET,
        CSV,
        JSON
    }

    /** Of whole files. */
    public enum Compression {
        NONE,
        GZIP,
        ZSTD
    }
}
