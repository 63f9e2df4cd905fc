package io.github.calllake.local.redshift;

import java.sql.Connection;
import java.sql.SQLException;

/** Opens connections of the superuser to the PostgreSQL behind the front, by PostgreSQL's own driver. Thread-safe. */
@FunctionalInterface
interface ConnectionSource {

    /** A new connection, which the caller closes. */
    Connection open() throws SQLException;
}
