package io.github.calllake.local.redshift;

import java.util.regex.Pattern;

/**
 * The catalogue queries of the JDBC driver's metadata and of psql, where they lean on what only Redshift takes: an alias in WHERE or beside its own
 * definition, a key word right after a number. Also keeps schema rs out of sight.
 */
final class DriverQueries {

    private static final Pattern NUMBER_THEN_WHEN = Pattern.compile("(?<=[0-9])WHEN\\b");

    private DriverQueries() {}

    /** The query as PostgreSQL reads it; all others come back as they are. */
    static String translate(String sql) {
        if (sql.contains("AS TABLE_SCHEM, c.relname AS TABLE_NAME, ")) {
            return sql.replaceFirst(" AND TABLE_SCHEM ", " AND n.nspname ")
                    .replaceFirst(" AND TABLE_NAME ", " AND c.relname ")
                    .replaceFirst(
                            "WHERE c\\.relnamespace = n\\.oid ", "WHERE c.relnamespace = n.oid AND n.nspname <> 'rs' ");
        }
        if (sql.contains("pg_get_late_binding_view_cols()")) {
            return NUMBER_THEN_WHEN
                    .matcher(sql)
                    .replaceAll(" WHEN")
                    .replace(", IS_AUTOINCREMENT AS IS_GENERATEDCOLUMN", ", 'NO' AS IS_GENERATEDCOLUMN")
                    .replace(
                            "t.typname as TYPE_NAME",
                            "CASE t.typname WHEN 'bytea' THEN 'varbyte' ELSE t.typname END AS TYPE_NAME")
                    .replaceFirst("WHERE a\\.attnum > 0 ", "WHERE n.nspname <> 'rs' AND a.attnum > 0 ");
        }
        if (sql.contains("c.relhasoids")) {
            // psql's \\d, for a server that calls itself 8.0.2.
            return sql.replace("c.relhasoids", "false");
        }
        return sql.replaceFirst(
                "FROM pg_catalog\\.pg_namespace +WHERE nspname <> 'pg_toast'",
                "FROM pg_catalog.pg_namespace WHERE nspname NOT IN ('pg_toast', 'rs')");
    }
}
