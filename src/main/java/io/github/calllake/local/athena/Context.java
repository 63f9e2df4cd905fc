package io.github.calllake.local.athena;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where an expression stands.
 *
 * @param scope the names it sees
 * @param aliases names of the select list that go before the scope's: ORDER BY only
 * @param clause what forbids aggregates and window functions here, e.g. {@code WHERE clause}; empty if both may stand
 * @param groupKeys if the query is grouped: the expressions that may stand outside an aggregate
 */
record Context(Scope scope, Map<String, Expr> aliases, Optional<String> clause, Optional<Set<String>> groupKeys) {
    Context {
        aliases = Map.copyOf(aliases);
        groupKeys = groupKeys.map(Set::copyOf);
    }

    /** In a clause that takes no aggregates. */
    static Context plain(Scope scope, String clause) {
        return new Context(scope, Map.of(), Optional.of(clause), Optional.empty());
    }

    /** In a select list. */
    static Context select(Scope scope, Optional<Set<String>> groupKeys) {
        return new Context(scope, Map.of(), Optional.empty(), groupKeys);
    }

    Context withAliases(Map<String, Expr> names) {
        return new Context(scope, names, clause, groupKeys);
    }

    Context ungrouped() {
        return new Context(scope, aliases, clause, Optional.empty());
    }

    Context insideAggregate() {
        return new Context(scope, Map.of(), Optional.of("aggregate's arguments"), Optional.empty());
    }

    /** Inside a lambda: its parameters go before everything. */
    Context with(List<Field> parameters) {
        // A name that is not a parameter is looked for in the scope around, where a grouped query allows only its keys.
        Scope inner = new Scope(parameters, Optional.of(scope));
        return new Context(inner, Map.of(), Optional.of("lambda"), Optional.empty());
    }
}
