package io.github.calllake.local.redshift;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.Record;

/** What schema rs keeps about streaming views. Belongs to one connection, in auto-commit mode between calls; not thread-safe. */
final class ViewStore {

    private static final String VIEWS =
            "SELECT view_oid, schema_name, mv_name, table_schema, table_name, stream, head, tail FROM rs.live_mv WHERE stream IS NOT NULL";

    /** What rs.refresh_id hands out at once. */
    private static final int IDS_AT_ONCE = 1000;

    private static final int REFRESHES_KEPT = 5000;

    private final Connection connection;
    private final Clock clock;
    private long nextId;
    private long endOfIds;

    ViewStore(Connection connection, Clock clock) throws SQLException {
        this.connection = connection;
        this.clock = clock;
        try (var statement = connection.createStatement()) {
            statement.execute("SET lock_timeout = '1s'");
        }
    }

    /** All views over streams. */
    List<StreamingView> all() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(VIEWS + " ORDER BY view_oid")) {
            return views(statement);
        }
    }

    /** The views to be kept fresh. */
    List<StreamingView> autoRefreshed() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(VIEWS + " AND auto_refresh ORDER BY view_oid")) {
            return views(statement);
        }
    }

    /**
     * The streaming views that a REFRESH of a name reads: the views of that name, in every schema if it has none.
     *
     * @param cascade those that they are built on as well
     */
    List<StreamingView> refreshed(QualifiedName name, boolean cascade) throws SQLException {
        String sql =
                "WITH RECURSIVE wanted (oid) AS (SELECT view_oid FROM rs.live_mv WHERE mv_name = ? AND ? IN ('', schema_name) "
                        + "UNION SELECT s.source_oid FROM wanted AS w JOIN rs.mv_source AS s ON s.view_oid = w.oid WHERE ?) "
                        + VIEWS + " AND view_oid IN (SELECT oid FROM wanted) ORDER BY view_oid";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name.name());
            statement.setString(2, name.schema());
            statement.setBoolean(3, cascade);
            return views(statement);
        }
    }

    private static List<StreamingView> views(PreparedStatement statement) throws SQLException {
        List<StreamingView> views = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                views.add(new StreamingView(
                        rows.getLong(1),
                        new QualifiedName(rows.getString(2), rows.getString(3)),
                        new QualifiedName(rows.getString(4), rows.getString(5)),
                        rows.getString(6),
                        new StreamBody(rows.getString(7), rows.getString(8))));
            }
        }
        return views;
    }

    /** How far a view has read, by shard. */
    Map<String, ShardPosition> positions(long viewOid) throws SQLException {
        Map<String, ShardPosition> positions = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT shard_id, shard_start, sequence_number, closed FROM rs.mv_position WHERE view_oid = ?")) {
            statement.setLong(1, viewOid);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    positions.put(
                            rows.getString(1),
                            new ShardPosition(
                                    Optional.ofNullable(rows.getString(2)),
                                    Optional.ofNullable(rows.getString(3)),
                                    rows.getBoolean(4)));
                }
            }
        }
        return positions;
    }

    /** A refresh begins. */
    RefreshNote begin(RefreshNote.Type type) throws SQLException {
        if (nextId == endOfIds) {
            try (var statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT nextval('rs.refresh_id')")) {
                row.next();
                nextId = row.getLong(1);
                endOfIds = nextId + IDS_AT_ONCE;
            }
        }
        return new RefreshNote(nextId++, type, clock.instant());
    }

    /**
     * Puts records into a view and moves its positions, in one transaction.
     *
     * @param relation the records, as {@link BatchStage#put} gave it; not read if no step has records that fit
     * @param status for the history of refreshes; empty for no entry
     * @return whether it was done; false if the view is being changed or dropped, or somebody else has moved a position
     */
    boolean add(StreamingView view, RefreshNote note, List<ShardStep> steps, String relation, Optional<String> status)
            throws SQLException {
        connection.setAutoCommit(false);
        try {
            boolean done = move(view, note, steps);
            if (done && steps.stream().anyMatch(step -> !step.batch().accepted().isEmpty())) {
                try (var statement = connection.createStatement()) {
                    // In the owner's name: what its functions and triggers do is not done by PostgreSQL's superuser.
                    statement.execute(
                            "SELECT set_config('role', pg_get_userbyid(relowner), true), set_config('search_path', 'public', true) "
                                    + "FROM pg_class WHERE oid = " + view.oid());
                    statement.executeUpdate(view.insertFrom(relation));
                    statement.execute("RESET ROLE; RESET search_path");
                }
            }
            if (done) {
                noteTooLarge(view, note, steps);
                if (status.isPresent()) {
                    noteRefresh(view, note, status.get());
                }
                connection.commit();
            } else {
                connection.rollback();
            }
            return done;
        } catch (SQLException e) {
            try {
                connection.rollback();
            } catch (SQLException lost) {
                e.addSuppressed(lost);
            }
            throw e;
        } finally {
            if (!connection.isClosed()) {
                connection.setAutoCommit(true);
            }
        }
    }

    private boolean move(StreamingView view, RefreshNote note, List<ShardStep> steps) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT rs.move(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            int i = 1;
            statement.setLong(i++, view.oid());
            statement.setLong(i++, note.id());
            statement.setBoolean(i++, note.type() == RefreshNote.Type.AUTO);
            setTime(statement, i++, clock.instant());
            statement.setArray(i++, array("text", steps, step -> step.batch().shardId()));
            statement.setArray(
                    i++, array("text", steps, step -> orNull(step.from().shardStart())));
            statement.setArray(
                    i++, array("text", steps, step -> orNull(step.from().sequenceNumber())));
            statement.setArray(i++, array("bool", steps, step -> step.from().closed()));
            statement.setArray(
                    i++, array("text", steps, step -> orNull(step.to().shardStart())));
            statement.setArray(
                    i++, array("text", steps, step -> orNull(step.to().sequenceNumber())));
            statement.setArray(i++, array("bool", steps, step -> step.to().closed()));
            statement.setArray(i++, array("int8", steps, step ->
                    (long) step.batch().records().size()));
            statement.setArray(i++, array("int8", steps, step ->
                    (long) step.batch().tooLarge().size()));
            statement.setArray(i++, array("int8", steps, step -> step.batch().bytes()));
            statement.setArray(
                    i++,
                    array(
                            "timestamp",
                            steps,
                            step -> arrival(step.batch(), BinaryOperator.minBy(Comparator.naturalOrder()))));
            statement.setArray(
                    i,
                    array(
                            "timestamp",
                            steps,
                            step -> arrival(step.batch(), BinaryOperator.maxBy(Comparator.naturalOrder()))));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private Array array(String type, List<ShardStep> steps, Function<ShardStep, @Nullable Object> element)
            throws SQLException {
        return connection.createArrayOf(type, steps.stream().map(element).toArray());
    }

    private static @Nullable Object orNull(Optional<String> text) {
        return text.orElse(null);
    }

    /** The first or the last, which need not be those of the first and the last record. */
    private static @Nullable Object arrival(ShardBatch batch, BinaryOperator<Instant> which) {
        return batch.records().stream()
                .map(Record::approximateArrivalTimestamp)
                .reduce(which)
                .map(arrival -> utc(arrival).toString())
                .orElse(null);
    }

    private void noteTooLarge(StreamingView view, RefreshNote note, List<ShardStep> steps) throws SQLException {
        for (ShardStep step : steps) {
            for (Record record : step.batch().tooLarge()) {
                try (PreparedStatement statement = connection.prepareStatement(
                        "INSERT INTO rs.scan_error (view_oid, refresh_id, shard_id, sequence_number, stream_timestamp, record_time, error_code, error_reason) "
                                + "VALUES (?, ?, ?, ?, ?, ?, 1, ?)")) {
                    statement.setLong(1, view.oid());
                    statement.setLong(2, note.id());
                    statement.setString(3, step.batch().shardId());
                    statement.setString(4, record.sequenceNumber());
                    setTime(statement, 5, record.approximateArrivalTimestamp());
                    setTime(statement, 6, clock.instant());
                    statement.setString(
                            7, "Record is larger than VARBYTE(" + step.batch().largestRecord() + ")");
                    statement.executeUpdate();
                }
            }
        }
    }

    /**
     * Keeps why a view stopped.
     *
     * @return whether it had not stopped before
     */
    boolean markFailed(StreamingView view, SQLException cause) throws SQLException {
        String message = String.valueOf(cause.getMessage());
        return setFailure(view, cause.getSQLState(), message.replaceFirst("^ERROR: ", ""));
    }

    /** A view reads again. */
    void clearFailure(StreamingView view) throws SQLException {
        setFailure(view, null, null);
    }

    private boolean setFailure(StreamingView view, @Nullable String sqlState, @Nullable String message)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE rs.mv SET failure_sqlstate = ?, failure = ? WHERE view_oid = ? AND failure_sqlstate IS DISTINCT FROM ?")) {
            statement.setString(1, sqlState);
            statement.setString(2, message);
            statement.setLong(3, view.oid());
            statement.setString(4, sqlState);
            return statement.executeUpdate() == 1;
        }
    }

    /** Adds to the history of refreshes. */
    void noteRefresh(StreamingView view, RefreshNote note, String status) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO rs.refresh_history (view_oid, refresh_id, refresh_type, status, start_time, end_time) VALUES (?, ?, ?, ?, ?, ?)")) {
            statement.setLong(1, view.oid());
            statement.setLong(2, note.id());
            statement.setString(3, note.type().label());
            statement.setString(4, status);
            setTime(statement, 5, note.start());
            setTime(statement, 6, clock.instant());
            statement.executeUpdate();
        }
    }

    /** Forgets what the system views tell of a view's older refreshes. */
    void prune(StreamingView view) throws SQLException {
        for (String table : List.of("rs.refresh_history", "rs.scan_state")) {
            try (PreparedStatement statement = connection.prepareStatement("DELETE FROM " + table
                    + " WHERE view_oid = ? AND refresh_id < (SELECT min(refresh_id) FROM "
                    + "(SELECT DISTINCT refresh_id FROM " + table
                    + " WHERE view_oid = ? ORDER BY refresh_id DESC LIMIT ?) AS newest)")) {
                statement.setLong(1, view.oid());
                statement.setLong(2, view.oid());
                statement.setInt(3, REFRESHES_KEPT);
                statement.executeUpdate();
            }
        }
    }

    private static void setTime(PreparedStatement statement, int index, Instant instant) throws SQLException {
        statement.setObject(index, utc(instant), Types.TIMESTAMP);
    }

    private static LocalDateTime utc(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
