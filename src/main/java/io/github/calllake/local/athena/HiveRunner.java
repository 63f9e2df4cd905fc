package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.local.athena.HiveDdl.ColumnDef;
import io.github.calllake.local.athena.HiveDdl.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Does what Hive's DDL says to the catalog. The rows that a statement gives have one column. Thread-safe. */
final class HiveRunner {
    private final GlueCatalog catalog;
    private final S3Files s3;
    private final HivePartitions partitions;

    HiveRunner(GlueCatalog catalog, S3Files s3) {
        this.catalog = catalog;
        this.s3 = s3;
        this.partitions = new HivePartitions(catalog, s3);
    }

    /**
     * Runs a statement.
     *
     * @param database where names without one are
     * @return the lines that it says
     */
    List<String> run(HiveDdl statement, String database) {
        if (statement instanceof HiveDdl.CreateDatabase create) {
            return createDatabase(create);
        }
        if (statement instanceof HiveDdl.DropDatabase drop) {
            return dropDatabase(drop);
        }
        if (statement instanceof HiveDdl.CreateTable create) {
            return createTable(create, database);
        }
        if (statement instanceof HiveDdl.DropTable drop) {
            return dropTable(drop, database);
        }
        if (statement instanceof HiveDdl.AddColumns add) {
            return addColumns(add, database);
        }
        if (statement instanceof HiveDdl.AddPartitions add) {
            return partitions.add(add, database);
        }
        if (statement instanceof HiveDdl.DropPartitions drop) {
            return partitions.drop(drop, database);
        }
        if (statement instanceof HiveDdl.SetProperties set) {
            ObjectNode table = table(set.name(), database);
            set.properties().forEach(table.withObject("Parameters")::put);
            return update(set.name(), database, table);
        }
        if (statement instanceof HiveDdl.SetLocation set) {
            s3.path(set.location());
            ObjectNode table = table(set.name(), database);
            table.withObject("StorageDescriptor").put("Location", set.location());
            return update(set.name(), database, table);
        }
        if (statement instanceof HiveDdl.Repair repair) {
            return partitions.repair(repair, database);
        }
        if (statement instanceof HiveDdl.ShowDatabases) {
            return catalog.databases().stream()
                    .map(each -> each.path("Name").asText())
                    .toList();
        }
        if (statement instanceof HiveDdl.ShowPartitions show) {
            return partitions.show(show, database);
        }
        if (statement instanceof HiveDdl.ShowProperties show) {
            List<String> lines = new ArrayList<>();
            table(show.name(), database)
                    .path("Parameters")
                    .properties()
                    .forEach(entry ->
                            lines.add(entry.getKey() + "\t" + entry.getValue().asText()));
            return lines;
        }
        if (statement instanceof HiveDdl.ShowCreateTable show) {
            ObjectNode table = table(show.name(), database);
            if (GlueViews.isView(table)) {
                throw semantic(10001, show.name().table() + " is a view; SHOW CREATE VIEW tells of it");
            }
            return TableTexts.create(table);
        }
        if (statement instanceof HiveDdl.ShowCreateView show) {
            return List.of(GlueViews.createStatement(table(show.name(), database)));
        }
        return describe((HiveDdl.Describe) statement, database);
    }

    static SqlFailure semantic(int error, String message) {
        return new SqlFailure("FAILED: SemanticException [Error " + error + "]: " + message);
    }

    static SqlFailure execution(String message) {
        return new SqlFailure(
                "FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. " + message);
    }

    static String in(Name name, String database) {
        return name.database().orElse(database);
    }

    private ObjectNode table(Name name, String database) {
        return table(catalog, name, database);
    }

    static ObjectNode table(GlueCatalog catalog, Name name, String database) {
        String place = in(name, database);
        return catalog.table(place, name.table())
                .orElseThrow(() -> semantic(10001, "Table not found " + place + "." + name.table()));
    }

    private List<String> update(Name name, String database, ObjectNode table) {
        catalog.updateTable(in(name, database), table, Optional.empty());
        return List.of();
    }

    private List<String> createDatabase(HiveDdl.CreateDatabase create) {
        if (catalog.hasDatabase(create.name())) {
            if (create.ifNotExists()) {
                return List.of();
            }
            throw execution("Database " + create.name() + " already exists");
        }
        ObjectNode input = JsonApi.JSON.createObjectNode().put("Name", create.name());
        create.location().ifPresent(location -> input.put("LocationUri", location));
        catalog.createDatabase(input);
        return List.of();
    }

    private List<String> dropDatabase(HiveDdl.DropDatabase drop) {
        if (!catalog.hasDatabase(drop.name())) {
            if (drop.ifExists()) {
                return List.of();
            }
            throw semantic(10072, "Database does not exist: " + drop.name());
        }
        if (!drop.cascade() && !catalog.tables(drop.name()).isEmpty()) {
            throw execution("InvalidOperationException(message:Database " + drop.name()
                    + " is not empty. One or more tables exist.)");
        }
        catalog.deleteDatabase(drop.name());
        return List.of();
    }

    private List<String> createTable(HiveDdl.CreateTable create, String database) {
        String place = in(create.name(), database);
        if (!catalog.hasDatabase(place)) {
            throw semantic(10072, "Database does not exist: " + place);
        }
        if (catalog.table(place, create.name().table()).isPresent()) {
            if (create.ifNotExists()) {
                return List.of();
            }
            throw execution(
                    "AlreadyExistsException(message:Table " + create.name().table() + " already exists)");
        }
        s3.path(create.location());
        if (create.location().contains("*")) {
            throw execution("MetaException(message:Can not create a Path from a location with a wildcard)");
        }
        catalog.createTable(place, tableInput(create));
        return List.of();
    }

    static ObjectNode tableInput(HiveDdl.CreateTable create) {
        ObjectNode input = JsonApi.JSON.createObjectNode();
        input.put("Name", create.name().table());
        input.put("TableType", "EXTERNAL_TABLE");
        ObjectNode parameters = input.putObject("Parameters").put("EXTERNAL", "TRUE");
        create.comment().ifPresent(comment -> parameters.put("comment", comment));
        create.properties().forEach(parameters::put);
        columns(input.putArray("PartitionKeys"), create.keys());
        ObjectNode storage = input.putObject("StorageDescriptor");
        columns(storage.putArray("Columns"), create.columns());
        storage.put("Location", create.location());
        storage.put("InputFormat", create.format().input());
        storage.put("OutputFormat", create.format().output());
        ObjectNode serDe = storage.putObject("SerdeInfo")
                .put("SerializationLibrary", create.format().serDe());
        create.format().properties().forEach(serDe.putObject("Parameters")::put);
        return input;
    }

    private static void columns(ArrayNode array, List<ColumnDef> columns) {
        for (ColumnDef column : columns) {
            ObjectNode described = array.addObject().put("Name", column.name()).put("Type", column.type());
            column.comment().ifPresent(comment -> described.put("Comment", comment));
        }
    }

    private List<String> dropTable(HiveDdl.DropTable drop, String database) {
        String place = in(drop.name(), database);
        Optional<ObjectNode> table = catalog.table(place, drop.name().table());
        if (table.isEmpty()) {
            if (drop.ifExists()) {
                return List.of();
            }
            throw semantic(10001, "Table not found " + drop.name().table());
        }
        if (GlueViews.isView(table.get())) {
            throw semantic(10097, "Cannot drop a view with DROP TABLE");
        }
        catalog.deleteTable(place, drop.name().table());
        return List.of();
    }

    private List<String> addColumns(HiveDdl.AddColumns add, String database) {
        ObjectNode table = table(add.name(), database);
        ArrayNode known = table.withObject("StorageDescriptor").withArray("Columns");
        List<String> names = new ArrayList<>(names(known));
        names.addAll(names(table.path("PartitionKeys")));
        for (ColumnDef column : add.columns()) {
            if (names.contains(column.name())) {
                throw execution("Duplicate column name: " + column.name());
            }
        }
        columns(known, add.columns());
        return update(add.name(), database, table);
    }

    static List<String> names(JsonNode columns) {
        List<String> names = new ArrayList<>();
        columns.forEach(column -> names.add(column.path("Name").asText()));
        return names;
    }

    private List<String> describe(HiveDdl.Describe describe, String database) {
        ObjectNode table = table(describe.name(), database);
        if (describe.formatted()) {
            return TableTexts.formatted(table);
        }
        List<String> lines = new ArrayList<>();
        table.path("StorageDescriptor").path("Columns").forEach(column -> lines.add(TableTexts.line(column)));
        table.path("PartitionKeys").forEach(column -> lines.add(TableTexts.line(column)));
        if (!table.path("PartitionKeys").isEmpty()) {
            lines.add("\t \t ");
            lines.add("# Partition Information\t \t ");
            lines.add("# col_name            \tdata_type           \tcomment             ");
            lines.add("\t \t ");
            table.path("PartitionKeys").forEach(column -> lines.add(TableTexts.line(column)));
        }
        return lines;
    }
}
