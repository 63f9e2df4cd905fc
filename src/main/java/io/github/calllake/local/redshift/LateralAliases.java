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
 * Aliases that later items of a select list name: {@code SELECT n * 2 AS twice, twice + 1}. A column of that name comes first, which only PostgreSQL
 * knows. So the name goes into a query within a query: the inner has the columns of the tables, the outer has the alias, and PostgreSQL looks inside
 * first. Aggregates and window functions cannot move into a query; they are written out again, and an alias comes first there. Used once.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_SELECT_list.html">SELECT list</a>
 */
final class LateralAliases {

    private static final Set<String> BEFORE_ITEMS = Set.of("SELECT", "DISTINCT", "ALL");
    private static final Set<String> AGGREGATES = FunctionNames.words("""
            ANY_VALUE AVG COUNT LISTAGG MAX MEDIAN MIN PERCENTILE_CONT PERCENTILE_DISC STDDEV STDDEV_POP STDDEV_SAMP SUM VARIANCE VAR_POP VAR_SAMP
            BIT_AND BIT_OR BOOL_AND BOOL_OR GROUPING
            """);

    private final List<String> relations;
    private final boolean grouped;
    private final Map<String, List<Node>> expressions = new HashMap<>();

    /**
     * @param relations the aliases of the query's FROM clause
     * @param grouped whether the query has a GROUP BY
     */
    LateralAliases(List<String> relations, boolean grouped) {
        this.relations = relations;
        this.grouped = grouped;
    }

    /** Rewrites the next item of the list, whose paths are rewritten. */
    List<Node> rewrite(List<Node> item) {
        List<Node> rewritten = expressions.isEmpty() ? item : replaced(item);
        learn(rewritten);
        return rewritten;
    }

    private void learn(List<Node> item) {
        int size = item.size();
        if (size < 3 || !item.get(size - 2).isWord("AS") || !item.get(size - 1).isName()) {
            return;
        }
        int start = 0;
        while (start < size - 2 && Navigation.isWordOf(item.get(start), BEFORE_ITEMS)) {
            start++;
        }
        List<Node> expression = item.subList(start, size - 2);
        String name = ((Token) item.get(size - 1)).name();
        boolean column = !expression.isEmpty()
                && expression.get(expression.size() - 1) instanceof Token last
                && last.isName()
                && last.name().equals(name);
        if (!column && !expression.isEmpty()) {
            expressions.put(name, expression);
        }
    }

    private List<Node> replaced(List<Node> nodes) {
        List<Node> out = new ArrayList<>(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if (node instanceof Group group) {
                out.add(inBrackets(group, i > 0 && takesDatePart(nodes.get(i - 1))));
            } else if (node instanceof Token token && isReference(nodes, i, token)) {
                out.add(reference(token));
            } else {
                out.add(node);
            }
        }
        return out;
    }

    private Group inBrackets(Group group, boolean datePartFirst) {
        if (SourceRelations.isQuery(group)) {
            return group;
        }
        List<Node> children = group.children();
        if (!datePartFirst || children.isEmpty()) {
            return group.with(replaced(children));
        }
        List<Node> out = new ArrayList<>(List.of(children.get(0)));
        out.addAll(replaced(children.subList(1, children.size())));
        return group.with(out);
    }

    private static boolean takesDatePart(Node function) {
        return function instanceof Token token && (DateParts.takes(token.upperCase()) || token.isWord("EXTRACT"));
    }

    private boolean isReference(List<Node> nodes, int at, Token token) {
        if (!token.isName() || !expressions.containsKey(token.name())) {
            return false;
        }
        Node before = at > 0 ? nodes.get(at - 1) : token;
        Node after = at + 1 < nodes.size() ? nodes.get(at + 1) : token;
        boolean part = before.isSymbol(".") || before.isSymbol("::") || before.isWord("AS");
        boolean bareAlias = at > 0 && at == nodes.size() - 1 && endsAnOperand(before);
        boolean opens = after.isSymbol(".") || (after instanceof Group) || isLiteralAfter(after);
        return !part && !bareAlias && !opens;
    }

    /** An alias without AS follows an operand, a reference an operator or a key word. */
    private static boolean endsAnOperand(Node before) {
        return before instanceof Group
                || (before instanceof Token token && token.kind() != Kind.SYMBOL && token.kind() != Kind.WORD)
                || before.isWord("END");
    }

    private static boolean isLiteralAfter(Node after) {
        return after instanceof Token token && token.kind() == Kind.STRING;
    }

    private Node reference(Token token) {
        List<Node> expression = expressions.getOrDefault(token.name(), List.of());
        boolean asWritten = relations.isEmpty() || grouped || hasAggregate(expression) || has(expression, "OVER");
        if (asWritten) {
            return new Group(new Token(Kind.SYMBOL, "(", token.before()), expression, new Token(Kind.SYMBOL, ")", ""));
        }
        String name = Node.quoteName(token.name());
        String columns = String.join(
                ", ", relations.stream().map(r -> Node.quoteName(r) + ".*").toList());
        List<Node> query = new ArrayList<>();
        query.add(Token.glued("SELECT (SELECT " + name + " FROM (SELECT " + columns + ") AS rs_own) FROM (SELECT"));
        query.addAll(expression);
        query.add(Token.raw("AS " + name + ") AS rs_alias"));
        return new Group(new Token(Kind.SYMBOL, "(", token.before()), query, new Token(Kind.SYMBOL, ")", ""));
    }

    private static boolean has(List<Node> nodes, String word) {
        return nodes.stream()
                .anyMatch(node -> node instanceof Group group ? has(group.children(), word) : node.isWord(word));
    }

    private static boolean hasAggregate(List<Node> nodes) {
        for (int i = 0; i < nodes.size(); i++) {
            boolean called = i + 1 < nodes.size() && nodes.get(i + 1).isParens();
            if ((called && Navigation.isWordOf(nodes.get(i), AGGREGATES))
                    || (nodes.get(i) instanceof Group group && hasAggregate(group.children()))) {
                return true;
            }
        }
        return false;
    }
}
