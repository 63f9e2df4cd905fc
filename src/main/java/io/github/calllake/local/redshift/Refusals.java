package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Token;
import java.util.List;

/**
 * What PostgreSQL would run and Redshift would not. Catching it here keeps a mistake from passing locally and failing in production.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/c_redshift-and-postgres-sql.html">Amazon Redshift and PostgreSQL</a>
 */
final class Refusals {

    private Refusals() {}

    /** Whether a name of PostgreSQL's own catalogue is in the statement. */
    static boolean readsCatalogue(List<Node> nodes) {
        return nodes.stream()
                .anyMatch(node -> node instanceof Group group
                        ? readsCatalogue(group.children())
                        : node.isName() && isCatalogueName(((Token) node).name()));
    }

    private static boolean isCatalogueName(String name) {
        return name.startsWith("pg_") || name.equals("information_schema");
    }

    /** Refuses the statement if it holds something Redshift lacks, or this stand-in does. */
    static void check(List<Node> nodes) {
        check(nodes, SourceRelations.of(nodes));
    }

    static void check(List<Node> nodes, SourceRelations relations) {
        ClauseRules.check(nodes);
        WindowRules.check(nodes);
        new CallRules(relations.tables()).check(nodes);
    }
}
