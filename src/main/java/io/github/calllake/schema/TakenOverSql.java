package io.github.calllake.schema;

import io.github.calllake.schema.ColumnSource.CallKey;
import io.github.calllake.schema.ColumnSource.Delivery;
import io.github.calllake.schema.ColumnSource.Document;
import io.github.calllake.schema.ColumnSource.Json;
import io.github.calllake.schema.ColumnSource.JsonPath;
import io.github.calllake.schema.ColumnType.Field;
import io.github.calllake.schema.ColumnType.Scalar;
import io.github.calllake.schema.ColumnType.Struct;
import io.github.calllake.schema.FlatView.Identity;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A flat view over a table that was taken over: its old files, which have none of our columns, and ours, each event once.
 *
 * <p>What our columns hold is read from the old rows' own columns. Old rows have no arrival, and {@code event_date} is their
 * partition's day, which may be one beside the event's: which clock named it is not known.
 *
 * <p>From the cutover on both deliver. An old row is left out if one of ours is the same event; this is asked only of rows of
 * the days around the overlap, whatever the hour: the other delivery stream may stop later than was said. It is done here, and not where questions are asked, since whoever asks the view himself is to
 * see each event once too; and not for all days, since a join over all days would be paid by each question.
 */
final class TakenOverSql {

    /** The partition's clock and ours may name different days. */
    private static final int DAYS_BESIDE = 1;

    /** As in {@code event.EventTime}: an event's time that is further off is not believed. */
    private static final int OLDEST_DAYS = 366;

    private final FlatView view;
    private final String from;
    private final LocalDate firstDay;
    private final LocalDate lastDay;

    /** For a view that stands on the deployed table. */
    TakenOverSql(FlatView view, String database, Instant cutover, Instant overlapUntil) {
        this.view = view;
        this.from = "\"" + database + "\".\"" + view.table().name() + "\"";
        this.firstDay = day(cutover).minusDays(DAYS_BESIDE);
        this.lastDay = day(overlapUntil).plusDays(DAYS_BESIDE);
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    String query() {
        String lastOld = AthenaSql.PARTITION_DAY + " <= DATE '" + lastDay + "'";
        String ours = AthenaSql.select(view, Map.of(), from) + "\nWHERE " + AthenaSql.WRITTEN_BY_US;
        String old = AthenaSql.select(view, oldValues(), from) + "\nWHERE t.arrival_time IS NULL AND " + lastOld;
        String key = key(view.identity());
        return "WITH ours AS (\n" + ours + "\n), old AS (\n" + old
                + "\n)\nSELECT * FROM ours\nUNION ALL\nSELECT * FROM old"
                + "\nWHERE event_date < DATE '" + firstDay + "' OR " + key + " IS NULL OR NOT (" + key
                + " IN (\n  SELECT " + key + " FROM ours\n  WHERE event_date BETWEEN DATE '" + firstDay
                + "' AND DATE '" + lastDay + "' AND " + key + " IS NOT NULL))";
    }

    /** NULL for an event that has neither an id nor a time: it is like no other. */
    private static String key(Identity identity) {
        List<String> parts = new ArrayList<>();
        for (String column : identity.otherwise()) {
            parts.add(column.equals(FlatView.TIME_AS_SENT) ? column : "COALESCE(CAST(" + column + " AS varchar), '')");
        }
        String place = identity.place()
                .map(column -> ", '|', COALESCE(CAST(" + column + " AS varchar), '')")
                .orElse("");
        String otherwise = "concat(" + String.join(", '|', ", parts) + place + ")";
        return identity.id()
                .map(id -> "COALESCE(concat('id:', " + id + place + "), " + otherwise + ")")
                .orElse(otherwise);
    }

    /** What stands for our columns in old rows, by column. */
    private Map<String, String> oldValues() {
        Map<String, String> values = new LinkedHashMap<>();
        view.table().ownColumns().stream()
                .filter(column -> column.type() instanceof Scalar)
                .forEach(column -> values.put(column.name(), oldValue(column)));
        return values;
    }

    private String oldValue(EventTable.Column column) {
        if (column.source() == Delivery.EVENT_TIME) {
            return eventTime();
        }
        Optional<String> found = Optional.empty();
        if (column.source() instanceof CallKey key) {
            found = value(key.document(), key.path(), column.type());
        } else if (column.source() instanceof Json json) {
            found = value(json.document(), json.path(), column.type());
        }
        return found.orElseGet(() -> "CAST(NULL AS " + AthenaSql.trinoName(column.type()) + ")");
    }

    private static String eventTime() {
        String sent =
                "TRY(CAST(from_iso8601_timestamp(replace(t.\"time\", ' ', 'T')) AT TIME ZONE 'UTC' AS timestamp))";
        String day = AthenaSql.PARTITION_DAY;
        return "COALESCE(CASE WHEN CAST(" + sent + " AS date) BETWEEN date_add('day', -" + OLDEST_DAYS + ", " + day
                + ") AND date_add('day', " + 2 * DAYS_BESIDE + ", " + day + ") THEN " + sent + " END, CAST(" + day
                + " AS timestamp))";
    }

    private Optional<String> value(Document document, JsonPath path, ColumnType type) {
        if (document == Document.PAYLOAD) {
            return member(path, type);
        }
        Optional<String> metadata = view.table().columns().stream()
                .filter(column -> column.source().equals(new Json(Document.PAYLOAD, JsonPath.of("metadata"))))
                .map(column -> "t." + AthenaSql.name(column.name()))
                .findFirst();
        return metadata.map(text -> {
            List<String> found = path.steps().get(0).stream()
                    .flatMap(spelling -> texts(document, text, spelling, type == Scalar.JSON).stream())
                    .toList();
            return found.size() == 1 ? found.get(0) : "COALESCE(" + String.join(", ", found) + ")";
        });
    }

    /** One-time metadata is JSON text inside the metadata, or an object in it. */
    private static List<String> texts(Document document, String metadata, String key, boolean orObject) {
        List<String> all = new ArrayList<>();
        if (document == Document.METADATA) {
            all.add("json_extract_scalar(" + metadata + ", '$." + key + "')");
            return all;
        }
        String inner = "json_extract_scalar(" + metadata + ", '$.oneTimeMetadata')";
        all.add("json_extract_scalar(" + inner + ", '$." + key + "')");
        all.add("json_extract_scalar(" + metadata + ", '$.oneTimeMetadata." + key + "')");
        if (orObject) {
            all.add("json_format(json_extract(" + inner + ", '$." + key + "'))");
            all.add("json_format(json_extract(" + metadata + ", '$.oneTimeMetadata." + key + "'))");
        }
        return all;
    }

    /** The member of a deployed column that holds the value, where the other lake kept it. */
    private Optional<String> member(JsonPath path, ColumnType type) {
        String first = path.steps().get(0).get(0);
        Optional<EventTable.Column> column = view.table().chimeColumns().stream()
                .filter(each -> each.source().equals(new Json(Document.PAYLOAD, JsonPath.of(first))))
                .findFirst();
        if (column.isEmpty()) {
            return Optional.empty();
        }
        ColumnType here = column.get().type();
        StringBuilder sql =
                new StringBuilder("t.").append(AthenaSql.name(column.get().name()));
        for (List<String> step : path.steps().subList(1, path.steps().size())) {
            Optional<Field> field = here instanceof Struct struct
                    ? struct.fields().stream()
                            .filter(each -> each.keys().stream().anyMatch(step::contains))
                            .findFirst()
                    : Optional.empty();
            if (field.isEmpty()) {
                return Optional.empty();
            }
            sql.append('.').append(AthenaSql.name(field.get().name()));
            here = field.get().type();
        }
        return here instanceof Scalar && type instanceof Scalar
                ? Optional.of(AthenaSql.cast(sql.toString(), here, type))
                : Optional.empty();
    }
}
