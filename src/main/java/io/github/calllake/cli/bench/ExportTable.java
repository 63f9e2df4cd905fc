package io.github.calllake.cli.bench;

import io.github.calllake.engine.RedshiftSession;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.query.TimeRange;
import io.github.calllake.schema.FlatView;
import io.github.calllake.schema.FlatViews;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Many utterances in a schema of the hot tier, as a table that has the flat view's columns: made there by SQL, since what is measured begins
 * where rows leave the tier.
 *
 * @param schema its own
 * @param count how many
 * @param from where the window begins that they all lie in
 */
record ExportTable(String schema, int count, Instant from) {

    static final String VIEW = "utterance";

    static final List<String> COLUMNS = List.of(
            "event_time",
            "call_id",
            "utterance_id",
            "participant_role",
            "begin_offset_millis",
            "end_offset_millis",
            "transcript",
            "sentiment",
            "from_number",
            "to_number",
            "direction",
            "sequence_number");

    /** Days. */
    private static final Duration WINDOW = Duration.ofDays(20);

    private static final int A_CALL = 40;

    TimeRange range() {
        return new TimeRange(from, from.plus(WINDOW));
    }

    /** As long as the window. */
    static Duration window() {
        return WINDOW;
    }

    /** The last window of the grid that is over. */
    static ExportTable of(int count, Instant now) {
        long seconds = WINDOW.toSeconds();
        return new ExportTable(
                "bench_export", count, Instant.ofEpochSecond((now.getEpochSecond() / seconds - 1) * seconds));
    }

    void create(RedshiftSettings redshift) {
        int digits = Integer.toString(count - 1).length();
        try (RedshiftSession session = RedshiftSession.open(redshift)) {
            session.execute("CREATE SCHEMA " + schema);
            session.execute("CREATE TABLE " + schema + ".digit (d integer)");
            session.execute("INSERT INTO " + schema + ".digit VALUES "
                    + IntStream.range(0, 10).mapToObj(d -> "(" + d + ")").collect(Collectors.joining(", ")));
            // How fresh the tier is is asked of all of them.
            FlatViews.all().stream()
                    .filter(view -> !view.name().equals(VIEW))
                    .forEach(view -> session.execute("CREATE TABLE " + schema + "." + view.name() + " ("
                            + view.columns().stream()
                                    .map(column -> column.name() + " " + type(column.type()))
                                    .collect(Collectors.joining(", "))
                            + ")"));
            String number = IntStream.range(0, digits)
                    .mapToObj(i -> "d" + i + ".d * " + (int) Math.pow(10, i))
                    .collect(Collectors.joining(" + "));
            String from = IntStream.range(0, digits)
                    .mapToObj(i -> schema + ".digit AS d" + i)
                    .collect(Collectors.joining(" CROSS JOIN "));
            session.execute("CREATE TABLE " + schema + "." + VIEW + " AS SELECT " + columns() + " FROM (SELECT "
                    + number + " AS n FROM " + from + ") AS numbers WHERE n < " + count);
        }
    }

    private String columns() {
        Map<String, String> values = values();
        return FlatViews.of(VIEW).columns().stream()
                .map(column -> values.getOrDefault(column.name(), "CAST(NULL AS " + type(column.type()) + ")") + " AS "
                        + column.name())
                .collect(Collectors.joining(", "));
    }

    private Map<String, String> values() {
        String start = "timestamp '"
                + LocalDateTime.ofInstant(from, ZoneOffset.UTC).toString().replace('T', ' ') + "'";
        long step = WINDOW.toMillis() / count;
        String time = "dateadd(second, CAST(n * " + step + ".0 / 1000 AS bigint), " + start + ")";
        Map<String, String> values = new HashMap<>();
        values.put("event_time", time);
        values.put("arrival_time", time);
        values.put("event_date", "CAST(" + time + " AS date)");
        values.put("event_time_text", "CAST(" + time + " AS varchar(64))");
        values.put("call_id", "'b7d0c4e8-51fa-4c0d-8f6e-' || lpad(CAST(n / " + A_CALL + " AS varchar(20)), 12, '0')");
        values.put("utterance_id", "'6c7d33b1-0f5e-4f0a-8a3f-' || lpad(CAST(n AS varchar(20)), 12, '0')");
        values.put("participant_role", "CASE WHEN n % 2 = 0 THEN 'AGENT' ELSE 'CUSTOMER' END");
        values.put("is_partial", "false");
        values.put("begin_offset_millis", "CAST(n % " + A_CALL + " * 5000 AS bigint)");
        values.put("end_offset_millis", "CAST(n % " + A_CALL + " * 5000 + 4200 AS bigint)");
        values.put(
                "transcript",
                "'I would like to know where my parcel, number ' || CAST(n AS varchar(20)) || ', has been since Tuesday.'");
        values.put("sentiment", "CASE n % 3 WHEN 0 THEN 'NEUTRAL' WHEN 1 THEN 'POSITIVE' ELSE 'NEGATIVE' END");
        values.put("from_number", "'+1206555' || lpad(CAST(n / " + A_CALL + " % 10000 AS varchar(20)), 4, '0')");
        values.put("to_number", "'+14255550198'");
        values.put("direction", "'Inbound'");
        values.put("shard_id", "'shardId-000000000000'");
        values.put("sequence_number", "'4965' || lpad(CAST(n AS varchar(20)), 52, '0')");
        values.put("subsequence_number", "CAST(0 AS bigint)");
        return values;
    }

    private static String type(FlatView.ValueType type) {
        return switch (type) {
            case VARCHAR, JSON -> "varchar(256)";
            case BOOLEAN -> "boolean";
            case INTEGER -> "integer";
            case BIGINT -> "bigint";
            case DOUBLE -> "double precision";
            case TIMESTAMP -> "timestamp";
            case DATE -> "date";
        };
    }
}
