package io.github.calllake.schema;

import io.github.calllake.schema.ColumnSource.Document;
import io.github.calllake.schema.ColumnSource.JsonPath;
import io.github.calllake.schema.FlatView.Source;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The hot tier's flat views in Redshift's SQL, as the migrations hold them; the schema is a Flyway placeholder. They
 * cast from SUPER, which gives NULL for what does not fit.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/query-super.html">Querying semistructured data</a>
 */
final class RedshiftSql {

    /** The application schema. */
    static final String SCHEMA = "${flyway:defaultSchema}";

    private static final String ISO_TIME = "^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]"
            + "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?(Z|[+-](0[0-9]|1[0-4]):?[0-5][0-9])?$";
    private static final String ISO_ZONE = "(Z|[+-][0-9]{2}:?[0-9]{2})$";

    private RedshiftSql() {}

    /** A flat view. The setting counts when the view is created and stays with it. */
    static String createFlatView(FlatView view) {
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
