package io.github.calllake.engine;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the hot tier for whoever operates it: reads system views and runs statements such as DELETE and REFRESH, each in a
 * transaction of its own. Questions about calls go through {@link RedshiftEngine}.
 *
 * <p>Statements are text. Names and values come into it through {@link #name} and {@link #literal} only. For one thread.
 */
public final class RedshiftSession implements AutoCloseable {

    /** REFRESH and DELETE wait for each other, and a first refresh reads all that a stream holds. */
    private static final Duration LONGEST_CHANGE = Duration.ofHours(6);

    private final Connection connection;
    private final Duration timeout;

    private RedshiftSession(Connection connection, Duration timeout) {
        this.connection = connection;
        this.timeout = timeout;
    }

    /**
     * Connects.
     *
     * @throws QueryException if the hot tier cannot be reached or lets nobody in
     */
    public static RedshiftSession open(RedshiftSettings settings) {
        Properties properties = new Properties();
        if (!settings.user().isEmpty()) {
            properties.setProperty("user", settings.user());
            properties.setProperty("password", settings.password());
        }
        properties.putAll(RedshiftConnections.driverDefaults());
        properties.putAll(settings.properties());
        try {
            return new RedshiftSession(DriverManager.getConnection(settings.url(), properties), settings.timeout());
        } catch (SQLException e) {
            throw new StatementException("no connection: " + DriverFailure.firstLine(e), state(e), e);
        }
    }

    /**
     * The rows of a query. Blanks at the end of a text are left out: system views hold {@code char(n)}.
     *
     * @throws StatementException if it is refused or fails
     */
    public List<Row> rows(String query) {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(Math.toIntExact(timeout.toSeconds()));
            try (ResultSet results = statement.executeQuery(query)) {
                List<Row> rows = new ArrayList<>();
                while (results.next()) {
                    rows.add(row(results));
                }
                return rows;
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * Runs a statement that changes something, to its end.
     *
     * @return how many rows it changed; 0 for one that changes none
     * @throws StatementException if it is refused or fails
     */
    public long execute(String change) {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(Math.toIntExact(LONGEST_CHANGE.toSeconds()));
            statement.execute(change);
            return Math.max(0, statement.getLargeUpdateCount());
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** A qualified name in double quotes. */
    public static String name(String schema, String relation) {
        return quoted(schema, '"', "\"\"") + "." + quoted(relation, '"', "\"\"");
    }

    /** A text in single quotes. Redshift reads a backslash in a literal as an escape. */
    public static String literal(String text) {
        return quoted(text.replace("\\", "\\\\"), '\'', "''");
    }

    private static String quoted(String text, char quote, String doubled) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("A name or text with a NUL character has no place in a statement");
        }
        return quote + text.replace(String.valueOf(quote), doubled) + quote;
    }

    private static Row row(ResultSet results) throws SQLException {
        ResultSetMetaData columns = results.getMetaData();
        Map<String, String> values = new HashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            String value = text(results, i);
            if (value != null) {
                values.put(columns.getColumnLabel(i).toLowerCase(Locale.ROOT), value.stripTrailing());
            }
        }
        return new Row(values);
    }

    /** A time is read as it is, without the JVM's zone in between. */
    private static @Nullable String text(ResultSet results, int column) throws SQLException {
        if (results.getMetaData().getColumnType(column) == Types.TIMESTAMP) {
            LocalDateTime time = results.getObject(column, LocalDateTime.class);
            return time == null ? null : time.toString();
        }
        return results.getString(column);
    }

    private static StatementException failed(SQLException e) {
        String state = state(e);
        return DriverFailure.isOfNames(state)
                ? new StatementException("the statement failed: " + DriverFailure.firstLine(e), state, e)
                : new StatementException("the statement failed: SQLSTATE " + state, state, DriverFailure.bare(e));
    }

    private static String state(SQLException e) {
        return Optional.ofNullable(e.getSQLState()).orElse("");
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * A row of a system view.
     *
     * @param values each column's text by its lower-case name; NULL is left out
     */
    public record Row(Map<String, String> values) {
        public Row {
            values = Map.copyOf(values);
        }

        /** The column's text; empty for NULL or a blank text. */
        public Optional<String> text(String column) {
            return Optional.ofNullable(values.get(column)).filter(value -> !value.isEmpty());
        }

        /** The column's whole number; 0 for NULL. */
        public long number(String column) {
            String value = values.getOrDefault(column, "0");
            return new BigDecimal(value).longValue();
        }

        /** The column's time. */
        public Optional<LocalDateTime> time(String column) {
            return text(column).map(LocalDateTime::parse);
        }
    }

    /** A statement that the hot tier refused or failed. */
    public static final class StatementException extends QueryException {

        private static final long serialVersionUID = 1L;
        private final String sqlState;

        StatementException(String message, String sqlState, Throwable cause) {
            super(Tier.HOT, message, cause);
            this.sqlState = sqlState;
        }

        /** The server's SQLSTATE; empty if it gave none. */
        public String sqlState() {
            return sqlState;
        }
    }
}
