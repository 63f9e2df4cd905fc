package io.github.calllake.local.athena;

import java.util.List;

/**
 * Something that a name in a query can mean.
 *
 * @param qualifier what may stand before the name: a relation's alias, or catalog, database and table; may be empty
 * @param name in lower case; empty if the field cannot be named
 * @param value how DuckDB is asked for it
 * @param hidden whether {@code *} leaves it out
 */
record Field(List<String> qualifier, String name, Expr value, boolean hidden) {
    Field {
        qualifier = List.copyOf(qualifier);
    }

    Field under(List<String> newQualifier, String newName) {
        return new Field(newQualifier, newName, value, hidden);
    }

    boolean isNamed(List<String> prefix, String wanted) {
        int from = qualifier.size() - prefix.size();
        return name.equals(wanted)
                && from >= 0
                && qualifier.subList(from, qualifier.size()).equals(prefix);
    }
}
