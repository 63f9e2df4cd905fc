package io.github.calllake.catalog;

import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.schema.AthenaSql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.glue.model.Database;
import software.amazon.awssdk.services.glue.model.DatabaseInput;
import software.amazon.awssdk.services.glue.model.TableInput;

/**
 * A database with its tables, views and workgroup, as they should be. A lake has one, and another one for restricted readers.
 *
 * @param database its name
 * @param description what it is, for people
 * @param layout the lake that it belongs to
 * @param tables the tables
 * @param views the flat views
 * @param workGroup the workgroup to ask it in
 */
record CatalogPart(
        String database,
        String description,
        LakeLayout layout,
        List<TableInput> tables,
        List<AthenaSql.View> views,
        WorkGroupDefinition workGroup) {

    private static final String STATE = "call-lake.state";
    private static final String CREATING = "creating";
    private static final String READY = "ready";

    CatalogPart {
        tables = List.copyOf(tables);
        views = List.copyOf(views);
    }

    /** All of a lake of our own making. */
    static List<CatalogPart> of(LakeDefinition lake) {
        List<CatalogPart> parts = new ArrayList<>();
        parts.add(main(lake));
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
                workGroup(lake, lake.database(), "_athena/"));
    }

    /** Tables without what is withheld: Athena reads a view's tables with the rights of whoever asks. */
    static CatalogPart restricted(LakeDefinition lake) {
        String database = lake.restrictedDatabase();
        return new CatalogPart(
                database,
                "Call Lake, for restricted readers: " + lake.layout().address(),
                lake.layout(),
                List.of(),
                List.of(),
                workGroup(lake, database, "_athena_restricted/"));
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
