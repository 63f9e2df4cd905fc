package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.local.athena.HiveDdl.Part;
import io.github.calllake.local.athena.S3Files.S3File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What Hive's DDL says of partitions that are registered. Thread-safe. */
final class HivePartitions {
    private final GlueCatalog catalog;
    private final S3Files s3;

    HivePartitions(GlueCatalog catalog, S3Files s3) {
        this.catalog = catalog;
        this.s3 = s3;
    }

    /** The values in the order of the table's keys. */
    private static List<String> ordered(JsonNode table, Part part) {
        List<String> keys = HiveRunner.names(table.path("PartitionKeys"));
        if (!part.values().keySet().equals(Set.copyOf(keys))) {
            throw HiveRunner.semantic(
                    10098, "Partition spec " + part.values().keySet() + " does not name the columns " + keys);
        }
        return keys.stream().map(key -> part.values().getOrDefault(key, "")).toList();
    }

    List<String> add(HiveDdl.AddPartitions add, String database) {
        ObjectNode table = HiveRunner.table(catalog, add.name(), database);
        for (Part part : add.parts()) {
            List<String> values = ordered(table, part);
            String location = part.location().orElseGet(() -> folder(table, values));
            s3.path(location);
            boolean added = catalog.partitions()
                    .add(HiveRunner.in(add.name(), database), add.name().table(), partition(table, values, location));
            if (!added && !add.ifNotExists()) {
                throw HiveRunner.execution("AlreadyExistsException(message:Partition already exists.)");
            }
        }
        return List.of();
    }

    static ObjectNode partition(JsonNode table, List<String> values, String location) {
        ObjectNode partition = JsonApi.JSON.createObjectNode();
        values.forEach(partition.putArray("Values")::add);
        ObjectNode storage = table.path("StorageDescriptor").deepCopy();
        storage.put("Location", location);
        partition.set("StorageDescriptor", storage);
        return partition;
    }

    private static String folder(JsonNode table, List<String> values) {
        String location = table.path("StorageDescriptor").path("Location").asText();
        List<String> keys = HiveRunner.names(table.path("PartitionKeys"));
        StringBuilder folder = new StringBuilder(location.endsWith("/") ? location : location + "/");
        for (int i = 0; i < keys.size(); i++) {
            folder.append(keys.get(i)).append('=').append(values.get(i)).append('/');
        }
        return folder.toString();
    }

    List<String> drop(HiveDdl.DropPartitions drop, String database) {
        ObjectNode table = HiveRunner.table(catalog, drop.name(), database);
        for (Part part : drop.parts()) {
            boolean gone = catalog.partitions()
                    .remove(HiveRunner.in(drop.name(), database), drop.name().table(), ordered(table, part));
            if (!gone && !drop.ifExists()) {
                throw HiveRunner.semantic(10006, "Partition not found (" + part.values() + ")");
            }
        }
        return List.of();
    }

    /** Registers folders of Hive's form that hold objects. */
    List<String> repair(HiveDdl.Repair repair, String database) {
        ObjectNode table = HiveRunner.table(catalog, repair.name(), database);
        List<String> keys = HiveRunner.names(table.path("PartitionKeys"));
        if (keys.isEmpty()) {
            throw HiveRunner.execution("Table " + repair.name().table() + " is not a partitioned table");
        }
        Path root = s3.path(table.path("StorageDescriptor").path("Location").asText());
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (S3File file : s3.list(root)) {
            String folder = root.relativize(file.path().getParent()).toString();
            Optional<List<String>> values = values(folder, keys);
            values.ifPresent(each -> found.putIfAbsent(folder, each));
        }
        List<String> lines = new ArrayList<>();
        found.forEach((folder, values) -> {
            boolean added = catalog.partitions()
                    .add(
                            HiveRunner.in(repair.name(), database),
                            repair.name().table(),
                            partition(table, values, folder(table, values)));
            if (added) {
                lines.add(
                        "Repair: Added partition to metastore " + repair.name().table() + ":" + folder);
            }
        });
        if (!lines.isEmpty()) {
            String all = found.keySet().stream()
                    .map(folder -> repair.name().table() + ":" + folder)
                    .collect(Collectors.joining("\t"));
            lines.add(0, "Partitions not in metastore:\t" + all);
        }
        return lines;
    }

    private static Optional<List<String>> values(String folder, List<String> keys) {
        String[] parts = folder.split("/", -1);
        if (parts.length != keys.size()) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].startsWith(keys.get(i) + "=")) {
                return Optional.empty();
            }
            values.add(parts[i].substring(keys.get(i).length() + 1));
        }
        return Optional.of(values);
    }

    /** A projected table's partitions are nowhere registered, and Athena lists none of them. */
    List<String> show(HiveDdl.ShowPartitions show, String database) {
        ObjectNode table = HiveRunner.table(catalog, show.name(), database);
        List<String> keys = HiveRunner.names(table.path("PartitionKeys"));
        if (keys.isEmpty()) {
            throw HiveRunner.execution("Table " + show.name().table() + " is not a partitioned table");
        }
        return catalog
                .partitions()
                .all(HiveRunner.in(show.name(), database), show.name().table())
                .stream()
                .map(partition -> {
                    List<String> values = GluePartitions.values(partition);
                    StringBuilder line = new StringBuilder();
                    for (int i = 0; i < keys.size(); i++) {
                        line.append(i == 0 ? "" : "/")
                                .append(keys.get(i))
                                .append('=')
                                .append(values.get(i));
                    }
                    return line.toString();
                })
                .toList();
    }
}
