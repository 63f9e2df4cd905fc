package io.github.calllake.local.athena;

import java.util.List;

/**
 * What stands in a FROM clause.
 *
 * @param sql DuckDB's text for it
 * @param fields what can be asked of it
 */
record Relation(String sql, List<Field> fields) {
    Relation {
        fields = List.copyOf(fields);
    }
}
