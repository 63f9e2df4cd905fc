package io.github.calllake.local.redshift;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;

/** Settings of PostgreSQL that make each session read SQL as Redshift does, the front's and our own alike. */
final class SessionSettings {
    private SessionSettings() {}

    static Map<String, String> all() {
        return new TreeMap<>(Map.of(
                // A backslash in a literal escapes.
                "standard_conforming_strings", "off",
                "backslash_quote", "on",
                "escape_string_warning", "off",
                "timezone", "UTC",
                // What helps to stand in for Redshift has nothing to say to its clients.
                "client_min_messages", "warning"));
    }

    /** A connection of our own. Its time zone is UTC, not that of this JVM, which the driver asks for. */
    static Connection connect(PGSimpleDataSource source, String user, String password) throws SQLException {
        source.setOptions(all().entrySet().stream()
                .map(setting -> "-c " + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(" ")));
        Connection connection = source.getConnection(user, password);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TIME ZONE 'UTC'");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}
