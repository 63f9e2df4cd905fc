package io.github.calllake.schema;

import io.github.calllake.event.DetailType;
import io.github.calllake.schema.ColumnSource.Document;
import io.github.calllake.schema.ColumnSource.JsonPath;
import io.github.calllake.schema.FlatView.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The hot tier's views in Redshift's SQL, as the migrations hold them; schema, stream and external schema are Flyway
 * placeholders. Nothing in a streaming view can fail on any bytes, since one failing cast would stop its ingestion for
 * good, and every guard is a CASE, since AND promises no order. Flat views cast from SUPER, which gives NULL for what
 * does not fit.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-streaming-ingestion.html">Streaming
 *     ingestion to a materialized view</a>
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/query-super.html">Querying semistructured data</a>
 */
public final class RedshiftSql {

    private static final String SCHEMA = "${flyway:defaultSchema}";
    private static final String RECORD = "FROM_VARBYTE(kinesis_data, 'utf-8')";
    private static final String IS_JSON =
            "CASE WHEN IS_UTF8(kinesis_data) THEN CAN_JSON_PARSE(kinesis_data) ELSE FALSE END";

    private static final String ISO_TIME = "^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]"
            + "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?(Z|[+-](0[0-9]|1[0-4]):?[0-5][0-9])?$";
    private static final String ISO_ZONE = "(Z|[+-][0-9]{2}:?[0-9]{2})$";

    private RedshiftSql() {}

    /** The external schema, which names no stream: streams are its tables. */
    public static String externalSchema() {
        return """
                CREATE EXTERNAL SCHEMA IF NOT EXISTS ${kinesis_schema}
                FROM KINESIS
                IAM_ROLE ${kinesis_iam_role};
                """;
    }

    /** The auto-refreshed streaming view of a detail type. */
    public static String createStreamingView(EventTable table) {
        return """
                CREATE MATERIALIZED VIEW %s.%s
                BACKUP YES
                DISTSTYLE EVEN
                SORTKEY (approximate_arrival_timestamp)
                AUTO REFRESH YES
                AS
                SELECT approximate_arrival_timestamp, partition_key, shard_id, sequence_number, refresh_time,
                       CASE WHEN %s
                            THEN JSON_PARSE(kinesis_data) END AS payload,
                       CASE WHEN %s
                            THEN %s END::VARCHAR(%d) AS call_id
                FROM ${kinesis_schema}."${stream_name}"
                WHERE CASE WHEN %s
                           THEN %s
                           ELSE FALSE END;
                """.formatted(
                        SCHEMA,
                        table.name(),
                        IS_JSON,
                        IS_JSON,
                        callId(table),
                        RowMapper.CALL_ID_LENGTH,
                        IS_JSON,
                        isOfType(table.type()));
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
    private static String isOfType(DetailType type) {
        String isCategory = "NULLIF(NULLIF(" + extract(RECORD, "CategoryEvent") + ", ''), 'null') IS NOT NULL";
        return switch (type) {
            case TRANSCRIBE_CALL_ANALYTICS ->
                "CASE WHEN %s THEN NOT (%s) ELSE FALSE END".formatted(isNamed(type), isCategory);
            case TRANSCRIBE_CALL_ANALYTICS_CATEGORY_EVENTS ->
                "CASE WHEN %s THEN TRUE WHEN %s THEN %s ELSE FALSE END"
                        .formatted(isNamed(type), isNamed(DetailType.TRANSCRIBE_CALL_ANALYTICS), isCategory);
            default -> isNamed(type);
        };
    }

    /** Of the letters A to Z alone, as {@link DetailType#fromText} has it. */
    private static String lowerCase(String text) {
        return "TRANSLATE(" + text + ", 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')";
    }

    private static String isNamed(DetailType type) {
        return type.spellings().stream()
                .map(spelling -> "'" + spelling.toLowerCase(Locale.ROOT) + "'")
                .collect(Collectors.joining(", ", lowerCase(extract(RECORD, "detail-type")) + " IN (", ")"));
    }

    /** A flat view. The setting counts when the view is created and stays with it. */
    public static String createFlatView(FlatView view) {
        String columns = view.columns().stream()
                .map(column -> expression(view, column.source(), column) + " AS " + column.name())
                .collect(Collectors.joining(",\n       "));
        return """
                SET enable_case_sensitive_super_attribute TO true;
                CREATE OR REPLACE VIEW %s.%s AS
                SELECT %s
                FROM %s;
                RESET enable_case_sensitive_super_attribute;
                """.formatted(SCHEMA, view.name(), columns, events(view));
    }

    /** The events with what several columns need, computed once a level: an alias cannot be used beside its definition. */
    private static String events(FlatView view) {
        boolean oneTime = view.columns().stream().anyMatch(column -> documentOf(view, column.source())
                .filter(document -> document == Document.ONE_TIME_METADATA)
                .isPresent());
        String element = view.unnest().isPresent() ? ", w.element, w.element_index" : "";
        String oneTimeMetadata =
                oneTime ? ",\n             " + parsed("w.md.oneTimeMetadata") + " AS one_time_metadata" : "";
        return """
                (SELECT w.arrival_time, w.shard_id, w.sequence_number, w.call_id, w.payload, w.md%s,
                             CASE WHEN w.sent_at BETWEEN DATEADD(day, -366, w.arrival_time) AND DATEADD(day, 1, w.arrival_time)
                                  THEN w.sent_at ELSE DATE_TRUNC('millisecond', w.arrival_time) END AS event_time%s
                      FROM (SELECT DATE_TRUNC('millisecond', t.approximate_arrival_timestamp) AS arrival_time,
                                   t.shard_id, t.sequence_number, t.call_id, t.payload,
                                   CASE WHEN t.payload."time"::varchar(max) ~ '%s'
                                        THEN DATE_TRUNC('millisecond', TRY_CAST(t.payload."time"::varchar(max)
                                             || CASE WHEN t.payload."time"::varchar(max) ~ '%s' THEN '' ELSE 'Z' END
                                             AS timestamptz) AT TIME ZONE 'UTC') END AS sent_at,
                                   %s AS md%s
                            FROM %s.%s AS t%s) AS w) AS v""".formatted(
                        element,
                        oneTimeMetadata,
                        ISO_TIME,
                        ISO_ZONE,
                        parsed("t.payload.metadata"),
                        elementColumns(view),
                        SCHEMA,
                        view.table().name(),
                        unnest(view));
    }

    /** The object that a SUPER value is, or that its text holds. */
    private static String parsed(String path) {
        return "CASE WHEN IS_OBJECT(%1$s) THEN %1$s WHEN CAN_JSON_PARSE(%1$s::varchar(max)) THEN JSON_PARSE(%1$s::varchar(max)) END"
                .formatted(path);
    }

    private static String elementColumns(FlatView view) {
        return view.unnest()
                .map(unnest -> unnest.orElse()
                        .map(struct -> ",\n                   CASE WHEN IS_OBJECT(r) THEN r ELSE "
                                + paths("t", view, new Source.Member(struct, List.of()))
                                        .get(0)
                                + " END AS element, COALESCE(i::int, 0) AS element_index")
                        .orElse(",\n                   r AS element, i::int AS element_index"))
                .orElse("");
    }

    private static String unnest(FlatView view) {
        return view.unnest()
                .map(unnest -> "\n                 LEFT JOIN "
                        + paths("t", view, unnest.array()).get(0) + " AS r AT i ON TRUE")
                .orElse("");
    }

    private static Optional<Document> documentOf(FlatView view, Source source) {
        return source instanceof Source.Member member
                        && view.table().column(member.column()).source() instanceof ColumnSource.Json json
                ? Optional.of(json.document())
                : Optional.empty();
    }

    private static String expression(FlatView view, Source source, FlatView.Column column) {
        if (source instanceof Source.FirstOf firstOf) {
            return firstOf.sources().stream()
                    .map(each -> expression(view, each, column))
                    .collect(Collectors.joining(", ", "COALESCE(", ")"));
        }
        if (source instanceof Source.ElementIndex) {
            return "v.element_index";
        }
        if (source instanceof Source.EventDate) {
            return "CAST(v.event_time AS date)";
        }
        if (source instanceof Source.Absent) {
            return "CAST(NULL AS varchar(max))";
        }
        if (source instanceof Source.Member member && member.members().isEmpty()) {
            Optional<String> delivered = delivered(view.table().column(member.column()));
            if (delivered.isPresent()) {
                return delivered.get();
            }
        }
        return RedshiftCasts.cast(paths("v", view, source), FlatViews.typeOf(view, source));
    }

    private static Optional<String> delivered(EventTable.Column column) {
        if (column.source() instanceof ColumnSource.CallKey) {
            // Extracted text does not tell an object or an array from its JSON, and neither is a key.
            return Optional.of("CASE WHEN LEFT(v.call_id, 1) NOT IN ('{', '[') THEN v.call_id END");
        }
        return column.source() instanceof ColumnSource.Delivery delivery
                ? Optional.of(
                        switch (delivery) {
                            case EVENT_TIME -> "v.event_time";
                            case ARRIVAL_TIME -> "v.arrival_time";
                            case SHARD_ID -> "CAST(v.shard_id AS varchar(64))";
                            case SEQUENCE_NUMBER -> "v.sequence_number";
                            // Redshift takes KPL aggregates as they are, undivided.
                            case SUBSEQUENCE_NUMBER -> "CAST(0 AS bigint)";
                            case UNMAPPED -> throw new IllegalArgumentException("The hot tier has the whole payload");
                        })
                : Optional.empty();
    }

    /** The SUPER paths of a source, one for each combination of its keys' spellings. */
    private static List<String> paths(String alias, FlatView view, Source source) {
        if (source instanceof Source.Element element) {
            ColumnType array =
                    FlatViews.typeOf(view, view.unnest().orElseThrow().array());
            return RedshiftCasts.members(
                    List.of(alias + ".element"), ((ColumnType.Array) array).element(), element.members());
        }
        Source.Member member = (Source.Member) source;
        EventTable.Column column = view.table().column(member.column());
        ColumnSource.Json json = (ColumnSource.Json) column.source();
        List<String> roots = spelled(alias + "." + documentColumn(json.document()), json.path());
        return RedshiftCasts.members(roots, column.type(), member.members());
    }

    private static List<String> spelled(String root, JsonPath path) {
        List<String> paths = List.of(root);
        for (List<String> step : path.steps()) {
            paths = RedshiftCasts.step(paths, step);
        }
        return paths;
    }

    private static String documentColumn(Document document) {
        return switch (document) {
            case PAYLOAD -> "payload";
            case METADATA -> "md";
            case ONE_TIME_METADATA -> "one_time_metadata";
        };
    }
}
