package io.github.calllake.local.athena;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trino.sql.SqlFormatter;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.Node;
import io.trino.sql.tree.Query;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Views as Athena keeps them in Glue: the definition is JSON in Base64 within a comment. */
final class GlueViews {
    private static final Pattern TEXT = Pattern.compile("\\s*/\\* Presto View: ([A-Za-z0-9+/=]+) \\*/\\s*");

    private GlueViews() {}

    /**
     * What a view is.
     *
     * @param query its query
     * @param database where the query's unqualified tables are; empty if the view does not say
     * @param columns the columns it was created with
     */
    record Definition(Query query, Optional<String> database, List<Column> columns) {
        Definition {
            columns = List.copyOf(columns);
        }
    }

    static boolean isView(JsonNode table) {
        return table.path("TableType").asText().equals("VIRTUAL_VIEW");
    }

    static Definition read(Node node, JsonNode table) {
        Matcher text = TEXT.matcher(table.path("ViewOriginalText").asText());
        if (!text.matches()) {
            throw SqlFailure.notEmulated(
                    node,
                    "a view that Athena did not write: " + table.path("Name").asText());
        }
        try {
            JsonNode json = JsonApi.JSON.readTree(Base64.getDecoder().decode(text.group(1)));
            List<Column> columns = new ArrayList<>();
            for (JsonNode column : json.path("columns")) {
                columns.add(new Column(
                        column.path("name").asText(),
                        TypeNames.trino(column.path("type").asText())));
            }
            if (!(new SqlParser().createStatement(json.path("originalSql").asText()) instanceof Query query)) {
                throw new IllegalArgumentException("not a query");
            }
            return new Definition(query, Optional.ofNullable(json.path("schema").textValue()), columns);
        } catch (java.io.IOException | IllegalArgumentException | ParsingException e) {
            throw SqlFailure.at(
                    node,
                    "INVALID_VIEW",
                    "View '" + table.path("Name").asText() + "' cannot be read: " + e.getMessage());
        }
    }

    /** The statement that makes a view. */
    static String createStatement(JsonNode table) {
        if (!isView(table)) {
            throw new SqlFailure("NOT_SUPPORTED: '" + table.path("DatabaseName").asText() + "."
                    + table.path("Name").asText() + "' is a table; SHOW CREATE TABLE tells of it");
        }
        Matcher text = TEXT.matcher(table.path("ViewOriginalText").asText());
        if (!text.matches()) {
            throw new SqlFailure("NOT_SUPPORTED: not emulated locally: a view that Athena did not write");
        }
        try {
            JsonNode json = JsonApi.JSON.readTree(Base64.getDecoder().decode(text.group(1)));
            return "CREATE VIEW " + Sql.name(table.path("DatabaseName").asText()) + "."
                    + Sql.name(table.path("Name").asText()) + " AS \n"
                    + json.path("originalSql").asText();
        } catch (java.io.IOException | IllegalArgumentException e) {
            throw new SqlFailure("INVALID_VIEW: " + e.getMessage());
        }
    }

    /** Glue's TableInput for a view. */
    static ObjectNode tableInput(String name, String database, Query query, List<Column> columns) {
        ObjectNode definition = JsonApi.JSON.createObjectNode();
        definition.put("originalSql", SqlFormatter.formatSql(query).strip());
        definition.put("catalog", RelationRenderer.CATALOG);
        definition.put("schema", database);
        ArrayNode declared = definition.putArray("columns");
        ObjectNode input = JsonApi.JSON.createObjectNode();
        input.put("Name", name);
        input.put("TableType", "VIRTUAL_VIEW");
        ObjectNode storage = input.putObject("StorageDescriptor");
        storage.put("Location", "");
        storage.putObject("SerdeInfo");
        ArrayNode glueColumns = storage.putArray("Columns");
        for (Column column : columns) {
            String columnName = Identifiers.name(column.name());
            declared.addObject()
                    .put("name", columnName)
                    .put("type", column.type().trino());
            glueColumns
                    .addObject()
                    .put("Name", columnName)
                    .put("Type", column.type().hive());
        }
        input.putArray("PartitionKeys");
        input.putObject("Parameters").put("presto_view", "true").put("comment", "Presto View");
        input.put("ViewOriginalText", "/* Presto View: " + encoded(definition) + " */");
        input.put("ViewExpandedText", "/* Presto View */");
        return input;
    }

    private static String encoded(ObjectNode definition) {
        try {
            byte[] json = JsonApi.JSON.writeValueAsString(definition).getBytes(StandardCharsets.UTF_8);
            return Base64.getEncoder().encodeToString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A JSON tree has to be writable", e);
        }
    }
}
