package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds every call and every type in a statement, and refuses those that Redshift would. */
final class CallRules {

    /** Words that may stand before a bracket and are no functions. */
    private static final Set<String> NO_CALLS = FunctionNames.words("""
            ALL AND ANY AS ASC BETWEEN BY CASE CUBE CROSS DEFAULT DESC DISTINCT ELSE END ESCAPE EXCEPT EXCLUDE EXISTS FILTER FROM FULL GROUP HAVING
            ILIKE IN INNER INTERSECT INTO IS JOIN KEY LATERAL LIKE LIMIT MINUS NATURAL NOT NULL OFFSET ON OR ORDER OUTER OVER OVERLAPS
            PARTITION PIVOT QUALIFY ROLLUP ROW ROWS SELECT SET SETS SIMILAR SOME TABLE THEN TO TOP UNION UNIQUE UNPIVOT UPDATE USING VALUES
            VIEW WHEN WHERE WINDOW WITH ONLY INSERT DISTKEY SORTKEY IDENTITY CHECK INCLUDING EXECUTE MATERIALIZED RECURSIVE APPROXIMATE CONFLICT
            RETURNING EXPLAIN PREPARE
            """);
    /** After these a name before a bracket is that of a relation or a constraint. */
    private static final Set<String> BEFORE_A_NAME =
            Set.of("AS", "INTO", "WITH", "RECURSIVE", "TABLE", "VIEW", "REFERENCES", "EXISTS", "PREPARE", "EXECUTE");
    /** Values that are written without brackets, and run on the leader node alone. */
    private static final Set<String> LEADER_ONLY_VALUES = Set.of(
            "CURRENT_TIME", "CURRENT_TIMESTAMP", "LOCALTIME", "LOCALTIMESTAMP", "CURRENT_SCHEMA", "CURRENT_CATALOG");

    private static final Set<String> CASTS = Set.of("CAST", "TRY_CAST");
    private static final Set<String> VALUES_OF_POSTGRESQL = Set.of("CURRENT_ROLE", "SYSTEM_USER");

    private final boolean overTables;
    /** Whether the statement reads nothing but the catalogue, whose types are PostgreSQL's. */
    private final boolean ofCatalogue;

    CallRules(boolean overTables) {
        this(overTables, false);
    }

    private CallRules(boolean overTables, boolean ofCatalogue) {
        this.overTables = overTables;
        this.ofCatalogue = ofCatalogue;
    }

    /** For what drivers and tools ask the catalogue: they may call more, and name any type, but not everything. */
    static CallRules ofCatalogue() {
        return new CallRules(false, true);
    }

    void check(List<Node> nodes) {
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if (node instanceof Group group) {
                if (!ofCatalogue && i > 0 && Navigation.isWordOf(nodes.get(i - 1), CASTS) && group.isParens()) {
                    castType(group);
                }
                check(group.children());
            } else if (node.isSymbol("::") && !ofCatalogue) {
                TypeRules.check(nodes, i + 1, overTables);
            } else if (node instanceof Token token && token.isName()) {
                name(nodes, i, token);
            }
        }
    }

    private void castType(Group group) {
        List<Node> children = group.children();
        for (int i = children.size() - 1; i >= 0; i--) {
            if (children.get(i).isWord("AS")) {
                TypeRules.check(children, i + 1, overTables);
                return;
            }
        }
        throw RedshiftSqlException.syntaxError(")");
    }

    private void name(List<Node> nodes, int at, Token token) {
        boolean qualified = at > 0 && nodes.get(at - 1).isSymbol(".");
        Node next = at + 1 < nodes.size() ? nodes.get(at + 1) : new Token(Kind.SYMBOL, "", "");
        boolean beforeLiteral = next instanceof Token literal && literal.kind() == Kind.STRING;
        if (token.kind() == Kind.WORD && beforeLiteral && !qualified && !ofCatalogue) {
            TypeRules.checkLiteral(token, next);
        }
        if (next.isParens()) {
            call(nodes, at, token, qualified);
        } else if (!ofCatalogue && token.kind() == Kind.WORD && !qualified) {
            value(nodes, at, token.upperCase());
        }
    }

    private void call(List<Node> nodes, int at, Token token, boolean qualified) {
        String name =
                token.kind() == Kind.WORD ? token.upperCase() : token.name().toUpperCase(Locale.ROOT);
        if (qualified) {
            qualified(nodes, at, name);
            return;
        }
        Node before = at > 0 ? nodes.get(at - 1) : new Token(Kind.SYMBOL, "", "");
        boolean keyword = token.kind() == Kind.WORD && NO_CALLS.contains(name);
        boolean ofType = TypeRules.isType(name) && (before.isSymbol("::") || before.isName() || at == 0);
        boolean names = Navigation.isWordOf(before, BEFORE_A_NAME)
                || before instanceof Group
                || (before.isName() && !Navigation.isWordOf(before, NO_CALLS))
                || isCommonTable(nodes, at);
        if (keyword || ofType || names) {
            return;
        }
        check(name, nodes.get(at + 1));
    }

    private void check(String name, Node next) {
        if (ofCatalogue) {
            FunctionNames.checkOfCatalogue(name);
        } else {
            FunctionNames.check(name, overTables);
        }
        if (name.equals("SET_CONFIG") && next instanceof Group arguments) {
            Settings.checkSetConfig(arguments);
        }
    }

    /** A function of a schema: there are none but PostgreSQL's own; also {@code INSERT INTO s.t (columns)}. */
    private void qualified(List<Node> nodes, int at, String name) {
        int start = at;
        while (start >= 2
                && nodes.get(start - 1).isSymbol(".")
                && nodes.get(start - 2).isName()) {
            start -= 2;
        }
        Node before = start > 0 ? nodes.get(start - 1) : new Token(Kind.SYMBOL, "", "");
        if (Navigation.isWordOf(before, BEFORE_A_NAME)) {
            return;
        }
        String schema = nodes.get(start) instanceof Token first ? first.name() : "";
        if (!schema.equals("pg_catalog") && !(ofCatalogue && schema.equals("information_schema"))) {
            throw new RedshiftSqlException(
                    "42883", "function " + schema + "." + name.toLowerCase(Locale.ROOT) + "() does not exist");
        }
        check(name, nodes.get(at + 1));
    }

    /** {@code WITH .., name (columns) AS (query)}. */
    private static boolean isCommonTable(List<Node> nodes, int at) {
        return at + 3 < nodes.size()
                && nodes.get(at + 2).isWord("AS")
                && nodes.get(at + 3) instanceof Group query
                && SourceRelations.isQuery(query);
    }

    private void value(List<Node> nodes, int at, String word) {
        boolean named = at > 0 && nodes.get(at - 1).isWord("AS");
        if (named) {
            return;
        }
        if (overTables && LEADER_ONLY_VALUES.contains(word)) {
            throw FunctionNames.leaderOnly();
        }
        if (VALUES_OF_POSTGRESQL.contains(word)) {
            throw new RedshiftSqlException("42703", "column \"" + word.toLowerCase(Locale.ROOT) + "\" does not exist");
        }
    }
}
