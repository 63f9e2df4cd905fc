package io.github.calllake.catalog;

import io.github.calllake.catalog.LakeChange.Step;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.event.DetailType;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.lake.Takeover;
import io.github.calllake.schema.AthenaSql;
import io.github.calllake.schema.DeployedTable;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTables;
import io.github.calllake.schema.PostCallTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.Table;

/** Takes a Chime data lake over in place, and puts it back. Nothing of it is altered but for added columns and views. For one thread. */
final class LakeTakeover {

    private final CatalogClients clients;
    private final String database;

    LakeTakeover(CatalogClients clients, String database) {
        this.clients = clients;
        this.database = database;
    }

    /** Where the lake of a database lies whose tables are another's; empty if it has none that we know. */
    static Optional<LakeLayout> layoutOf(Map<String, Table> tables) {
        return EventTables.all().stream()
                .flatMap(
                        table -> Optional.ofNullable(tables.get(table.name()))
                                .map(deployed -> OtherTable.of(table, deployed).layout())
                                .stream())
                .findFirst();
    }

    /**
     * Looks whether it can be taken over, without changing anything.
     *
     * @throws CatalogException if something is in the way
     */
    LakeChange plan(Optional<String> stream, Instant cutover, Optional<Duration> overlap) {
        Map<String, Table> tables = tables();
        LakeLayout layout = layoutOf(tables)
                .orElseThrow(
                        () -> refused("it has none of a Chime data lake's tables, such as call_analytics_metadata"));
        LakeStore store = clients.store(layout.bucket());
        store.requireBucket();
        Optional<LakeDefinition> earlier = begunBefore(store, layout, cutover);
        Optional<Takeover> before = earlier.flatMap(LakeDefinition::takeover);
        Instant overlapUntil = overlap.map(cutover::plus)
                .or(() -> before.map(Takeover::overlapUntil))
                .orElseGet(() -> cutover.plus(Takeover.USUAL_OVERLAP));
        Takeover takeover = takeover(tables, layout, cutover, overlapUntil, before);
        LakeDefinition lake =
                earlier.orElseGet(() -> LakeDefinition.of(database, layout)).withTakeover(takeover);
        lake = tables.containsKey(PostCallTable.NAME)
                ? lake.withPostCall(
                        tables.get(PostCallTable.NAME).storageDescriptor().location())
                : lake;
        LakeDefinition whole = stream.isPresent() ? lake.withStream(stream.get()) : lake;
        CatalogPart part = CatalogPart.of(whole).get(0);
        if (before.isEmpty()) {
            requireFreeNames(part, tables);
        }
        List<Step> steps = new ArrayList<>();
        if (!earlier.equals(Optional.of(whole))) {
            String overlapNow = before.filter(known -> !known.overlapUntil().equals(overlapUntil))
                    .map(known -> ", with the overlap until " + overlapUntil + " instead of " + known.overlapUntil())
                    .orElse("");
            steps.add(new Step(
                    "keep the lake's definition at " + layout.root() + "_lake.json" + overlapNow,
                    () -> whole.write(store)));
        }
        LakeUpgrade upgrade = new LakeUpgrade(clients);
        CatalogPart.of(whole).forEach(each -> steps.addAll(upgrade.steps(each)));
        return new LakeChange(steps);
    }

    private Map<String, Table> tables() {
        if (clients.database(database)
                .orElseThrow(() -> refused("there is no such database"))
                .parameters()
                .containsKey(GlueTables.MARK)) {
            throw refused("it is a lake of ours already");
        }
        return clients.tables(database);
    }

    private Optional<LakeDefinition> begunBefore(LakeStore store, LakeLayout layout, Instant cutover) {
        Optional<LakeDefinition> before = LakeDefinition.read(store, layout);
        before.filter(lake -> !lake.database().equals(database)).ifPresent(lake -> {
            throw refused(layout.address() + " is the lake of database " + lake.database());
        });
        Optional<Takeover> takeover = before.flatMap(LakeDefinition::takeover);
        takeover.filter(known -> !known.cutover().equals(cutover)).ifPresent(known -> {
            throw refused("that was done before, with the cutover at " + known.cutover()
                    + "; put it back first with `call-lake lake release`");
        });
        return before.filter(lake -> lake.takeover().isPresent());
    }

    private void requireFreeNames(CatalogPart part, Map<String, Table> tables) {
        List<String> taken = part.views().stream()
                .map(AthenaSql.View::name)
                .filter(tables::containsKey)
                .toList();
        if (!taken.isEmpty()) {
            throw refused("it has tables or views of its own under the names of ours: " + String.join(", ", taken));
        }
    }

    private Takeover takeover(
            Map<String, Table> tables,
            LakeLayout layout,
            Instant cutover,
            Instant overlapUntil,
            Optional<Takeover> before) {
        Map<DetailType, DeployedTable> deployed = new EnumMap<>(DetailType.class);
        Map<DetailType, String> serviceTypes = new EnumMap<>(DetailType.class);
        Map<String, List<String>> addedColumns = new TreeMap<>();
        List<String> addedTables = new ArrayList<>();
        for (EventTable ours : EventTables.all()) {
            List<String> earlier = before.map(known -> known.addedColumns().getOrDefault(ours.name(), List.of()))
                    .orElse(List.of());
            boolean madeByUs = before.filter(known -> known.addedTables().contains(ours.name()))
                    .isPresent();
            if (!tables.containsKey(ours.name()) || madeByUs) {
                addedTables.add(ours.name());
                continue;
            }
            OtherTable other = OtherTable.of(ours, tables.get(ours.name()));
            requireSameRoot(other.layout(), layout, ours);
            Map<String, String> columns = other.columnsWithout(earlier);
            DeployedTable found = deployed(ours, columns);
            deployed.put(ours.type(), found);
            serviceTypes.put(ours.type(), other.serviceType());
            addedColumns.put(ours.name(), added(found.as(ours), columns));
        }
        boolean ownWorkGroup = before.map(Takeover::ownWorkGroup).orElseGet(this::lacksWorkGroup);
        return new Takeover(
                cutover,
                overlapUntil,
                deployed,
                serviceTypes,
                addedColumns,
                addedTables,
                tables.containsKey(PostCallTable.NAME),
                ownWorkGroup);
    }

    private boolean lacksWorkGroup() {
        return clients.workGroup(AthenaSettings.workGroupOf(database)).isEmpty();
    }

    private DeployedTable deployed(EventTable ours, Map<String, String> columns) {
        try {
            return DeployedTable.of(ours, columns);
        } catch (IllegalArgumentException e) {
            throw refused("table " + ours.name() + ": " + e.getMessage());
        }
    }

    private void requireSameRoot(LakeLayout one, LakeLayout other, EventTable table) {
        if (!one.address().equals(other.address())) {
            throw refused(
                    "table " + table.name() + " lies under " + one.address() + ", others under " + other.address());
        }
    }

    /** Our columns that are not there; one that is there must be as ours. */
    private List<String> added(EventTable table, Map<String, String> deployed) {
        List<String> added = new ArrayList<>();
        for (EventTable.Column column : table.columns()) {
            String type = deployed.get(column.name());
            if (type == null) {
                added.add(column.name());
            } else if (table.ownColumns().contains(column)
                    && !type.equals(column.type().glueName())) {
                throw refused(
                        "table " + table.name() + " has a column " + column.name() + " of another type than ours");
            }
        }
        return added;
    }

    private CatalogException refused(String why) {
        return new CatalogException("Database " + database + " cannot be taken over: " + why);
    }

    /** What puts the lake back as it was; the files that the archiver wrote stay. */
    static List<Step> release(CatalogClients clients, LakeDefinition lake, Takeover takeover) {
        List<CatalogPart> parts = CatalogPart.of(lake);
        CatalogPart part = parts.get(0);
        List<Step> steps = new ArrayList<>();
        LakeRemoval removal = new LakeRemoval(clients);
        parts.stream().filter(CatalogPart::ours).forEach(ours -> steps.addAll(removal.steps(ours, true)));
        Map<String, Table> tables = new LinkedHashMap<>(clients.tables(lake.database()));
        for (AthenaSql.View view : part.views()) {
            if (tables.containsKey(view.name()) && ViewText.isView(tables.get(view.name()))) {
                steps.add(delete(clients, lake, "view", view.name()));
            }
        }
        for (String table : takeover.addedTables()) {
            if (tables.containsKey(table)) {
                steps.add(delete(clients, lake, "table", table));
            }
        }
        takeover.addedColumns().forEach((name, columns) -> {
            Table table = tables.get(name);
            if (table != null && has(table, columns)) {
                steps.add(new Step(
                        "take our columns off table " + lake.database() + "." + name,
                        () -> clients.updateTable(table, TableCopies.without(table, columns))));
            }
        });
        if (takeover.ownWorkGroup()) {
            clients.workGroup(part.workGroup().name())
                    .filter(part.workGroup()::isOurs)
                    .ifPresent(group -> steps.add(
                            new Step("delete workgroup " + group.name(), () -> clients.deleteWorkGroup(group.name()))));
        }
        LakeStore store = clients.store(lake.layout().bucket());
        steps.add(new Step("remove " + lake.layout().root() + "_lake.json", () -> lake.delete(store)));
        return steps;
    }

    private static Step delete(CatalogClients clients, LakeDefinition lake, String kind, String name) {
        return new Step(
                "delete " + kind + " " + lake.database() + "." + name,
                () -> clients.deleteTable(lake.database(), name));
    }

    private static boolean has(Table table, List<String> columns) {
        return table.storageDescriptor().columns().stream().map(Column::name).anyMatch(columns::contains);
    }
}
