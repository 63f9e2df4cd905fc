package io.github.calllake.local.athena;

/**
 * A scalar expression, ready for DuckDB.
 *
 * @param sql DuckDB's text, safe to stand anywhere an operand may
 * @param type what Trino says its type is; DuckDB's value has that type too
 */
record Expr(String sql, SqlType type) {
    static Expr nullValue() {
        return new Expr("NULL", SqlType.Simple.UNKNOWN);
    }

    boolean is(SqlType other) {
        return type.equals(other);
    }
}
