package io.github.calllake.catalog;

import io.github.calllake.lake.LakeLayout;
import io.github.calllake.schema.EventTable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.Table;

/**
 * A table of events as another lake has it.
 *
 * @param layout where that lake lies
 * @param serviceType under which service type its files lie
 * @param columns names and Hive types
 */
record OtherTable(LakeLayout layout, String serviceType, Map<String, String> columns) {

    private static final Pattern TEMPLATE =
            Pattern.compile("s3://([^/]+)/(?:(.+)/)?serviceType=([^/]+)/detailType=([^/]+)/"
                    + "year=\\$\\{year}/month=\\$\\{month}/day=\\$\\{day}/?");
    private static final List<String> DAYS = List.of("year", "month", "day");

    /** @throws CatalogException if files that we write would not be seen in it */
    static OtherTable of(EventTable ours, Table table) {
        Map<String, String> keys = types(table.partitionKeys());
        Map<String, String> parameters = table.parameters();
        String serde = String.valueOf(table.storageDescriptor().serdeInfo().serializationLibrary());
        require(serde.toLowerCase(Locale.ROOT).contains("parquet"), ours, "is no table over Parquet, but " + serde);
        require(
                DAYS.stream().allMatch(key -> "string".equals(keys.get(key))),
                ours,
                "is not partitioned by year, month and day as texts, but by " + keys);
        require(
                "true".equalsIgnoreCase(parameters.get("projection.enabled")),
                ours,
                "has no partition projection, so that new days would have to be registered one by one");
        String template = Optional.ofNullable(parameters.get("storage.location.template"))
                .orElseGet(() ->
                        withSlash(table.storageDescriptor().location()) + "year=${year}/month=${month}/day=${day}/");
        Matcher place = TEMPLATE.matcher(template);
        require(
                place.matches(),
                ours,
                "lies elsewhere than at serviceType=/detailType=/year=/month=/day=: " + template);
        String detailType = place.group(4);
        require(
                detailType.startsWith("${") || detailType.equals(ours.type().text()),
                ours,
                "holds the detail type " + detailType);
        String root = Optional.ofNullable(place.group(2)).orElse("");
        return new OtherTable(
                new LakeLayout(place.group(1), root),
                serviceType(place.group(3), parameters),
                types(table.storageDescriptor().columns()));
    }

    /** The literal one, or of several that are looked at ours. */
    private static String serviceType(String text, Map<String, String> parameters) {
        if (!text.startsWith("${")) {
            return text;
        }
        String key = text.substring(2, text.length() - 1).toLowerCase(Locale.ROOT);
        List<String> values = List.of(parameters
                .getOrDefault("projection." + key + ".values", LakeLayout.DEFAULT_SERVICE_TYPE)
                .split(","));
        return values.contains(LakeLayout.DEFAULT_SERVICE_TYPE) ? LakeLayout.DEFAULT_SERVICE_TYPE : values.get(0);
    }

    private static String withSlash(String location) {
        return location.endsWith("/") ? location : location + "/";
    }

    private static Map<String, String> types(List<Column> columns) {
        Map<String, String> types = new LinkedHashMap<>();
        columns.forEach(column -> types.put(column.name(), column.type()));
        return types;
    }

    private static void require(boolean met, EventTable table, String why) {
        if (!met) {
            throw new CatalogException("The lake cannot be taken over: table " + table.name() + " " + why);
        }
    }

    /** Its columns but those. */
    Map<String, String> columnsWithout(Collection<String> names) {
        Map<String, String> left = new LinkedHashMap<>(columns);
        left.keySet().removeAll(names);
        return left;
    }
}
