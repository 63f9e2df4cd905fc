package io.github.calllake.export;

import io.github.calllake.schema.ColumnType.Scalar;

/**
 * A column of what is exported.
 *
 * @param name snake_case
 * @param type its values: STRING and JSON a {@link String}, BOOLEAN a {@link Boolean}, INT an {@link Integer}, BIGINT a {@link Long},
 *     DOUBLE a {@link Double}, TIMESTAMP an {@link java.time.Instant} in whole milliseconds; each may be null
 */
public record ExportColumn(String name, Scalar type) {}
