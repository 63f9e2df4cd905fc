package io.github.calllake.catalog;

import io.github.calllake.event.DetailType;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTables;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.TableInput;

/** A Chime data lake's catalog as its own stack may make it: service types in the locations, no columns of ours. */
public final class OtherLake {

    /** Voice analytics lies under its own service type. */
    public static final Map<DetailType, String> SERVICE_TYPES = serviceTypes();

    private OtherLake() {}

    private static Map<DetailType, String> serviceTypes() {
        Map<DetailType, String> types = new EnumMap<>(DetailType.class);
        for (DetailType type : DetailType.values()) {
            types.put(
                    type,
                    switch (type) {
                        case VOICE_ANALYTICS_STATUS, SPEAKER_SEARCH_STATUS, VOICE_TONE_ANALYSIS_STATUS ->
                            "VoiceAnalytics";
                        default -> "CallAnalytics";
                    });
        }
        return types;
    }

    public static void create(GlueClient glue, String database, LakeLayout layout, UnaryOperator<String> spelling) {
        glue.createDatabase(request -> request.databaseInput(input -> input.name(database)));
        for (EventTable table : EventTables.all()) {
            glue.createTable(request -> request.databaseName(database).tableInput(table(table, layout, spelling)));
        }
    }

    /** Its post-call table. */
    public static void createPostCall(GlueClient glue, String database, LakeLayout layout, String location) {
        TableInput ours =
                GlueTables.postCall(LakeDefinition.of(database, layout).withPostCall(location));
        Map<String, String> parameters = new LinkedHashMap<>(ours.parameters());
        parameters.remove(GlueTables.MARK);
        glue.createTable(request -> request.databaseName(database)
                .tableInput(ours.toBuilder().parameters(parameters).build()));
    }

    private static TableInput table(EventTable table, LakeLayout layout, UnaryOperator<String> spelling) {
        String location =
                layout.addressOf(layout.withServiceTypes(SERVICE_TYPES).tablePrefix(table.type()));
        TableInput ours = GlueTables.events(table, layout, table.chimeColumns());
        List<Column> columns = new ArrayList<>();
        ours.storageDescriptor()
                .columns()
                .forEach(column -> columns.add(
                        column.toBuilder().name(spelling.apply(column.name())).build()));
        Map<String, String> parameters = new LinkedHashMap<>(ours.parameters());
        parameters.keySet().removeIf(name -> name.contains("servicetype") || name.equals(GlueTables.MARK));
        parameters.put("storage.location.template", location + "year=${year}/month=${month}/day=${day}");
        return ours.toBuilder()
                .description("of the Chime stack")
                .parameters(parameters)
                .partitionKeys(ours.partitionKeys().subList(1, 4))
                .storageDescriptor(ours.storageDescriptor().toBuilder()
                        .columns(columns)
                        .location(location)
                        .build())
                .build();
    }
}
