package io.github.calllake.catalog;

import io.github.calllake.catalog.LakeChange.Step;
import io.github.calllake.schema.AthenaSql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.Database;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;

/** Adds to a catalog what the definition has and it has not. Nothing is dropped, and no column changes its type. For one thread. */
final class LakeUpgrade {

    private final CatalogClients clients;

    LakeUpgrade(CatalogClients clients) {
        this.clients = clients;
    }

    List<Step> steps(CatalogPart part) {
        Optional<Database> database = clients.database(part.database());
        List<Step> steps = new ArrayList<>();
        if (database.isEmpty()) {
            steps.addAll(LakeCreation.steps(clients, part));
        } else {
            requireOurs(part, database.get());
            addMissing(steps, part);
        }
        if (part.ours() && database.filter(CatalogPart::isFinished).isEmpty()) {
            steps.add(new Step(
                    "mark database " + part.database() + " as complete",
                    () -> clients.updateDatabase(part.finished())));
        }
        return steps;
    }

    private static void requireOurs(CatalogPart part, Database database) {
        if (part.ours()
                && !CatalogPart.lakeOf(database)
                        .equals(Optional.of(part.layout().address()))) {
            throw new CatalogException(
                    "Database " + part.database() + " exists and is not of this lake; remove or rename it");
        }
    }

    private void addMissing(List<Step> steps, CatalogPart part) {
        Map<String, Table> deployed = clients.tables(part.database());
        part.tables().forEach(table -> addTable(steps, part, table, deployed.get(table.name())));
        part.addedColumns().forEach((table, columns) -> addColumns(steps, deployed.get(table), columns, Map.of()));
        steps.addAll(LakeCreation.workGroupSteps(clients, part));
        part.views().forEach(view -> addView(steps, part, view, deployed.get(view.name())));
    }

    private void addTable(List<Step> steps, CatalogPart part, TableInput defined, @Nullable Table deployed) {
        if (deployed == null) {
            steps.add(new Step(
                    "make table " + part.database() + "." + defined.name(),
                    () -> clients.putTable(part.database(), defined)));
            return;
        }
        Map<String, String> properties = new LinkedHashMap<>(defined.parameters());
        properties.keySet().removeAll(deployed.parameters().keySet());
        addColumns(steps, deployed, defined.storageDescriptor().columns(), properties);
    }

    private void addColumns(
            List<Step> steps, @Nullable Table deployed, List<Column> defined, Map<String, String> properties) {
        if (deployed == null) {
            // What is another's is not ours to make; the verification names it.
            return;
        }
        List<Column> columns = missing(defined, deployed.storageDescriptor().columns());
        if (!columns.isEmpty() || !properties.isEmpty()) {
            List<String> names =
                    new ArrayList<>(columns.stream().map(Column::name).toList());
            names.addAll(properties.keySet());
            steps.add(new Step(
                    "add to table " + deployed.databaseName() + "." + deployed.name() + ": " + String.join(", ", names),
                    () -> clients.updateTable(deployed, TableCopies.with(deployed, columns, properties))));
        }
    }

    private static List<Column> missing(List<Column> defined, List<Column> deployed) {
        List<String> names = deployed.stream().map(Column::name).toList();
        return defined.stream().filter(column -> !names.contains(column.name())).toList();
    }

    private void addView(List<Step> steps, CatalogPart part, AthenaSql.View view, @Nullable Table deployed) {
        if (deployed == null || (ViewText.isView(deployed) && !ViewText.isDefined(deployed, view))) {
            steps.add(new Step(
                    (deployed == null ? "make view " : "make anew view ") + part.database() + "." + view.name(),
                    () -> LakeCreation.make(clients, part, view.statement())));
        }
    }
}
