package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Turns paths into SUPER values ({@code t.payload.a.b[0]}) and the unnesting of arrays ({@code FROM t, t.payload.a AS x AT i}) into calls of the
 * functions in schema rs.
 *
 * <p>No catalogue is asked: what stands before the first dot is an alias of the FROM clause, or else a column; what follows the column is the path.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/query-super.html">Querying semistructured data</a>
 */
final class Navigation {

    private static final Set<String> SET_OPERATORS = Set.of("UNION", "EXCEPT", "INTERSECT", "MINUS");
    private static final Set<String> AFTER_FROM = Set.of(
            "WHERE",
            "GROUP",
            "HAVING",
            "ORDER",
            "LIMIT",
            "OFFSET",
            "QUALIFY",
            "WINDOW",
            "UNION",
            "EXCEPT",
            "INTERSECT",
            "MINUS",
            "FETCH",
            "FOR",
            "SET",
            "START",
            "CONNECT",
            "RETURNING");
    private static final Set<String> SYSTEM_SCHEMAS = Set.of("pg_catalog", "information_schema");

    private final boolean caseSensitive;
    private final List<QualifiedName> relations = new ArrayList<>();

    /** @param caseSensitive whether unquoted attribute names keep their case */
    Navigation(boolean caseSensitive) {
        this.caseSensitive = caseSensitive;
    }

    /** Rewrites a whole statement. */
    List<Node> rewrite(List<Node> nodes) {
        return rewriteList(nodes, Scope.empty());
    }

    /** A FROM clause names a relation. */
    void addRelation(QualifiedName relation) {
        relations.add(relation);
    }

    /** Every relation that the statement's FROM clauses named so far, in order. */
    List<QualifiedName> relations() {
        return List.copyOf(relations);
    }

    /** Rewrites what stands between brackets, or a whole statement. */
    List<Node> rewriteList(List<Node> nodes, Scope outer) {
        List<Node> out = new ArrayList<>(nodes.size());
        int start = 0;
        for (int i = 0; i <= nodes.size(); i++) {
            if (i == nodes.size() || isWordOf(nodes.get(i), SET_OPERATORS)) {
                out.addAll(rewriteBlock(nodes.subList(start, i), outer));
                if (i < nodes.size()) {
                    out.add(nodes.get(i));
                }
                start = i + 1;
            }
        }
        return out;
    }

    /** One query without set operators, with whatever stands before its SELECT. */
    private List<Node> rewriteBlock(List<Node> nodes, Scope outer) {
        int head = indexOfHead(nodes);
        if (head < 0) {
            return rewriteExpressions(nodes, outer);
        }
        Scope scope = outer.inner();
        int from = nodes.get(head).isWord("UPDATE") ? head : indexOfFrom(nodes, head);
        List<Node> out = new ArrayList<>(rewriteExpressions(nodes.subList(0, head), outer));
        if (from < 0) {
            List<Node> items = nodes.subList(head, nodes.size());
            out.addAll(selectItems(items, outer, new LateralAliases(List.of(), false)));
            return out;
        }
        int end = endOfFrom(nodes, from);
        List<Node> fromClause = new FromClause(this, nodes.subList(from + 1, end), scope).rewrite();
        List<Node> tail = nodes.subList(end, nodes.size());
        if (nodes.get(head).isWord("UPDATE")) {
            // The tables of UPDATE .. SET .. FROM are in scope of the assignments, too.
            tail = rewriteFromOfUpdate(tail, scope);
        } else {
            tail = rewriteExpressions(tail, scope);
        }
        boolean grouped = nodes.subList(end, nodes.size()).stream().anyMatch(node -> node.isWord("GROUP"));
        int into = indexOf(nodes.subList(0, from), head, "INTO");
        int items = into < 0 ? from : into;
        out.addAll(selectItems(nodes.subList(head, items), scope, new LateralAliases(scope.own(), grouped)));
        out.addAll(nodes.subList(items, from));
        if (from > head) {
            out.add(nodes.get(from));
        } else {
            out.add(nodes.get(head));
        }
        out.addAll(fromClause);
        out.addAll(tail);
        return out;
    }

    private List<Node> rewriteFromOfUpdate(List<Node> tail, Scope scope) {
        int from = indexOfFrom(tail, 0);
        if (from < 0) {
            return rewriteExpressions(tail, scope);
        }
        int end = endOfFrom(tail, from);
        List<Node> fromClause = new FromClause(this, tail.subList(from + 1, end), scope).rewrite();
        List<Node> out = new ArrayList<>(rewriteExpressions(tail.subList(0, from), scope));
        out.add(tail.get(from));
        out.addAll(fromClause);
        out.addAll(rewriteExpressions(tail.subList(end, tail.size()), scope));
        return out;
    }

    private static int indexOfHead(List<Node> nodes) {
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if (node.isWord("SELECT") || (i == 0 && (node.isWord("DELETE") || node.isWord("UPDATE")))) {
                return i;
            }
        }
        return -1;
    }

    private static int indexOfFrom(List<Node> nodes, int start) {
        return indexOf(nodes, start, "FROM");
    }

    private static int indexOf(List<Node> nodes, int start, String word) {
        for (int i = start; i < nodes.size(); i++) {
            if (nodes.get(i).isWord(word)) {
                return i;
            }
        }
        return -1;
    }

    private static int endOfFrom(List<Node> nodes, int from) {
        for (int i = from + 1; i < nodes.size(); i++) {
            if (isWordOf(nodes.get(i), AFTER_FROM)) {
                return i;
            }
        }
        return nodes.size();
    }

    /** A path without alias gets the name of its last part, as in Redshift. */
    private List<Node> selectItems(List<Node> nodes, Scope scope, LateralAliases aliases) {
        List<Node> out = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= nodes.size(); i++) {
            if (i == nodes.size() || nodes.get(i).isSymbol(",")) {
                List<Node> item = nodes.subList(start, i);
                out.addAll(aliases.rewrite(rewriteExpressions(item, scope)));
                impliedName(item, scope).ifPresent(name -> out.add(Token.raw("AS " + Node.quoteName(name))));
                if (i < nodes.size()) {
                    out.add(nodes.get(i));
                }
                start = i + 1;
            }
        }
        return out;
    }

    private Optional<String> impliedName(List<Node> item, Scope scope) {
        int start = 0;
        while (start < item.size() && isWordOf(item.get(start), Set.of("SELECT", "DISTINCT", "ALL"))) {
            start++;
        }
        if (start >= item.size() || !item.get(start).isName()) {
            return Optional.empty();
        }
        ColumnPath path = ColumnPath.read(item, start);
        boolean castOrEnd = path.end() == item.size() || item.get(path.end()).isSymbol("::");
        boolean aliased = item.stream().anyMatch(node -> node.isWord("AS"));
        if (!castOrEnd || aliased || scope.columnParts(path) >= path.segments().size()) {
            return Optional.empty();
        }
        for (int i = path.end(); i < item.size(); i++) {
            Node node = item.get(i);
            boolean partOfCast = node.isSymbol("::")
                    || node.isParens()
                    || node.isWord("PRECISION")
                    || item.get(i - 1).isSymbol("::");
            if (!partOfCast) {
                return Optional.empty();
            }
        }
        return path.lastName();
    }

    /** Rewrites nodes that hold no query of their own but for those in brackets. */
    List<Node> rewriteExpressions(List<Node> nodes, Scope scope) {
        List<Node> out = new ArrayList<>(nodes.size());
        int i = 0;
        while (i < nodes.size()) {
            Node node = nodes.get(i);
            if (node instanceof Group group) {
                out.add(group.with(rewriteList(group.children(), scope)));
                i++;
            } else if (node.isName() && startsPath(nodes, i)) {
                ColumnPath path = ColumnPath.read(nodes, i);
                out.addAll(rewritePath(path, nodes.subList(i, path.end()), scope));
                i = path.end();
            } else {
                out.add(node);
                i++;
            }
        }
        return DynamicTyping.rewrite(out, scope);
    }

    /** Names after a cast are types, names before a bracket are functions. */
    private static boolean startsPath(List<Node> nodes, int at) {
        boolean follows = at + 1 < nodes.size() && (nodes.get(at + 1).isSymbol(".") || isSubscript(nodes.get(at + 1)));
        boolean typeOrPart = at > 0
                && (nodes.get(at - 1).isSymbol("::")
                        || nodes.get(at - 1).isSymbol(".")
                        || nodes.get(at - 1).isWord("COLLATE"));
        return follows && !typeOrPart;
    }

    private static boolean isSubscript(Node node) {
        return node instanceof Group && !node.isParens();
    }

    private List<Node> rewritePath(ColumnPath path, List<Node> written, Scope scope) {
        int columnParts = scope.columnParts(path);
        if (path.call() || columnParts >= path.segments().size() || SYSTEM_SCHEMAS.contains(path.first())) {
            return written;
        }
        return List.of(new Token(
                Kind.RAW, navigate(path, columnParts, scope), written.get(0).before()));
    }

    /** PostgreSQL's text of the value a path leads to. */
    String navigate(ColumnPath path, int columnParts, Scope scope) {
        String value = scope.column(path, columnParts);
        List<String> names = new ArrayList<>();
        for (ColumnPath.Segment segment :
                path.segments().subList(columnParts, path.segments().size())) {
            if (segment.index().isPresent()) {
                value = "rs.item(" + byNames(value, names) + ", "
                        + segment.index().get() + ")";
                names.clear();
            } else {
                names.add(attribute(segment.token().orElseThrow()));
            }
        }
        return byNames(value, names);
    }

    private static String byNames(String value, List<String> names) {
        if (names.isEmpty()) {
            return value;
        }
        StringBuilder call = new StringBuilder("rs.nav(").append(value);
        names.forEach(name -> call.append(", ").append(Node.literal(name)));
        return call.append(')').toString();
    }

    /** Quoted names fold to lower case while enable_case_sensitive_identifier is off, and it is never on here. */
    private String attribute(Token token) {
        boolean keeps = caseSensitive && token.kind() == Kind.WORD;
        return keeps ? token.text() : token.unquoted().toLowerCase(Locale.ROOT);
    }

    static boolean isWordOf(Node node, Set<String> words) {
        return node instanceof Token token && token.kind() == Kind.WORD && words.contains(token.upperCase());
    }
}
