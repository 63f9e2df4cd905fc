package io.github.calllake.operations;

import io.github.calllake.engine.RedshiftSession;
import io.github.calllake.engine.RedshiftSession.Row;
import io.github.calllake.schema.FlatView;
import io.github.calllake.schema.FlatViews;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What Redshift's system views say of a hot tier, by their documented columns. Superusers see all rows of them, others only their own.
 * Text columns are {@code char(n)}, so comparisons trim. One statement asks one view: system views of the leader node do not join others.
 *
 * <p>For one thread.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-streaming-ingestion.html">Streaming ingestion</a>
 */
final class HotTierCatalog {

    private static final Set<String> TRUE = Set.of("1", "t", "true", "y", "yes");

    private final RedshiftSession session;
    private final HotTier hotTier;
    private final String schema;
    private final String kinesisSchema;
    private Optional<List<StreamingView>> streamingViews = Optional.empty();

    HotTierCatalog(RedshiftSession session, HotTier hotTier) {
        this.session = session;
        this.hotTier = hotTier;
        this.schema = RedshiftSession.literal(hotTier.schema());
        this.kinesisSchema = RedshiftSession.literal(hotTier.kinesisSchema());
    }

    RedshiftSession session() {
        return session;
    }

    HotTier hotTier() {
        return hotTier;
    }

    /** The streaming views that this user owns; a superuser sees everybody's. */
    List<StreamingView> streamingViews() {
        if (streamingViews.isEmpty()) {
            streamingViews = Optional.of(findStreamingViews());
        }
        return streamingViews.get();
    }

    private List<StreamingView> findStreamingViews() {
        Set<String> scanning = new TreeSet<>(streamsOfViews().keySet());
        scanning.addAll(relationsWithStreamColumns());
        return session
                .rows("SELECT name, autorefresh, state FROM svv_mv_info WHERE TRIM(schema_name) = " + schema
                        + " ORDER BY name")
                .stream()
                .filter(row -> row.text("name").filter(scanning::contains).isPresent())
                .map(row -> new StreamingView(
                        hotTier.schema(),
                        row.text("name").orElseThrow(),
                        isTrue(row.text("autorefresh")),
                        row.number("state")))
                .toList();
    }

    /** The page shows it as 1 and 0 and calls it a char. */
    private static boolean isTrue(Optional<String> value) {
        return value.filter(text -> TRUE.contains(text.trim().toLowerCase(Locale.ROOT)))
                .isPresent();
    }

    private List<String> relationsWithStreamColumns() {
        return session
                .rows("SELECT table_name, COUNT(*) AS found FROM svv_columns WHERE table_schema = " + schema
                        + " AND column_name IN ('approximate_arrival_timestamp', 'shard_id', 'sequence_number',"
                        + " 'refresh_time') GROUP BY table_name")
                .stream()
                .filter(row -> row.number("found") == 4)
                .flatMap(row -> row.text("table_name").stream())
                .toList();
    }

    /** The streams that each view was seen to read through the configured external schema. */
    Map<String, Set<String>> streamsOfViews() {
        return session
                .rows("SELECT DISTINCT mv_name, stream_name FROM sys_stream_scan_states"
                        + " WHERE TRIM(external_schema_name) = " + kinesisSchema)
                .stream()
                .filter(row -> row.text("mv_name").isPresent()
                        && row.text("stream_name").isPresent())
                .collect(Collectors.groupingBy(
                        row -> row.text("mv_name").orElseThrow(),
                        TreeMap::new,
                        Collectors.mapping(
                                row -> row.text("stream_name").orElseThrow(), Collectors.toCollection(TreeSet::new))));
    }

    /** The last position of each view in each shard: the view's name, then the shard, then the sequence number. */
    Map<String, Map<String, String>> positions() {
        Map<String, Map<String, String>> positions = new TreeMap<>();
        String latest = "SELECT mv_name, partition_id, latest_position,"
                + " ROW_NUMBER() OVER (PARTITION BY mv_name, partition_id ORDER BY record_time DESC) AS nth"
                + " FROM sys_stream_scan_states WHERE TRIM(external_schema_name) = " + kinesisSchema
                + " AND TRIM(stream_name) = " + RedshiftSession.literal(hotTier.stream());
        for (Row row : session.rows(
                "SELECT mv_name, partition_id, latest_position FROM (" + latest + ") AS latest WHERE nth = 1")) {
            row.text("latest_position").ifPresent(position -> positions
                    .computeIfAbsent(row.text("mv_name").orElseThrow(), name -> new TreeMap<>())
                    .put(row.text("partition_id").orElseThrow(), position));
        }
        return positions;
    }

    /** What each view has scanned lately. */
    List<Scan> scansSince(Instant since) {
        return session
                .rows("SELECT mv_name, SUM(scanned_rows) AS scanned, SUM(skipped_rows) AS skipped,"
                        + " SUM(scanned_bytes) AS bytes, MIN(stream_record_time_min) AS first_time,"
                        + " MAX(stream_record_time_max) AS last_time FROM sys_stream_scan_states"
                        + " WHERE TRIM(external_schema_name) = " + kinesisSchema + " AND record_time >= "
                        + Spans.sql(since) + " AND scanned_rows > 0 GROUP BY mv_name")
                .stream()
                .filter(row -> row.time("first_time").isPresent()
                        && row.time("last_time").isPresent())
                .map(row -> new Scan(
                        row.text("mv_name").orElseThrow(),
                        row.number("scanned"),
                        row.number("skipped"),
                        row.number("bytes"),
                        Spans.instant(row.time("first_time").orElseThrow()),
                        Spans.instant(row.time("last_time").orElseThrow())))
                .toList();
    }

    /**
     * What a view has scanned.
     *
     * @param first when the oldest of the scanned records arrived
     * @param last when the newest of them arrived
     */
    record Scan(String view, long scanned, long skipped, long bytes, Instant first, Instant last) {}

    /** How many rows of a streaming view arrived between two moments, both included. */
    long rowsBetween(StreamingView view, Instant first, Instant last) {
        return session.rows(
                        "SELECT COUNT(*) AS row_count FROM " + view.sql() + " WHERE approximate_arrival_timestamp >= "
                                + Spans.sql(first) + " AND approximate_arrival_timestamp <= " + Spans.sql(last))
                .get(0)
                .number("row_count");
    }

    /** The last refresh of each view. */
    List<Refresh> lastRefreshes() {
        String latest = "SELECT mv_name, status, start_time,"
                + " ROW_NUMBER() OVER (PARTITION BY mv_name ORDER BY start_time DESC) AS nth"
                + " FROM sys_mv_refresh_history WHERE TRIM(schema_name) = " + schema;
        return session.rows("SELECT mv_name, status, start_time FROM (" + latest + ") AS latest WHERE nth = 1").stream()
                .map(row -> new Refresh(
                        row.text("mv_name").orElse(""),
                        row.text("status").orElse(""),
                        row.time("start_time").map(Spans::instant).orElse(Instant.EPOCH)))
                .toList();
    }

    record Refresh(String view, String status, Instant start) {

        /** "successFULLY" holds "full", so it is told by its beginning. */
        boolean failed() {
            String text = status.toLowerCase(Locale.ROOT);
            return !text.startsWith("refresh successfully") && !text.contains("already updated");
        }

        boolean mayHaveMore() {
            return status.toLowerCase(Locale.ROOT).contains("may contain more data");
        }
    }

    /** Records that were skipped, by view and reason. */
    List<Row> scanErrors(Instant since) {
        return session.rows(
                "SELECT mv_name, error_code, error_reason, COUNT(*) AS records, MAX(record_time) AS last_time"
                        + " FROM sys_stream_scan_errors WHERE TRIM(external_schema_name) = " + kinesisSchema
                        + " AND record_time >= " + Spans.sql(since) + " GROUP BY mv_name, error_code, error_reason"
                        + " ORDER BY mv_name");
    }

    /** The options that the external schema was made with, as JSON text; empty if it cannot be seen. */
    Optional<String> externalSchemaOptions() {
        return session
                .rows("SELECT esoptions FROM svv_external_schemas WHERE TRIM(schemaname) = " + kinesisSchema)
                .stream()
                .flatMap(row -> row.text("esoptions").stream())
                .findFirst();
    }

    /** How far each shard's rows go, by the columns of a relation that has them. */
    List<ShardRows> shardRows(String relation, String arrivalColumn) {
        return session
                .rows("SELECT shard_id, MAX(" + arrivalColumn + ") AS newest,"
                        + " MAX(LPAD(sequence_number, 128, '0')) AS last_number FROM "
                        + RedshiftSession.name(hotTier.schema(), relation) + " GROUP BY shard_id")
                .stream()
                .filter(row -> row.time("newest").isPresent())
                .map(row -> new ShardRows(
                        row.text("shard_id").orElseThrow(),
                        Spans.instant(row.time("newest").orElseThrow()),
                        row.text("last_number").orElse("").replaceFirst("^0+", "")))
                .toList();
    }

    record ShardRows(String shard, Instant newest, String last) {}

    /** The flat views that a reader has. */
    static List<String> flatViews() {
        return FlatViews.all().stream().map(FlatView::name).toList();
    }
}
