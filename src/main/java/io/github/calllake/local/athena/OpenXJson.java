package io.github.calllake.local.athena;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.local.athena.SqlType.ArrayOf;
import io.github.calllake.local.athena.SqlType.MapOf;
import io.github.calllake.local.athena.SqlType.RowOf;
import io.github.calllake.local.athena.SqlType.Simple;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads a line of a file as the OpenX JSON SerDe does: keys without regard to case, a value that does not fit its column
 * as NULL, a line that is no object as a row of NULLs.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/openx-json-serde.html">OpenX JSON SerDe</a>
 * @see <a
 *     href="https://github.com/trinodb/trino/blob/411/lib/trino-hive-formats/src/main/java/io/trino/hive/formats/line/openxjson/README.md">Trino's
 *     account of the format</a>
 */
final class OpenXJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private static final DateTimeFormatter JDBC = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(Locale.ROOT);

    private static final DateTimeFormatter WRITTEN =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

    private final List<Column> columns;
    private final boolean ignoreMalformed;

    OpenXJson(List<Column> columns, Map<String, String> properties) {
        this.columns = columns;
        this.ignoreMalformed = Boolean.parseBoolean(properties.getOrDefault("ignore.malformed.json", "false"));
        properties.forEach(OpenXJson::requireEmulated);
    }

    private static void requireEmulated(String property, String value) {
        boolean usual =
                switch (property) {
                    case "ignore.malformed.json", "serialization.format", "paths" -> true;
                    case "case.insensitive" -> value.equalsIgnoreCase("true");
                    case "dots.in.keys" -> value.equalsIgnoreCase("false");
                    default -> false;
                };
        if (!usual) {
            throw new SqlFailure(
                    "NOT_SUPPORTED: not emulated locally: SerDe property " + property + " = '" + value + "'");
        }
    }

    /**
     * A line's values by the columns' places, {@code c0} and so on.
     *
     * @throws SqlFailure if the line begins like JSON and is none, unless the table says to ignore that
     */
    ObjectNode row(String line) {
        ObjectNode row = MAPPER.createObjectNode();
        JsonNode object = line.stripLeading().startsWith("{") ? parse(line) : NullNode.getInstance();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            row.set(Select.columnName(i), value(member(object, column.name()), column.type()));
        }
        return row;
    }

    private JsonNode parse(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            if (ignoreMalformed) {
                return NullNode.getInstance();
            }
            throw new SqlFailure("HIVE_CURSOR_ERROR: Row is not a valid JSON Object");
        }
    }

    /** The last member of a name, whatever its case. */
    private static JsonNode member(JsonNode object, String name) {
        JsonNode found = NullNode.getInstance();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (member.getKey().toLowerCase(Locale.ROOT).equals(name)) {
                found = member.getValue();
            }
        }
        return found;
    }

    private static JsonNode value(JsonNode json, SqlType type) {
        if (json.isNull()) {
            return json;
        }
        if (type instanceof RowOf row) {
            return struct(json, row);
        }
        if (type instanceof ArrayOf array) {
            return list(json, array);
        }
        if (type instanceof MapOf map) {
            return map(json, map);
        }
        if (type instanceof Simple simple) {
            return scalar(json, simple);
        }
        if (type instanceof SqlType.Timestamp) {
            return timestamp(json);
        }
        throw new SqlFailure("NOT_SUPPORTED: not emulated locally: " + type.trino() + " in a JSON file");
    }

    private static JsonNode struct(JsonNode json, RowOf row) {
        if (!json.isObject()) {
            return blankOrFail(json, row);
        }
        ObjectNode members = MAPPER.createObjectNode();
        row.members().forEach(member -> members.set(member.name(), value(member(json, member.name()), member.type())));
        return members;
    }

    private static JsonNode list(JsonNode json, ArrayOf array) {
        if (json.isTextual() && json.asText().isEmpty()) {
            return NullNode.getInstance();
        }
        ArrayNode elements = MAPPER.createArrayNode();
        if (json.isArray()) {
            json.forEach(element -> elements.add(value(element, array.element())));
        } else {
            elements.add(value(json, array.element()));
        }
        return elements;
    }

    private static JsonNode map(JsonNode json, MapOf map) {
        if (map.key() != Simple.VARCHAR) {
            throw new SqlFailure("NOT_SUPPORTED: not emulated locally: " + map.trino() + " in a JSON file");
        }
        if (!json.isObject()) {
            return blankOrFail(json, map);
        }
        ObjectNode entries = MAPPER.createObjectNode();
        json.properties().forEach(entry -> entries.set(entry.getKey(), value(entry.getValue(), map.value())));
        return entries;
    }

    private static JsonNode blankOrFail(JsonNode json, SqlType type) {
        if (json.isTextual() && json.asText().isBlank()) {
            return NullNode.getInstance();
        }
        throw new SqlFailure("HIVE_CURSOR_ERROR: Primitive can not be coerced to a " + type.trino());
    }

    private static JsonNode scalar(JsonNode json, Simple type) {
        if (type == Simple.VARCHAR) {
            return MAPPER.getNodeFactory().textNode(json.isTextual() ? json.textValue() : text(json));
        }
        if (type == Simple.BOOLEAN) {
            return MAPPER.getNodeFactory().booleanNode(json.asText().equalsIgnoreCase("true"));
        }
        if (json.isContainerNode()) {
            throw new SqlFailure("HIVE_CURSOR_ERROR: Cannot convert a JSON object or array to " + type.trino());
        }
        try {
            return switch (type) {
                case TINYINT, SMALLINT, INTEGER, BIGINT -> whole(new BigDecimal(json.asText()), type);
                case DOUBLE, REAL -> MAPPER.getNodeFactory().numberNode(new BigDecimal(json.asText()));
                default ->
                    throw new SqlFailure("NOT_SUPPORTED: not emulated locally: " + type.trino() + " in a JSON file");
            };
        } catch (NumberFormatException e) {
            return NullNode.getInstance();
        }
    }

    /** As JDBC writes it, to the millisecond; a number is seconds since 1970. The SerDe's other patterns are not read. */
    private static JsonNode timestamp(JsonNode json) {
        if (json.isContainerNode()) {
            throw new SqlFailure("HIVE_CURSOR_ERROR: Cannot convert a JSON object or array to timestamp");
        }
        try {
            LocalDateTime time = json.isNumber()
                    ? LocalDateTime.ofInstant(
                            Instant.ofEpochMilli(json.decimalValue()
                                    .movePointRight(3)
                                    .setScale(0, RoundingMode.HALF_UP)
                                    .longValueExact()),
                            ZoneOffset.UTC)
                    : LocalDateTime.parse(json.asText().strip(), JDBC);
            return MAPPER.getNodeFactory()
                    .textNode(time.truncatedTo(ChronoUnit.MILLIS).format(WRITTEN));
        } catch (DateTimeException | ArithmeticException e) {
            return NullNode.getInstance();
        }
    }

    private static JsonNode whole(BigDecimal number, Simple type) {
        int bits =
                switch (type) {
                    case TINYINT -> 8;
                    case SMALLINT -> 16;
                    case INTEGER -> 32;
                    default -> 64;
                };
        BigInteger whole = number.setScale(0, RoundingMode.DOWN).toBigInteger();
        return whole.bitLength() < bits ? MAPPER.getNodeFactory().numberNode(whole) : NullNode.getInstance();
    }

    private static String text(JsonNode json) {
        return json.isNumber() ? json.decimalValue().toString() : json.toString();
    }
}
