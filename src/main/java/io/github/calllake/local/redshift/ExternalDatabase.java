package io.github.calllake.local.redshift;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database of one local Redshift in a PostgreSQL that the user names: checked, made if need be, and held so that no second one stands on it.
 */
final class ExternalDatabase implements AutoCloseable {
    /** The first with the collation that sorts text as Redshift does, on every machine. */
    private static final int OLDEST = 17;

    private static final Logger LOG = LoggerFactory.getLogger(ExternalDatabase.class);
    private static final long LOCK = 7_238_416L;

    private final Connection held;

    private ExternalDatabase(Connection held) {
        this.held = held;
    }

    /**
     * @param admin the first user of the local Redshift
     * @throws IllegalStateException if that PostgreSQL cannot be used, with what to do about it
     */
    static ExternalDatabase open(ExternalPostgres postgres, String admin) throws SQLException {
        try (Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement()) {
            checkServer(postgres, connection, statement);
            boolean there = has(statement, "SELECT 1 FROM pg_database WHERE datname = '" + postgres.database() + "'");
            if (there) {
                checkOurs(postgres);
            }
            // Roles are the whole server's, so that some other program's could have that name.
            if (has(statement, strangerNamed(admin))) {
                throw new IllegalStateException(postgres + " has a role \"" + admin
                        + "\" that no local Redshift made: drop or rename it, or use another PostgreSQL");
            }
            if (!there) {
                statement.execute(
                        "CREATE DATABASE " + postgres.database()
                                + " TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'");
            }
        }
        return hold(postgres);
    }

    private static void checkServer(ExternalPostgres postgres, Connection connection, Statement statement)
            throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        if (version < OLDEST) {
            throw new IllegalStateException(postgres + " is of version " + version
                    + "; a local Redshift needs PostgreSQL " + OLDEST + " or newer");
        }
        if (!has(statement, "SELECT 1 FROM pg_roles WHERE rolname = session_user AND rolsuper")) {
            throw new IllegalStateException("user " + postgres.user() + " of " + postgres
                    + " is no superuser: a local Redshift puts types and functions into pg_catalog and makes users,"
                    + " so name a superuser, of a server that is for tests");
        }
    }

    private static void checkOurs(ExternalPostgres postgres) throws SQLException {
        try (Connection connection = postgres.connect(postgres.database());
                Statement statement = connection.createStatement()) {
            boolean ours = has(statement, "SELECT 1 WHERE to_regclass('rs.principal') IS NOT NULL");
            // One that was made and not filled any more holds nothing.
            boolean empty = !has(statement, "SELECT 1 FROM pg_class WHERE oid >= 16384");
            if (!ours && !empty) {
                throw new IllegalStateException(postgres + " has a database \"" + postgres.database()
                        + "\" that is no local Redshift's: drop it, or name another");
            }
        }
    }

    /** Members of rs_superuser are of a local Redshift whose database may be gone. */
    private static String strangerNamed(String admin) {
        return "SELECT 1 FROM pg_roles WHERE rolname = '" + admin
                + "' AND (rolsuper OR NOT EXISTS (SELECT FROM pg_auth_members AS m"
                + " JOIN pg_roles AS g ON g.oid = m.roleid WHERE m.member = pg_roles.oid AND g.rolname = 'rs_superuser'))";
    }

    private static ExternalDatabase hold(ExternalPostgres postgres) throws SQLException {
        Connection connection = postgres.connect(postgres.database());
        try (Statement statement = connection.createStatement()) {
            if (has(statement, "SELECT 1 WHERE pg_try_advisory_lock(" + LOCK + ")")) {
                return new ExternalDatabase(connection);
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        connection.close();
        throw new IllegalStateException("database " + postgres.database() + " of " + postgres
                + " is in use by another local Redshift: stop that, or name another database");
    }

    private static boolean has(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    /** Lets the next one in, and at once: the server ends a session some time after its connection. The database stays. */
    @Override
    public void close() throws SQLException {
        try (Statement statement = held.createStatement()) {
            statement.execute("SELECT pg_advisory_unlock(" + LOCK + ")");
        } catch (SQLException e) {
            LOG.debug("The database could not be let go; it is when the session ends, if it has not ended already", e);
        } finally {
            held.close();
        }
    }
}
