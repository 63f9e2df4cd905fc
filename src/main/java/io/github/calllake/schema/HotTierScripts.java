package io.github.calllake.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The migrations as files: {@code common} ones, and those of each topology, whose versions are the same for the same
 * view. Flyway reads {@code common} and one topology.
 */
final class HotTierScripts {

    /** The directories of the topologies; their names are the values of the placeholder {@code topology}. */
    static final List<String> TOPOLOGIES = List.of("per-detail-type", "landing");

    /** MATERIALIZED VIEW over a stream is created on its own: no AWS page says that it may stand in a transaction. */
    private static final String NOT_IN_A_TRANSACTION = "executeInTransaction=false\n";

    private static final List<String> BEFORE = List.of("beforeMigrate", "beforeValidate");

    private final Map<String, String> files = new LinkedHashMap<>();

    private HotTierScripts() {}

    /** Every file by its path below {@code db/migrations}. */
    static Map<String, String> all() {
        HotTierScripts scripts = new HotTierScripts();
        scripts.callback("common/", "settings", RedshiftChecks.settings());
        TOPOLOGIES.forEach(
                topology -> scripts.callback(topology + "/", "topology", RedshiftChecks.topology(topology)));
        scripts.versioned("common/", 1, "kinesis_schema", RedshiftStreams.externalSchema());
        scripts.versioned("landing/", 2, RedshiftStreams.LANDING, RedshiftStreams.landingView());
        int afterTables = scripts.eventViews("per-detail-type/", RedshiftStreams::streamingView);
        scripts.eventViews("landing/", RedshiftStreams::landedView);
        int version = afterTables;
        for (FlatView view : FlatViews.all()) {
            scripts.versioned("common/", version++, view.name(), RedshiftSql.createFlatView(view));
        }
        scripts.versioned("common/", version++, "restricted_schema", RedshiftReaders.restrictedSchema());
        for (FlatView view : FlatViews.all()) {
            scripts.versioned(
                    "common/", version++, "restricted_" + view.name(), RedshiftReaders.restrictedView(view));
        }
        scripts.files.put("common/R__readers.sql", RedshiftReaders.rolesAndGrants());
        return scripts.files;
    }

    private int eventViews(String directory, Function<EventTable, String> script) {
        int version = 3;
        for (EventTable table : EventTables.all()) {
            versioned(directory, version++, table.name(), script.apply(table));
        }
        return version;
    }

    private void callback(String directory, String description, String sql) {
        BEFORE.forEach(event -> files.put(directory + event + "__" + description + ".sql", sql));
    }

    private void versioned(String directory, int version, String name, String sql) {
        String file = directory + "V%03d__%s.sql".formatted(version, name);
        files.put(file, sql);
        files.put(file + ".conf", NOT_IN_A_TRANSACTION);
    }
}
