package io.github.calllake.local.redshift;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL that the user runs and names. */
record ExternalPostgres(String host, int port, String user, String password) implements PostgresSource {
    ExternalPostgres {
        if (host.isBlank() || user.isBlank()) {
            throw new IllegalArgumentException("a PostgreSQL needs a host and a user");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
    }

    @Override
    public SocketAddress address() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public Connection connect(String database) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {host});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        return SessionSettings.connect(source, user, password);
    }

    /** Without the password, which must not reach a log. */
    @Override
    public String toString() {
        return "PostgreSQL at " + host + ":" + port;
    }
}
