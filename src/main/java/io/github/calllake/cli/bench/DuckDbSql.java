package io.github.calllake.cli.bench;

import io.github.calllake.schema.ColumnSource;
import io.github.calllake.schema.ColumnSource.Delivery;
import io.github.calllake.schema.ColumnSource.Document;
import io.github.calllake.schema.ColumnType;
import io.github.calllake.schema.ColumnType.Array;
import io.github.calllake.schema.ColumnType.Field;
import io.github.calllake.schema.ColumnType.Scalar;
import io.github.calllake.schema.ColumnType.Struct;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The lake's tables as DuckDB's SQL, made from the same definition. Written to be fast in DuckDB: JSON is read straight into
 * typed columns, and each text that holds JSON is parsed once. Members of structs keep the case of their JSON keys.
 */
final class DuckDbSql {

    private final Path input;

    DuckDbSql(Path input) {
        this.input = input;
    }

    /** The events with all columns that any type needs, typed, each JSON text parsed once, and what the stream says. */
    String events() {
        return "SELECT *, json_transform(m.\"oneTimeMetadata\", '" + transform(Document.ONE_TIME_METADATA)
                + "') AS o FROM (SELECT *, json_transform(\"metadata\", '" + transform(Document.METADATA)
                + "') AS m, CASE WHEN sent BETWEEN arrival - INTERVAL 366 DAY AND arrival + INTERVAL 1 DAY THEN sent"
                + " ELSE arrival END AS event_time FROM (SELECT *, TRY_CAST(\"time\" AS TIMESTAMP) AS sent, TIMESTAMP '"
                + BenchInput.ARRIVAL.toString().replace("T", " ").replace("Z", "") + "' AS arrival, '"
                + BenchInput.SEQUENCE_HEAD + "' || lpad((row_number() OVER ())::VARCHAR, " + BenchInput.SEQUENCE_DIGITS
                + ", '0') AS sequence_number FROM read_json('" + input
                + "', format = 'newline_delimited', maximum_object_size = 16777216, columns = {" + columns() + "})))";
    }

    /** The columns of a table, from {@link #events}. */
    String select(EventTable table) {
        return table.columns().stream()
                .map(column -> expression(table, column) + " AS \"" + column.name() + "\"")
                .collect(Collectors.joining(", "));
    }

    /** All columns of all tables. */
    String selectAll() {
        Map<String, String> all = new LinkedHashMap<>();
        for (EventTable table : EventTables.all()) {
            for (EventTable.Column column : table.columns()) {
                String name = column.type() instanceof Struct ? key(column) : column.name();
                String wide = column.type() instanceof Struct ? "\"" + name + "\"" : expression(table, column);
                boolean ofVoice = wide.contains("\"detail\".");
                String before = all.get(name);
                if (before == null) {
                    all.put(name, wide);
                } else if (!before.equals(wide) && ofVoice && !before.contains("\"detail\".")) {
                    all.put(name, "coalesce(" + before + ", " + wide + ")");
                }
            }
        }
        return all.entrySet().stream()
                .map(column -> column.getValue() + " AS \"" + column.getKey() + "\"")
                .collect(Collectors.joining(", "));
    }

    private static String key(EventTable.Column column) {
        return ((ColumnSource.Json) column.source()).path().steps().get(0).get(0);
    }

    private static String expression(EventTable table, EventTable.Column column) {
        if (column.source() instanceof ColumnSource.Json json) {
            return column.type() instanceof Struct struct
                    ? pack("\"" + key(column) + "\"", struct, together(key(column)))
                    : value(json.document(), json.path().steps(), column.type());
        }
        if (column.source() instanceof ColumnSource.CallKey callKey) {
            return value(callKey.document(), callKey.path().steps().stream().toList(), Scalar.STRING);
        }
        return switch ((Delivery) column.source()) {
            case EVENT_TIME -> "date_trunc('milliseconds', event_time)::TIMESTAMP_MS";
            case ARRIVAL_TIME -> "date_trunc('milliseconds', arrival)::TIMESTAMP_MS";
            case SHARD_ID -> "'" + BenchInput.SHARD + "'";
            case SEQUENCE_NUMBER -> "sequence_number";
            case SUBSEQUENCE_NUMBER -> "0::BIGINT";
            case UNMAPPED -> isOfVoice(table) ? "'{\"resources\":' || \"resources\" || '}'" : "NULL::VARCHAR";
        };
    }

    private static boolean isOfVoice(EventTable table) {
        return table.columns().stream().anyMatch(column -> column.name().equals("detail"));
    }

    /** Of the members that all types have together, those of one, in its order. */
    @SuppressWarnings("unchecked")
    private static String pack(String path, Struct struct, Map<String, Object> together) {
        List<String> wanted = struct.fields().stream().map(DuckDbSql::usualKey).toList();
        String members = struct.fields().stream()
                .map(field -> {
                    String name = "\"" + usualKey(field) + "\"";
                    String inner = path + "." + name;
                    return name + " := "
                            + (field.type() instanceof Struct below
                                    ? pack(inner, below, (Map<String, Object>)
                                            java.util.Objects.requireNonNull(together.get(usualKey(field))))
                                    : inner);
                })
                .collect(Collectors.joining(", "));
        boolean asIs = wanted.equals(List.copyOf(together.keySet())) && !members.contains("struct_pack");
        return asIs ? path : "CASE WHEN " + path + " IS NOT NULL THEN struct_pack(" + members + ") END";
    }

    /** The spelling that simulated events have. */
    private static String usualKey(Field field) {
        boolean offset = field.keys().get(0).endsWith("OffsetMillis");
        return field.keys().get(offset ? field.keys().size() - 1 : 0);
    }

    private static String value(Document document, List<List<String>> steps, ColumnType type) {
        if (document == Document.PAYLOAD && steps.size() > 1 && steps.get(1).contains("Transcript")) {
            // The nested form, which no simulated event has.
            return "NULL::" + type(type);
        }
        String parent =
                switch (document) {
                    case PAYLOAD -> "";
                    case METADATA -> "m.";
                    case ONE_TIME_METADATA -> "o.";
                };
        for (List<String> step : steps.subList(0, steps.size() - 1)) {
            parent += "\"" + step.get(0) + "\".";
        }
        String prefix = parent;
        List<String> spellings = steps.get(steps.size() - 1);
        // A struct of DuckDB's knows no case.
        List<String> distinct = new ArrayList<>();
        for (String spelling : spellings) {
            if (distinct.stream().noneMatch(spelling::equalsIgnoreCase)) {
                distinct.add(spelling);
            }
        }
        String all = distinct.stream().map(name -> prefix + "\"" + name + "\"").collect(Collectors.joining(", "));
        return distinct.size() == 1 ? all : "coalesce(" + all + ")";
    }

    /** What is read from the text of a document. */
    private static String transform(Document document) {
        Map<String, String> members = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (EventTable table : EventTables.all()) {
            for (EventTable.Column column : table.columns()) {
                if (column.source() instanceof ColumnSource.Json json && json.document() == document) {
                    json.path().steps().get(0).forEach(key -> members.putIfAbsent(key, "VARCHAR"));
                } else if (column.source() instanceof ColumnSource.CallKey key && key.document() == document) {
                    key.path().steps().get(0).forEach(spelling -> members.putIfAbsent(spelling, "VARCHAR"));
                }
            }
        }
        if (document == Document.METADATA) {
            members.put("oneTimeMetadata", "VARCHAR");
        }
        return members.entrySet().stream()
                .map(member -> "\"" + member.getKey() + "\":\"" + member.getValue() + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> together(String key) {
        return (Map<String, Object>)
                java.util.Objects.requireNonNull(allColumns().get(key));
    }

    /** The columns of the input, in the union of all types. */
    private static String columns() {
        return allColumns().entrySet().stream()
                .map(column -> "'" + column.getKey() + "': '" + render(column.getValue()) + "'")
                .collect(Collectors.joining(", "));
    }

    /** The same: a column's type, or the members of a struct. */
    private static Map<String, Object> allColumns() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (EventTable table : EventTables.all()) {
            for (EventTable.Column column : table.columns()) {
                if (column.source() instanceof ColumnSource.Json json && json.document() == Document.PAYLOAD) {
                    add(all, json.path().steps(), column.type());
                }
            }
        }
        all.put("resources", "VARCHAR");
        return all;
    }

    @SuppressWarnings("unchecked")
    private static void add(Map<String, Object> into, List<List<String>> steps, ColumnType type) {
        String key = steps.get(0).get(0);
        if (steps.size() > 1) {
            boolean nestedForm = steps.get(1).contains("Transcript");
            if (!nestedForm) {
                Object inner = into.computeIfAbsent(key, unused -> new LinkedHashMap<String, Object>());
                add((Map<String, Object>) inner, steps.subList(1, steps.size()), type);
            }
        } else if (type instanceof Struct struct) {
            Object inner = into.computeIfAbsent(key, unused -> new LinkedHashMap<String, Object>());
            for (Field field : struct.fields()) {
                add((Map<String, Object>) inner, List.of(List.of(usualKey(field))), field.type());
            }
        } else {
            into.putIfAbsent(key, type(type));
        }
    }

    @SuppressWarnings("unchecked")
    private static String render(Object type) {
        return type instanceof Map<?, ?> members
                ? ((Map<String, Object>) members)
                        .entrySet().stream()
                                .map(member -> "\"" + member.getKey() + "\" " + render(member.getValue()))
                                .collect(Collectors.joining(", ", "STRUCT(", ")"))
                : (String) type;
    }

    private static String type(ColumnType type) {
        if (type instanceof Struct struct) {
            return struct.fields().stream()
                    .map(field -> "\"" + usualKey(field) + "\" " + type(field.type()))
                    .collect(Collectors.joining(", ", "STRUCT(", ")"));
        }
        if (type instanceof Array array) {
            return type(array.element()) + "[]";
        }
        return switch ((Scalar) type) {
            case STRING, JSON -> "VARCHAR";
            case BOOLEAN -> "BOOLEAN";
            case INT -> "INTEGER";
            case BIGINT -> "BIGINT";
            case DOUBLE -> "DOUBLE";
            case TIMESTAMP -> "TIMESTAMP_MS";
        };
    }
}
