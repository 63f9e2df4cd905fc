package io.github.calllake.local.redshift;

/** The catalogue queries of the JDBC driver that PostgreSQL reads otherwise than Redshift. */
final class DriverQueries {

    private DriverQueries() {}

    static String translate(String sql) {
        return sql;
    }
}
