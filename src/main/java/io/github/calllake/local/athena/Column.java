package io.github.calllake.local.athena;

/**
 * A column that a query or a view gives.
 *
 * @param name as the query spells it; may be empty
 * @param type its type
 * @param origin what its values are made of
 */
record Column(String name, SqlType type, Origin origin) {
    Column(String name, SqlType type) {
        this(name, type, Origin.OTHER);
    }
}
