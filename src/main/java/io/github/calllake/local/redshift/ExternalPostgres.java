package io.github.calllake.local.redshift;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL, 17 or newer, that the user runs and names for a local Redshift to stand on.
 *
 * @param user a superuser there: Redshift's types and functions go into schema {@code pg_catalog}, and users of Redshift become roles
 * @param database of the local Redshift, made if it is not there; no other database is touched
 */
public record ExternalPostgres(String host, int port, String user, String password, String database)
        implements PostgresSource {
    private static final String DEFAULT_DATABASE = "dev";
    private static final Pattern ADDRESS =
            Pattern.compile("([^@:/]+)@(\\[[0-9a-fA-F:.]+\\]|[^@:/\\[\\]]+)(?::([0-9]{1,5}))?(?:/([^@:/]+))?");

    public ExternalPostgres {
        if (host.isBlank() || user.isBlank()) {
            throw new IllegalArgumentException("a PostgreSQL needs a host and a user");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        if (!database.matches("[a-z_][a-z0-9_]{0,62}") || database.matches("postgres|template[01]|rs|padb_harvest")) {
            throw new IllegalArgumentException("not a name for the database of a local Redshift: " + database);
        }
    }

    /**
     * @param address {@code USER@HOST[:PORT][/DATABASE]}; port 5432 and database {@code dev} unless given
     * @throws IllegalArgumentException if it is of another form
     */
    public static ExternalPostgres of(String address, String password) {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches()) {
            throw new IllegalArgumentException("a PostgreSQL is named USER@HOST[:PORT][/DATABASE], not " + address);
        }
        String host = parts.group(2).replaceAll("[\\[\\]]", "");
        int port = parts.group(3) == null ? 5432 : Integer.parseInt(parts.group(3));
        String database = parts.group(4) == null ? DEFAULT_DATABASE : parts.group(4);
        return new ExternalPostgres(host, port, parts.group(1), password, database);
    }

    @Override
    public SocketAddress address() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public Connection connect(String databaseName) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {host});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(databaseName);
        return SessionSettings.connect(source, user, password);
    }

    /** Without the password, which must not reach a log. */
    @Override
    public String toString() {
        return "PostgreSQL at " + host + ":" + port;
    }
}
