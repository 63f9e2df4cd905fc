package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tables as Athena tells of them, line by line.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/show-create-table.html">SHOW CREATE TABLE</a>
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/describe-table.html">DESCRIBE</a>
 */
final class TableTexts {

    private TableTexts() {}

    /** The statement that makes the table. */
    static List<String> create(JsonNode table) {
        JsonNode storage = table.path("StorageDescriptor");
        List<String> lines = new ArrayList<>();
        lines.add("CREATE EXTERNAL TABLE `" + table.path("Name").asText() + "`(");
        columns(lines, storage.path("Columns"));
        if (!table.path("PartitionKeys").isEmpty()) {
            lines.add("PARTITIONED BY ( ");
            columns(lines, table.path("PartitionKeys"));
        }
        lines.add("ROW FORMAT SERDE ");
        lines.add("  " + text(storage.path("SerdeInfo").path("SerializationLibrary")) + " ");
        JsonNode properties = storage.path("SerdeInfo").path("Parameters");
        if (!properties.isEmpty()) {
            lines.add("WITH SERDEPROPERTIES ( ");
            properties(lines, properties);
        }
        lines.add("STORED AS INPUTFORMAT ");
        lines.add("  " + text(storage.path("InputFormat")) + " ");
        lines.add("OUTPUTFORMAT ");
        lines.add("  " + text(storage.path("OutputFormat")));
        lines.add("LOCATION");
        lines.add("  " + text(storage.path("Location")));
        List<String> own = new ArrayList<>();
        table.path("Parameters").properties().stream()
                .filter(property -> !property.getKey().equals("EXTERNAL"))
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(property -> own.add("  '" + property.getKey() + "'=" + text(property.getValue())));
        if (!own.isEmpty()) {
            lines.add("TBLPROPERTIES (");
            listed(lines, own, ")");
        }
        return lines;
    }

    private static void columns(List<String> lines, JsonNode columns) {
        List<String> all = new ArrayList<>();
        columns.forEach(column -> all.add("  `" + column.path("Name").asText() + "` "
                + column.path("Type").asText() + comment(column)));
        listed(lines, all, ")");
    }

    private static String comment(JsonNode column) {
        return column.has("Comment") ? " COMMENT " + text(column.path("Comment")) : "";
    }

    private static void properties(List<String> lines, JsonNode properties) {
        List<String> all = new ArrayList<>();
        properties.properties().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(property -> all.add("  '" + property.getKey() + "'=" + text(property.getValue())));
        listed(lines, all, ") ");
    }

    private static void listed(List<String> lines, List<String> all, String end) {
        for (int i = 0; i < all.size(); i++) {
            lines.add(all.get(i) + (i < all.size() - 1 ? ", " : end));
        }
    }

    private static String text(JsonNode value) {
        return "'" + value.asText().replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** A column as DESCRIBE has it. */
    static String line(JsonNode column) {
        return line(
                column.path("Name").asText(),
                column.path("Type").asText(),
                column.path("Comment").asText(""));
    }

    private static String line(String... cells) {
        StringBuilder line = new StringBuilder();
        for (String cell : cells) {
            line.append(line.isEmpty() ? "" : "\t").append(String.format(Locale.ROOT, "%-20s", cell));
        }
        return line.toString();
    }

    /** All that is known of the table, for DESCRIBE FORMATTED. */
    static List<String> formatted(JsonNode table) {
        JsonNode storage = table.path("StorageDescriptor");
        List<String> lines = new ArrayList<>();
        lines.add(line("# col_name", "data_type", "comment"));
        lines.add(line("", "", ""));
        storage.path("Columns").forEach(column -> lines.add(line(column)));
        if (!table.path("PartitionKeys").isEmpty()) {
            lines.add(line("", "", ""));
            lines.add(line("# Partition Information", "", ""));
            lines.add(line("# col_name", "data_type", "comment"));
            lines.add(line("", "", ""));
            table.path("PartitionKeys").forEach(column -> lines.add(line(column)));
        }
        lines.add(line("", "", ""));
        lines.add(line("# Detailed Table Information", "", ""));
        lines.add(line("Database:", table.path("DatabaseName").asText(), ""));
        lines.add(line("Owner:", table.path("Owner").asText(), ""));
        lines.add(line(
                "CreateTime:",
                Instant.ofEpochSecond((long) table.path("CreateTime").asDouble())
                        .toString(),
                ""));
        lines.add(line("Location:", storage.path("Location").asText(), ""));
        lines.add(line("Table Type:", table.path("TableType").asText(), ""));
        lines.add(line("Table Parameters:", "", ""));
        table.path("Parameters").properties().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(property -> lines.add(
                        line("", property.getKey(), property.getValue().asText())));
        lines.add(line("", "", ""));
        lines.add(line("# Storage Information", "", ""));
        lines.add(line(
                "SerDe Library:",
                storage.path("SerdeInfo").path("SerializationLibrary").asText(),
                ""));
        lines.add(line("InputFormat:", storage.path("InputFormat").asText(), ""));
        lines.add(line("OutputFormat:", storage.path("OutputFormat").asText(), ""));
        return lines;
    }
}
