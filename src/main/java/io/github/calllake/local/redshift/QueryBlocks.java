package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * TOP and QUALIFY, which PostgreSQL lacks. {@code TOP n} becomes LIMIT. {@code QUALIFY condition} becomes one more sort expression, a function that
 * gives one row where the condition holds and none where it does not: PostgreSQL computes it after the window functions, and shows it nowhere.
 */
final class QueryBlocks {

    private static final Set<String> SET_OPERATORS = Set.of("UNION", "EXCEPT", "INTERSECT", "MINUS");
    private static final Set<String> AFTER_QUALIFY = Set.of("ORDER", "LIMIT", "OFFSET");
    private static final Set<String> AFTER_ORDER = Set.of("LIMIT", "OFFSET");

    private static final Set<String> AFTER_RELATIONS = Set.of("WHERE", "GROUP", "HAVING");
    private static final Set<String> QUALIFY = Set.of("QUALIFY");
    private static final Set<String> LIMIT = Set.of("LIMIT");
    private static final Set<String> OFFSET = Set.of("OFFSET");
    private static final Set<String> FROM = Set.of("FROM");

    private QueryBlocks() {}

    /** Rewrites every query in the nodes, at any depth. */
    static List<Node> rewrite(List<Node> written) {
        if (!isConcerned(written)) {
            return written;
        }
        List<Node> nodes = new ArrayList<>(written.size());
        for (Node node : written) {
            nodes.add(node instanceof Group group ? group.with(rewrite(group.children())) : node);
        }
        List<int[]> blocks = blocks(nodes);
        List<Node> out = new ArrayList<>(nodes.size());
        int done = 0;
        for (int[] block : blocks) {
            out.addAll(nodes.subList(done, block[0]));
            out.addAll(block(nodes.subList(block[0], block[1]), blocks.size() > 1));
            done = block[1];
        }
        out.addAll(nodes.subList(done, nodes.size()));
        return out;
    }

    private static boolean isConcerned(List<Node> nodes) {
        for (Node node : nodes) {
            if (node instanceof Group group
                    ? isConcerned(group.children())
                    : node.isWord("TOP") || node.isWord("QUALIFY")) {
                return true;
            }
        }
        return false;
    }

    /** From each SELECT to before the next set operator, or the end. */
    private static List<int[]> blocks(List<Node> nodes) {
        List<int[]> blocks = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= nodes.size(); i++) {
            boolean ends = i == nodes.size() || Navigation.isWordOf(nodes.get(i), SET_OPERATORS);
            if (ends && start >= 0) {
                blocks.add(new int[] {start, i});
                start = -1;
            } else if (!ends && start < 0 && nodes.get(i).isWord("SELECT")) {
                start = i;
            }
        }
        return blocks;
    }

    private static List<Node> block(List<Node> written, boolean oneOfSeveral) {
        boolean top = written.size() > 2
                && written.get(1).isWord("TOP")
                && written.get(2) instanceof Token count
                && (count.kind() == Kind.NUMBER || count.kind() == Kind.PARAMETER);
        int qualify = indexOf(written, 2, QUALIFY);
        boolean qualified = qualify > 0
                && qualify + 1 < written.size()
                && !written.get(qualify + 1).isSymbol(",")
                && !written.get(qualify - 1).isWord("AS");
        if (!top && !qualified) {
            return written;
        }
        int end = oneOfSeveral ? indexOf(written, 0, AFTER_QUALIFY) : -1;
        List<Node> tail = end < 0 ? List.of() : written.subList(end, written.size());
        List<Node> nodes = new ArrayList<>(end < 0 ? written : written.subList(0, end));
        if (qualified) {
            nodes = qualified(nodes, qualify);
        }
        if (top) {
            nodes = limited(nodes);
        }
        if (!oneOfSeveral) {
            return nodes;
        }
        String before = nodes.set(0, nodes.get(0).bare()).before();
        List<Node> out = new ArrayList<>(
                List.of(new Group(new Token(Kind.SYMBOL, "(", before), nodes, new Token(Kind.SYMBOL, ")", ""))));
        out.addAll(tail);
        return out;
    }

    private static List<Node> limited(List<Node> nodes) {
        Token count = (Token) nodes.get(2);
        if (count.kind() == Kind.PARAMETER) {
            throw RedshiftSqlException.notEmulated("TOP with a bind");
        }
        if (indexOf(nodes, 0, LIMIT) > 0) {
            throw RedshiftSqlException.syntaxError("LIMIT");
        }
        List<Node> out = new ArrayList<>(nodes);
        out.subList(1, 3).clear();
        int offset = indexOf(out, 0, OFFSET);
        out.add(offset < 0 ? out.size() : offset, Token.raw("LIMIT " + count.text()));
        return out;
    }

    /** The last relation before QUALIFY needs an alias, or QUALIFY would be one. */
    private static void requireAlias(List<Node> nodes, int qualify) {
        int start = qualify - 1;
        while (start > 1 && nodes.get(start).isName() && nodes.get(start - 1).isSymbol(".")) {
            start -= 2;
        }
        Node before = nodes.get(start - 1);
        boolean bare = nodes.get(start).isName()
                && (before.isWord("FROM") || before.isWord("JOIN") || before.isSymbol(","))
                && indexOf(nodes.subList(0, start), 0, FROM) > 0
                && indexOf(nodes.subList(0, start), 0, AFTER_RELATIONS) < 0;
        if (bare) {
            throw RedshiftSqlException.syntaxError(TypeRules.textOf(nodes.get(qualify + 1)));
        }
    }

    private static List<Node> qualified(List<Node> nodes, int qualify) {
        requireAlias(nodes, qualify);
        if (nodes.get(1).isWord("DISTINCT")) {
            throw RedshiftSqlException.notEmulated("QUALIFY with DISTINCT");
        }
        int end = indexOf(nodes, qualify, AFTER_QUALIFY);
        end = end < 0 ? nodes.size() : end;
        int afterOrder = indexOf(nodes, end, AFTER_ORDER);
        afterOrder = afterOrder < 0 ? nodes.size() : afterOrder;
        List<Node> condition = withoutAliases(nodes.subList(qualify + 1, end), windows(nodes.subList(1, qualify)));
        List<Node> out = new ArrayList<>(nodes.subList(0, qualify));
        boolean ordered = end < nodes.size() && nodes.get(end).isWord("ORDER");
        if (ordered) {
            out.addAll(nodes.subList(end, afterOrder));
            out.add(Token.glued(","));
        } else {
            out.add(Token.raw("ORDER BY"));
        }
        out.add(Token.raw("rs.qualify"));
        out.add(new Group(new Token(Kind.SYMBOL, "(", ""), condition, new Token(Kind.SYMBOL, ")", "")));
        out.addAll(nodes.subList(ordered ? afterOrder : end, nodes.size()));
        return out;
    }

    /** The select list's window functions by their aliases. */
    private static Map<String, List<Node>> windows(List<Node> select) {
        int from = indexOf(select, 0, FROM);
        Map<String, List<Node>> windows = new HashMap<>();
        for (List<Node> item : Functions.split(from < 0 ? select : select.subList(0, from))) {
            int size = item.size();
            boolean named =
                    size > 2 && item.get(size - 1).isName() && item.stream().anyMatch(n -> n.isWord("OVER"));
            if (named) {
                int end = item.get(size - 2).isWord("AS") ? size - 2 : size - 1;
                windows.put(((Token) item.get(size - 1)).name(), item.subList(0, end));
            }
        }
        return windows;
    }

    private static List<Node> withoutAliases(List<Node> nodes, Map<String, List<Node>> windows) {
        List<Node> out = new ArrayList<>(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            boolean alone = node.isName()
                    && (i == 0 || !nodes.get(i - 1).isSymbol("."))
                    && (i + 1 == nodes.size()
                            || !(nodes.get(i + 1).isSymbol(".")
                                    || nodes.get(i + 1).isParens()));
            if (node instanceof Group group) {
                out.add(group.with(withoutAliases(group.children(), windows)));
            } else if (alone && windows.containsKey(((Token) node).name())) {
                out.add(new Group(
                        new Token(Kind.SYMBOL, "(", " "),
                        windows.getOrDefault(((Token) node).name(), List.of()),
                        new Token(Kind.SYMBOL, ")", "")));
            } else {
                out.add(node);
            }
        }
        return out;
    }

    private static int indexOf(List<Node> nodes, int start, Set<String> words) {
        for (int i = start; i < nodes.size(); i++) {
            if (Navigation.isWordOf(nodes.get(i), words)) {
                return i;
            }
        }
        return -1;
    }
}
