package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Glue's operations on databases and tables.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_Operations.html">AWS Glue API operations</a>
 */
final class GlueApi {
    private static final int MAX_PAGE = 100;

    private final GlueCatalog catalog;

    GlueApi(GlueCatalog catalog) {
        this.catalog = catalog;
    }

    Map<String, JsonApi.Operation> operations() {
        Map<String, JsonApi.Operation> all = new HashMap<>(new PartitionApi(catalog).operations());
        all.put("CreateDatabase", this::createDatabase);
        all.put(
                "GetDatabase",
                request -> JsonApi.JSON.createObjectNode().set("Database", catalog.database(text(request, "Name"))));
        all.put("GetDatabases", request -> page(request, "DatabaseList", catalog.databases()));
        all.put("UpdateDatabase", this::updateDatabase);
        all.put("DeleteDatabase", this::deleteDatabase);
        all.put("CreateTable", this::createTable);
        all.put("UpdateTable", this::updateTable);
        all.put("GetTable", request -> JsonApi.JSON
                .createObjectNode()
                .set("Table", catalog.requireTable(text(request, "DatabaseName"), text(request, "Name"))));
        all.put("GetTables", this::getTables);
        all.put("DeleteTable", this::deleteTable);
        all.put("BatchDeleteTable", this::batchDeleteTable);
        return all;
    }

    private JsonNode createDatabase(ObjectNode request) {
        catalog.createDatabase(object(request, "DatabaseInput"));
        return done();
    }

    private JsonNode updateDatabase(ObjectNode request) {
        catalog.updateDatabase(text(request, "Name"), object(request, "DatabaseInput"));
        return done();
    }

    private JsonNode deleteDatabase(ObjectNode request) {
        catalog.deleteDatabase(text(request, "Name"));
        return done();
    }

    private JsonNode createTable(ObjectNode request) {
        catalog.createTable(text(request, "DatabaseName"), object(request, "TableInput"));
        return done();
    }

    private JsonNode updateTable(ObjectNode request) {
        catalog.updateTable(
                text(request, "DatabaseName"),
                object(request, "TableInput"),
                Optional.ofNullable(request.path("VersionId").textValue()));
        return done();
    }

    private JsonNode getTables(ObjectNode request) {
        List<ObjectNode> tables = catalog.tables(text(request, "DatabaseName"));
        String expression = request.path("Expression").asText();
        if (!expression.isEmpty()) {
            Pattern pattern = pattern(expression);
            tables = tables.stream()
                    .filter(table ->
                            pattern.matcher(table.path("Name").asText()).matches())
                    .toList();
        }
        return page(request, "TableList", tables);
    }

    private static Pattern pattern(String expression) {
        try {
            return Pattern.compile(expression, Pattern.CASE_INSENSITIVE);
        } catch (PatternSyntaxException e) {
            throw ApiException.invalidInput("Expression is not a pattern: " + e.getDescription());
        }
    }

    private JsonNode deleteTable(ObjectNode request) {
        catalog.deleteTable(text(request, "DatabaseName"), text(request, "Name"));
        return done();
    }

    private JsonNode batchDeleteTable(ObjectNode request) {
        String database = text(request, "DatabaseName");
        catalog.database(database);
        ObjectNode answer = done();
        ArrayNode errors = answer.putArray("Errors");
        for (JsonNode table : request.path("TablesToDelete")) {
            try {
                catalog.deleteTable(database, table.asText());
            } catch (ApiException e) {
                ObjectNode error = errors.addObject().put("TableName", table.asText());
                error.putObject("ErrorDetail").put("ErrorCode", e.type()).put("ErrorMessage", e.text());
            }
        }
        return answer;
    }

    /** One page; its token is the name of the last object that was given. */
    private static ObjectNode page(ObjectNode request, String list, List<ObjectNode> all) {
        int max = request.path("MaxResults").asInt(MAX_PAGE);
        if (max < 1 || max > MAX_PAGE) {
            throw ApiException.invalidInput("MaxResults must be from 1 to " + MAX_PAGE);
        }
        String after = request.path("NextToken").asText();
        List<ObjectNode> rest = all.stream()
                .filter(object -> object.path("Name").asText().compareTo(after) > 0)
                .toList();
        List<ObjectNode> page = rest.subList(0, Math.min(max, rest.size()));
        ObjectNode answer = done();
        answer.putArray(list).addAll(page);
        if (rest.size() > page.size()) {
            answer.put("NextToken", page.get(page.size() - 1).path("Name").asText());
        }
        return answer;
    }

    private static ObjectNode done() {
        return JsonApi.JSON.createObjectNode();
    }

    private static String text(ObjectNode request, String member) {
        String value = request.path(member).asText();
        if (value.isEmpty()) {
            throw ApiException.invalidInput(member + " is missing");
        }
        return value;
    }

    private static ObjectNode object(ObjectNode request, String member) {
        if (request.get(member) instanceof ObjectNode object) {
            return object;
        }
        throw ApiException.invalidInput(member + " is missing");
    }
}
