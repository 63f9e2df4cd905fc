package io.github.calllake.local.athena;

/**
 * A scalar expression, ready for DuckDB.
 *
 * @param sql DuckDB's text, safe to stand anywhere an operand may
 * @param type what Trino says its type is; DuckDB's value has that type too
 * @param origin what it is made of; {@link Origin#OTHER} is never wrong
 */
record Expr(String sql, SqlType type, Origin origin) {
    Expr(String sql, SqlType type) {
        this(sql, type, Origin.OTHER);
    }

    static Expr nullValue() {
        return new Expr("NULL", SqlType.Simple.UNKNOWN);
    }

    boolean is(SqlType other) {
        return type.equals(other);
    }
}
