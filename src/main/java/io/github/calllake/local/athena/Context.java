package io.github.calllake.local.athena;

import io.github.calllake.local.athena.Casts.OnFailure;
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
 * @param onFailure what a failing expression does
 */
record Context(
        Scope scope,
        Map<String, Expr> aliases,
        Optional<String> clause,
        Optional<Set<String>> groupKeys,
        OnFailure onFailure) {
    Context {
        aliases = Map.copyOf(aliases);
        groupKeys = groupKeys.map(Set::copyOf);
    }

    /** In a clause that takes no aggregates. */
    static Context plain(Scope scope, String clause) {
        return new Context(scope, Map.of(), Optional.of(clause), Optional.empty(), OnFailure.FAIL);
    }

    /** In a select list. */
    static Context select(Scope scope, Optional<Set<String>> groupKeys) {
        return new Context(scope, Map.of(), Optional.empty(), groupKeys, OnFailure.FAIL);
    }

    Context withAliases(Map<String, Expr> names) {
        return new Context(scope, names, clause, groupKeys, onFailure);
    }

    Context ungrouped() {
        return new Context(scope, aliases, clause, Optional.empty(), onFailure);
    }

    Context insideAggregate() {
        return new Context(scope, Map.of(), Optional.of("aggregate's arguments"), Optional.empty(), onFailure);
    }

    Context insideTry() {
        return new Context(scope, aliases, clause, groupKeys, OnFailure.CATCHABLE);
    }

    /** Inside a lambda: its parameters go before everything. */
    Context with(List<Field> parameters) {
        // A name that is not a parameter is looked for in the scope around, where a grouped query allows only its keys.
        Scope inner = new Scope(parameters, Optional.of(scope));
        return new Context(inner, Map.of(), Optional.of("lambda"), Optional.empty(), onFailure);
    }
}
