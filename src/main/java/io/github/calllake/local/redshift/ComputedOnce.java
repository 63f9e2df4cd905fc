package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Has a derived table's costly columns computed once a row. PostgreSQL pulls such a table up into the query around it and puts each column's
 * expression wherever the column is named, so views over views that take JSON apart would do so hundreds of times a row. Each costly expression
 * becomes {@code LATERAL (SELECT .. OFFSET 0)}, which is not pulled up; conditions on the other columns still reach the table behind, and a column
 * that nobody names is not computed.
 */
final class ComputedOnce {

    /** What may stand before a bracket in an expression that is moved: an aggregate or a window function could not be. */
    private static final Set<String> BEFORE_BRACKETS = Set.of(
            "AND",
            "BIGINT",
            "BPCHAR",
            "CAN_JSON_PARSE",
            "CAST",
            "CHAR",
            "COALESCE",
            "DATEADD",
            "DATEDIFF",
            "DATE_TRUNC",
            "DECIMAL",
            "ELSE",
            "GET_ARRAY_LENGTH",
            "IN",
            "IS_ARRAY",
            "IS_BIGINT",
            "IS_BOOLEAN",
            "IS_INTEGER",
            "IS_OBJECT",
            "IS_SCALAR",
            "IS_VARCHAR",
            "JSON_EXTRACT_PATH_TEXT",
            "JSON_PARSE",
            "JSON_SERIALIZE",
            "JSON_TYPEOF",
            "LEFT",
            "LEN",
            "LOWER",
            "NOT",
            "NULLIF",
            "NUMERIC",
            "NVL",
            "OR",
            "REGEXP_REPLACE",
            "RIGHT",
            "SUBSTRING",
            "THEN",
            "TRIM",
            "TRY_CAST",
            "UPPER",
            "VARCHAR",
            "WHEN");

    private static final Set<String> AFTER_CONDITIONS = Set.of(
            "GROUP",
            "HAVING",
            "ORDER",
            "LIMIT",
            "OFFSET",
            "QUALIFY",
            "WINDOW",
            "FETCH",
            "FOR",
            "START",
            "CONNECT",
            "UNION",
            "EXCEPT",
            "INTERSECT",
            "MINUS");

    private ComputedOnce() {}

    /** Rewrites a query whose paths are rewritten; any other shape than SELECT .. FROM .. WHERE is left as it is. */
    static List<Node> rewrite(List<Node> written) {
        int from = indexOf(written, "FROM");
        boolean plain = from > 1
                && written.get(0).isWord("SELECT")
                && !isWordOf(written.get(1), Set.of("DISTINCT", "ALL", "TOP"))
                && written.stream().noneMatch(node -> isWordOf(node, AFTER_CONDITIONS));
        if (!plain || Functions.split(written.subList(1, from)).stream().anyMatch(ComputedOnce::isStar)) {
            return written;
        }
        List<Node> query = WholeValues.rewrite(written, from, endOfFrom(written));
        from = indexOf(query, "FROM");
        int end = endOfFrom(query);
        List<List<Node>> items = Functions.split(query.subList(1, from));
        List<Node> columns = new ArrayList<>();
        List<Node> laterals = new ArrayList<>();
        int number = 0;
        for (List<Node> item : items) {
            if (!columns.isEmpty()) {
                columns.add(Token.glued(","));
            }
            if (!isMovable(item)) {
                columns.addAll(item);
                continue;
            }
            number++;
            String name = "rs_once_" + number;
            laterals.add(Token.glued(", LATERAL (SELECT"));
            laterals.addAll(item.subList(0, item.size() - 2));
            laterals.add(Token.raw("AS value OFFSET 0) AS " + name));
            columns.add(Token.raw(name + ".value"));
            columns.addAll(item.subList(item.size() - 2, item.size()));
        }
        List<Node> out = new ArrayList<>();
        out.add(query.get(0));
        out.addAll(columns);
        out.addAll(query.subList(from, end));
        out.addAll(laterals);
        out.addAll(query.subList(end, query.size()));
        return out;
    }

    private static int endOfFrom(List<Node> query) {
        int where = indexOf(query, "WHERE");
        return where < 0 ? query.size() : where;
    }

    private static int indexOf(List<Node> nodes, String word) {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).isWord(word)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isStar(List<Node> item) {
        return !item.isEmpty() && item.get(item.size() - 1).isSymbol("*");
    }

    private static boolean isMovable(List<Node> item) {
        int size = item.size();
        return size > 2
                && item.get(size - 2).isWord("AS")
                && item.get(size - 1).isName()
                && isCostly(item)
                && isScalar(item);
    }

    /** Whether it follows a path. */
    private static boolean isCostly(List<Node> nodes) {
        return nodes.stream()
                .anyMatch(node -> (node instanceof Token token
                                && token.kind() == Kind.RAW
                                && token.text().startsWith("rs."))
                        || (node instanceof Group group && isCostly(group.children())));
    }

    private static boolean isScalar(List<Node> nodes) {
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            boolean called = i + 1 < nodes.size() && nodes.get(i + 1).isParens();
            if (node.isWord("SELECT")
                    || (called && node.isName() && !isWordOf(node, BEFORE_BRACKETS))
                    || (node instanceof Group group && !isScalar(group.children()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWordOf(Node node, Set<String> words) {
        return node instanceof Token token
                && token.kind() == Kind.WORD
                && words.contains(token.text().toUpperCase(Locale.ROOT));
    }
}
