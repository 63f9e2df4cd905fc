package io.github.calllake.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.calllake.schema.LaxJson;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads JSON columns, whose member names have lower case in the cold tier: they are matched without case. */
final class LooseJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private LooseJson() {}

    /** The document, or a missing node where there is none. */
    static JsonNode parse(@Nullable String text) {
        if (text == null) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            // The text is a JSON column's, which both tiers write themselves; what they could not write is not there.
            return MissingNode.getInstance();
        }
    }

    /** A member by its name in any case, or a missing node. */
    static JsonNode member(JsonNode object, String name) {
        JsonNode exact = object.path(name);
        return exact.isMissingNode()
                ? object.properties().stream()
                        .filter(property -> property.getKey().equalsIgnoreCase(name))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(MissingNode.getInstance())
                : exact;
    }

    static @Nullable String text(JsonNode object, String name) {
        return LaxJson.text(member(object, name));
    }

    static @Nullable Double number(JsonNode object, String name) {
        return LaxJson.number(member(object, name));
    }

    /** The value under the first of a member's spellings that gives one. */
    static @Nullable Integer integer(JsonNode object, List<String> names) {
        return names.stream()
                .map(name -> LaxJson.integer(member(object, name)))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
