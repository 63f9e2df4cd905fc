package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Clauses and operators of PostgreSQL that Redshift's grammar lacks, and those of Redshift that this stand-in lacks.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/c_unsupported-postgresql-features.html">Unsupported PostgreSQL features</a>
 */
final class ClauseRules {

    private static final Set<String> OPERATORS = FunctionNames.words("""
            + - * / % ^ |/ ||/ ! !! @ & | # ~ << >> = <> != < > <= >= || ~* !~ !~* ~~ ~~* !~~ !~~* :: . , : ( ) [ ] ;
            """);
    private static final Set<String> COMPARISONS = Set.of("=", "<>", "!=", "<", ">", "<=", ">=");
    private static final Set<String> SYSTEM_COLUMNS = Set.of("OID", "TABLEOID", "XMIN", "CMIN", "XMAX", "CMAX", "CTID");
    private static final Set<String> BEFORE_A_TABLE = Set.of("TABLE", "FROM", "JOIN", "INTO");
    private static final Set<String> BEFORE_A_CONDITION =
            Set.of("WHERE", "AND", "OR", "NOT", "ON", "HAVING", "WHEN", "SELECT");
    private static final Set<String> BEFORE_A_RELATION = Set.of("FROM", "JOIN", "UPDATE", "USING");
    /** VALUES after them would be a table. */
    private static final Set<String> BEFORE_A_QUERY =
            Set.of("AS", "FOR", "UNION", "ALL", "EXCEPT", "MINUS", "INTERSECT", "EXPLAIN");
    /** Window functions, which PostgreSQL also has as aggregates. */
    private static final Set<String> HYPOTHETICAL = Set.of("RANK", "DENSE_RANK", "PERCENT_RANK", "CUME_DIST");
    /** What follows a number without a blank, where PostgreSQL reads it as part of the number and Redshift as a name. */
    private static final Pattern REST_OF_A_NUMBER = Pattern.compile("_[0-9]\\w*|[xX][0-9a-fA-F]\\w*|[oObB][0-7]\\w*");
    /** A bracket with several values after them is a row. */
    private static final Set<String> BEFORE_A_VALUE =
            Set.of("SELECT", "DISTINCT", "WHERE", "AND", "OR", "NOT", "WHEN", "THEN", "ELSE", "HAVING");

    private static final Set<String> TRUTHS = Set.of("TRUE", "FALSE", "UNKNOWN");
    private static final Set<String> AFTER_SELECT_LIST = Set.of(
            "FROM",
            "INTO",
            "WHERE",
            "GROUP",
            "HAVING",
            "ORDER",
            "LIMIT",
            "QUALIFY",
            "UNION",
            "EXCEPT",
            "INTERSECT",
            "MINUS");

    private static final Set<String> AFTER_IS = Set.of("NULL", "TRUE", "FALSE", "UNKNOWN");

    /** Reserved in Redshift and of no use in a query: as a name they need double quotes. */
    private static final Set<String> RESERVED = FunctionNames.words("""
            AES128 AES256 ALLOWOVERWRITE ANALYSE BACKUP BLANKSASNULL BYTEDICT BZIP2 CREDENTIALS DEFLATE DEFRAG DELTA DELTA32K EMPTYASNULL
            ENCRYPT ENCRYPTION EXPLICIT FREEZE GLOBALDICT256 GLOBALDICT64K GZIP LUN LUNS LZO LZOP MOSTLY13 MOSTLY32 MOSTLY8
            OFFLINE PARALLEL PERCENT PERMISSIONS RAW READRATIO RECOVER REJECTLOG RESORT RESTORE SNAPSHOT SYSTEM TAG TDES TEXT255 TEXT32K
            TRUNCATECOLUMNS WALLET
            """);

    private ClauseRules() {}

    static void check(List<Node> nodes) {
        truthInSelectList(nodes);
        boolean ordered = nodes.stream().anyMatch(node -> node.isWord("ORDER"));
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if (node instanceof Group group) {
                group(nodes, i, group);
                check(group.children());
            } else {
                token(nodes, i, (Token) node);
                if (ordered) {
                    boundLimit(nodes, i);
                }
            }
        }
    }

    private static void group(List<Node> nodes, int at, Group group) {
        List<Node> children = group.children();
        Node before = at > 0 ? nodes.get(at - 1) : nothing();
        if (group.isParens() && !children.isEmpty()) {
            Node first = children.get(0);
            if (first.isWord("VALUES") || first.isWord("TABLE")) {
                throw RedshiftSqlException.syntaxError(((Token) first).text());
            }
            boolean change = first.isWord("INSERT") || first.isWord("UPDATE") || first.isWord("DELETE");
            if (change && before.isWord("AS")) {
                throw RedshiftSqlException.syntaxError(((Token) first).text());
            }
            if (children.size() == 1 && first.isSymbol("+")) {
                throw RedshiftSqlException.notEmulated("the outer join operator (+)");
            }
        }
        if (!group.isParens() && before.isWord("ARRAY")) {
            throw new RedshiftSqlException("0A000", "array constructors are not supported; use the ARRAY function");
        }
        rowConstructor(nodes, at, group);
    }

    private static void rowConstructor(List<Node> nodes, int at, Group group) {
        Node before = at > 0 ? nodes.get(at - 1) : nothing();
        if (before.isWord("ROW")) {
            throw new RedshiftSqlException("0A000", "row constructors are not supported");
        }
        boolean several = group.isParens() && Functions.split(group.children()).size() > 1;
        if (several && Navigation.isWordOf(before, BEFORE_A_VALUE) && !isIn(node(nodes, at + 1), node(nodes, at + 2))) {
            throw new RedshiftSqlException("0A000", "row constructors are not supported");
        }
        if (!group.isParens() || at + 2 >= nodes.size() || !nodes.get(at + 2).isParens()) {
            return;
        }
        boolean called = before.isName() && !isKeyword(before);
        boolean compared =
                nodes.get(at + 1) instanceof Token token && (COMPARISONS.contains(token.text()) || token.isWord("IN"));
        boolean rows = Functions.split(group.children()).size() > 1 && !called;
        if (compared && rows && !(nodes.get(at + 1).isWord("IN") && isQuery(nodes.get(at + 2)))) {
            throw new RedshiftSqlException("0A000", "row constructors are not supported");
        }
    }

    private static boolean isIn(Node next, Node after) {
        return next.isWord("IN") || (next.isWord("NOT") && after.isWord("IN"));
    }

    private static boolean isQuery(Node node) {
        return node instanceof Group group && SourceRelations.isQuery(group);
    }

    private static boolean isKeyword(Node node) {
        return Navigation.isWordOf(node, BEFORE_A_CONDITION);
    }

    private static void token(List<Node> nodes, int at, Token token) {
        if (token.kind() == Kind.SYMBOL && !OPERATORS.contains(token.text())) {
            throw new RedshiftSqlException("42883", "operator does not exist: " + token.text());
        }
        boolean part = at > 0 && nodes.get(at - 1).isSymbol(".");
        boolean ofRelation = part
                && at > 1
                && !node(nodes, at - 3).isSymbol(".")
                && !node(nodes, at + 1).isSymbol(".");
        boolean quoted = !part
                && token.kind() == Kind.QUOTED_NAME
                && !node(nodes, at - 1).isWord("AS");
        if (token.isSymbol("#") && Navigation.isWordOf(node(nodes, at - 1), BEFORE_A_TABLE)) {
            throw RedshiftSqlException.notEmulated("temporary tables named with #");
        }
        if ((ofRelation || quoted) && token.isName() && TableAttributes.SYSTEM_COLUMNS.contains(token.name())) {
            throw new RedshiftSqlException("42703", "column " + token.name() + " does not exist");
        }
        if (token.kind() == Kind.NUMBER
                && node(nodes, at + 1) instanceof Token rest
                && rest.before().isEmpty()
                && REST_OF_A_NUMBER.matcher(rest.text()).matches()) {
            throw RedshiftSqlException.syntaxError(rest.text());
        }
        if (token.kind() != Kind.WORD || part) {
            return;
        }
        Node next = node(nodes, at + 1);
        Node after = node(nodes, at + 2);
        String word = token.upperCase();
        switch (word) {
            case "RETURNING" -> refuseIf(next.isName() || next.isSymbol("*"), token);
            case "FILTER", "OPERATOR" -> refuseIf(next.isParens(), token);
            case "TABLESAMPLE" -> refuseIf(next.isName() && after.isParens(), token);
            case "LATERAL" -> refuseIf(next.isParens() || next.isName(), token);
            case "FETCH" -> refuseIf(at > 0 && (next.isWord("FIRST") || next.isWord("NEXT")), token);
            case "ON" -> refuseIf(next.isWord("CONFLICT"), next);
            case "DISTINCT" -> distinct(nodes, at, next, token);
            case "IS" -> is(nodes, at);
            case "OFFSET" -> refuseIf(after.isWord("ROW") || after.isWord("ROWS"), after);
            case "USING" -> refuseIf(next instanceof Token operator && COMPARISONS.contains(operator.text()), token);
            case "SEARCH" -> refuseIf(next.isWord("DEPTH") || next.isWord("BREADTH"), token);
            case "CYCLE" -> refuseIf(node(nodes, at - 1).isParens() && next.isName(), token);
            case "AT" -> refuseIf(next.isWord("LOCAL"), next);
            case "CHECK" -> refuseIf(next.isWord("OPTION"), token);
            case "ONLY" ->
                refuseIf(isBeforeARelation(node(nodes, at - 1)) && (next.isName() || next.isParens()), token);
            case "VALUES" -> refuseIf(next.isParens() && isBeforeAQuery(node(nodes, at - 1)), token);
            case "WITHIN" -> refuseIf(isOfNoSet(node(nodes, at - 2)), token);
            case "RECURSIVE" -> recursive(nodes, at);
            case "BETWEEN" -> refuseIf(next.isWord("SYMMETRIC"), next);
            case "WITH" -> refuseIf(next.isWord("ORDINALITY") || next.isWord("TIES") || next.isParens(), next);
            case "MATERIALIZED" -> refuseIf(next.isParens(), token);
            case "OVERRIDING" -> refuseIf(next.isWord("SYSTEM") || next.isWord("USER"), token);
            case "FOR" -> forUpdate(next);
            case "COLLATE" -> refuseIf(next.isName(), token);
            case "GROUP" -> groupByAll(next, after);
            case "SET" -> refuseIf(next.isParens(), next);
            case "SELECT" -> refuseIf(next.isWord("FROM") || at + 1 >= nodes.size(), next);
            case "EXCEPT", "INTERSECT", "MINUS" -> refuseIf(next.isWord("ALL"), next);
            case "ANY", "SOME", "ALL" -> comparedWithArray(nodes, at, next);
            case "U" ->
                refuseIf(
                        next.isSymbol("&")
                                && next.before().isEmpty()
                                && after.before().isEmpty(),
                        next);
            default -> other(nodes, at, word, next);
        }
    }

    /** {@code name [(columns)] AS (query)}, of which one that reads itself unites with UNION ALL. */
    private static void recursive(List<Node> nodes, int at) {
        for (int i = at + 3; i < nodes.size(); i++) {
            boolean query = nodes.get(i - 1).isWord("AS") && isQuery(nodes.get(i));
            Node name = nodes.get(i - 2) instanceof Group ? nodes.get(i - 3) : nodes.get(i - 2);
            if (query && name instanceof Token token && names(((Group) nodes.get(i)).children(), token)) {
                refuseDistinctUnion(((Group) nodes.get(i)).children());
            }
        }
    }

    private static boolean names(List<Node> nodes, Token name) {
        return nodes.stream()
                .anyMatch(node -> node instanceof Group group
                        ? names(group.children(), name)
                        : node instanceof Token token
                                && token.isName()
                                && token.name().equals(name.name()));
    }

    private static void refuseDistinctUnion(List<Node> query) {
        for (int i = 0; i < query.size(); i++) {
            if (query.get(i).isWord("UNION") && !node(query, i + 1).isWord("ALL")) {
                throw new RedshiftSqlException(
                        "0A000", "UNION without ALL is not supported in a recursive common table expression");
            }
        }
    }

    private static boolean isBeforeARelation(Node before) {
        return before.isSymbol(",") || Navigation.isWordOf(before, BEFORE_A_RELATION);
    }

    private static boolean isBeforeAQuery(Node before) {
        return Navigation.isWordOf(before, BEFORE_A_QUERY);
    }

    /** RANK(..) WITHIN GROUP and its like. */
    private static boolean isOfNoSet(Node function) {
        return Navigation.isWordOf(function, HYPOTHETICAL);
    }

    private static void other(List<Node> nodes, int at, String word, Node next) {
        Node before = node(nodes, at - 1);
        if (word.equals("JSON_PARSE")
                && next instanceof Group arguments
                && Functions.split(arguments.children()).size() > 1) {
            throw new RedshiftSqlException("42883", "function json_parse() with two arguments does not exist");
        }
        if ((word.equals("PIVOT") || word.equals("UNPIVOT")) && next.isParens()) {
            throw RedshiftSqlException.notEmulated(word);
        }
        if ((word.equals("CONNECT") && next.isWord("BY")) || (word.equals("START") && next.isWord("WITH"))) {
            throw RedshiftSqlException.notEmulated("CONNECT BY");
        }
        if (word.equals("EXCLUDE") && before.isSymbol("*")) {
            throw RedshiftSqlException.notEmulated("SELECT * EXCLUDE");
        }
        if (SYSTEM_COLUMNS.contains(word) && !before.isWord("AS") && !before.isSymbol("::")) {
            throw new RedshiftSqlException("42703", "column \"" + word.toLowerCase(Locale.ROOT) + "\" does not exist");
        }
        if (RESERVED.contains(word) && !before.isWord("AS") && !next.isParens()) {
            throw RedshiftSqlException.syntaxError(((Token) nodes.get(at)).text());
        }
    }

    /** {@code = ANY (array)}; a query is fine. */
    private static void comparedWithArray(List<Node> nodes, int at, Node next) {
        Node before = node(nodes, at - 1);
        boolean compared = before instanceof Token token && COMPARISONS.contains(token.text());
        if (compared && next.isParens() && !isQuery(next)) {
            throw new RedshiftSqlException("0A000", "arrays are not supported");
        }
    }

    private static void distinct(List<Node> nodes, int at, Node next, Token token) {
        refuseIf(next.isWord("ON") && node(nodes, at + 2).isParens(), next);
        Node before = node(nodes, at - 1);
        refuseIf(next.isWord("FROM") && (before.isWord("IS") || before.isWord("NOT")), token);
    }

    /** IS JSON, IS NORMALIZED, IS DOCUMENT. */
    private static void is(List<Node> nodes, int at) {
        int value = node(nodes, at + 1).isWord("NOT") ? at + 2 : at + 1;
        Node node = node(nodes, value);
        boolean documented = Navigation.isWordOf(node, AFTER_IS);
        if (!documented) {
            throw RedshiftSqlException.syntaxError(TypeRules.textOf(node));
        }
    }

    /**
     * IS TRUE and its like as a column of the answer; within CASE they are conditions.
     *
     * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_Boolean_type.html">Boolean type</a>
     */
    private static void truthInSelectList(List<Node> nodes) {
        boolean inList = false;
        int cases = 0;
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            inList = node.isWord("SELECT") || (inList && !Navigation.isWordOf(node, AFTER_SELECT_LIST));
            cases += node.isWord("CASE") ? 1 : node.isWord("END") ? -1 : 0;
            int value = node(nodes, i + 1).isWord("NOT") ? i + 2 : i + 1;
            boolean truth = node.isWord("IS") && Navigation.isWordOf(node(nodes, value), TRUTHS);
            if (inList && cases == 0 && truth) {
                throw new RedshiftSqlException("0A000", "Not implemented");
            }
        }
    }

    private static void forUpdate(Node next) {
        if (next.isWord("UPDATE") || next.isWord("SHARE") || next.isWord("NO") || next.isWord("KEY")) {
            throw new RedshiftSqlException("0A000", "SELECT FOR UPDATE/SHARE is not supported");
        }
    }

    private static void groupByAll(Node next, Node after) {
        refuseIf(next.isWord("BY") && after.isWord("DISTINCT"), after);
        if (next.isWord("BY") && after.isWord("ALL")) {
            throw RedshiftSqlException.notEmulated("GROUP BY ALL");
        }
    }

    /** A bind after ORDER BY is refused by Redshift, in just these words. */
    private static void boundLimit(List<Node> nodes, int at) {
        boolean limit = nodes.get(at).isWord("LIMIT") || nodes.get(at).isWord("OFFSET");
        if (limit && node(nodes, at + 1) instanceof Token value && value.kind() == Kind.PARAMETER) {
            throw new RedshiftSqlException("0A000", "Not implemented");
        }
    }

    private static Node node(List<Node> nodes, int at) {
        return at >= 0 && at < nodes.size() ? nodes.get(at) : nothing();
    }

    private static Token nothing() {
        return new Token(Kind.SYMBOL, "", "");
    }

    private static void refuseIf(boolean refused, Node near) {
        if (refused) {
            throw RedshiftSqlException.syntaxError(TypeRules.textOf(near));
        }
    }
}
