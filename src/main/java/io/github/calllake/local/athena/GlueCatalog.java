package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Databases and tables, as Glue describes them, kept in files. Names are folded to lower case. Objects that go in or
 * out are the caller's own. Thread-safe.
 */
final class GlueCatalog {
    static final String ACCOUNT = "000000000000";

    private final Path directory;
    private final Clock clock;
    private final JsonFiles databaseFiles;
    private final Map<String, ObjectNode> databases;
    private final Map<String, Map<String, ObjectNode>> tables = new HashMap<>();
    private final GluePartitions partitions;

    GlueCatalog(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
        this.partitions = new GluePartitions(directory.resolve("partitions"), clock);
        this.databaseFiles = new JsonFiles(directory.resolve("databases"));
        this.databases = databaseFiles.readAll();
        databases.keySet().forEach(name -> tables.put(name, tableFiles(name).readAll()));
    }

    private JsonFiles tableFiles(String database) {
        return new JsonFiles(directory.resolve("tables").resolve(JsonFiles.encoded(database)));
    }

    /** Partitions of its tables. */
    GluePartitions partitions() {
        return partitions;
    }

    synchronized boolean hasDatabase(String name) {
        return databases.containsKey(Identifiers.name(name));
    }

    synchronized ObjectNode database(String name) {
        ObjectNode database = databases.get(Identifiers.name(name));
        if (database == null) {
            throw ApiException.notFound("Database " + Identifiers.name(name) + " not found.");
        }
        return database.deepCopy();
    }

    synchronized List<ObjectNode> databases() {
        return databases.values().stream().map(ObjectNode::deepCopy).toList();
    }

    synchronized void createDatabase(ObjectNode input) {
        String name = name(input, "DatabaseInput");
        if (databases.containsKey(name)) {
            throw new ApiException("AlreadyExistsException", "Database already exists.");
        }
        // What a killed deletion left behind belongs to the old database.
        tableFiles(name).readAll().keySet().forEach(tableFiles(name)::delete);
        tables.put(name, new TreeMap<>());
        storeDatabase(name, input, now());
    }

    synchronized void updateDatabase(String oldName, ObjectNode input) {
        ObjectNode old = database(oldName);
        String name = name(input, "DatabaseInput");
        if (!name.equals(Identifiers.name(oldName))) {
            throw ApiException.invalidInput("A database cannot be renamed");
        }
        storeDatabase(name, input, old.path("CreateTime").asDouble());
    }

    private void storeDatabase(String name, ObjectNode input, double createTime) {
        ObjectNode stored = input.deepCopy();
        stored.put("Name", name);
        stored.put("CreateTime", createTime);
        stored.put("CatalogId", ACCOUNT);
        databaseFiles.write(name, stored);
        databases.put(name, stored);
    }

    synchronized void deleteDatabase(String anyCase) {
        database(anyCase);
        String name = Identifiers.name(anyCase);
        databaseFiles.delete(name);
        databases.remove(name);
        Map<String, ObjectNode> gone = Optional.ofNullable(tables.remove(name)).orElse(Map.of());
        gone.keySet().forEach(table -> {
            partitions.removeAll(name, table);
            tableFiles(name).delete(table);
        });
    }

    synchronized Optional<ObjectNode> table(String database, String table) {
        return Optional.ofNullable(tables.getOrDefault(Identifiers.name(database), Map.of())
                        .get(Identifiers.name(table)))
                .map(ObjectNode::deepCopy);
    }

    synchronized ObjectNode requireTable(String database, String table) {
        database(database);
        return table(database, table)
                .orElseThrow(() -> ApiException.notFound("Table " + Identifiers.name(table) + " not found."));
    }

    synchronized List<ObjectNode> tables(String database) {
        database(database);
        return in(database).values().stream().map(ObjectNode::deepCopy).toList();
    }

    synchronized void createTable(String database, ObjectNode input) {
        database(database);
        String name = name(input, "TableInput");
        if (in(database).containsKey(name)) {
            throw new ApiException("AlreadyExistsException", "Table already exists.");
        }
        storeTable(database, name, input, now(), 0);
    }

    /**
     * Replaces a table.
     *
     * @param version the version that must be there; empty if any will do
     */
    synchronized void updateTable(String database, ObjectNode input, Optional<String> version) {
        String name = name(input, "TableInput");
        ObjectNode old = requireTable(database, name);
        String current = old.path("VersionId").asText();
        if (version.isPresent() && !version.get().equals(current)) {
            throw new ApiException(
                    "ConcurrentModificationException", "Update table failed due to concurrent modifications.");
        }
        storeTable(database, name, input, old.path("CreateTime").asDouble(), Long.parseLong(current) + 1);
    }

    /** Creates a view, or replaces what is there if it is a view. */
    synchronized boolean putView(String database, ObjectNode input, boolean replace) {
        Optional<ObjectNode> old = table(database, input.path("Name").asText());
        if (old.isEmpty()) {
            createTable(database, input);
            return true;
        }
        if (!replace || !GlueViews.isView(old.get())) {
            return false;
        }
        updateTable(database, input, Optional.empty());
        return true;
    }

    private void storeTable(String database, String name, ObjectNode input, double createTime, long version) {
        String folded = Identifiers.name(database);
        ObjectNode stored = input.deepCopy();
        stored.put("Name", name);
        stored.put("DatabaseName", folded);
        stored.put("CreateTime", createTime);
        stored.put("UpdateTime", now());
        stored.put("IsRegisteredWithLakeFormation", false);
        stored.put("CatalogId", ACCOUNT);
        stored.put("VersionId", Long.toString(version));
        if (stored.get("StorageDescriptor") instanceof ObjectNode storage) {
            fillIn(storage);
        }
        tableFiles(folded).write(name, stored);
        in(folded).put(name, stored);
    }

    /** Glue answers with these, whether they were given or not; clients such as Trino's rely on it. */
    private static void fillIn(ObjectNode storage) {
        if (!storage.hasNonNull("NumberOfBuckets")) {
            storage.put("NumberOfBuckets", 0);
        }
        for (String flag : List.of("Compressed", "StoredAsSubDirectories")) {
            if (!storage.hasNonNull(flag)) {
                storage.put(flag, false);
            }
        }
    }

    synchronized void deleteTable(String database, String table) {
        requireTable(database, table);
        partitions.removeAll(Identifiers.name(database), Identifiers.name(table));
        tableFiles(Identifiers.name(database)).delete(Identifiers.name(table));
        in(database).remove(Identifiers.name(table));
    }

    private Map<String, ObjectNode> in(String database) {
        return tables.computeIfAbsent(Identifiers.name(database), name -> new TreeMap<>());
    }

    private double now() {
        return clock.millis() / 1000.0;
    }

    private static String name(JsonNode input, String what) {
        String name = input.path("Name").asText();
        if (name.isBlank() || name.length() > 255 || name.chars().anyMatch(c -> c < ' ')) {
            throw ApiException.invalidInput(what + ": Name must have 1 to 255 printable characters");
        }
        return Identifiers.name(name);
    }
}
