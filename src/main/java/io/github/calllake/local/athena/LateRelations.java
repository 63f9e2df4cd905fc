package io.github.calllake.local.athena;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;

/**
 * What stands in FROM and is written only when all that is around it has been, for then it is known which columns are asked for
 * and which partitions cannot matter. DuckDB would find that out too, after it has looked at each file of each day. Serves one
 * statement; not thread-safe.
 */
final class LateRelations {

    /** A statement may say anything in its literals, but not this. */
    private final String mark = "<" + UUID.randomUUID() + " ";

    /** By name, the inner before the outer. */
    private final Map<String, Late> all = new LinkedHashMap<>();

    private sealed interface Late permits Table, Selected {}

    private record Table(TableScan scan) implements Late {}

    private record Selected(Projection projection) implements Late {}

    /** A table's rows, to be asked for by this name; the result stands for them in a FROM clause. */
    String add(String name, TableScan scan) {
        all.put(name, new Table(scan));
        return mark(name);
    }

    /** A select's rows, likewise. */
    String add(String name, Projection projection) {
        all.put(name, new Selected(projection));
        return mark(name);
    }

    private String mark(String name) {
        return mark + name + ">";
    }

    /**
     * Leaves partitions out that do not meet a condition.
     *
     * @param condition of partition columns and constants
     * @param steady the relations whose rows may go by it
     * @return whether no row is left that does not meet it
     */
    boolean exclude(String condition, Set<String> steady) {
        Set<String> relations = References.relations(condition);
        String relation = relations.size() == 1 ? relations.iterator().next() : "";
        Late late = all.get(relation);
        if (late == null || !steady.contains(relation)) {
            return false;
        }
        if (late instanceof Table table) {
            table.scan().exclude(condition);
            return true;
        }
        return late instanceof Selected selected
                && selected.projection().isRowByRow()
                && exclude(
                        References.withColumns(condition, relation, column -> selected.projection()
                                .outputs()
                                .get(column)
                                .sql()),
                        selected.projection().steady());
    }

    /** The whole statement. The outer relations are written first, which says what they need of the inner. */
    String complete(String sql) {
        List<Map.Entry<String, Late>> outerFirst = new ArrayList<>(all.entrySet());
        Collections.reverse(outerFirst);
        String text = sql;
        for (Map.Entry<String, Late> entry : outerFirst) {
            String name = entry.getKey();
            if (!text.contains(mark(name))) {
                continue;
            }
            Uses uses = References.uses(text, name);
            if (entry.getValue() instanceof Table table) {
                text = References.withMembers(text, name, uses);
                text = text.replace(mark(name), "(" + table.scan().sql(uses) + ") AS " + name);
            } else if (entry.getValue() instanceof Selected selected) {
                text = text.replace(mark(name), "(" + selected.projection().sql(uses) + ") AS " + name);
            }
        }
        return text;
    }

    /**
     * A select whose columns can be left out without a change to its rows.
     *
     * @param outputs its columns
     * @param more other items of its list, which stay; may be empty
     * @param rest what follows the list
     * @param steady relations in its FROM whose rows it gives in any case, if it is row by row
     * @param isRowByRow whether each row is made of one row of FROM, whatever the others are
     */
    record Projection(List<Expr> outputs, List<String> more, String rest, Set<String> steady, boolean isRowByRow) {
        Projection {
            outputs = List.copyOf(outputs);
            more = List.copyOf(more);
            steady = Set.copyOf(steady);
        }

        String sql(Uses uses) {
            StringJoiner list = new StringJoiner(", ");
            for (int i = 0; i < outputs.size(); i++) {
                if (uses.has(i)) {
                    list.add(outputs.get(i).sql() + " AS " + Select.columnName(i));
                }
            }
            more.forEach(list::add);
            return "SELECT " + (list.length() == 0 ? "NULL" : list) + rest;
        }
    }

    /** A table's rows. */
    interface TableScan {

        /** Leaves partitions out that do not meet a condition on this table's partition columns. */
        void exclude(String condition);

        /** A query for the columns that are asked for. */
        String sql(Uses uses);
    }
}
