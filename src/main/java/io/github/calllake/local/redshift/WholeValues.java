package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Has the columns of a query's first relation that paths lead into unpacked once a row. PostgreSQL packs a value too large for its row, and would
 * unpack it for each path.
 */
final class WholeValues {

    private static final Pattern NAVIGATED =
            Pattern.compile("(rs\\.(?:nav|item)\\()(\"(?:[^\"]|\"\")+\"\\.\"(?:[^\"]|\"\")+\")(?=, )");

    private final String relation;
    private final Map<String, String> columns = new LinkedHashMap<>();

    private WholeValues(String relation) {
        this.relation = relation;
    }

    /**
     * Rewrites a query whose paths are rewritten, but for the queries within it.
     *
     * @param from where its FROM is
     * @param end of its FROM clause
     */
    static List<Node> rewrite(List<Node> query, int from, int end) {
        if (from + 1 >= end || !query.get(from + 1).isName()) {
            return query;
        }
        int as = ColumnPath.read(query, from + 1).end();
        if (as + 1 >= end
                || !query.get(as).isWord("AS")
                || !(query.get(as + 1) instanceof Token alias)
                || !alias.isName()) {
            return query;
        }
        WholeValues values = new WholeValues(Node.quoteName(alias.name()) + ".");
        values.collect(query);
        List<Node> out = new ArrayList<>(values.inItems(values.inPaths(query.subList(0, from))));
        out.addAll(query.subList(from, as + 2));
        values.columns.forEach((column, value) -> out.add(
                Token.raw("CROSS JOIN LATERAL (SELECT rs.whole(" + column + ") AS value OFFSET 0) AS " + value)));
        out.addAll(values.inPaths(query.subList(as + 2, query.size())));
        return out;
    }

    private void collect(List<Node> nodes) {
        for (Node node : nodes) {
            if (node instanceof Token token && token.kind() == Kind.RAW) {
                NAVIGATED
                        .matcher(token.text())
                        .results()
                        .map(found -> found.group(2))
                        .filter(column -> column.startsWith(relation))
                        .forEach(column -> columns.putIfAbsent(column, "rs_whole_" + (columns.size() + 1)));
            } else if (node instanceof Group group && !isQuery(group)) {
                collect(group.children());
            }
        }
    }

    private List<Node> inPaths(List<Node> nodes) {
        List<Node> out = new ArrayList<>(nodes.size());
        for (Node node : nodes) {
            if (node instanceof Token token && token.kind() == Kind.RAW) {
                String text = NAVIGATED.matcher(token.text()).replaceAll(this::replacement);
                out.add(new Token(Kind.RAW, text, token.before()));
            } else if (node instanceof Group group && !isQuery(group)) {
                out.add(group.with(inPaths(group.children())));
            } else {
                out.add(node);
            }
        }
        return out;
    }

    private String replacement(MatchResult found) {
        String value = columns.get(found.group(2));
        return Matcher.quoteReplacement(value == null ? found.group() : found.group(1) + value + ".value");
    }

    /** The columns themselves, where the query passes them on. */
    private List<Node> inItems(List<Node> select) {
        List<Node> out = new ArrayList<>(List.of(select.get(0)));
        for (List<Node> item : Functions.split(select.subList(1, select.size()))) {
            if (out.size() > 1) {
                out.add(new Token(Kind.SYMBOL, ",", ""));
            }
            String value = item.size() == 3 || (item.size() == 5 && item.get(3).isWord("AS")) ? valueOf(item) : "";
            if (value.isEmpty()) {
                out.addAll(item);
            } else {
                out.add(Token.raw(value + ".value"));
                out.addAll(
                        item.size() == 5
                                ? item.subList(3, 5)
                                : List.of(Token.raw("AS " + Node.quoteName(((Token) item.get(2)).name()))));
            }
        }
        return out;
    }

    private String valueOf(List<Node> item) {
        boolean column =
                item.get(0).isName() && item.get(1).isSymbol(".") && item.get(2).isName();
        return column
                ? columns.getOrDefault(
                        Node.quoteName(((Token) item.get(0)).name()) + "."
                                + Node.quoteName(((Token) item.get(2)).name()),
                        "")
                : "";
    }

    private static boolean isQuery(Group group) {
        return !group.children().isEmpty() && group.children().get(0).isWord("SELECT");
    }
}
