package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Glue's operations on partitions.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_BatchCreatePartition.html">BatchCreatePartition</a>
 */
final class PartitionApi {
    private static final int MAX_PAGE = 1_000;

    private final GlueCatalog catalog;

    PartitionApi(GlueCatalog catalog) {
        this.catalog = catalog;
    }

    Map<String, JsonApi.Operation> operations() {
        Map<String, JsonApi.Operation> all = new HashMap<>();
        all.put("CreatePartition", this::create);
        all.put("BatchCreatePartition", this::batchCreate);
        all.put("GetPartition", this::get);
        all.put("GetPartitions", this::list);
        all.put("DeletePartition", this::delete);
        all.put("BatchDeletePartition", this::batchDelete);
        return all;
    }

    private static List<String> place(ObjectNode request) {
        return List.of(
                Identifiers.name(request.path("DatabaseName").asText()),
                Identifiers.name(request.path("TableName").asText()));
    }

    private JsonNode requireTable(List<String> place) {
        return catalog.requireTable(place.get(0), place.get(1));
    }

    private JsonNode create(ObjectNode request) {
        add(place(request), request.path("PartitionInput"));
        return JsonApi.JSON.createObjectNode();
    }

    private void add(List<String> place, JsonNode input) {
        JsonNode table = requireTable(place);
        if (!(input instanceof ObjectNode partition)
                || partition.path("Values").size()
                        != table.path("PartitionKeys").size()) {
            throw ApiException.invalidInput("The number of partition keys do not match the number of partition values");
        }
        if (!catalog.partitions().add(place.get(0), place.get(1), partition)) {
            throw new ApiException("AlreadyExistsException", "Partition already exists.");
        }
    }

    private JsonNode batchCreate(ObjectNode request) {
        requireTable(place(request));
        ObjectNode answer = JsonApi.JSON.createObjectNode();
        ArrayNode errors = answer.putArray("Errors");
        for (JsonNode input : request.path("PartitionInputList")) {
            try {
                add(place(request), input);
            } catch (ApiException e) {
                addError(errors, input.path("Values"), e);
            }
        }
        return answer;
    }

    private static void addError(ArrayNode errors, JsonNode values, ApiException e) {
        ObjectNode error = errors.addObject();
        error.set("PartitionValues", values);
        error.putObject("ErrorDetail").put("ErrorCode", e.type()).put("ErrorMessage", e.text());
    }

    private JsonNode get(ObjectNode request) {
        List<String> place = place(request);
        requireTable(place);
        ObjectNode partition = catalog.partitions()
                .find(place.get(0), place.get(1), texts(request.path("PartitionValues")))
                .orElseThrow(() -> ApiException.notFound("Cannot find partition."));
        return JsonApi.JSON.createObjectNode().set("Partition", partition);
    }

    private JsonNode list(ObjectNode request) {
        List<String> place = place(request);
        JsonNode table = requireTable(place);
        List<ObjectNode> all = catalog.partitions().all(place.get(0), place.get(1));
        String expression = request.path("Expression").asText();
        if (!expression.isEmpty()) {
            Map<String, String> keys = new LinkedHashMap<>();
            table.path("PartitionKeys")
                    .forEach(key ->
                            keys.put(key.path("Name").asText(), key.path("Type").asText()));
            Predicate<List<String>> filter = PartitionFilter.of(expression, keys);
            all = all.stream()
                    .filter(partition -> filter.test(GluePartitions.values(partition)))
                    .toList();
        }
        String token = request.path("NextToken").asText("0");
        int most = request.path("MaxResults").asInt(MAX_PAGE);
        if (!token.matches("[0-9]{1,9}") || most < 1 || most > MAX_PAGE) {
            throw ApiException.invalidInput("NextToken or MaxResults is wrong");
        }
        int from = Math.min(all.size(), Integer.parseInt(token));
        int to = Math.min(all.size(), from + most);
        ObjectNode answer = JsonApi.JSON.createObjectNode();
        answer.putArray("Partitions").addAll(all.subList(from, to));
        if (to < all.size()) {
            answer.put("NextToken", Integer.toString(to));
        }
        return answer;
    }

    private JsonNode delete(ObjectNode request) {
        remove(place(request), request.path("PartitionValues"));
        return JsonApi.JSON.createObjectNode();
    }

    private void remove(List<String> place, JsonNode values) {
        requireTable(place);
        if (!catalog.partitions().remove(place.get(0), place.get(1), texts(values))) {
            throw ApiException.notFound("Cannot find partition.");
        }
    }

    private JsonNode batchDelete(ObjectNode request) {
        ObjectNode answer = JsonApi.JSON.createObjectNode();
        ArrayNode errors = answer.putArray("Errors");
        for (JsonNode partition : request.path("PartitionsToDelete")) {
            try {
                remove(place(request), partition.path("Values"));
            } catch (ApiException e) {
                addError(errors, partition.path("Values"), e);
            }
        }
        return answer;
    }

    private static List<String> texts(JsonNode values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(value.asText()));
        return texts;
    }
}
