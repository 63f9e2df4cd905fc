package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Partitions that were registered, as Glue describes them, kept in files. Thread-safe. */
final class GluePartitions {
    private final Path directory;
    private final Clock clock;
    private final Map<String, Map<String, ObjectNode>> byTable = new HashMap<>();

    GluePartitions(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    private JsonFiles files(String database, String table) {
        return new JsonFiles(directory.resolve(JsonFiles.encoded(database)).resolve(JsonFiles.encoded(table)));
    }

    private Map<String, ObjectNode> in(String database, String table) {
        return byTable.computeIfAbsent(
                database + "/" + table, name -> files(database, table).readAll());
    }

    /** All of a table, in the order of their values. */
    synchronized List<ObjectNode> all(String database, String table) {
        return in(database, table).values().stream().map(ObjectNode::deepCopy).toList();
    }

    synchronized Optional<ObjectNode> find(String database, String table, List<String> values) {
        return Optional.ofNullable(in(database, table).get(name(values))).map(ObjectNode::deepCopy);
    }

    /** Adds one unless there is one of the same values. */
    synchronized boolean add(String database, String table, ObjectNode input) {
        String name = name(values(input));
        Map<String, ObjectNode> known = in(database, table);
        if (known.containsKey(name)) {
            return false;
        }
        ObjectNode stored = input.deepCopy();
        stored.put("DatabaseName", database);
        stored.put("TableName", table);
        stored.put("CreationTime", clock.millis() / 1000.0);
        stored.put("CatalogId", GlueCatalog.ACCOUNT);
        files(database, table).write(name, stored);
        known.put(name, stored);
        return true;
    }

    synchronized boolean remove(String database, String table, List<String> values) {
        boolean there = in(database, table).remove(name(values)) != null;
        if (there) {
            files(database, table).delete(name(values));
        }
        return there;
    }

    synchronized void removeAll(String database, String table) {
        List.copyOf(in(database, table).keySet()).forEach(files(database, table)::delete);
        byTable.remove(database + "/" + table);
    }

    static List<String> values(JsonNode partition) {
        List<String> values = new ArrayList<>();
        partition.path("Values").forEach(value -> values.add(value.asText()));
        return values;
    }

    private static String name(List<String> values) {
        return String.join("/", values.stream().map(JsonFiles::encoded).toList());
    }
}
