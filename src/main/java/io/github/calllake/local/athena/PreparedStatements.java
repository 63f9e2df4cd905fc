package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Statements that were prepared, by workgroup, and Athena's operations on them. In memory. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements.html">Use parameterized
 *     queries</a>
 */
final class PreparedStatements {
    private final WorkGroups workGroups;
    private final Clock clock;
    private final Map<String, Map<String, ObjectNode>> byGroup = new HashMap<>();

    PreparedStatements(WorkGroups workGroups, Clock clock) {
        this.workGroups = workGroups;
        this.clock = clock;
    }

    Map<String, JsonApi.Operation> operations() {
        Map<String, JsonApi.Operation> all = new HashMap<>();
        all.put("CreatePreparedStatement", this::create);
        all.put("UpdatePreparedStatement", this::update);
        all.put("GetPreparedStatement", this::get);
        all.put("ListPreparedStatements", this::list);
        all.put("DeletePreparedStatement", this::delete);
        return all;
    }

    private Map<String, ObjectNode> of(String workGroup) {
        workGroups.get(workGroup);
        return byGroup.computeIfAbsent(workGroup, name -> new TreeMap<>());
    }

    private static String text(ObjectNode request, String member) {
        String value = request.path(member).asText();
        if (value.isEmpty()) {
            throw ApiException.invalidRequest(member + " is missing");
        }
        return value;
    }

    /** Prepares a statement; one of the same name is replaced. */
    synchronized void put(String workGroup, String name, String sql, String description) {
        if (!name.matches("[a-zA-Z_][a-zA-Z0-9_@:]{0,255}")) {
            throw ApiException.invalidRequest("StatementName is malformed");
        }
        of(workGroup)
                .put(
                        name,
                        JsonApi.JSON
                                .createObjectNode()
                                .put("StatementName", name)
                                .put("QueryStatement", sql)
                                .put("WorkGroupName", workGroup)
                                .put("Description", description)
                                .put("LastModifiedTime", clock.millis() / 1000.0));
    }

    private ObjectNode notFound(String name) {
        throw new ApiException("ResourceNotFoundException", "PreparedStatement " + name + " was not found");
    }

    synchronized String sql(String workGroup, String name) {
        ObjectNode statement = of(workGroup).get(name);
        if (statement == null) {
            throw new SqlFailure("NOT_FOUND: Prepared statement not found: " + name);
        }
        return statement.path("QueryStatement").asText();
    }

    synchronized boolean remove(String workGroup, String name) {
        return of(workGroup).remove(name) != null;
    }

    private synchronized JsonNode create(ObjectNode request) {
        String name = text(request, "StatementName");
        if (of(text(request, "WorkGroup")).containsKey(name)) {
            throw ApiException.invalidRequest("PreparedStatement " + name + " already exists");
        }
        return store(request, name);
    }

    private JsonNode store(ObjectNode request, String name) {
        put(
                text(request, "WorkGroup"),
                name,
                text(request, "QueryStatement"),
                request.path("Description").asText());
        return JsonApi.JSON.createObjectNode();
    }

    private synchronized JsonNode update(ObjectNode request) {
        String name = text(request, "StatementName");
        if (!of(text(request, "WorkGroup")).containsKey(name)) {
            return notFound(name);
        }
        return store(request, name);
    }

    private synchronized JsonNode get(ObjectNode request) {
        String name = text(request, "StatementName");
        ObjectNode statement = of(text(request, "WorkGroup")).get(name);
        return statement == null
                ? notFound(name)
                : JsonApi.JSON.createObjectNode().set("PreparedStatement", statement.deepCopy());
    }

    private synchronized JsonNode list(ObjectNode request) {
        ObjectNode answer = JsonApi.JSON.createObjectNode();
        ArrayNode all = answer.putArray("PreparedStatements");
        of(text(request, "WorkGroup")).forEach((name, statement) -> all.addObject()
                .put("StatementName", name)
                .set("LastModifiedTime", statement.path("LastModifiedTime")));
        return answer;
    }

    private synchronized JsonNode delete(ObjectNode request) {
        String name = text(request, "StatementName");
        return remove(text(request, "WorkGroup"), name) ? JsonApi.JSON.createObjectNode() : notFound(name);
    }
}
