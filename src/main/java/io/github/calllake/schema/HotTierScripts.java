package io.github.calllake.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The migrations as files: those that every topology has, and those of each topology, whose versions are the same for the
 * same view. Flyway reads {@code common} and one topology.
 */
final class HotTierScripts {

    private static final String COMMON = "migrations/common/";
    private static final String PER_DETAIL_TYPE = "migrations/per-detail-type/";
    private static final String LANDING = "migrations/landing/";
    private static final String KAFKA = "examples/kafka/";

    /** A materialized view over a stream is created on its own: no AWS page says that it may stand in a transaction. */
    private static final String NOT_IN_A_TRANSACTION = "executeInTransaction=false\n";

    private static final List<String> BEFORE = List.of("beforeMigrate", "beforeValidate");

    private final Map<String, String> files = new LinkedHashMap<>();

    private HotTierScripts() {}

    /** Every file by its path below {@code db}. */
    static Map<String, String> all() {
        HotTierScripts scripts = new HotTierScripts();
        scripts.kinesis(
                PER_DETAIL_TYPE, "per-detail-type", RedshiftStreams.LANDING, RedshiftStreams.KINESIS::streamingView);
        scripts.kinesis(LANDING, "landing", EventTables.all().get(0).name(), RedshiftStreams::landedView);
        scripts.versioned(LANDING, 2, RedshiftStreams.LANDING, RedshiftStreams.KINESIS.landingView());
        scripts.versioned(KAFKA, 1, "kafka_schema", RedshiftStreams.kafkaSchema());
        scripts.eventViews(KAFKA, RedshiftStreams.KAFKA::streamingView);
        scripts.common();
        return scripts.files;
    }

    private void kinesis(String directory, String topology, String others, Function<EventTable, String> script) {
        callback(directory, "kinesis", RedshiftChecks.kinesis(topology, others));
        versioned(directory, 1, "kinesis_schema", RedshiftStreams.kinesisSchema());
        eventViews(directory, script);
    }

    private void common() {
        callback(COMMON, "common", RedshiftChecks.common());
        int version = 3 + EventTables.all().size();
        for (FlatView view : FlatViews.all()) {
            versioned(COMMON, version++, view.name(), RedshiftSql.createFlatView(view));
        }
        versioned(COMMON, version++, "restricted_schema", RedshiftReaders.restrictedSchema());
        for (FlatView view : FlatViews.all()) {
            versioned(COMMON, version++, "restricted_" + view.name(), RedshiftReaders.restrictedView(view));
        }
        files.put(COMMON + "R__readers.sql", RedshiftReaders.rolesAndGrants());
    }

    private void eventViews(String directory, Function<EventTable, String> script) {
        int version = 3;
        for (EventTable table : EventTables.all()) {
            versioned(directory, version++, table.name(), script.apply(table));
        }
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
