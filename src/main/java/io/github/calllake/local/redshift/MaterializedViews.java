package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * CREATE, ALTER, DROP and REFRESH MATERIALIZED VIEW. What depends on the catalogue is decided by functions of schema rs, inside the client's own
 * transaction; here it is only the text.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-create-sql-command.html">CREATE MATERIALIZED VIEW</a>
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-streaming-ingestion.html">Streaming ingestion</a>
 */
final class MaterializedViews {

    private final Streams streams;

    MaterializedViews(Streams streams) {
        this.streams = streams;
    }

    Rendition create(List<Node> nodes, boolean caseSensitive) {
        Cursor cursor = new Cursor(nodes);
        cursor.expect("CREATE", "MATERIALIZED", "VIEW");
        QualifiedName name = cursor.expectName();
        if (cursor.sees("USING")) {
            throw RedshiftSqlException.notEmulated("CREATE MATERIALIZED VIEW .. USING ICEBERG");
        }
        if (cursor.accept("BACKUP")) {
            expectYesOrNo(cursor);
        }
        List<String> keys = tableAttributes(cursor);
        boolean autoRefresh = cursor.accept("AUTO", "REFRESH") && expectYesOrNo(cursor);
        cursor.expect("AS");
        List<Node> body = cursor.rest();
        ViewQuery query = new ViewQuery(body);
        query.check(autoRefresh);

        Navigation navigation = new Navigation(caseSensitive);
        List<Node> navigated = navigation.rewrite(body);
        List<QualifiedName> sources = navigation.relations();
        String shape = query.streamProblem(sources);
        StreamBody streamBody = shape.isEmpty() ? StreamBody.of(navigated, sources.get(0)) : new StreamBody("", "");
        String problem =
                shape.isEmpty() ? streams.problem(sources.get(0).name()).orElse("") : "";
        String call = "rs.create_mv(" + name.literals() + ", " + autoRefresh + ", " + query.isIncremental() + ", "
                + array(keys) + ", "
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
        boolean byKey = false;
        boolean styled = cursor.accept("DISTSTYLE");
        if (styled && !cursor.accept("EVEN") && !cursor.accept("ALL")) {
            cursor.expect("KEY");
            byKey = true;
        }
        if (byKey || (!styled && cursor.sees("DISTKEY"))) {
            cursor.expect("DISTKEY");
            List<String> key = names(cursor.expectParens());
            if (key.size() > 1) {
                throw new RedshiftSqlException("42601", "a distribution key has one column");
            }
            keys.addAll(key);
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

    /** @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_MATERIALIZED_VIEW.html">ALTER MATERIALIZED VIEW</a> */
    Rendition alter(List<Node> nodes) {
        Cursor cursor = new Cursor(nodes);
        cursor.expect("ALTER", "MATERIALIZED", "VIEW");
        QualifiedName name = cursor.expectName();
        String call;
        if (cursor.accept("AUTO", "REFRESH")) {
            call = "rs.alter_mv(" + name.literals() + ", " + expectYesOrNo(cursor) + ")";
        } else if (cursor.sees("ROW", "LEVEL", "SECURITY")) {
            throw RedshiftSqlException.notEmulated("ALTER MATERIALIZED VIEW .. ROW LEVEL SECURITY");
        } else {
            cursor.expect("ALTER");
            call = "rs.alter_mv_keys(" + name.literals() + ", " + array(alteredKeys(cursor)) + ")";
        }
        cursor.expectEnd();
        return Rendition.block("ALTER MATERIALIZED VIEW", call);
    }

    /** The columns of a new distribution or sort key. */
    private static List<String> alteredKeys(Cursor cursor) {
        if (cursor.accept("DISTKEY")) {
            return List.of(cursor.expectName().name());
        }
        if (cursor.accept("DISTSTYLE")) {
            if (cursor.accept("ALL") || cursor.accept("EVEN") || cursor.accept("AUTO")) {
                return List.of();
            }
            cursor.expect("KEY", "DISTKEY");
            return List.of(cursor.expectName().name());
        }
        boolean compound = cursor.accept("COMPOUND");
        cursor.expect("SORTKEY");
        if (!compound && (cursor.accept("AUTO") || cursor.accept("NONE"))) {
            return List.of();
        }
        return names(cursor.expectParens());
    }

    /**
     * ALTER TABLE .. APPEND FROM, with which rows leave a streaming view for a table. It commits, so it fails inside a transaction.
     *
     * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE_APPEND.html">ALTER TABLE APPEND</a>
     */
    static Optional<Rendition> append(List<Node> nodes) {
        Cursor cursor = new Cursor(nodes);
        if (!cursor.accept("ALTER", "TABLE") || cursor.atEnd()) {
            return Optional.empty();
        }
        QualifiedName target = cursor.expectName();
        if (!cursor.accept("APPEND")) {
            return Optional.empty();
        }
        cursor.expect("FROM");
        QualifiedName source = cursor.expectName();
        boolean ignoreExtra = cursor.accept("IGNOREEXTRA");
        boolean fillTarget = !ignoreExtra && cursor.accept("FILLTARGET");
        cursor.expectEnd();
        String call = "rs.append(" + target.literals() + ", " + source.literals() + ", " + ignoreExtra + ", "
                + fillTarget + ")";
        return Optional.of(Rendition.block("ALTER TABLE", "COMMIT;", call));
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
