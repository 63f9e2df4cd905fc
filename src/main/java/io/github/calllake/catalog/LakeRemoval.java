package io.github.calllake.catalog;

import io.github.calllake.catalog.LakeChange.Step;
import io.github.calllake.schema.AthenaSql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.glue.model.Database;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;

/** Removes from the catalog what is ours, and nothing else; no data. For one thread. */
final class LakeRemoval {

    private final CatalogClients clients;

    LakeRemoval(CatalogClients clients) {
        this.clients = clients;
    }

    /**
     * What removes a part.
     *
     * @param finished whether also what is complete may go
     */
    List<Step> steps(CatalogPart part, boolean finished) {
        List<Step> steps = new ArrayList<>();
        Optional<Database> database = clients.database(part.database())
                .filter(found -> CatalogPart.lakeOf(found)
                        .equals(Optional.of(part.layout().address())))
                .filter(found -> finished || !CatalogPart.isFinished(found));
        if (database.isPresent()) {
            Map<String, Table> rest = clients.tables(part.database());
            for (AthenaSql.View view : part.views()) {
                if (rest.containsKey(view.name()) && ViewText.isView(rest.get(view.name()))) {
                    rest.remove(view.name());
                    steps.add(delete(part, "view", view.name()));
                }
            }
            for (TableInput table : part.tables()) {
                if (rest.containsKey(table.name()) && isOurs(part, rest.get(table.name()))) {
                    rest.remove(table.name());
                    steps.add(delete(part, "table", table.name()));
                }
            }
            steps.add(
                    rest.isEmpty()
                            ? new Step(
                                    "delete database " + part.database(), () -> clients.deleteDatabase(part.database()))
                            : new Step(
                                    "leave database " + part.database() + ", which holds what is not ours: "
                                            + String.join(", ", rest.keySet()),
                                    () -> {}));
        }
        clients.workGroup(part.workGroup().name())
                .filter(part.workGroup()::isOurs)
                .ifPresent(group -> steps.add(
                        new Step("delete workgroup " + group.name(), () -> clients.deleteWorkGroup(group.name()))));
        return steps;
    }

    private Step delete(CatalogPart part, String kind, String name) {
        return new Step(
                "delete " + kind + " " + part.database() + "." + name,
                () -> clients.deleteTable(part.database(), name));
    }

    private static boolean isOurs(CatalogPart part, Table table) {
        return part.layout().address().equals(table.parameters().get(GlueTables.MARK));
    }
}
