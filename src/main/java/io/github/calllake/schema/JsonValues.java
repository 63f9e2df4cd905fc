package io.github.calllake.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.calllake.schema.ColumnType.Array;
import io.github.calllake.schema.ColumnType.Field;
import io.github.calllake.schema.ColumnType.Scalar;
import io.github.calllake.schema.ColumnType.Struct;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON values to column values, as lax as the flat views of the hot tier: what does not fit is null and never an error.
 * A number may be quoted, and so may a boolean.
 */
final class JsonValues {

    private static final BigDecimal MIN_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MAX_LONG = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?[0-9]{1,19}");
    private static final Pattern DECIMAL_NUMBER =
            Pattern.compile("[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?");

    private JsonValues() {}

    /** The value of a node for a type; null if there is none. */
    static @Nullable Object convert(JsonNode node, ColumnType type) {
        if (type instanceof Struct struct) {
            return node.isObject() ? struct(node, struct) : null;
        }
        if (type instanceof Array array) {
            return node.isArray() ? array(node, array) : null;
        }
        return scalar(node, (Scalar) type);
    }

    /** The value under the first of a field's keys that gives one. */
    static @Nullable Object member(JsonNode object, Field field) {
        for (String key : field.keys()) {
            Object value = convert(object.path(key), field.type());
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** The value at the first spelling of a path that gives one. */
    static @Nullable Object at(JsonNode root, List<List<String>> steps, ColumnType type) {
        if (steps.isEmpty()) {
            return convert(root, type);
        }
        for (String key : steps.get(0)) {
            JsonNode child = root.isObject() ? root.path(key) : MissingNode.getInstance();
            Object value = child.isMissingNode() ? null : at(child, steps.subList(1, steps.size()), type);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static List<@Nullable Object> struct(JsonNode node, Struct struct) {
        List<@Nullable Object> values = new ArrayList<>(struct.fields().size());
        for (Field field : struct.fields()) {
            values.add(member(node, field));
        }
        return values;
    }

    private static List<@Nullable Object> array(JsonNode node, Array array) {
        List<@Nullable Object> values = new ArrayList<>(node.size());
        for (JsonNode element : node) {
            values.add(convert(element, array.element()));
        }
        return values;
    }

    private static @Nullable Object scalar(JsonNode node, Scalar type) {
        return switch (type) {
            case STRING -> text(node);
            case JSON -> node.isContainerNode() ? node.toString() : text(node);
            case BOOLEAN -> bool(node);
            case INT -> intOf(node);
            case BIGINT -> longOf(node);
            case DOUBLE -> doubleOf(node);
            case TIMESTAMP -> throw new IllegalArgumentException("No JSON value is read as a timestamp");
        };
    }

    static @Nullable String text(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isNumber()) {
            return node.decimalValue().toPlainString();
        }
        return node.isBoolean() ? node.asText() : null;
    }

    private static @Nullable Boolean bool(JsonNode node) {
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        String text = node.isTextual() ? node.textValue().toLowerCase(Locale.ROOT) : "";
        return switch (text) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> null;
        };
    }

    private static @Nullable Integer intOf(JsonNode node) {
        Long value = longOf(node);
        return value == null || value != value.intValue() ? null : (Integer) value.intValue();
    }

    private static @Nullable Long longOf(JsonNode node) {
        if (node.isNumber()) {
            return longOf(node.decimalValue().setScale(0, RoundingMode.HALF_UP));
        }
        boolean quoted =
                node.isTextual() && WHOLE_NUMBER.matcher(node.textValue()).matches();
        return quoted ? longOf(new BigDecimal(new BigInteger(node.textValue()))) : null;
    }

    private static @Nullable Long longOf(BigDecimal whole) {
        return whole.compareTo(MIN_LONG) < 0 || whole.compareTo(MAX_LONG) > 0 ? null : (Long) whole.longValue();
    }

    private static @Nullable Double doubleOf(JsonNode node) {
        if (node.isNumber()) {
            return finite(node.decimalValue());
        }
        boolean quoted =
                node.isTextual() && DECIMAL_NUMBER.matcher(node.textValue()).matches();
        // A quoted -0 keeps its sign, as in Redshift; a JSON number does not.
        return quoted && finite(new BigDecimal(node.textValue())) != null
                ? (Double) Double.parseDouble(node.textValue())
                : null;
    }

    /** Null where a double overflows, and where it would turn a number into zero. */
    private static @Nullable Double finite(BigDecimal number) {
        double value = number.doubleValue();
        boolean vanished = value == 0 && number.signum() != 0;
        return Double.isInfinite(value) || vanished ? null : (Double) value;
    }
}
