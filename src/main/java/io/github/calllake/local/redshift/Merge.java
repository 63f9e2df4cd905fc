package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import java.util.List;
import java.util.function.Function;

/**
 * MERGE in the one form that Redshift has.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_MERGE.html">MERGE</a>
 */
final class Merge {

    private Merge() {}

    static Rendition translate(List<Node> nodes, Function<List<Node>, Rendition> rewrite) {
        int matched = 0;
        int notMatched = 0;
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if (node.isWord("REMOVE")) {
                throw RedshiftSqlException.notEmulated("MERGE .. REMOVE DUPLICATES");
            }
            if (node.isWord("DO") || node.isWord("RETURNING")) {
                throw RedshiftSqlException.syntaxError(TypeRules.textOf(node));
            }
            if (!node.isWord("WHEN")) {
                continue;
            }
            boolean not = i + 1 < nodes.size() && nodes.get(i + 1).isWord("NOT");
            int then = not ? i + 3 : i + 2;
            if (then >= nodes.size() || !nodes.get(then).isWord("THEN")) {
                throw RedshiftSqlException.syntaxError(
                        then < nodes.size() ? TypeRules.textOf(nodes.get(then)) : "WHEN");
            }
            matched += not ? 0 : 1;
            notMatched += not ? 1 : 0;
        }
        if (matched != 1 || notMatched != 1) {
            throw new RedshiftSqlException(
                    "42601", "MERGE needs one WHEN MATCHED and one WHEN NOT MATCHED clause, in this order");
        }
        refuseTargetAsSource(nodes);
        return rewrite.apply(nodes);
    }

    private static void refuseTargetAsSource(List<Node> nodes) {
        Cursor cursor = new Cursor(nodes);
        cursor.expect("MERGE", "INTO");
        String target = cursor.expectName().name();
        if (!cursor.sees("USING")) {
            throw cursor.unexpected();
        }
        int using = 0;
        while (using < nodes.size() && !nodes.get(using).isWord("USING")) {
            using++;
        }
        boolean same = using + 1 < nodes.size()
                && (nodes.get(using + 1) instanceof Group query
                        ? names(query.children(), target)
                        : ColumnPath.read(nodes, using + 1)
                                .lastName()
                                .filter(target::equals)
                                .isPresent());
        if (same) {
            throw new RedshiftSqlException(
                    "0A000", "Source view/subquery in Merge statement cannot reference target table.");
        }
    }

    /** Whether a FROM or JOIN in the query names the relation. */
    private static boolean names(List<Node> nodes, String relation) {
        for (int i = 0; i < nodes.size(); i++) {
            boolean named = i > 0
                    && (nodes.get(i - 1).isWord("FROM") || nodes.get(i - 1).isWord("JOIN"))
                    && nodes.get(i).isName()
                    && ColumnPath.read(nodes, i)
                            .lastName()
                            .filter(relation::equals)
                            .isPresent();
            if (named || (nodes.get(i) instanceof Group group && names(group.children(), relation))) {
                return true;
            }
        }
        return false;
    }
}
