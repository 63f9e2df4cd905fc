package io.github.calllake.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.calllake.schema.ColumnType.Scalar;
import org.jspecify.annotations.Nullable;

/**
 * Values in JSON as the lake's columns take them, so that whoever reads the JSON itself reads the same: a number may be quoted,
 * and what does not fit is null. Thread-safe.
 */
public final class LaxJson {

    private LaxJson() {}

    /** A text, or a number or truth value as it is written; null if it is none of these. */
    public static @Nullable String text(JsonNode value) {
        return (String) JsonValues.convert(value, Scalar.STRING);
    }

    /** A whole number, rounded half up; null if it is none or does not fit. */
    public static @Nullable Integer integer(JsonNode value) {
        return (Integer) JsonValues.convert(value, Scalar.INT);
    }

    /** A number; null if it is none or does not fit. */
    public static @Nullable Double number(JsonNode value) {
        return (Double) JsonValues.convert(value, Scalar.DOUBLE);
    }
}
