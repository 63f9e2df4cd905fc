package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Athena's operations on workgroups. */
final class WorkGroupApi {
    private final WorkGroups workGroups;

    WorkGroupApi(WorkGroups workGroups) {
        this.workGroups = workGroups;
    }

    Map<String, JsonApi.Operation> operations() {
        return Map.of(
                "GetWorkGroup",
                request -> JsonApi.JSON
                        .createObjectNode()
                        .set("WorkGroup", workGroups.get(AthenaApi.text(request, "WorkGroup"))),
                "ListWorkGroups",
                this::list,
                "CreateWorkGroup",
                this::create,
                "UpdateWorkGroup",
                this::update,
                "DeleteWorkGroup",
                this::delete);
    }

    private JsonNode list(ObjectNode request) {
        ObjectNode answer = JsonApi.JSON.createObjectNode();
        ArrayNode all = answer.putArray("WorkGroups");
        for (ObjectNode group : workGroups.all()) {
            all.addObject()
                    .put("Name", group.path("Name").asText())
                    .put("State", group.path("State").asText())
                    .put("Description", group.path("Description").asText())
                    .put("CreationTime", group.path("CreationTime").asDouble());
        }
        return answer;
    }

    private JsonNode create(ObjectNode request) {
        workGroups.create(
                AthenaApi.text(request, "Name"),
                request.path("Configuration"),
                request.path("Description").asText());
        return JsonApi.JSON.createObjectNode();
    }

    private JsonNode update(ObjectNode request) {
        workGroups.update(AthenaApi.text(request, "WorkGroup"), request);
        return JsonApi.JSON.createObjectNode();
    }

    private JsonNode delete(ObjectNode request) {
        workGroups.delete(AthenaApi.text(request, "WorkGroup"));
        return JsonApi.JSON.createObjectNode();
    }
}
