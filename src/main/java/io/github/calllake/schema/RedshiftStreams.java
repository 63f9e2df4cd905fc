package io.github.calllake.schema;

import static io.github.calllake.schema.RedshiftSql.SCHEMA;

import io.github.calllake.event.DetailType;
import io.github.calllake.schema.ColumnSource.Document;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What reads the stream, in Redshift's SQL: the external schema, and either a streaming view for each detail type or
 * one landing view with plain views of the same names on it. Nothing in a streaming view can fail on any bytes, since
 * one failing cast would stop its ingestion for good, and every guard is a CASE, since AND promises no order.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-streaming-ingestion.html">Streaming
 *     ingestion to a materialized view</a>
 */
final class RedshiftStreams {

    /** The landing topology's one streaming view. */
    static final String LANDING = "landing";

    private static final String RECORD = "FROM_VARBYTE(kinesis_data, 'utf-8')";
    private static final String IS_JSON =
            "CASE WHEN IS_UTF8(kinesis_data) THEN CAN_JSON_PARSE(kinesis_data) ELSE FALSE END";

    /** An unknown type's text is kept as sent, cut to this many bytes. */
    private static final int DETAIL_TYPE_LENGTH = 256;

    private RedshiftStreams() {}

    /** The external schema, which names no stream: streams are its tables. */
    static String externalSchema() {
        return """
                CREATE EXTERNAL SCHEMA IF NOT EXISTS ${kinesis_schema}
                FROM KINESIS ${kinesis_region_clause}
                IAM_ROLE ${kinesis_iam_role};
                """;
    }

    /** The auto-refreshed streaming view of a detail type. */
    static String streamingView(EventTable table) {
        return createView(table.name()) + """
                       CASE WHEN %s
                            THEN JSON_PARSE(kinesis_data) END AS payload,
                       CASE WHEN %s
                            THEN %s END::VARCHAR(%d) AS call_id
                FROM ${kinesis_schema}."${stream_name}"
                WHERE CASE WHEN %s
                           THEN %s
                           ELSE FALSE END;
                """.formatted(IS_JSON, IS_JSON, callId(table), RowMapper.CALL_ID_LENGTH, IS_JSON, isOfType(table.type()));
    }

    /**
     * The auto-refreshed streaming view of all records. It has no WHERE: what is no JSON is there as it came, and nothing
     * is there twice.
     */
    static String landingView() {
        return createView(LANDING) + """
                       CASE WHEN %s
                            THEN JSON_PARSE(kinesis_data) END AS payload,
                       CASE WHEN %s
                            THEN %s END::VARCHAR(%d) AS call_id,
                       CASE WHEN %s
                            THEN %s END::VARCHAR(%d) AS detail_type,
                       CASE WHEN %s
                            THEN NULL ELSE kinesis_data END AS unread_data
                FROM ${kinesis_schema}."${stream_name}";
                """.formatted(
                        IS_JSON,
                        IS_JSON,
                        callIdOfAnyType(),
                        RowMapper.CALL_ID_LENGTH,
                        IS_JSON,
                        detailType(),
                        DETAIL_TYPE_LENGTH,
                        IS_JSON);
    }

    /** A detail type's view on the landing view, with the columns of its streaming view. */
    static String landedView(EventTable table) {
        return """
                CREATE VIEW %s.%s AS
                SELECT approximate_arrival_timestamp, partition_key, shard_id, sequence_number, refresh_time, payload, call_id
                FROM %s.%s
                WHERE detail_type = '%s';
                """.formatted(SCHEMA, table.name(), SCHEMA, LANDING, table.type().text());
    }

    private static String createView(String name) {
        return """
                CREATE MATERIALIZED VIEW %s.%s
                BACKUP YES
                DISTSTYLE EVEN
                SORTKEY (approximate_arrival_timestamp)
                AUTO REFRESH YES
                AS
                SELECT approximate_arrival_timestamp, partition_key, shard_id, sequence_number, refresh_time,
                """.formatted(SCHEMA, name);
    }

    private static String callId(EventTable table) {
        ColumnSource.CallKey key =
                (ColumnSource.CallKey) table.column("call_id").source();
        List<List<String>> steps = key.path().steps();
        boolean inMetadata = key.document() == Document.METADATA;
        String document = inMetadata ? extract(RECORD, "metadata") : RECORD;
        String first = steps.get(steps.size() - 1).stream()
                .map(spelling -> "NULLIF(" + extract(document, keys(steps, spelling)) + ", '')")
                .collect(Collectors.joining(", ", "COALESCE(", ")"));
        return inMetadata ? "CASE WHEN CAN_JSON_PARSE(" + document + ") THEN " + first + " END" : first;
    }

    /** Types that keep the id in one place share a branch. */
    private static String callIdOfAnyType() {
        Map<String, List<DetailType>> places = new LinkedHashMap<>();
        for (EventTable table : EventTables.all()) {
            places.computeIfAbsent(callId(table), place -> new ArrayList<>()).add(table.type());
        }
        return places.entrySet().stream()
                .map(place -> "WHEN " + isNamed(place.getValue().toArray(DetailType[]::new)) + "\n"
                        + "                 THEN " + place.getKey())
                .collect(Collectors.joining("\n                 ", "CASE ", " END"));
    }

    private static String[] keys(List<List<String>> steps, String last) {
        List<String> keys = new ArrayList<>();
        steps.subList(0, steps.size() - 1).forEach(step -> keys.add(step.get(0)));
        keys.add(last);
        return keys.toArray(String[]::new);
    }

    private static String extract(String json, String... keys) {
        return "JSON_EXTRACT_PATH_TEXT(" + json + ", '" + String.join("', '", keys) + "', true)";
    }

    /** Category events also come under the utterances' detail type; what tells them apart is their body. */
    private static String isCategory() {
        return "NULLIF(NULLIF(" + extract(RECORD, "CategoryEvent") + ", ''), 'null') IS NOT NULL";
    }

    private static String isOfType(DetailType type) {
        return switch (type) {
            case TRANSCRIBE_CALL_ANALYTICS ->
                "CASE WHEN %s THEN NOT (%s) ELSE FALSE END".formatted(isNamed(type), isCategory());
            case TRANSCRIBE_CALL_ANALYTICS_CATEGORY_EVENTS ->
                "CASE WHEN %s THEN TRUE WHEN %s THEN %s ELSE FALSE END"
                        .formatted(isNamed(type), isNamed(DetailType.TRANSCRIBE_CALL_ANALYTICS), isCategory());
            default -> isNamed(type);
        };
    }

    /** The canonical text of the type that {@link #isOfType} finds; of an unknown type, its text as sent. */
    private static String detailType() {
        StringBuilder cases = new StringBuilder("CASE " + lowerCase(extract(RECORD, "detail-type")));
        for (DetailType type : DetailType.values()) {
            String text = type == DetailType.TRANSCRIBE_CALL_ANALYTICS
                    ? "CASE WHEN %s THEN '%s' ELSE '%s' END"
                            .formatted(
                                    isCategory(),
                                    DetailType.TRANSCRIBE_CALL_ANALYTICS_CATEGORY_EVENTS.text(),
                                    type.text())
                    : "'" + type.text() + "'";
            for (String spelling : type.spellings()) {
                cases.append("\n                 WHEN '")
                        .append(spelling.toLowerCase(Locale.ROOT))
                        .append("' THEN ")
                        .append(text);
            }
        }
        return cases.append("\n                 ELSE ")
                .append(extract(RECORD, "detail-type"))
                .append(" END")
                .toString();
    }

    /** Of the letters A to Z alone, as {@link DetailType#fromText} has it. */
    private static String lowerCase(String text) {
        return "TRANSLATE(" + text + ", 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')";
    }

    private static String isNamed(DetailType... types) {
        return List.of(types).stream()
                .flatMap(type -> type.spellings().stream())
                .map(spelling -> "'" + spelling.toLowerCase(Locale.ROOT) + "'")
                .collect(Collectors.joining(", ", lowerCase(extract(RECORD, "detail-type")) + " IN (", ")"));
    }
}
