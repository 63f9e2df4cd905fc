package io.github.calllake.catalog;

import io.github.calllake.event.DetailType;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTables;
import io.github.calllake.schema.FirehoseTable;
import io.github.calllake.schema.PostCallTable;
import io.github.calllake.schema.Restricted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.SerDeInfo;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.TableInput;

/**
 * The lake's tables as Glue holds them. Days are found by partition projection, so that nobody registers partitions; both
 * service types that Chime writes under are looked at.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html">Supported types for
 *     partition projection</a>
 */
final class GlueTables {

    /** The table parameter that names the lake a table belongs to. */
    static final String MARK = "call-lake.lake";

    private static final String PARQUET_INPUT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat";
    private static final String PARQUET_OUTPUT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat";
    private static final String PARQUET_SERDE = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";
    private static final String TEXT_INPUT = "org.apache.hadoop.mapred.TextInputFormat";
    private static final String TEXT_OUTPUT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat";

    private static final List<String> SERVICE_TYPES = List.of("CallAnalytics", "VoiceAnalytics");

    /** A date outside would vanish from Athena without a word; event times lie near their arrival. */
    /** The last year whose days are found. */
    static final int LAST_YEAR = 2049;

    private static final String YEARS = "2020," + LAST_YEAR;

    private GlueTables() {}

    /** The ten tables of a lake of our own making. */
    static List<TableInput> all(LakeDefinition lake) {
        List<TableInput> all = new ArrayList<>();
        EventTables.all().forEach(table -> all.add(events(table, lake.layout(), table.columns())));
        all.add(postCall(lake));
        all.add(firehose(lake.layout()));
        return all;
    }

    /** The tables that restricted readers may ask: no others hold less than all. */
    static List<TableInput> restricted(LakeDefinition lake, boolean postCall) {
        List<TableInput> all = new ArrayList<>();
        for (DetailType type : DetailType.values()) {
            EventTable table = Restricted.table(lake.files().tables().apply(type));
            all.add(events(table, lake.layout(), table.columns()));
        }
        if (postCall) {
            all.add(postCall(lake));
        }
        return all;
    }

    /** A table of events with some of its columns. */
    static TableInput events(EventTable table, LakeLayout layout, List<EventTable.Column> columns) {
        Map<String, String> parameters = projected(layout);
        parameters.put(
                "storage.location.template",
                layout.addressOf(layout.tablePrefix(
                                "${servicetype}", table.type().text()))
                        + DAYS);
        return table(table.name(), "events of detail type " + table.type().text(), parameters)
                .partitionKeys(strings("servicetype", "year", "month", "day"))
                .storageDescriptor(
                        parquet(layout, columns.stream().map(GlueTables::column).toList()))
                .build();
    }

    private static final String DAYS = "year=${year}/month=${month}/day=${day}/";

    private static TableInput firehose(LakeLayout layout) {
        Map<String, String> parameters = projected(layout);
        parameters.put("projection.detailtype.type", "enum");
        parameters.put(
                "projection.detailtype.values",
                EventTables.all().stream().map(table -> table.type().text()).collect(Collectors.joining(",")));
        parameters.put(
                "storage.location.template",
                layout.addressOf(layout.tablePrefix("${servicetype}", "${detailtype}")) + DAYS);
        List<Column> columns = new ArrayList<>();
        FirehoseTable.columns().forEach((name, type) -> columns.add(column(name, type.glueName())));
        return table(FirehoseTable.NAME, "events of all detail types", parameters)
                .partitionKeys(strings("servicetype", "detailtype", "year", "month", "day"))
                .storageDescriptor(parquet(layout, columns))
                .build();
    }

    /** The post-call table: whatever Amazon Transcribe has written there. */
    static TableInput postCall(LakeDefinition lake) {
        Map<String, String> parameters = marked(lake.layout());
        parameters.put("classification", "json");
        return table(PostCallTable.NAME, "post-call files of Amazon Transcribe", parameters)
                .storageDescriptor(StorageDescriptor.builder()
                        .columns(PostCallTable.columns().stream()
                                .map(each -> column(each.name(), each.glueType()))
                                .toList())
                        .location(lake.postCall())
                        .inputFormat(TEXT_INPUT)
                        .outputFormat(TEXT_OUTPUT)
                        .serdeInfo(SerDeInfo.builder()
                                .serializationLibrary(PostCallTable.SERDE)
                                .parameters(PostCallTable.SERDE_PARAMETERS)
                                .build())
                        .build())
                .build();
    }

    private static TableInput.Builder table(String name, String holds, Map<String, String> parameters) {
        return TableInput.builder()
                .name(name)
                .description("Call Lake: " + holds)
                .tableType("EXTERNAL_TABLE")
                .parameters(parameters);
    }

    private static StorageDescriptor parquet(LakeLayout layout, List<Column> columns) {
        return StorageDescriptor.builder()
                .columns(columns)
                .location(layout.root())
                .inputFormat(PARQUET_INPUT)
                .outputFormat(PARQUET_OUTPUT)
                .serdeInfo(serde(PARQUET_SERDE))
                .build();
    }

    private static SerDeInfo serde(String library) {
        return SerDeInfo.builder()
                .serializationLibrary(library)
                .parameters(Map.of("serialization.format", "1"))
                .build();
    }

    private static Map<String, String> marked(LakeLayout layout) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("EXTERNAL", "TRUE");
        parameters.put(MARK, layout.address());
        return parameters;
    }

    private static Map<String, String> projected(LakeLayout layout) {
        Map<String, String> parameters = marked(layout);
        parameters.put("classification", "parquet");
        parameters.put("projection.enabled", "true");
        parameters.put("projection.servicetype.type", "enum");
        parameters.put("projection.servicetype.values", serviceTypes(layout));
        padded(parameters, "year", YEARS, 4);
        padded(parameters, "month", "1,12", 2);
        padded(parameters, "day", "1,31", 2);
        return parameters;
    }

    /** Those that Chime writes under, and whatever a lake that was taken over has. */
    private static String serviceTypes(LakeLayout layout) {
        Set<String> types = new LinkedHashSet<>(SERVICE_TYPES);
        types.addAll(new TreeSet<>(layout.serviceTypes().values()));
        return String.join(",", types);
    }

    private static void padded(Map<String, String> parameters, String column, String range, int digits) {
        parameters.put("projection." + column + ".type", "integer");
        parameters.put("projection." + column + ".range", range);
        parameters.put("projection." + column + ".digits", Integer.toString(digits));
    }

    static Column column(EventTable.Column column) {
        return column(column.name(), column.type().glueName());
    }

    private static Column column(String name, String type) {
        return Column.builder().name(name).type(type).build();
    }

    private static List<Column> strings(String... names) {
        return java.util.Arrays.stream(names)
                .map(name -> column(name, "string"))
                .toList();
    }
}
