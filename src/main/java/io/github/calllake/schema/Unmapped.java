package io.github.calllake.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.schema.ColumnType.Array;
import io.github.calllake.schema.ColumnType.Field;
import io.github.calllake.schema.ColumnType.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a table's columns leave of an event: unknown fields, and values that do not fit their column. Keeps the event's
 * shape around them; JSON nulls and what became empty are left out.
 */
final class Unmapped {

    private final Struct mapped;

    /** For the columns of one table, as a struct over the event's payload. */
    Unmapped(EventTable table) {
        List<Field> fields = new ArrayList<>();
        for (EventTable.Column column : table.columns()) {
            if (column.source() instanceof ColumnSource.Json json && json.document() == ColumnSource.Document.PAYLOAD) {
                merge(fields, json.path().steps(), column.type());
            } else if (column.source() instanceof ColumnSource.CallKey key
                    && key.document() == ColumnSource.Document.PAYLOAD) {
                merge(fields, key.path().steps(), column.type());
            }
        }
        this.mapped = new Struct(fields);
    }

    /** The fields that the columns hold, as a struct over the payload. */
    Struct mapped() {
        return mapped;
    }

    Optional<String> of(JsonNode payload) {
        JsonNode rest = rest(payload, mapped);
        return rest.isMissingNode() ? Optional.empty() : Optional.of(rest.toString());
    }

    /** Adds a path to a struct: columns of Call Lake may lie inside a struct that Chime's table already has. */
    private static void merge(List<Field> fields, List<List<String>> steps, ColumnType type) {
        List<String> keys = steps.get(0);
        List<List<String>> below = steps.subList(1, steps.size());
        int known = indexOf(fields, keys);
        if (below.isEmpty()) {
            if (known < 0) {
                fields.add(new Field(keys.get(0), type, keys));
            }
            return;
        }
        boolean inside = known >= 0 && fields.get(known).type() instanceof Struct;
        List<Field> members =
                inside ? new ArrayList<>(((Struct) fields.get(known).type()).fields()) : new ArrayList<>();
        merge(members, below, type);
        Field merged = new Field(keys.get(0), new Struct(members), keys);
        if (inside) {
            fields.set(known, merged);
        } else {
            fields.add(merged);
        }
    }

    private static int indexOf(List<Field> fields, List<String> keys) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).keys().get(0).equals(keys.get(0))) {
                return i;
            }
        }
        return -1;
    }

    private static JsonNode rest(JsonNode node, ColumnType type) {
        if (node.isNull() || node.isMissingNode()) {
            return MissingNode.getInstance();
        }
        if (type instanceof Struct struct && node.isObject()) {
            return restOfObject(node, struct);
        }
        if (type instanceof Array array && node.isArray()) {
            return restOfArray(node, array);
        }
        return JsonValues.convert(node, type) == null ? node : MissingNode.getInstance();
    }

    private static JsonNode restOfObject(JsonNode object, Struct struct) {
        ObjectNode rest = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            JsonNode left = fieldThatTakes(object, struct, member.getKey())
                    .map(field -> rest(member.getValue(), field.type()))
                    .orElse(member.getValue());
            if (!left.isMissingNode() && !left.isNull()) {
                rest.set(member.getKey(), left);
            }
        }
        return rest.isEmpty() ? MissingNode.getInstance() : rest;
    }

    /** The field whose value comes from this very key: of several spellings present, the first that converts. */
    private static Optional<Field> fieldThatTakes(JsonNode object, Struct struct, String key) {
        return struct.fields().stream()
                .filter(field -> field.keys().contains(key))
                .filter(field -> field.keys().stream()
                        .filter(spelling -> JsonValues.convert(object.path(spelling), field.type()) != null)
                        .findFirst()
                        .filter(key::equals)
                        .isPresent())
                .findFirst();
    }

    private static JsonNode restOfArray(JsonNode array, Array type) {
        ArrayNode rest = JsonNodeFactory.instance.arrayNode();
        boolean any = false;
        for (JsonNode element : array) {
            JsonNode left = rest(element, type.element());
            any |= !left.isMissingNode();
            rest.add(left.isMissingNode() ? JsonNodeFactory.instance.nullNode() : left);
        }
        return any ? rest : MissingNode.getInstance();
    }
}
