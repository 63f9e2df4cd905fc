package io.github.calllake.local.redshift;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The users of a local Redshift, as the front asks for them: kept in schema rs of its database, each an ordinary role of PostgreSQL. Thread-safe.
 */
final class Users implements AutoCloseable {
    private static final int SECONDS_TO_ANSWER = 5;

    private final ConnectionSource connections;
    private @Nullable Connection connection;

    private Users(ConnectionSource connections) {
        this.connections = connections;
    }

    /**
     * Makes the database ready if it is not, and sees to its first user.
     *
     * @param connections to the database, as superuser
     * @param admin the user that a namespace comes with, a superuser of Redshift's
     * @param password the admin's from now on
     */
    static Users open(ConnectionSource connections, String admin, String password) throws SQLException {
        try (Connection connection = connections.open()) {
            CompatSql.install(connection);
            try (PreparedStatement statement = connection.prepareStatement("SELECT rs.set_admin(?, ?)")) {
                statement.setString(1, admin);
                statement.setString(2, Md5Password.digest(admin, password));
                statement.execute();
            }
        }
        return new Users(connections);
    }

    /** The user of that name, if there is one whose password has not expired. */
    synchronized Optional<Login> find(String name) throws SQLException {
        // No user's name has it, and no text of PostgreSQL's.
        if (name.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        try (PreparedStatement statement = connection().prepareStatement("SELECT * FROM rs.login(?)")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && !row.getBoolean("expired") ? Optional.of(login(row)) : Optional.empty();
            }
        }
    }

    private static Login login(ResultSet row) throws SQLException {
        String digest = row.getString("md5");
        return new Login(
                digest == null ? "" : digest,
                row.getString("postgres_password"),
                row.getBoolean("superuser"),
                optional(row, "connection_limit"),
                optional(row, "session_timeout"));
    }

    private static OptionalInt optional(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private Connection connection() throws SQLException {
        Connection open = connection;
        if (open == null || !open.isValid(SECONDS_TO_ANSWER)) {
            close();
            open = connections.open();
            connection = open;
        }
        return open;
    }

    @Override
    public synchronized void close() throws SQLException {
        Connection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }
}
