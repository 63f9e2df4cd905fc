package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Token;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a statement reads and writes, by the names that stand where a relation does.
 *
 * @param catalogue whether it names a relation or a function of PostgreSQL's catalogue, and changes nothing
 * @param tables whether it names any other, common table expressions left out
 */
record SourceRelations(boolean catalogue, boolean tables) {

    private static final Set<String> BEFORE_A_RELATION = Set.of("FROM", "JOIN", "UPDATE", "USING");
    private static final Set<String> HOLD_ANOTHER_FROM = Set.of("EXTRACT", "SUBSTRING", "TRIM", "POSITION", "OVERLAY");
    private static final Set<String> CHANGES = Set.of("INSERT", "UPDATE", "DELETE", "MERGE", "INTO");
    private static final Set<String> END_OF_LIST = Set.of(
            "WHERE",
            "GROUP",
            "HAVING",
            "ORDER",
            "LIMIT",
            "OFFSET",
            "QUALIFY",
            "UNION",
            "EXCEPT",
            "INTERSECT",
            "MINUS",
            "ON",
            "SET",
            "VALUES",
            "SELECT",
            "WINDOW");

    static SourceRelations of(List<Node> nodes) {
        Set<String> common = new HashSet<>();
        collectCommon(nodes, common);
        Found found = new Found(common);
        found.collect(nodes);
        return new SourceRelations(found.catalogue && !changes(nodes), found.tables);
    }

    /** Whether it could change something, at any depth. */
    private static boolean changes(List<Node> nodes) {
        return nodes.stream()
                .anyMatch(node ->
                        node instanceof Group group ? changes(group.children()) : Navigation.isWordOf(node, CHANGES));
    }

    /** Whether nothing but the catalogue is read, as drivers and tools do. */
    boolean onlyCatalogue() {
        return catalogue && !tables;
    }

    /** The names of common table expressions: {@code name [(columns)] AS (query)}. */
    private static void collectCommon(List<Node> nodes, Set<String> names) {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i) instanceof Group group) {
                collectCommon(group.children(), names);
            } else if (nodes.get(i) instanceof Token name && name.isName()) {
                int as = i + 1 < nodes.size() && nodes.get(i + 1).isParens() ? i + 2 : i + 1;
                boolean query = as + 1 < nodes.size()
                        && nodes.get(as).isWord("AS")
                        && nodes.get(as + 1) instanceof Group group
                        && isQuery(group);
                if (query) {
                    names.add(name.name());
                }
            }
        }
    }

    static boolean isQuery(Group group) {
        if (group.children().isEmpty()) {
            return false;
        }
        Node first = group.children().get(0);
        return first.isWord("SELECT") || first.isWord("WITH") || (first instanceof Group inner && isQuery(inner));
    }

    private static final class Found {
        private final Set<String> common;
        private boolean catalogue;
        private boolean tables;

        Found(Set<String> common) {
            this.common = common;
        }

        void collect(List<Node> nodes) {
            boolean inList = false;
            for (int i = 0; i < nodes.size(); i++) {
                Node node = nodes.get(i);
                boolean starts = Navigation.isWordOf(node, BEFORE_A_RELATION);
                inList = starts || (inList && !Navigation.isWordOf(node, END_OF_LIST));
                boolean relationNext = starts || (inList && node.isSymbol(","));
                if (relationNext && i + 1 < nodes.size() && nodes.get(i + 1).isName()) {
                    add(nodes, i + 1);
                }
                catalogue |= isFunctionOfCatalogue(nodes, i);
                if (node instanceof Group group) {
                    boolean anotherFrom = i > 0 && Navigation.isWordOf(nodes.get(i - 1), HOLD_ANOTHER_FROM);
                    if (anotherFrom) {
                        group.children().stream()
                                .filter(Group.class::isInstance)
                                .forEach(inner -> collect(List.of(inner)));
                    } else {
                        collect(group.children());
                    }
                }
            }
        }

        /** {@code pg_catalog.pg_get_viewdef(} and its like. */
        private static boolean isFunctionOfCatalogue(List<Node> nodes, int at) {
            return at + 3 < nodes.size()
                    && nodes.get(at) instanceof Token schema
                    && schema.isName()
                    && schema.name().equals("pg_catalog")
                    && nodes.get(at + 1).isSymbol(".")
                    && nodes.get(at + 2) instanceof Token function
                    && function.isName()
                    && (function.name().startsWith("pg_") || function.name().equals("set_config"))
                    && nodes.get(at + 3).isParens();
        }

        private void add(List<Node> nodes, int at) {
            ColumnPath path = ColumnPath.read(nodes, at);
            String first = path.first();
            boolean ofCatalogue = first.equals("pg_catalog")
                    || first.equals("information_schema")
                    || (path.segments().size() == 1 && first.startsWith("pg_"));
            catalogue |= ofCatalogue;
            tables |= !ofCatalogue && !path.call() && !common.contains(first);
        }
    }
}
