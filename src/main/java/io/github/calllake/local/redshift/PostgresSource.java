package io.github.calllake.local.redshift;

import java.net.SocketAddress;
import java.sql.Connection;
import java.sql.SQLException;

/** The PostgreSQL that stands behind the front: one that is run here, or one that the user names. Thread-safe. */
sealed interface PostgresSource permits PostgresServer, ExternalPostgres {
    /** Where it listens: a {@link java.net.UnixDomainSocketAddress} or a {@link java.net.InetSocketAddress}. */
    SocketAddress address();

    /** A superuser. */
    String user();

    String password();

    /** A new connection of the superuser, past the front: what it runs is PostgreSQL's SQL, unchanged. */
    Connection connect(String database) throws SQLException;
}
