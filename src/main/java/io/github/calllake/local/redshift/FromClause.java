package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one FROM clause, fills its scope, and rewrites what it unnests. Used once. */
final class FromClause {

    private static final Set<String> NOT_AN_ALIAS = Set.of(
            "ON",
            "USING",
            "JOIN",
            "LEFT",
            "RIGHT",
            "FULL",
            "INNER",
            "CROSS",
            "NATURAL",
            "OUTER",
            "AS",
            "AT",
            "WHERE",
            "GROUP",
            "HAVING",
            "ORDER",
            "LIMIT",
            "OFFSET",
            "UNION",
            "EXCEPT",
            "INTERSECT",
            "MINUS",
            "SET",
            "TABLESAMPLE",
            "PIVOT",
            "UNPIVOT");

    private final Navigation navigation;
    private final List<Node> nodes;
    private final Scope scope;
    private final List<Node> out = new ArrayList<>();
    private int at;
    private boolean outerJoinToTheRight;

    FromClause(Navigation navigation, List<Node> nodes, Scope scope) {
        this.navigation = navigation;
        this.nodes = nodes;
        this.scope = scope;
    }

    List<Node> rewrite() {
        boolean itemNext = true;
        while (at < nodes.size()) {
            if (itemNext) {
                item();
                itemNext = false;
                continue;
            }
            Node node = nodes.get(at);
            if (node.isSymbol(",") || node.isWord("JOIN") || isUsingOfDelete(node)) {
                itemNext = true;
                out.add(node);
                at++;
            } else {
                if (node.isWord("RIGHT") || node.isWord("FULL")) {
                    outerJoinToTheRight = true;
                }
                condition();
            }
            if (node.isSymbol(",")) {
                outerJoinToTheRight = false;
            }
        }
        return out;
    }

    private boolean isUsingOfDelete(Node node) {
        return node.isWord("USING")
                && at + 1 < nodes.size()
                && !nodes.get(at + 1).isParens();
    }

    /** Everything up to the next comma or JOIN. */
    private void condition() {
        int start = at;
        do {
            at++;
        } while (at < nodes.size()
                && !nodes.get(at).isSymbol(",")
                && !nodes.get(at).isWord("JOIN")
                && !nodes.get(at).isWord("RIGHT")
                && !nodes.get(at).isWord("FULL"));
        out.addAll(navigation.rewriteExpressions(nodes.subList(start, at), scope));
    }

    private void item() {
        if (nodes.get(at).isWord("ONLY")) {
            out.add(nodes.get(at++));
        }
        boolean unpivot = at < nodes.size() && nodes.get(at).isWord("UNPIVOT");
        if (unpivot) {
            at++;
        }
        if (at >= nodes.size()) {
            return;
        }
        if (nodes.get(at) instanceof Group group) {
            derived(group);
        } else if (nodes.get(at).isName()) {
            named(unpivot);
        }
    }

    private void derived(Group group) {
        boolean query = !group.children().isEmpty() && isQuery(group.children().get(0));
        List<Node> children = query
                ? ComputedOnce.rewrite(navigation.rewriteList(group.children(), scope.outer()))
                : new FromClause(navigation, group.children(), scope).rewrite();
        out.add(group.with(children));
        at++;
        alias().ifPresent(alias -> scope.addRelation(alias.name()));
    }

    private boolean isQuery(Node first) {
        return first.isWord("SELECT")
                || first.isWord("WITH")
                || first.isWord("VALUES")
                || (first instanceof Group group
                        && !group.children().isEmpty()
                        && isQuery(group.children().get(0)));
    }

    private void named(boolean unpivot) {
        ColumnPath path = ColumnPath.read(nodes, at);
        if (unpivot || (scope.knows(path.first()) && path.segments().size() > 1)) {
            unnest(path, unpivot);
            return;
        }
        out.addAll(nodes.subList(at, path.end()));
        at = path.end();
        if (at < nodes.size() && nodes.get(at) instanceof Group arguments && arguments.isParens()) {
            out.add(arguments.with(navigation.rewriteList(arguments.children(), scope)));
            at++;
        }
        String implied = path.lastName().orElse(path.first());
        navigation.addRelation(new QualifiedName(path.segments().size() > 1 ? path.first() : "", implied));
        String name = alias().map(Token::name).orElse(implied);
        scope.addRelation(name);
        if (path.segments().size() == 2 && name.equals(implied)) {
            scope.addQualified(path.first(), implied);
        }
    }

    private void unnest(ColumnPath path, boolean unpivot) {
        if (outerJoinToTheRight) {
            throw new RedshiftSqlException("0A000", "SUPER is not supported in RIGHT and FULL joins");
        }
        String value = navigation.navigate(path, scope.columnParts(path), scope);
        String before = nodes.get(at).before();
        at = path.end();
        List<Node> written = new ArrayList<>();
        String alias =
                aliasInto(written).map(Token::name).orElseThrow(() -> RedshiftSqlException.syntaxError(path.first()));
        String index = indexAlias();
        String function = unpivot ? "rs.pairs" : index.isEmpty() ? "rs.elements" : "rs.elements_at";
        String columns = Node.quoteName(alias) + (index.isEmpty() ? "" : ", " + Node.quoteName(index));
        out.add(new Token(
                Kind.RAW,
                "LATERAL " + function + "(" + value + ") AS " + Node.quoteName(alias) + "(" + columns + ")",
                before.isEmpty() ? " " : before));
        scope.addElement(alias);
    }

    private String indexAlias() {
        if (at + 1 < nodes.size()
                && nodes.get(at).isWord("AT")
                && nodes.get(at + 1) instanceof Token index
                && index.isName()) {
            at += 2;
            return index.name();
        }
        return "";
    }

    private Optional<Token> alias() {
        return aliasInto(out);
    }

    private Optional<Token> aliasInto(List<Node> target) {
        if (at < nodes.size() && nodes.get(at).isWord("AS")) {
            target.add(nodes.get(at++));
        }
        if (at < nodes.size()
                && nodes.get(at) instanceof Token token
                && token.isName()
                && !Navigation.isWordOf(token, NOT_AN_ALIAS)) {
            target.add(nodes.get(at++));
            return Optional.of(token);
        }
        return Optional.empty();
    }
}
