package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Workgroups, kept in files. There is always one called primary. Thread-safe. */
final class WorkGroups {
    static final String PRIMARY = "primary";
    private static final long LEAST_CUTOFF = 10_000_000;

    private final JsonFiles files;
    private final Clock clock;
    private final Map<String, ObjectNode> byName;

    WorkGroups(JsonFiles files, Clock clock) {
        this.files = files;
        this.clock = clock;
        this.byName = files.readAll();
        if (!byName.containsKey(PRIMARY)) {
            store(PRIMARY, JsonApi.JSON.createObjectNode().put("EnforceWorkGroupConfiguration", false), "");
        }
    }

    synchronized ObjectNode get(String name) {
        ObjectNode group = byName.get(name);
        if (group == null) {
            throw ApiException.invalidRequest("WorkGroup " + name + " is not found.");
        }
        return group.deepCopy();
    }

    synchronized List<ObjectNode> all() {
        return byName.values().stream().map(ObjectNode::deepCopy).toList();
    }

    synchronized void create(String name, JsonNode configuration, String description) {
        if (!name.matches("[a-zA-Z0-9._-]{1,128}")) {
            throw ApiException.invalidRequest("Name must have 1 to 128 letters, digits, dots, hyphens or underscores");
        }
        if (byName.containsKey(name)) {
            throw ApiException.invalidRequest("WorkGroup " + name + " is already created");
        }
        ObjectNode own = JsonApi.JSON.createObjectNode().put("EnforceWorkGroupConfiguration", true);
        if (configuration instanceof ObjectNode given) {
            own.setAll(given);
        }
        requireCutoff(own);
        store(name, own, description);
    }

    private static void requireCutoff(ObjectNode configuration) {
        if (configuration.path("BytesScannedCutoffPerQuery").asLong(LEAST_CUTOFF) < LEAST_CUTOFF) {
            throw ApiException.invalidRequest("BytesScannedCutoffPerQuery must be at least " + LEAST_CUTOFF + " bytes");
        }
    }

    /** Changes what the updates name, as UpdateWorkGroup does. */
    synchronized void update(String name, ObjectNode request) {
        ObjectNode group = get(name);
        for (String field : new String[] {"Description", "State"}) {
            if (request.hasNonNull(field)) {
                group.set(field, request.get(field));
            }
        }
        ObjectNode configuration = group.withObject("Configuration");
        request.path("ConfigurationUpdates").properties().forEach(update -> {
            if (update.getKey().equals("ResultConfigurationUpdates")) {
                updateResult(configuration.withObject("ResultConfiguration"), update.getValue());
            } else if (update.getKey().equals("RemoveBytesScannedCutoffPerQuery")) {
                configuration.remove("BytesScannedCutoffPerQuery");
            } else {
                configuration.set(update.getKey(), update.getValue());
            }
        });
        requireCutoff(configuration);
        files.write(name, group);
        byName.put(name, group);
    }

    private static void updateResult(ObjectNode result, JsonNode updates) {
        if (updates.path("RemoveOutputLocation").asBoolean()) {
            result.remove("OutputLocation");
        }
        if (updates.hasNonNull("OutputLocation")) {
            result.set("OutputLocation", updates.get("OutputLocation"));
        }
    }

    private void store(String name, JsonNode configuration, String description) {
        ObjectNode group = JsonApi.JSON.createObjectNode();
        group.put("Name", name);
        group.put("State", "ENABLED");
        group.put("Description", description);
        group.put("CreationTime", clock.millis() / 1000.0);
        group.set("Configuration", configuration);
        files.write(name, group);
        byName.put(name, group);
    }

    synchronized void delete(String name) {
        get(name);
        if (name.equals(PRIMARY)) {
            throw ApiException.invalidRequest("Workgroup primary cannot be deleted");
        }
        files.delete(name);
        byName.remove(name);
    }
}
