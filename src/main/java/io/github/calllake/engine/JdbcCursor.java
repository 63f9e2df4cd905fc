package io.github.calllake.engine;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.NoSuchElementException;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A cursor over a JDBC result that gives the connection back when it is closed. */
final class JdbcCursor implements RowStream.Cursor {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcCursor.class);

    private final Connection connection;
    private final ResultSet results;
    private final List<Field<?>> fields;
    private boolean onRow;
    private boolean ended;

    JdbcCursor(Connection connection, ResultSet results, List<Field<?>> fields) {
        this.connection = connection;
        this.results = results;
        this.fields = fields;
    }

    @Override
    public boolean hasNext() {
        if (!onRow && !ended) {
            try {
                onRow = results.next();
                ended = !onRow;
            } catch (SQLException e) {
                throw failed(e);
            }
        }
        return onRow;
    }

    @Override
    public @Nullable Object[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        onRow = false;
        try {
            @Nullable Object[] values = new Object[fields.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = value(i + 1, fields.get(i).getType());
            }
            return values;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Times are read as they are, without the JVM's zone in between. */
    private @Nullable Object value(int column, Class<?> type) throws SQLException {
        Object value;
        if (type == String.class) {
            value = results.getString(column);
        } else if (type == Long.class) {
            value = results.getLong(column);
        } else if (type == Integer.class) {
            value = results.getInt(column);
        } else if (type == Double.class) {
            value = results.getDouble(column);
        } else if (type == Boolean.class) {
            value = results.getBoolean(column);
        } else if (type == LocalDateTime.class || type == LocalDate.class) {
            value = results.getObject(column, type);
        } else {
            throw new IllegalArgumentException(
                    "Column " + fields.get(column - 1).getName() + ": no reading of " + type.getName());
        }
        return results.wasNull() ? null : value;
    }

    @Override
    public void close() {
        release(connection);
    }

    /** Ends the read-only transaction; the pool closes what is still open on the connection. */
    static void release(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            LOG.debug("Ending a read failed; the pool will test the connection", e);
        }
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("Giving a connection back failed", e);
        }
    }

    /** The server's messages may quote values, so only its code is passed on. */
    static QueryException failed(SQLException e) {
        return new QueryException(Tier.HOT, "the query failed with SQLSTATE " + e.getSQLState(), e);
    }
}
