package io.github.calllake.local.athena;

import java.util.List;
import java.util.Optional;

/**
 * The names that an expression sees.
 *
 * @param fields of the query's own relations
 * @param outer what the query around it sees
 */
record Scope(List<Field> fields, Optional<Scope> outer) {
    Scope {
        fields = List.copyOf(fields);
    }

    static Scope empty() {
        return new Scope(List.of(), Optional.empty());
    }

    /** Fields that a name could mean in the nearest scope that knows it: more than one is ambiguous. */
    List<Field> find(List<String> prefix, String name) {
        List<Field> own = local(prefix, name);
        return own.isEmpty() ? outer.map(scope -> scope.find(prefix, name)).orElse(List.of()) : own;
    }

    /** The same, without the queries around. */
    List<Field> local(List<String> prefix, String name) {
        return fields.stream().filter(field -> field.isNamed(prefix, name)).toList();
    }
}
