package io.github.calllake.schema;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The type of a lake column, in the terms of Glue's Hive types.
 *
 * <p>Values of each type, as {@link EventRow} holds them: STRING and JSON a {@link String}, BOOLEAN a {@link Boolean},
 * INT an {@link Integer}, BIGINT a {@link Long}, DOUBLE a {@link Double}, TIMESTAMP a {@link java.time.Instant} in whole
 * milliseconds, a struct a list of its members' values in order, an array a list of its elements; each may be null.
 *
 * <p>Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/data-types.html">Data types in Amazon Athena</a>
 */
public sealed interface ColumnType {

    /** The type in Glue's spelling, e.g. {@code bigint} or {@code struct<a:string,b:array<int>>}. */
    String glueName();

    /** A single value. */
    enum Scalar implements ColumnType {
        STRING("string"),
        BOOLEAN("boolean"),
        INT("int"),
        BIGINT("bigint"),
        DOUBLE("double"),
        /** Milliseconds since the epoch, UTC. */
        TIMESTAMP("timestamp"),
        /** JSON text of an object or an array. */
        JSON("string");

        private final String glueName;

        Scalar(String glueName) {
            this.glueName = glueName;
        }

        @Override
        public String glueName() {
            return glueName;
        }
    }

    /** Named members in a fixed order. */
    record Struct(List<Field> fields) implements ColumnType {
        public Struct {
            fields = List.copyOf(fields);
        }

        @Override
        public String glueName() {
            return fields.stream()
                    .map(field -> field.name() + ":" + field.type().glueName())
                    .collect(Collectors.joining(",", "struct<", ">"));
        }
    }

    /** A list of elements of one type. */
    record Array(ColumnType element) implements ColumnType {
        @Override
        public String glueName() {
            return "array<" + element.glueName() + ">";
        }
    }

    /**
     * A member of a struct.
     *
     * @param name Glue's name: the JSON key in lower case
     * @param type the member's type
     * @param keys the JSON keys that are read into it, the documented spelling first; matched exactly
     */
    record Field(String name, ColumnType type, List<String> keys) {
        public Field {
            keys = List.copyOf(keys);
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("Field " + name + " has no JSON key");
            }
        }
    }
}
