package io.github.calllake.local.redshift;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.Record;

/** What schema rs keeps about streaming views. Belongs to one connection, in auto-commit mode between calls; not thread-safe. */
final class ViewStore {

    private static final String VIEWS =
            "SELECT view_oid, schema_name, mv_name, table_schema, table_name, stream, head, tail FROM rs.live_mv WHERE stream IS NOT NULL";

    private final Connection connection;
    private final BatchStage stage;
    private final Clock clock;

    ViewStore(Connection connection, Clock clock) throws SQLException {
        this.connection = connection;
        this.clock = clock;
        try (var statement = connection.createStatement()) {
            statement.execute("SET lock_timeout = '1s'");
        }
        this.stage = new BatchStage(connection);
    }

    /** The views to be kept fresh: those that have failed wait for a REFRESH. */
    List<StreamingView> autoRefreshed() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                VIEWS + " AND auto_refresh AND failure_sqlstate IS NULL ORDER BY view_oid")) {
            return views(statement);
        }
    }

    /** The views of a name; in every schema if it has none. */
    List<StreamingView> named(QualifiedName name) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(VIEWS + " AND mv_name = ? AND ? IN ('', schema_name) ORDER BY view_oid")) {
            statement.setString(1, name.name());
            statement.setString(2, name.schema());
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
                "SELECT shard_id, sequence_number, closed FROM rs.mv_position WHERE view_oid = ?")) {
            statement.setLong(1, viewOid);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    positions.put(
                            rows.getString(1),
                            new ShardPosition(Optional.ofNullable(rows.getString(2)), rows.getBoolean(3)));
                }
            }
        }
        return positions;
    }

    /** Makes a batch ready for {@link #add}. */
    void stage(ShardBatch batch, Instant refreshTime) throws SQLException {
        stage.put(batch.shardId(), batch.accepted(), refreshTime);
    }

    /**
     * Puts the staged batch into a view and moves its position, in one transaction.
     *
     * @return whether it was done; false if the view is being dropped, or somebody else has moved the position
     */
    boolean add(StreamingView view, ShardBatch batch, ShardPosition from, ShardPosition to) throws SQLException {
        connection.setAutoCommit(false);
        try {
            boolean done = isThere(view) && move(view, batch, from, to);
            if (done && !batch.accepted().isEmpty()) {
                try (var statement = connection.createStatement()) {
                    // In the owner's name: what its functions and triggers do is not done by PostgreSQL's superuser.
                    statement.execute(
                            "SELECT set_config('role', pg_get_userbyid(relowner), true), set_config('search_path', 'public', true) "
                                    + "FROM pg_class WHERE oid = " + view.oid());
                    statement.executeUpdate(view.insertFrom(BatchStage.RELATION));
                    statement.execute("RESET ROLE; RESET search_path");
                }
            }
            for (Record record : done ? batch.tooLarge() : List.<Record>of()) {
                noteTooLarge(view, batch.shardId(), batch.largestRecord(), record);
            }
            if (done) {
                connection.commit();
            } else {
                connection.rollback();
            }
            return done;
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private boolean isThere(StreamingView view) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM rs.mv WHERE view_oid = ? FOR KEY SHARE SKIP LOCKED")) {
            statement.setLong(1, view.oid());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private boolean move(StreamingView view, ShardBatch batch, ShardPosition from, ShardPosition to)
            throws SQLException {
        String sql =
                "INSERT INTO rs.mv_position AS p (view_oid, shard_id, sequence_number, closed, record_time, scanned_rows, skipped_rows, scanned_bytes, "
                        + "time_min, time_max) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (view_oid, shard_id) DO UPDATE SET "
                        + "sequence_number = excluded.sequence_number, closed = excluded.closed, record_time = excluded.record_time, "
                        + "scanned_rows = excluded.scanned_rows, skipped_rows = excluded.skipped_rows, scanned_bytes = excluded.scanned_bytes, "
                        + "time_min = excluded.time_min, time_max = excluded.time_max WHERE p.sequence_number IS NOT DISTINCT FROM ? AND NOT p.closed";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            List<Record> records = batch.records();
            statement.setLong(1, view.oid());
            statement.setString(2, batch.shardId());
            setText(statement, 3, to.sequenceNumber());
            statement.setBoolean(4, to.closed());
            setTime(statement, 5, clock.instant());
            statement.setLong(6, records.size());
            statement.setLong(7, batch.tooLarge().size());
            statement.setLong(8, batch.bytes());
            setTime(statement, 9, records.isEmpty() ? null : records.get(0).approximateArrivalTimestamp());
            setTime(
                    statement,
                    10,
                    records.isEmpty() ? null : records.get(records.size() - 1).approximateArrivalTimestamp());
            setText(statement, 11, from.sequenceNumber());
            return statement.executeUpdate() == 1;
        }
    }

    private void noteTooLarge(StreamingView view, String shardId, int largest, Record record) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO rs.scan_error (view_oid, shard_id, sequence_number, stream_timestamp, error_code, error_reason) VALUES (?, ?, ?, ?, 1, ?)")) {
            statement.setLong(1, view.oid());
            statement.setString(2, shardId);
            statement.setString(3, record.sequenceNumber());
            setTime(statement, 4, record.approximateArrivalTimestamp());
            statement.setString(5, "Record is larger than VARBYTE(" + largest + ")");
            statement.executeUpdate();
        }
    }

    /** Keeps why a view stopped. */
    void markFailed(StreamingView view, SQLException cause) throws SQLException {
        setFailure(view, cause.getSQLState(), cause.getMessage());
    }

    /** A view reads again. */
    void clearFailure(StreamingView view) throws SQLException {
        setFailure(view, null, null);
    }

    private void setFailure(StreamingView view, @Nullable String sqlState, @Nullable String message)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE rs.mv SET failure_sqlstate = ?, failure = ? WHERE view_oid = ? AND failure_sqlstate IS DISTINCT FROM ?")) {
            statement.setString(1, sqlState);
            statement.setString(2, message);
            statement.setLong(3, view.oid());
            statement.setString(4, sqlState);
            statement.executeUpdate();
        }
    }

    /** Adds to the history of refreshes, and keeps the last thousand of a view. */
    void noteRefresh(StreamingView view, RefreshType type, String status, Instant start) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "WITH added AS (INSERT INTO rs.refresh_history (view_oid, refresh_type, status, start_time, end_time) VALUES (?, ?, ?, ?, ?) RETURNING id) "
                        + "DELETE FROM rs.refresh_history WHERE view_oid = ? AND (SELECT id FROM added) % 100 = 0 "
                        + "AND id < (SELECT min(id) FROM (SELECT id FROM rs.refresh_history WHERE view_oid = ? ORDER BY id DESC LIMIT 1000) AS newest)")) {
            statement.setLong(1, view.oid());
            statement.setString(2, type.label());
            statement.setString(3, status);
            setTime(statement, 4, start);
            setTime(statement, 5, clock.instant());
            statement.setLong(6, view.oid());
            statement.setLong(7, view.oid());
            statement.executeUpdate();
        }
    }

    private static void setText(PreparedStatement statement, int index, Optional<String> text) throws SQLException {
        if (text.isPresent()) {
            statement.setString(index, text.get());
        } else {
            statement.setNull(index, Types.VARCHAR);
        }
    }

    private static void setTime(PreparedStatement statement, int index, @Nullable Instant instant) throws SQLException {
        statement.setObject(
                index, instant == null ? null : LocalDateTime.ofInstant(instant, ZoneOffset.UTC), Types.TIMESTAMP);
    }

    /** Who asked for a refresh. */
    enum RefreshType {
        AUTO("Auto"),
        MANUAL("Manual");

        private final String label;

        RefreshType(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }
}
