package io.github.calllake.engine;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.model.ColumnInfo;

/**
 * Reads Athena's texts as the selected fields' types, strictly: one that does not fit is an error that names column and row,
 * never another value. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/APIReference/API_ColumnInfo.html">ColumnInfo</a>
 */
final class AthenaValues {

    private static final Set<String> WHOLE = Set.of("tinyint", "smallint", "integer", "bigint");
    private static final Map<Class<?>, Set<String>> TYPES = Map.of(
            Long.class, WHOLE,
            Integer.class, WHOLE,
            Double.class, Set.of("float", "real", "double", "decimal", "tinyint", "smallint", "integer", "bigint"),
            BigDecimal.class, Set.of("float", "real", "double", "decimal", "tinyint", "smallint", "integer", "bigint"),
            Boolean.class, Set.of("boolean"),
            LocalDateTime.class, Set.of("timestamp"),
            LocalDate.class, Set.of("date"));

    private final String id;
    private final List<Field<?>> fields;

    private AthenaValues(String id, List<Field<?>> fields) {
        this.id = id;
        this.fields = fields;
    }

    /**
     * Holds a result's columns against the fields.
     *
     * @throws QueryException if they are not the fields' number, names and types
     */
    static AthenaValues checked(String id, List<Field<?>> fields, List<ColumnInfo> columns) {
        if (columns.size() != fields.size()) {
            throw new QueryException(
                    Tier.COLD,
                    "query " + id + " gave " + columns.size() + " columns and not " + fields.size() + " as selected");
        }
        for (int i = 0; i < columns.size(); i++) {
            check(id, fields.get(i), columns.get(i));
        }
        return new AthenaValues(id, fields);
    }

    private static void check(String id, Field<?> field, ColumnInfo column) {
        // Athena makes a name up for what has none.
        boolean named =
                column.name().equalsIgnoreCase(field.getName()) || column.name().startsWith("_col");
        // A type that is read as text, and what NULL alone has for a type.
        Set<String> types = TYPES.getOrDefault(field.getType(), Set.of(column.type()));
        if (!named || !(types.contains(column.type()) || column.type().equals("unknown"))) {
            throw new QueryException(
                    Tier.COLD,
                    "query " + id + " gave column " + column.name() + " of type " + column.type() + " where "
                            + field.getName() + " was selected as "
                            + field.getType().getSimpleName());
        }
    }

    int size() {
        return fields.size();
    }

    /**
     * A row's values.
     *
     * @param row its number, from 1
     */
    @Nullable
    Object[] read(List<? extends @Nullable String> texts, long row) {
        if (texts.size() != fields.size()) {
            throw new QueryException(
                    Tier.COLD,
                    "query " + id + ", row " + row + " has " + texts.size() + " of " + fields.size() + " values");
        }
        @Nullable Object[] values = new Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            String text = texts.get(i);
            values[i] = text == null ? null : value(fields.get(i), text, row);
        }
        return values;
    }

    /** The cause would quote the value. */
    @SuppressWarnings("UnusedException")
    private Object value(Field<?> field, String text, long row) {
        try {
            return read(text, field.getType());
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new QueryException(
                    Tier.COLD,
                    "query " + id + ", row " + row + ": column " + field.getName() + " holds no "
                            + field.getType().getSimpleName());
        }
    }

    private static Object read(String text, Class<?> type) {
        if (type == String.class) {
            return text;
        }
        if (type == Long.class) {
            return Long.parseLong(text);
        }
        if (type == Integer.class) {
            return Integer.parseInt(text);
        }
        if (type == Double.class) {
            return Double.parseDouble(text);
        }
        if (type == BigDecimal.class) {
            return new BigDecimal(text);
        }
        if (type == Boolean.class) {
            return bool(text);
        }
        if (type == LocalDateTime.class) {
            return LocalDateTime.parse(text.replace(' ', 'T'));
        }
        if (type == LocalDate.class) {
            return LocalDate.parse(text);
        }
        throw new IllegalArgumentException("No reading of " + type.getName());
    }

    private static Boolean bool(String text) {
        return switch (text) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> throw new IllegalArgumentException("no boolean");
        };
    }
}
