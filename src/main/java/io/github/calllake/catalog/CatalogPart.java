package io.github.calllake.catalog;

import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.Takeover;
import io.github.calllake.schema.AthenaSql;
import io.github.calllake.schema.EventTables;
import io.github.calllake.schema.Restricted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.Database;
import software.amazon.awssdk.services.glue.model.DatabaseInput;
import software.amazon.awssdk.services.glue.model.TableInput;

/**
 * A database with its tables, views and workgroup, as they should be. A lake has one, and one more for restricted readers.
 *
 * @param database its name
 * @param description what it is, for people
 * @param layout the lake that it belongs to
 * @param tables the tables
 * @param views the flat views
 * @param workGroup the workgroup to ask it in
 * @param addedColumns the columns that are added to tables of another making, by table
 * @param ours whether the database is of our making
 */
record CatalogPart(
        String database,
        String description,
        LakeLayout layout,
        List<TableInput> tables,
        List<AthenaSql.View> views,
        WorkGroupDefinition workGroup,
        Map<String, List<Column>> addedColumns,
        boolean ours) {

    private static final String STATE = "call-lake.state";
    private static final String CREATING = "creating";
    private static final String READY = "ready";

    CatalogPart {
        tables = List.copyOf(tables);
        views = List.copyOf(views);
        addedColumns = Map.copyOf(addedColumns);
    }

    /** All of a lake, the database that it is named by first. */
    static List<CatalogPart> of(LakeDefinition lake) {
        List<CatalogPart> parts = new ArrayList<>();
        parts.add(lake.takeover().map(takeover -> takenOver(lake, takeover)).orElseGet(() -> main(lake)));
        if (lake.restricted()) {
            parts.add(restricted(lake));
        }
        return parts;
    }

    static CatalogPart main(LakeDefinition lake) {
        return new CatalogPart(
                lake.database(),
                "Call Lake: " + lake.layout().address(),
                lake.layout(),
                GlueTables.all(lake),
                AthenaSql.views(lake.database()),
                workGroup(lake, lake.database(), "_athena/"),
                Map.of(),
                true);
    }

    private static CatalogPart takenOver(LakeDefinition lake, Takeover takeover) {
        List<TableInput> tables = EventTables.all().stream()
                .filter(table -> takeover.addedTables().contains(table.name()))
                .map(table -> GlueTables.events(table, lake.layout(), table.columns()))
                .toList();
        Map<String, List<Column>> added = new LinkedHashMap<>();
        takeover.allTables().values().forEach(table -> {
            List<String> names = takeover.addedColumns().getOrDefault(table.name(), List.of());
            added.put(
                    table.name(),
                    table.columns().stream()
                            .filter(column -> names.contains(column.name()))
                            .map(GlueTables::column)
                            .toList());
        });
        added.values().removeIf(List::isEmpty);
        return new CatalogPart(
                lake.database(),
                "taken over",
                lake.layout(),
                tables,
                AthenaSql.views(
                        lake.database(),
                        takeover.tables(),
                        takeover.cutover(),
                        takeover.overlapUntil(),
                        takeover.postCall()),
                workGroup(lake, lake.database(), "_athena/"),
                added,
                false);
    }

    /** A database of its own, since Athena asks for the caller's rights to whatever a view stands on. */
    private static CatalogPart restricted(LakeDefinition lake) {
        String database = Restricted.name(lake.database());
        boolean postCall = lake.takeover().map(Takeover::postCall).orElse(true);
        return new CatalogPart(
                database,
                "Call Lake: " + lake.layout().address() + ", without numbers, SIP headers and metadata",
                lake.layout(),
                GlueTables.restricted(lake, postCall),
                AthenaSql.restrictedViews(
                        database, lake.takeover().map(Takeover::tables).orElse(Map.of()), postCall),
                workGroup(lake, database, "_athena/" + database + "/"),
                Map.of(),
                true);
    }

    private static WorkGroupDefinition workGroup(LakeDefinition lake, String database, String results) {
        return new WorkGroupDefinition(
                AthenaSettings.workGroupOf(database),
                "Call Lake: database " + database + " over " + lake.layout().address(),
                lake.layout().root() + results,
                lake.scanLimitBytes(),
                lake.resultsKey());
    }

    /** The database while it is being filled: whoever finds it so knows a half. */
    DatabaseInput begun() {
        return input(CREATING);
    }

    /** The database when all is there. */
    DatabaseInput finished() {
        return input(READY);
    }

    private DatabaseInput input(String state) {
        return DatabaseInput.builder()
                .name(database)
                .description(description)
                .locationUri(layout.root())
                .parameters(Map.of(GlueTables.MARK, layout.address(), STATE, state))
                .build();
    }

    /** Which lake a database belongs to; empty if to none of ours. */
    static Optional<String> lakeOf(Database database) {
        return Optional.ofNullable(database.parameters().get(GlueTables.MARK));
    }

    static boolean isFinished(Database database) {
        return READY.equals(database.parameters().get(STATE));
    }
}
