package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Token;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What Redshift asks of a window, where PostgreSQL takes more: no named windows, frames in ROWS alone, and a frame wherever an aggregate is ordered.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/c_Window_functions.html">Window functions</a>
 */
final class WindowRules {

    private static final Set<String> NEED_A_FRAME = FunctionNames.words("""
            AVG COUNT MAX MIN SUM STDDEV STDDEV_POP STDDEV_SAMP VARIANCE VAR_POP VAR_SAMP FIRST_VALUE LAST_VALUE NTH_VALUE
            BOOL_AND BOOL_OR BIT_AND BIT_OR
            """);
    private static final Set<String> TAKE_NO_ORDER =
            Set.of("RATIO_TO_REPORT", "LISTAGG", "MEDIAN", "PERCENTILE_CONT", "PERCENTILE_DISC");
    private static final Set<String> TAKE_NO_FRAME = Set.of(
            "LAG",
            "LEAD",
            "RANK",
            "DENSE_RANK",
            "ROW_NUMBER",
            "NTILE",
            "PERCENT_RANK",
            "CUME_DIST",
            "RATIO_TO_REPORT",
            "LISTAGG",
            "MEDIAN",
            "PERCENTILE_CONT",
            "PERCENTILE_DISC");

    private WindowRules() {}

    static void check(List<Node> nodes) {
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if (node instanceof Group group) {
                check(group.children());
            } else if (node.isWord("OVER") && i > 0) {
                over(nodes, i);
            } else if (node.isWord("WINDOW")
                    && i + 2 < nodes.size()
                    && nodes.get(i + 1).isName()
                    && nodes.get(i + 2).isWord("AS")) {
                throw RedshiftSqlException.syntaxError(((Token) node).text());
            }
        }
    }

    private static void over(List<Node> nodes, int at) {
        Optional<String> function = function(nodes, at);
        if (function.isEmpty()) {
            return;
        }
        if (at + 1 >= nodes.size() || !(nodes.get(at + 1) instanceof Group window) || !window.isParens()) {
            throw RedshiftSqlException.syntaxError(
                    at + 1 < nodes.size() ? TypeRules.textOf(nodes.get(at + 1)) : "over");
        }
        List<Node> children = window.children();
        boolean framed = has(children, "ROWS");
        for (Node child : children) {
            boolean lacking = child.isWord("RANGE") || child.isWord("GROUPS") || child.isWord("EXCLUDE");
            if (lacking) {
                throw RedshiftSqlException.syntaxError(((Token) child).text());
            }
        }
        String name = function.get();
        if (NEED_A_FRAME.contains(name) && has(children, "ORDER") && !framed) {
            throw new RedshiftSqlException(
                    "0A000", "Aggregate window functions with an ORDER BY clause require a frame clause");
        }
        if (TAKE_NO_FRAME.contains(name) && framed) {
            throw new RedshiftSqlException("0A000", "the window function " + name + " takes no frame clause");
        }
        if (TAKE_NO_ORDER.contains(name) && has(children, "ORDER")) {
            throw new RedshiftSqlException("0A000", "the window function " + name + " takes no ORDER BY in OVER");
        }
    }

    private static boolean has(List<Node> nodes, String word) {
        return nodes.stream().anyMatch(node -> node.isWord(word));
    }

    /** The function whose window it is, in capitals; empty where OVER is no clause. */
    private static Optional<String> function(List<Node> nodes, int over) {
        int at = over - 1;
        if (at >= 2 && nodes.get(at).isWord("NULLS")) {
            at -= 2;
        }
        boolean within = at >= 4
                && nodes.get(at).isParens()
                && nodes.get(at - 1).isWord("GROUP")
                && nodes.get(at - 2).isWord("WITHIN");
        at = within ? at - 3 : at;
        boolean called =
                at >= 1 && nodes.get(at).isParens() && nodes.get(at - 1).isName();
        return called ? Optional.of(((Token) nodes.get(at - 1)).text().toUpperCase(Locale.ROOT)) : Optional.empty();
    }
}
