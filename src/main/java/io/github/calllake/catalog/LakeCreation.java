package io.github.calllake.catalog;

import io.github.calllake.catalog.LakeChange.Step;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.glue.model.Database;

/** Makes the catalog of a lake, from nothing or from a half that was left. For one thread. */
final class LakeCreation {

    private final CatalogClients clients;
    private final LakeDefinition lake;
    private final LakeStore store;

    LakeCreation(CatalogClients clients, LakeDefinition lake) {
        this.clients = clients;
        this.lake = lake;
        this.store = clients.store(lake.layout().bucket());
    }

    /**
     * Looks whether it can be made, without changing anything.
     *
     * @throws CatalogException if something is in its way
     */
    LakeChange plan() {
        store.requireBucket();
        LakeDefinition.read(store, lake.layout())
                .filter(other -> !other.database().equals(lake.database()))
                .ifPresent(other -> {
                    throw new CatalogException(lake.layout().address() + " is the lake of database " + other.database()
                            + " already; name another prefix, or drop that one first");
                });
        List<Step> steps = new ArrayList<>();
        for (CatalogPart part : CatalogPart.of(lake)) {
            steps.addAll(steps(clients, part));
        }
        steps.add(new Step(
                "keep the lake's definition at " + lake.layout().root() + "_lake.json", () -> lake.write(store)));
        for (CatalogPart part : CatalogPart.of(lake)) {
            steps.add(new Step(
                    "mark database " + part.database() + " as complete",
                    () -> clients.updateDatabase(part.finished())));
        }
        return new LakeChange(steps).orElse(this::takeBack);
    }

    /** What makes a part, from nothing or from a half of it. */
    static List<Step> steps(CatalogClients clients, CatalogPart part) {
        boolean half = isHalf(clients, part);
        requireWorkGroupOfOurs(clients, part);
        List<Step> steps = new ArrayList<>();
        if (half) {
            steps.add(new Step("go on with database " + part.database() + ", which is half made", () -> {}));
        } else {
            steps.add(new Step(
                    "make database " + part.database() + " over "
                            + part.layout().address(),
                    () -> clients.createDatabase(part.begun())));
        }
        part.tables()
                .forEach(table -> steps.add(new Step(
                        "make table " + part.database() + "." + table.name() + " of "
                                + table.storageDescriptor().columns().size() + " columns",
                        () -> clients.putTable(part.database(), table))));
        steps.addAll(workGroupSteps(clients, part));
        part.views()
                .forEach(view -> steps.add(new Step(
                        "make view " + part.database() + "." + view.name(),
                        () -> make(clients, part, view.statement()))));
        return steps;
    }

    static List<Step> workGroupSteps(CatalogClients clients, CatalogPart part) {
        if (clients.workGroup(part.workGroup().name()).isPresent()) {
            return List.of();
        }
        return List.of(new Step(
                "make workgroup " + part.workGroup().name() + ", results in "
                        + part.workGroup().results() + ", at most "
                        + part.workGroup().scanLimitBytes() + " bytes a query",
                () -> clients.createWorkGroup(part.workGroup())));
    }

    static void make(CatalogClients clients, CatalogPart part, String statement) {
        clients.execute(part.database(), statement);
    }

    private static boolean isHalf(CatalogClients clients, CatalogPart part) {
        Optional<Database> there = clients.database(part.database());
        if (there.isEmpty()) {
            return false;
        }
        Optional<String> of = CatalogPart.lakeOf(there.get());
        if (of.isEmpty()) {
            throw new CatalogException("Database " + part.database()
                    + " exists and is not ours; name another one, or take a Chime data lake over with --adopt");
        }
        if (CatalogPart.isFinished(there.get())) {
            throw new CatalogException("Database " + part.database() + " exists, over " + of.get()
                    + "; `call-lake lake upgrade` brings it up to date");
        }
        if (!of.get().equals(part.layout().address())) {
            throw new CatalogException("Database " + part.database() + " is half made, over " + of.get()
                    + "; finish it with that bucket, or remove it with `call-lake lake drop`");
        }
        return true;
    }

    private static void requireWorkGroupOfOurs(CatalogClients clients, CatalogPart part) {
        clients.workGroup(part.workGroup().name())
                .filter(group -> !part.workGroup().isOurs(group))
                .ifPresent(group -> {
                    throw new CatalogException("Workgroup " + group.name()
                            + " exists and is not ours; delete it, or name another database");
                });
    }

    private void takeBack() {
        for (CatalogPart part : CatalogPart.of(lake)) {
            new LakeRemoval(clients).steps(part, false).forEach(step -> step.action()
                    .run());
        }
        if (LakeDefinition.read(store, lake.layout()).isPresent()) {
            lake.delete(store);
        }
    }
}
