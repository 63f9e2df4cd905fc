package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What PostgreSQL would run and Redshift would not. Catching it here keeps a mistake from passing locally and failing in production.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/c_redshift-and-postgres-sql.html">Amazon Redshift and PostgreSQL</a>
 */
final class Refusals {

    private static final Set<String> JSONB_OPERATORS =
            Set.of("->", "->>", "#>", "#>>", "@>", "<@", "?|", "?&", "@?", "@@", "#-");
    private static final Set<String> TYPES = Set.of(
            "JSON", "JSONB", "BYTEA", "UUID", "XML", "INET", "MONEY", "HSTORE", "SERIAL", "BIGSERIAL", "SMALLSERIAL");
    private static final Set<String> FUNCTIONS = Set.of(
            "STRING_AGG",
            "ARRAY_AGG",
            "JSON_AGG",
            "JSONB_AGG",
            "TO_JSON",
            "TO_JSONB",
            "JSON_BUILD_OBJECT",
            "JSONB_BUILD_OBJECT",
            "JSON_VALUE",
            "JSON_QUERY",
            "JSON_EXISTS",
            "JSON_TABLE",
            "ROW_TO_JSON",
            "JSONB_PATH_QUERY",
            "GEN_RANDOM_UUID",
            "MAKE_INTERVAL",
            "DATE_BIN");
    private static final Set<String> COMPARISONS = Set.of("=", "<>", "!=", "<", ">", "<=", ">=");

    private Refusals() {}

    /** Whether the statement reads PostgreSQL's own catalogue, as drivers and tools do; nothing is refused in it. */
    static boolean readsCatalogue(List<Node> nodes) {
        return nodes.stream()
                .anyMatch(node -> node instanceof Group group
                        ? readsCatalogue(group.children())
                        : node.isName() && isCatalogueName(((Token) node).name()));
    }

    private static boolean isCatalogueName(String name) {
        return name.startsWith("pg_") || name.equals("information_schema");
    }

    /** Refuses the statement if it holds something Redshift lacks. */
    static void check(List<Node> nodes) {
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if (node instanceof Group group) {
                group(nodes, i, group);
                check(group.children());
            } else {
                token(nodes, i, (Token) node);
            }
        }
    }

    private static void group(List<Node> nodes, int at, Group group) {
        boolean values = !group.children().isEmpty() && group.children().get(0).isWord("VALUES");
        if (group.isParens() && values) {
            throw RedshiftSqlException.syntaxError("VALUES");
        }
        if (at > 0 && nodes.get(at - 1).isWord("CAST") && !group.children().isEmpty()) {
            refuseType(group.children().get(group.children().size() - 1));
        }
        if (!group.isParens() || at + 2 >= nodes.size() || !nodes.get(at + 2).isParens()) {
            return;
        }
        boolean called = at > 0 && nodes.get(at - 1).isName() && !isKeyword(nodes.get(at - 1));
        boolean compared = nodes.get(at + 1) instanceof Token token && COMPARISONS.contains(token.text());
        boolean rows = Functions.split(group.children()).size() > 1 && !called;
        if (compared && rows) {
            throw new RedshiftSqlException("0A000", "row constructors are not supported");
        }
    }

    private static boolean isKeyword(Node node) {
        return List.of("WHERE", "AND", "OR", "NOT", "ON", "HAVING", "WHEN", "SELECT").stream()
                .anyMatch(node::isWord);
    }

    private static void token(List<Node> nodes, int at, Token token) {
        if (token.kind() == Kind.SYMBOL && JSONB_OPERATORS.contains(token.text())) {
            throw new RedshiftSqlException("42883", "operator does not exist: " + token.text());
        }
        if (token.kind() != Kind.WORD || (at > 0 && nodes.get(at - 1).isSymbol("."))) {
            return;
        }
        String word = token.text().toUpperCase(Locale.ROOT);
        Node next = at + 1 < nodes.size() ? nodes.get(at + 1) : new Token(Kind.SYMBOL, "", "");
        switch (word) {
            case "RETURNING" -> refuseIf(isClauseWord(next), token);
            case "FILTER" -> refuseIf(next.isParens(), token);
            case "LATERAL" -> refuseIf(next.isParens() || next.isName(), token);
            case "FETCH" -> refuseIf(at > 0 && (next.isWord("FIRST") || next.isWord("NEXT")), token);
            case "ON" -> refuseIf(next.isWord("CONFLICT"), next);
            case "DISTINCT" -> refuseDistinctForms(nodes, at, next, token);
            default -> refuseNames(nodes, at, word, next);
        }
    }

    private static boolean isClauseWord(Node next) {
        return next.isName() || next.isSymbol("*");
    }

    private static void refuseDistinctForms(List<Node> nodes, int at, Node next, Token token) {
        refuseIf(next.isWord("ON") && at + 2 < nodes.size() && nodes.get(at + 2).isParens(), next);
        boolean isDistinctFrom = next.isWord("FROM")
                && at > 0
                && (nodes.get(at - 1).isWord("IS") || nodes.get(at - 1).isWord("NOT"));
        refuseIf(isDistinctFrom, token);
    }

    private static void refuseNames(List<Node> nodes, int at, String word, Node next) {
        if (at > 0 && nodes.get(at - 1).isSymbol("::")) {
            refuseType(nodes.get(at));
        }
        if (FUNCTIONS.contains(word) && next.isParens()) {
            throw new RedshiftSqlException("42883", "function " + word.toLowerCase(Locale.ROOT) + " does not exist");
        }
        if (word.equals("JSON_PARSE")
                && next instanceof Group arguments
                && Functions.split(arguments.children()).size() > 1) {
            throw new RedshiftSqlException("42883", "function json_parse with two arguments does not exist");
        }
        if (word.equals("QUALIFY") && at > 0 && !next.isSymbol(",") && (next.isName() || next.isParens())) {
            throw RedshiftSqlException.notEmulated("QUALIFY");
        }
    }

    /** Refuses a type that only PostgreSQL has. */
    static void refuseType(Node node) {
        if (node instanceof Token type && TYPES.contains(type.text().toUpperCase(Locale.ROOT))) {
            throw new RedshiftSqlException("42704", "type \"" + type.name() + "\" does not exist");
        }
    }

    private static void refuseIf(boolean refused, Node near) {
        if (refused) {
            throw RedshiftSqlException.syntaxError(((Token) near).text());
        }
    }
}
