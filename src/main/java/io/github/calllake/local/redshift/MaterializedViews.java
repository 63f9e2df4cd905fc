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
 * CREATE, ALTER, DROP and REFRESH MATERIALIZED VIEW. What depends on the catalogue is decided by functions of schema rs, inside the client's own
 * transaction; here it is only the text.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-create-sql-command.html">CREATE MATERIALIZED VIEW</a>
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-streaming-ingestion.html">Streaming ingestion</a>
 */
final class MaterializedViews {

    private static final Set<String> MUTABLE = Set.of(
            "GETDATE",
            "SYSDATE",
            "CURRENT_DATE",
            "CURRENT_TIME",
            "CURRENT_TIMESTAMP",
            "LOCALTIMESTAMP",
            "NOW",
            "RANDOM",
            "TIMEOFDAY",
            "CURRENT_USER");
    private static final Set<String> AGGREGATES = Set.of("COUNT", "SUM", "MIN", "MAX", "AVG", "LISTAGG", "MEDIAN");
    private static final Set<String> JOINS = Set.of("JOIN", "LEFT", "RIGHT", "FULL", "INNER", "CROSS", "NATURAL");

    private final Streams streams;

    MaterializedViews(Streams streams) {
        this.streams = streams;
    }

    Rendition create(List<Node> nodes, boolean caseSensitive) {
        Cursor cursor = new Cursor(nodes);
        cursor.expect("CREATE", "MATERIALIZED", "VIEW");
        QualifiedName name = cursor.expectName();
        if (cursor.accept("BACKUP")) {
            expectYesOrNo(cursor);
        }
        List<String> keys = tableAttributes(cursor);
        boolean autoRefresh = cursor.accept("AUTO", "REFRESH") && expectYesOrNo(cursor);
        cursor.expect("AS");
        List<Node> body = cursor.rest();
        checkBody(body, autoRefresh);

        Navigation navigation = new Navigation(caseSensitive);
        List<Node> navigated = navigation.rewrite(body);
        List<QualifiedName> sources = navigation.relations();
        String shape = shapeProblem(body, sources);
        StreamBody streamBody = shape.isEmpty() ? StreamBody.of(navigated, sources.get(0)) : new StreamBody("", "");
        String problem =
                shape.isEmpty() ? streams.problem(sources.get(0).name()).orElse("") : "";
        String call = "rs.create_mv(" + name.literals() + ", " + autoRefresh + ", " + array(keys) + ", "
                + array(sources.stream().map(QualifiedName::schema).toList()) + ", "
                + array(sources.stream().map(QualifiedName::name).toList()) + ", " + Node.literal(shape) + ", "
                + Node.literal(problem) + ", "
                + Node.literal(streamBody.head()) + ", " + Node.literal(streamBody.tail()) + ", "
                + Node.literal(Node.text(Functions.rewrite(navigated))) + ")";
        return Rendition.block("CREATE MATERIALIZED VIEW", call);
    }

    private static String array(List<String> texts) {
        return "ARRAY[" + String.join(", ", texts.stream().map(Node::literal).toList()) + "]::text[]";
    }

    private static boolean expectYesOrNo(Cursor cursor) {
        if (cursor.accept("YES")) {
            return true;
        }
        cursor.expect("NO");
        return false;
    }

    /** The columns of the distribution and sort keys. */
    private static List<String> tableAttributes(Cursor cursor) {
        List<String> keys = new ArrayList<>();
        if (cursor.accept("DISTSTYLE") && !cursor.accept("EVEN") && !cursor.accept("ALL")) {
            cursor.expect("KEY");
        }
        if (cursor.accept("DISTKEY")) {
            keys.addAll(names(cursor.expectParens()));
        }
        boolean kind = cursor.accept("COMPOUND") || cursor.accept("INTERLEAVED");
        if (kind && !cursor.sees("SORTKEY")) {
            throw cursor.unexpected();
        }
        if (cursor.accept("SORTKEY")) {
            keys.addAll(names(cursor.expectParens()));
        }
        return keys;
    }

    private static List<String> names(Group group) {
        List<String> names = new ArrayList<>();
        for (List<Node> part : Functions.split(group.children())) {
            Cursor cursor = new Cursor(part);
            names.add(cursor.expectName().name());
            cursor.expectEnd();
        }
        return names;
    }

    private static void checkBody(List<Node> body, boolean autoRefresh) {
        Refusals.check(body);
        for (Node node : body) {
            if (node.isWord("ORDER") || node.isWord("LIMIT") || node.isWord("OFFSET")) {
                throw new RedshiftSqlException(
                        "0A000", "ORDER BY, LIMIT and OFFSET are not supported in materialized views");
            }
        }
        if (autoRefresh) {
            mutableFunction(body).ifPresent(name -> {
                throw new RedshiftSqlException(
                        "0A000",
                        "the mutable function " + name
                                + " is not supported in a materialized view with AUTO REFRESH YES");
            });
        }
    }

    private static Optional<String> mutableFunction(List<Node> nodes) {
        for (Node node : nodes) {
            if (node instanceof Group group) {
                Optional<String> inside = mutableFunction(group.children());
                if (inside.isPresent()) {
                    return inside;
                }
            } else if (isWordOf(node, MUTABLE)) {
                return Optional.of(((Token) node).text());
            }
        }
        return Optional.empty();
    }

    /** Why the body could not read a stream; empty if it could. */
    private static String shapeProblem(List<Node> body, List<QualifiedName> sources) {
        if (body.isEmpty() || !body.get(0).isWord("SELECT")) {
            return "common table expressions are not supported";
        }
        if (hasQuery(body)) {
            return "subqueries are not supported";
        }
        if (body.stream().anyMatch(node -> isWordOf(node, Set.of("UNION", "EXCEPT", "INTERSECT", "MINUS")))) {
            return "set operations are not supported";
        }
        if (body.stream().anyMatch(node -> isWordOf(node, JOINS)) || sources.size() > 1) {
            return "joins are not supported";
        }
        if (sources.size() != 1 || sources.get(0).schema().isEmpty()) {
            return "it reads no stream";
        }
        if ((body.size() > 1 && body.get(1).isWord("DISTINCT"))
                || body.stream().anyMatch(node -> node.isWord("GROUP"))
                || hasAggregate(body)) {
            return "aggregation is not emulated locally";
        }
        return "";
    }

    private static boolean hasQuery(List<Node> nodes) {
        return nodes.stream()
                .anyMatch(node -> node instanceof Group group
                        && (hasQuery(group.children())
                                || (!group.children().isEmpty()
                                        && group.children().get(0).isWord("SELECT"))));
    }

    private static boolean hasAggregate(List<Node> nodes) {
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            boolean called = i + 1 < nodes.size() && nodes.get(i + 1).isParens();
            if ((called && isWordOf(node, AGGREGATES))
                    || (node instanceof Group group && hasAggregate(group.children()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWordOf(Node node, Set<String> words) {
        return node instanceof Token token
                && token.kind() == Kind.WORD
                && words.contains(token.text().toUpperCase(Locale.ROOT));
    }

    Rendition drop(List<Node> nodes) {
        Cursor cursor = new Cursor(nodes);
        cursor.expect("DROP", "MATERIALIZED", "VIEW");
        boolean ifExists = cursor.accept("IF", "EXISTS");
        List<QualifiedName> names = new ArrayList<>();
        do {
            names.add(cursor.expectName());
        } while (cursor.acceptSymbol(","));
        boolean cascade = cursor.accept("CASCADE");
        if (!cascade) {
            cursor.accept("RESTRICT");
        }
        cursor.expectEnd();
        return Rendition.block(
                "DROP MATERIALIZED VIEW",
                names.stream()
                        .map(name -> "rs.drop_mv(" + name.literals() + ", " + ifExists + ", " + cascade + ")")
                        .toArray(String[]::new));
    }

    Rendition alter(List<Node> nodes) {
        Cursor cursor = new Cursor(nodes);
        cursor.expect("ALTER", "MATERIALIZED", "VIEW");
        QualifiedName name = cursor.expectName();
        if (!cursor.accept("AUTO", "REFRESH")) {
            throw RedshiftSqlException.notEmulated("ALTER MATERIALIZED VIEW but for AUTO REFRESH");
        }
        boolean on = expectYesOrNo(cursor);
        cursor.expectEnd();
        return Rendition.block("ALTER MATERIALIZED VIEW", "rs.alter_mv(" + name.literals() + ", " + on + ")");
    }

    Rendition refresh(List<Node> nodes) {
        Cursor cursor = new Cursor(nodes);
        cursor.expect("REFRESH", "MATERIALIZED", "VIEW");
        QualifiedName name = cursor.expectName();
        boolean cascade = cursor.accept("CASCADE");
        if (!cascade) {
            cursor.accept("RESTRICT");
        }
        cursor.expectEnd();
        return Rendition.block("REFRESH MATERIALIZED VIEW", "rs.refresh_mv(" + name.literals() + ", " + cascade + ")")
                .runningBefore(() -> streams.refresh(name, cascade));
    }
}
