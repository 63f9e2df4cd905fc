package io.github.calllake.engine;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.NoSuchElementException;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/** A cursor over a JDBC result that gives the connection back when it is closed. */
final class JdbcCursor implements RowCursor {

    private final ResultSet results;
    private final List<Field<?>> fields;
    private final Fetches fetches;
    private final Duration elapsed;
    private final Release release;
    private final RowView view = new Current();
    private long read;
    private boolean onRow;
    private boolean ended;
    private boolean healthy = true;
    private boolean closed;

    /** Runs what may wait for the server. */
    interface Fetches {
        boolean run(StatementCalls.Call<Boolean> fetch) throws SQLException;
    }

    /** Gives the connection back. */
    interface Release {
        void release(boolean healthy);
    }

    JdbcCursor(ResultSet results, List<Field<?>> fields, Fetches fetches, Duration elapsed, Release release) {
        this.results = results;
        this.fields = fields;
        this.fetches = fetches;
        this.elapsed = elapsed;
        this.release = release;
    }

    @Override
    public boolean hasNext() {
        if (!onRow && !ended) {
            try {
                onRow = advance();
                ended = !onRow;
            } catch (SQLException e) {
                throw DriverFailure.failed(e);
            } catch (QueryException e) {
                healthy = false;
                throw e;
            }
        }
        return onRow;
    }

    /** Only every so many rows does the driver go to the server, and only there may it wait. */
    private boolean advance() throws SQLException {
        boolean fetching = read++ % RedshiftEngine.FETCH_SIZE == 0;
        return fetching ? fetches.run(results::next) : results.next();
    }

    @Override
    public RowView view() {
        take();
        return view;
    }

    private void take() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        onRow = false;
    }

    @Override
    public @Nullable Object[] next() {
        take();
        @Nullable Object[] values = new Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = read(i);
        }
        return values;
    }

    /** The row that the result is on. */
    private final class Current implements RowView {

        @Override
        public @Nullable String text(int column) {
            try {
                return results.getString(column + 1);
            } catch (SQLException | DateTimeException | NumberFormatException e) {
                throw unreadable(column, "text", e);
            }
        }

        @Override
        public @Nullable Long bigint(int column) {
            try {
                long value = results.getLong(column + 1);
                return value == 0 && results.wasNull() ? null : (Long) value;
            } catch (SQLException | DateTimeException | NumberFormatException e) {
                throw unreadable(column, "bigint", e);
            }
        }

        @Override
        public @Nullable Double number(int column) {
            try {
                double value = results.getDouble(column + 1);
                return value == 0 && results.wasNull() ? null : (Double) value;
            } catch (SQLException | DateTimeException | NumberFormatException e) {
                throw unreadable(column, "double precision", e);
            }
        }

        @Override
        public @Nullable Integer integer(int column) {
            try {
                int value = results.getInt(column + 1);
                return value == 0 && results.wasNull() ? null : (Integer) value;
            } catch (SQLException | DateTimeException | NumberFormatException e) {
                throw unreadable(column, "integer", e);
            }
        }

        @Override
        public @Nullable Boolean truth(int column) {
            try {
                boolean value = results.getBoolean(column + 1);
                return !value && results.wasNull() ? null : (Boolean) value;
            } catch (SQLException | DateTimeException | NumberFormatException e) {
                throw unreadable(column, "boolean", e);
            }
        }

        @Override
        public @Nullable Instant time(int column) {
            try {
                LocalDateTime time = results.getObject(column + 1, LocalDateTime.class);
                return time == null ? null : time.toInstant(ZoneOffset.UTC);
            } catch (SQLException | DateTimeException | NumberFormatException e) {
                throw unreadable(column, "timestamp", e);
            }
        }

        @Override
        public @Nullable Object value(int column) {
            return read(column);
        }
    }

    private @Nullable Object read(int column) {
        try {
            return value(column + 1, fields.get(column).getType());
        } catch (SQLException | DateTimeException | NumberFormatException e) {
            throw unreadable(column, fields.get(column).getDataType().getTypeName(), e);
        }
    }

    private QueryException unreadable(int column, String type, Exception e) {
        return DriverFailure.unreadable(fields.get(column).getName(), type, e);
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
        } else if (type == BigDecimal.class) {
            value = results.getBigDecimal(column);
        } else if (type == LocalDateTime.class || type == LocalDate.class) {
            value = results.getObject(column, type);
        } else {
            throw new IllegalArgumentException(
                    "Column " + fields.get(column - 1).getName() + ": no reading of " + type.getName());
        }
        return results.wasNull() ? null : value;
    }

    /** The driver tells neither an id nor bytes, and Redshift is paid by the hour. */
    @Override
    public QueryStats stats(long rows) {
        return QueryStats.of(Tier.HOT, elapsed).withRows(rows);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            release.release(healthy);
        }
    }
}
