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

    /** A Kinesis data stream's records. */
    static final RedshiftStreams KINESIS = new RedshiftStreams(
            "kinesis_data",
            "approximate_arrival_timestamp, partition_key, shard_id, sequence_number, refresh_time",
            "${kinesis_schema}.\"${stream_name}\"");

    /** A Kafka topic's records, under the names that the flat views know. */
    static final RedshiftStreams KAFKA = new RedshiftStreams(
            "kafka_value",
            "kafka_timestamp AS approximate_arrival_timestamp,\n"
                    + "       CASE WHEN IS_UTF8(kafka_key) THEN FROM_VARBYTE(kafka_key, 'utf-8') END::VARCHAR(256) AS partition_key,\n"
                    + "       kafka_partition::VARCHAR(20) AS shard_id, kafka_offset::VARCHAR(20) AS sequence_number, refresh_time",
            "${kafka_schema}.\"${topic_name}\"");

    /** An unknown type's text is kept as sent, cut to this many bytes. */
    private static final int DETAIL_TYPE_LENGTH = 256;

    private final String data;
    private final String deliveryColumns;
    private final String stream;
    private final String record;
    private final String isJson;

    /**
     * @param data the column with the record's bytes
     * @param deliveryColumns the columns that say how it came, as the list of a SELECT
     * @param stream the table of the external schema
     */
    private RedshiftStreams(String data, String deliveryColumns, String stream) {
        this.data = data;
        this.deliveryColumns = deliveryColumns;
        this.stream = stream;
        this.record = "FROM_VARBYTE(" + data + ", 'utf-8')";
        this.isJson = "CASE WHEN IS_UTF8(" + data + ") THEN CAN_JSON_PARSE(" + data + ") ELSE FALSE END";
    }

    /**
     * The external schema over Kafka, Amazon MSK among it. It names no topic: topics are its tables.
     *
     * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-streaming-ingestion-getting-started-MSK.html">Streaming
     *     ingestion from Kafka</a>
     */
    static String kafkaSchema() {
        return """
                CREATE EXTERNAL SCHEMA IF NOT EXISTS ${kafka_schema}
                FROM KAFKA
                IAM_ROLE ${kafka_iam_role}
                URI '${kafka_brokers}'
                AUTHENTICATION ${kafka_authentication};
                """;
    }

    /** The external schema over Kinesis. It names no stream: streams are its tables. */
    static String kinesisSchema() {
        return """
                CREATE EXTERNAL SCHEMA IF NOT EXISTS ${kinesis_schema}
                FROM KINESIS ${kinesis_region_clause}
                IAM_ROLE ${kinesis_iam_role};
                """;
    }

    /** The auto-refreshed streaming view of a detail type. */
    String streamingView(EventTable table) {
        return createView(table.name())
                + """
                       CASE WHEN %s
                            THEN JSON_PARSE(%s) END AS payload,
                       CASE WHEN %s
                            THEN %s END::VARCHAR(%d) AS call_id
                FROM %s
                WHERE CASE WHEN %s
                           THEN %s
                           ELSE FALSE END;
                """.formatted(
                                isJson,
                                data,
                                isJson,
                                callId(table),
                                RowMapper.CALL_ID_LENGTH,
                                stream,
                                isJson,
                                isOfType(table.type()));
    }

    /**
     * The auto-refreshed streaming view of all records. It has no WHERE: what is no JSON is there as it came, and nothing
     * is there twice.
     */
    String landingView() {
        return createView(LANDING)
                + """
                       CASE WHEN %s
                            THEN JSON_PARSE(%s) END AS payload,
                       CASE WHEN %s
                            THEN %s END::VARCHAR(%d) AS call_id,
                       CASE WHEN %s
                            THEN %s END::VARCHAR(%d) AS detail_type,
                       CASE WHEN %s
                            THEN NULL ELSE %s END AS unread_data
                FROM %s;
                """.formatted(
                                isJson,
                                data,
                                isJson,
                                callIdOfAnyType(),
                                RowMapper.CALL_ID_LENGTH,
                                isJson,
                                detailType(),
                                DETAIL_TYPE_LENGTH,
                                isJson,
                                data,
                                stream);
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

    private String createView(String name) {
        return """
                CREATE MATERIALIZED VIEW %s.%s
                BACKUP YES
                DISTSTYLE EVEN
                SORTKEY (approximate_arrival_timestamp)
                AUTO REFRESH YES
                AS
                SELECT %s,
                """.formatted(SCHEMA, name, deliveryColumns);
    }

    private String callId(EventTable table) {
        ColumnSource.CallKey key =
                (ColumnSource.CallKey) table.column("call_id").source();
        List<List<String>> steps = key.path().steps();
        boolean inMetadata = key.document() == Document.METADATA;
        String document = inMetadata ? extract(record, "metadata") : record;
        String first = steps.get(steps.size() - 1).stream()
                .map(spelling -> "NULLIF(" + extract(document, keys(steps, spelling)) + ", '')")
                .collect(Collectors.joining(", ", "COALESCE(", ")"));
        return inMetadata ? "CASE WHEN CAN_JSON_PARSE(" + document + ") THEN " + first + " END" : first;
    }

    /** Types that keep the id in one place share a branch. */
    private String callIdOfAnyType() {
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
    private String isCategory() {
        return "NULLIF(NULLIF(" + extract(record, "CategoryEvent") + ", ''), 'null') IS NOT NULL";
    }

    private String isOfType(DetailType type) {
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
    private String detailType() {
        StringBuilder cases = new StringBuilder("CASE " + lowerCase(extract(record, "detail-type")));
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
                .append(extract(record, "detail-type"))
                .append(" END")
                .toString();
    }

    /** Of the letters A to Z alone, as {@link DetailType#fromText} has it. */
    private static String lowerCase(String text) {
        return "TRANSLATE(" + text + ", 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')";
    }

    private String isNamed(DetailType... types) {
        return List.of(types).stream()
                .flatMap(type -> type.spellings().stream())
                .map(spelling -> "'" + spelling.toLowerCase(Locale.ROOT) + "'")
                .collect(Collectors.joining(", ", lowerCase(extract(record, "detail-type")) + " IN (", ")"));
    }
}
