package io.github.calllake.local.athena;

/** Pieces of DuckDB's SQL. */
final class Sql {
    private Sql() {}

    /** A string literal; DuckDB knows no escapes but the doubled quote. */
    static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    /** A quoted identifier. */
    static String name(String value) {
        return "\"" + value.replace("\"", "\"\"") + "\"";
    }

    static String cast(String sql, SqlType type) {
        return "CAST(" + sql + " AS " + type.duckDb() + ")";
    }

    static String nullOf(SqlType type) {
        return cast("NULL", type);
    }
}
