package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Strings beside SUPER values are strings: {@code p.status = 'open'} compares with a text, where PostgreSQL would read the literal as a SUPER value.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/query-super.html">Dynamic typing</a>
 */
final class DynamicTyping {

    private static final Set<String> COMPARISONS = Set.of("=", "<>", "!=", "<", ">", "<=", ">=", "+");

    private DynamicTyping() {}

    /** Types the literals of one level, whose paths are rewritten. */
    static List<Node> rewrite(List<Node> nodes, Scope scope) {
        List<Node> out = new ArrayList<>(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            out.add(isListOfPath(nodes, i, scope) ? typedList((Group) node) : node);
            boolean typed = isString(node)
                    && !(i + 1 < nodes.size() && nodes.get(i + 1).isSymbol("::"))
                    && (isComparedLeft(nodes, i, scope) || isComparedRight(nodes, i, scope));
            boolean toSuper = isString(node)
                    && i + 2 < nodes.size()
                    && nodes.get(i + 1).isSymbol("::")
                    && nodes.get(i + 2).isWord("SUPER");
            if (typed || toSuper) {
                out.add(Token.glued("::text"));
            }
        }
        return out;
    }

    private static boolean isComparedLeft(List<Node> nodes, int at, Scope scope) {
        return at > 1 && isComparison(nodes.get(at - 1)) && isSuper(nodes.get(at - 2), nodes, at - 2, scope);
    }

    private static boolean isComparedRight(List<Node> nodes, int at, Scope scope) {
        boolean cast = at + 3 < nodes.size() && nodes.get(at + 3).isSymbol("::");
        return at + 2 < nodes.size()
                && isComparison(nodes.get(at + 1))
                && isSuper(nodes.get(at + 2), nodes, at + 2, scope)
                && !cast;
    }

    /** The bracket after {@code path [NOT] IN}. */
    private static boolean isListOfPath(List<Node> nodes, int at, Scope scope) {
        if (at < 2 || !nodes.get(at).isParens() || !nodes.get(at - 1).isWord("IN")) {
            return false;
        }
        int value = nodes.get(at - 2).isWord("NOT") ? at - 3 : at - 2;
        return value >= 0 && isSuper(nodes.get(value), nodes, value, scope);
    }

    private static Group typedList(Group list) {
        List<Node> out = new ArrayList<>();
        for (Node node : list.children()) {
            out.add(node);
            if (isString(node)) {
                out.add(Token.glued("::text"));
            }
        }
        return list.with(out);
    }

    private static boolean isSuper(Node node, List<Node> nodes, int at, Scope scope) {
        boolean path = node instanceof Token token
                && ((token.kind() == Kind.RAW && isPath(token.text()))
                        || (token.isName() && scope.isElement(token.name())));
        return path
                && !(at > 0
                        && (nodes.get(at - 1).isSymbol("::")
                                || nodes.get(at - 1).isSymbol(".")));
    }

    private static boolean isPath(String text) {
        return (text.startsWith("rs.nav(") || text.startsWith("rs.item(")) && text.endsWith(")");
    }

    private static boolean isComparison(Node node) {
        return node instanceof Token token && token.kind() == Kind.SYMBOL && COMPARISONS.contains(token.text());
    }

    private static boolean isString(Node node) {
        return node instanceof Token token && token.kind() == Kind.STRING;
    }
}
