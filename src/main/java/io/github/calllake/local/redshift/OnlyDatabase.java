package io.github.calllake.local.redshift;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The one database of a cluster of our own. Nobody makes another, so those that others would be made from would only cost disk. */
final class OnlyDatabase {
    private static final String NO_SUCH_DATABASE = "3D000";

    private OnlyDatabase() {}

    /** Makes the database if it is not there. */
    static void make(PostgresSource postgres, String name) throws SQLException {
        if (exists(postgres, name)) {
            return;
        }
        try (Connection connection = postgres.connect("template1");
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER DATABASE postgres RENAME TO " + name);
        }
        try (Connection connection = postgres.connect(name);
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER DATABASE template1 IS_TEMPLATE false");
            statement.execute("ALTER DATABASE template0 IS_TEMPLATE false");
            statement.execute("DROP DATABASE template1");
            statement.execute("DROP DATABASE template0");
        }
    }

    private static boolean exists(PostgresSource postgres, String name) throws SQLException {
        try (Connection connection = postgres.connect(name)) {
            return connection.isValid(0);
        } catch (SQLException e) {
            if (NO_SUCH_DATABASE.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }
}
