package io.github.calllake.schema;

import io.github.calllake.schema.ColumnType.Array;
import io.github.calllake.schema.ColumnType.Field;
import io.github.calllake.schema.ColumnType.Scalar;
import io.github.calllake.schema.ColumnType.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads Hive types of another's table as types that we can write our values in. For one text; not thread-safe. */
final class HiveTypes {

    private final String text;
    private final String column;
    private int at;

    private HiveTypes(String text, String column) {
        this.text = text.toLowerCase(Locale.ROOT).replaceAll("\\s+", "");
        this.column = column;
    }

    /**
     * The type, with our JSON keys at its members.
     *
     * @param ours our type of the column, which says the keys
     * @throws IllegalArgumentException if values of ours cannot be written in it
     */
    static ColumnType parse(String type, ColumnType ours, String column) {
        HiveTypes reading = new HiveTypes(type, column);
        ColumnType parsed = reading.type(Optional.of(ours));
        if (reading.at != reading.text.length()) {
            throw reading.wrong();
        }
        return parsed;
    }

    private ColumnType type(Optional<ColumnType> ours) {
        if (take("struct<")) {
            return struct(ours);
        }
        if (take("array<")) {
            Optional<ColumnType> element = ours.filter(Array.class::isInstance).map(type -> ((Array) type).element());
            if (ours.isPresent() && element.isEmpty()) {
                throw wrong();
            }
            ColumnType inner = type(element);
            require(">");
            return new Array(inner);
        }
        return scalar(word(), ours);
    }

    private ColumnType struct(Optional<ColumnType> ours) {
        if (ours.isPresent() && !(ours.get() instanceof Struct)) {
            throw wrong();
        }
        List<Field> fields = new ArrayList<>();
        do {
            String name = word();
            require(":");
            Optional<Field> known = ours.flatMap(type -> ((Struct) type)
                    .fields().stream()
                            .filter(field -> field.name().equals(name))
                            .findFirst());
            ColumnType type = type(known.map(Field::type));
            // A member that no JSON key of ours is known for is NULL in our files.
            fields.add(new Field(name, type, known.map(Field::keys).orElse(List.of(name))));
        } while (take(","));
        require(">");
        return new Struct(fields);
    }

    private ColumnType scalar(String word, Optional<ColumnType> ours) {
        if (ours.isPresent() && !(ours.get() instanceof Scalar)) {
            throw wrong();
        }
        return switch (word) {
            case "string", "varchar" ->
                ours.filter(type -> type == Scalar.JSON).isPresent() ? Scalar.JSON : Scalar.STRING;
            case "boolean" -> Scalar.BOOLEAN;
            case "int", "integer" -> Scalar.INT;
            case "bigint" -> Scalar.BIGINT;
            case "double" -> Scalar.DOUBLE;
            default -> throw wrong();
        };
    }

    private String word() {
        int from = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "_-".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        if (from == at) {
            throw wrong();
        }
        return text.substring(from, at);
    }

    private boolean take(String expected) {
        if (text.startsWith(expected, at)) {
            at += expected.length();
            return true;
        }
        return false;
    }

    private void require(String expected) {
        if (!take(expected)) {
            throw wrong();
        }
    }

    private IllegalArgumentException wrong() {
        return new IllegalArgumentException(
                "column " + column + " has the type " + text + ", in which its values cannot be written");
    }
}
