package io.github.calllake.local.athena;

/**
 * A column that a query or a view gives.
 *
 * @param name in lower case
 * @param type its type
 */
record Column(String name, SqlType type) {}
