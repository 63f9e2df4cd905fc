package io.github.calllake.local.athena;

import java.util.List;
import java.util.Set;

/**
 * What stands in a FROM clause.
 *
 * @param sql DuckDB's text for it
 * @param fields what can be asked of it
 * @param steady names of the relations in it whose rows are never made up, as an outer join does, so that a condition in
 *     WHERE may drop them before
 */
record Relation(String sql, List<Field> fields, Set<String> steady) {
    Relation {
        fields = List.copyOf(fields);
        steady = Set.copyOf(steady);
    }

    Relation(String sql, List<Field> fields) {
        this(sql, fields, Set.of());
    }
}
