package io.github.calllake.catalog;

import io.github.calllake.lake.LakeLayout;
import io.github.calllake.schema.EventTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.SerDeInfo;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.TableInput;

/**
 * The lake's tables as Glue holds them: Parquet under one detail type's prefix, its days found by partition projection, so
 * that nobody registers partitions.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html">Supported types for
 *     partition projection</a>
 */
final class GlueTables {

    private static final String INPUT_FORMAT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat";
    private static final String OUTPUT_FORMAT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat";
    private static final String SERDE = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";

    /** A date outside would vanish from Athena without a word; event times lie near their arrival. */
    private static final String YEARS = "2020,2049";

    private static final List<Column> PARTITION_KEYS = List.of(string("year"), string("month"), string("day"));

    private GlueTables() {}

    static TableInput tableInput(EventTable table, LakeLayout layout) {
        return TableInput.builder()
                .name(table.name())
                .description("Call Lake: events of detail type " + table.type().text())
                .tableType("EXTERNAL_TABLE")
                .parameters(parameters(location(table, layout)))
                .partitionKeys(PARTITION_KEYS)
                .storageDescriptor(storage(table, location(table, layout)))
                .build();
    }

    private static String location(EventTable table, LakeLayout layout) {
        return "s3://" + layout.bucket() + "/" + layout.tablePrefix(table.type());
    }

    private static StorageDescriptor storage(EventTable table, String location) {
        return StorageDescriptor.builder()
                .columns(table.columns().stream().map(GlueTables::column).toList())
                .location(location)
                .inputFormat(INPUT_FORMAT)
                .outputFormat(OUTPUT_FORMAT)
                .serdeInfo(SerDeInfo.builder()
                        .serializationLibrary(SERDE)
                        .parameters(Map.of("serialization.format", "1"))
                        .build())
                .build();
    }

    private static Map<String, String> parameters(String location) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("EXTERNAL", "TRUE");
        parameters.put("classification", "parquet");
        parameters.put("projection.enabled", "true");
        padded(parameters, "year", YEARS, 4);
        padded(parameters, "month", "1,12", 2);
        padded(parameters, "day", "1,31", 2);
        parameters.put("storage.location.template", location + "year=${year}/month=${month}/day=${day}/");
        return parameters;
    }

    private static void padded(Map<String, String> parameters, String column, String range, int digits) {
        parameters.put("projection." + column + ".type", "integer");
        parameters.put("projection." + column + ".range", range);
        parameters.put("projection." + column + ".digits", Integer.toString(digits));
    }

    private static Column column(EventTable.Column column) {
        return Column.builder()
                .name(column.name())
                .type(column.type().glueName())
                .build();
    }

    private static Column string(String name) {
        return Column.builder().name(name).type("string").build();
    }
}
