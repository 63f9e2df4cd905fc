package io.github.calllake.catalog;

import io.github.calllake.schema.AthenaSql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.Database;
import software.amazon.awssdk.services.glue.model.SerDeInfo;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;

/** Holds what is deployed against what is defined. For one thread. */
final class LakeVerification {

    private final CatalogClients clients;
    private final List<String> differences = new ArrayList<>();

    LakeVerification(CatalogClients clients) {
        this.clients = clients;
    }

    /** Every difference of a part, a line each. */
    List<String> differences(CatalogPart part) {
        differences.clear();
        Optional<Database> database = clients.database(part.database());
        if (database.isEmpty()) {
            return List.of("database " + part.database() + ": missing");
        }
        if (part.ours() && !CatalogPart.isFinished(database.get())) {
            differences.add("database " + part.database() + ": half made; run `call-lake lake create` again");
        }
        Map<String, Table> deployed = clients.tables(part.database());
        part.tables().forEach(table -> compare(table, deployed.get(table.name())));
        part.addedColumns().forEach((table, columns) -> compareAdded(table, columns, deployed.get(table)));
        part.views().forEach(view -> compare(view, deployed.get(view.name())));
        clients.workGroup(part.workGroup().name())
                .ifPresentOrElse(
                        group -> differences.addAll(
                                part.ours() || part.workGroup().isOurs(group)
                                        ? part.workGroup().differences(group)
                                        : List.of()),
                        () -> differences.add("workgroup " + part.workGroup().name() + ": missing"));
        return List.copyOf(differences);
    }

    private void compare(TableInput defined, @Nullable Table deployed) {
        String table = "table " + defined.name() + ": ";
        if (deployed == null) {
            differences.add(table + "missing");
            return;
        }
        StorageDescriptor should = defined.storageDescriptor();
        StorageDescriptor is = Optional.ofNullable(deployed.storageDescriptor())
                .orElseGet(() -> StorageDescriptor.builder().build());
        compareColumns(table, should.columns(), is.columns());
        compareColumns(table + "partition ", defined.partitionKeys(), deployed.partitionKeys());
        compare(table + "kind", defined.tableType(), deployed.tableType());
        compare(table + "location", should.location(), is.location());
        compare(table + "input format", should.inputFormat(), is.inputFormat());
        compare(table + "output format", should.outputFormat(), is.outputFormat());
        compare(table + "SerDe", library(should), library(is));
        defined.parameters()
                .forEach((name, value) -> compare(
                        table + "property " + name, value, deployed.parameters().get(name)));
        deployed.parameters().keySet().stream()
                .filter(name ->
                        name.startsWith("projection.") && !defined.parameters().containsKey(name))
                .forEach(name -> differences.add(table + "property " + name + " is not defined"));
    }

    private void compareAdded(String name, List<Column> added, @Nullable Table deployed) {
        if (deployed == null) {
            differences.add("table " + name + ": missing");
            return;
        }
        Map<String, String> is = types(deployed.storageDescriptor().columns());
        types(added).forEach((column, type) -> {
            if (is.containsKey(column)) {
                compare("table " + name + ": type of column " + column, type, is.get(column));
            } else {
                differences.add("table " + name + ": column " + column + " is missing");
            }
        });
    }

    private void compareColumns(String where, List<Column> defined, List<Column> deployed) {
        Map<String, String> is = types(deployed);
        Map<String, String> should = types(defined);
        should.forEach((name, type) -> {
            if (!is.containsKey(name)) {
                differences.add(where + "column " + name + " is missing");
            } else {
                compare(where + "type of column " + name, type, is.get(name));
            }
        });
        is.keySet().stream()
                .filter(name -> !should.containsKey(name))
                .forEach(name -> differences.add(where + "column " + name + " is not defined"));
        // Parquet and JSON are read by name, so that the order of columns is nobody's business.
    }

    private static Map<String, String> types(List<Column> columns) {
        Map<String, String> types = new LinkedHashMap<>();
        columns.forEach(column -> types.put(column.name(), column.type()));
        return types;
    }

    private static @Nullable String library(StorageDescriptor storage) {
        return Optional.ofNullable(storage.serdeInfo())
                .map(SerDeInfo::serializationLibrary)
                .orElse(null);
    }

    private void compare(String what, @Nullable String defined, @Nullable String deployed) {
        if (!Objects.equals(defined, deployed)) {
            differences.add(what + " is " + deployed + ", defined as " + defined);
        }
    }

    private void compare(AthenaSql.View view, @Nullable Table deployed) {
        if (deployed == null) {
            differences.add("view " + view.name() + ": missing");
        } else if (!ViewText.isView(deployed)) {
            differences.add("view " + view.name() + ": is a table");
        } else if (!ViewText.isDefined(deployed, view)) {
            differences.add("view " + view.name() + ": another query than the defined one");
        }
    }
}
