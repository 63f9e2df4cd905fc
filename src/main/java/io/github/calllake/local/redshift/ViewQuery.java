package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the query of a materialized view may hold, and how such a view is refreshed.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-create-sql-command.html">Limitations</a>
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-refresh-sql-command.html">Limitations for incremental refresh</a>
 */
final class ViewQuery {

    private static final Set<String> MUTABLE = Set.of(
            "GETDATE",
            "SYSDATE",
            "CURRENT_DATE",
            "CURRENT_TIME",
            "CURRENT_TIMESTAMP",
            "LOCALTIME",
            "LOCALTIMESTAMP",
            "NOW",
            "RANDOM",
            "TIMEOFDAY",
            "CURRENT_USER",
            "SESSION_USER");
    private static final Set<String> LEADER_NODE = Set.of(
            "CURRENT_SCHEMA",
            "CURRENT_SCHEMAS",
            "HAS_DATABASE_PRIVILEGE",
            "HAS_SCHEMA_PRIVILEGE",
            "HAS_TABLE_PRIVILEGE");
    private static final Set<String> AGGREGATES = Set.of(
            "COUNT",
            "SUM",
            "MIN",
            "MAX",
            "AVG",
            "LISTAGG",
            "MEDIAN",
            "STDDEV",
            "STDDEV_SAMP",
            "STDDEV_POP",
            "VARIANCE",
            "VAR_SAMP",
            "VAR_POP",
            "BOOL_AND",
            "BOOL_OR",
            "BIT_AND",
            "BIT_OR",
            "ANY_VALUE",
            "APPROXIMATE",
            "PERCENTILE_CONT",
            "PERCENTILE_DISC");
    private static final Set<String> INCREMENTAL_AGGREGATES = Set.of("COUNT", "SUM", "MIN", "MAX", "AVG");
    private static final Set<String> OUTER_JOINS = Set.of("LEFT", "RIGHT", "FULL", "OUTER");
    private static final Set<String> JOINS = Set.of("JOIN", "LEFT", "RIGHT", "FULL", "INNER", "CROSS", "NATURAL");
    private static final Set<String> SET_OPERATORS = Set.of("UNION", "EXCEPT", "INTERSECT", "MINUS");

    private final List<Node> query;

    /** @param query as written, after AS */
    ViewQuery(List<Node> query) {
        this.query = query;
    }

    /** Refuses what no materialized view may hold. */
    void check(boolean autoRefresh) {
        Refusals.check(query);
        checkOrder(query);
        firstOf(query, LEADER_NODE, true).ifPresent(name -> {
            throw new RedshiftSqlException(
                    "0A000", "the leader node function " + name + " is not supported in materialized views");
        });
        if (autoRefresh) {
            mutableFunction().ifPresent(name -> {
                throw new RedshiftSqlException(
                        "0A000",
                        "the mutable function " + name
                                + " is not supported in a materialized view with AUTO REFRESH YES");
            });
        }
    }

    private static void checkOrder(List<Node> nodes) {
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            boolean top = node.isWord("TOP") && i > 0 && nodes.get(i - 1).isWord("SELECT");
            if (node.isWord("ORDER") || node.isWord("LIMIT") || node.isWord("OFFSET") || top) {
                throw new RedshiftSqlException(
                        "0A000", "ORDER BY, LIMIT and OFFSET are not supported in materialized views");
            }
            if (node instanceof Group group && isQuery(group)) {
                checkOrder(group.children());
            }
        }
    }

    private Optional<String> mutableFunction() {
        return firstOf(query, MUTABLE, false);
    }

    /**
     * Why the query could not read a stream; empty if it could.
     *
     * @param sources every relation it names
     */
    String streamProblem(List<QualifiedName> sources) {
        if (query.isEmpty() || !query.get(0).isWord("SELECT") || hasQuery(query)) {
            return "Column aliases are not supported.";
        }
        if (hasWord(SET_OPERATORS)) {
            return "Set operations are not supported.";
        }
        if (hasJoin(JOINS) || sources.size() > 1) {
            return "Joins are not supported.";
        }
        if (sources.size() != 1 || sources.get(0).schema().isEmpty()) {
            return "It reads no stream.";
        }
        if (hasWord(Set.of("OVER")) || has(query, Set.of("OVER"))) {
            return "Window functions are not supported.";
        }
        Optional<String> mutable = mutableFunction();
        if (mutable.isPresent()) {
            return "The mutable function " + mutable.get() + " is not supported.";
        }
        boolean aggregates = isDistinct()
                || hasWord(Set.of("GROUP", "HAVING"))
                || firstOf(query, AGGREGATES, true).isPresent();
        return aggregates ? "not emulated locally: DISTINCT and aggregation in a materialized view over a stream" : "";
    }

    /** Whether Redshift would refresh it, over tables, with the changes only. */
    boolean isIncremental() {
        Optional<String> aggregate = firstOf(
                query,
                AGGREGATES.stream()
                        .filter(name -> !INCREMENTAL_AGGREGATES.contains(name))
                        .collect(Collectors.toUnmodifiableSet()),
                true);
        return !query.isEmpty()
                && query.get(0).isWord("SELECT")
                && !hasQuery(query)
                && !has(query, Set.of("DISTINCT", "OVER"))
                && !hasWord(SET_OPERATORS)
                && !hasJoin(OUTER_JOINS)
                && aggregate.isEmpty()
                && mutableFunction().isEmpty();
    }

    private boolean isDistinct() {
        return query.size() > 1 && query.get(1).isWord("DISTINCT");
    }

    /** At the top. */
    private boolean hasWord(Set<String> words) {
        return query.stream().anyMatch(node -> isWordOf(node, words));
    }

    /** LEFT and RIGHT are functions as well. */
    private boolean hasJoin(Set<String> words) {
        for (int i = 0; i < query.size(); i++) {
            boolean called = i + 1 < query.size() && query.get(i + 1).isParens();
            if (isWordOf(query.get(i), words) && (!called || query.get(i).isWord("JOIN"))) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(List<Node> nodes, Set<String> words) {
        return nodes.stream()
                .anyMatch(
                        node -> isWordOf(node, words) || (node instanceof Group group && has(group.children(), words)));
    }

    private static boolean hasQuery(List<Node> nodes) {
        return nodes.stream()
                .anyMatch(node -> node instanceof Group group && (isQuery(group) || hasQuery(group.children())));
    }

    private static boolean isQuery(Group group) {
        return !group.children().isEmpty()
                && (group.children().get(0).isWord("SELECT")
                        || group.children().get(0).isWord("WITH"));
    }

    /** The first of these words, at any depth. */
    private static Optional<String> firstOf(List<Node> nodes, Set<String> words, boolean called) {
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            boolean isPart = i > 0 && nodes.get(i - 1).isSymbol(".");
            boolean fits = !called || (i + 1 < nodes.size() && nodes.get(i + 1).isParens());
            if (isWordOf(node, words) && fits && !isPart) {
                return Optional.of(((Token) node).text());
            }
            if (node instanceof Group group) {
                Optional<String> inside = firstOf(group.children(), words, called);
                if (inside.isPresent()) {
                    return inside;
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isWordOf(Node node, Set<String> words) {
        return node instanceof Token token
                && token.kind() == Kind.WORD
                && words.contains(token.text().toUpperCase(Locale.ROOT));
    }
}
