package io.github.calllake.lake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.event.DetailType;
import io.github.calllake.schema.DeployedTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** A lake's definition as the JSON in which it lies at the lake's root. */
final class LakeDefinitionJson {

    private static final int FORMAT = 1;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private LakeDefinitionJson() {}

    static byte[] write(LakeDefinition lake) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("format", FORMAT).put("database", lake.database());
        lake.stream().ifPresent(stream -> json.put("stream", stream));
        json.put("postCall", lake.postCall()).put("scanLimitBytes", lake.scanLimitBytes());
        lake.resultsKey().ifPresent(key -> json.put("resultsKey", key));
        lake.takeover().ifPresent(takeover -> json.set("takeover", json(takeover)));
        json.put("restricted", lake.restricted());
        return json.toPrettyString().getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode json(Takeover takeover) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("cutover", takeover.cutover().toString());
        json.put("overlapUntil", takeover.overlapUntil().toString());
        ObjectNode tables = json.putObject("tables");
        new TreeMap<>(takeover.tables()).forEach((type, table) -> {
            var columns = tables.putArray(type.text());
            table.columns().forEach(column -> columns.addObject()
                    .put("of", column.of())
                    .put("name", column.name())
                    .put("type", column.type()));
        });
        ObjectNode serviceTypes = json.putObject("serviceTypes");
        new TreeMap<>(takeover.serviceTypes()).forEach((type, service) -> serviceTypes.put(type.text(), service));
        ObjectNode added = json.putObject("addedColumns");
        new TreeMap<>(takeover.addedColumns()).forEach((table, columns) -> {
            var names = added.putArray(table);
            columns.forEach(names::add);
        });
        var addedTables = json.putArray("addedTables");
        takeover.addedTables().forEach(addedTables::add);
        json.put("postCall", takeover.postCall());
        json.put("ownWorkGroup", takeover.ownWorkGroup());
        return json;
    }

    static LakeDefinition read(byte[] content, LakeLayout layout, String where) {
        try {
            JsonNode json = MAPPER.readTree(content);
            if (json.path("format").intValue() != FORMAT) {
                throw new LakeException(where + " was written by another release; use that one, or a newer one");
            }
            LakeDefinition lake = new LakeDefinition(
                    layout,
                    json.required("database").asText(),
                    Optional.ofNullable(json.path("stream").textValue()),
                    json.required("postCall").asText(),
                    json.required("scanLimitBytes").longValue(),
                    Optional.ofNullable(json.path("resultsKey").textValue()),
                    Optional.empty(),
                    json.path("restricted").booleanValue());
            return json.has("takeover") ? lake.withTakeover(takeover(json.required("takeover"))) : lake;
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new LakeException(where + " is no lake's definition: " + e.getMessage(), e);
        }
    }

    private static Takeover takeover(JsonNode json) {
        Map<String, List<String>> added = new TreeMap<>();
        json.required("addedColumns").properties().forEach(table -> added.put(table.getKey(), texts(table.getValue())));
        return new Takeover(
                Instant.parse(json.required("cutover").asText()),
                Instant.parse(json.required("overlapUntil").asText()),
                byType(json.required("tables"), LakeDefinitionJson::table),
                byType(json.required("serviceTypes"), JsonNode::asText),
                added,
                texts(json.required("addedTables")),
                json.required("postCall").booleanValue(),
                json.required("ownWorkGroup").booleanValue());
    }

    private static DeployedTable table(JsonNode columns) {
        List<DeployedTable.Column> all = new ArrayList<>();
        columns.forEach(column -> all.add(new DeployedTable.Column(
                column.required("of").asText(),
                column.required("name").asText(),
                column.required("type").asText())));
        return new DeployedTable(all);
    }

    private static <T> Map<DetailType, T> byType(JsonNode object, Function<JsonNode, T> value) {
        Map<DetailType, T> all = new EnumMap<>(DetailType.class);
        object.properties()
                .forEach(each -> all.put(
                        DetailType.fromText(each.getKey())
                                .orElseThrow(() -> new IllegalArgumentException("detail type " + each.getKey())),
                        value.apply(each.getValue())));
        return all;
    }

    private static List<String> texts(JsonNode array) {
        List<String> all = new ArrayList<>();
        array.forEach(each -> all.add(each.asText()));
        return all;
    }
}
