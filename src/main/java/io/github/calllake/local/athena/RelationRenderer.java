package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trino.sql.tree.AliasedRelation;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.Identifier;
import io.trino.sql.tree.Join;
import io.trino.sql.tree.JoinCriteria;
import io.trino.sql.tree.JoinOn;
import io.trino.sql.tree.JoinUsing;
import io.trino.sql.tree.LogicalExpression;
import io.trino.sql.tree.Node;
import io.trino.sql.tree.QueryBody;
import io.trino.sql.tree.Table;
import io.trino.sql.tree.TableSubquery;
import io.trino.sql.tree.Unnest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/** Turns what stands in FROM into DuckDB's: tables, views, joins and UNNEST. Not thread-safe. */
final class RelationRenderer {
    static final String CATALOG = "awsdatacatalog";

    private final QueryRenderer queries;
    private final ExpressionRenderer expressions;
    private final UnnestRenderer unnests;
    private final TableSource tables;
    private final LateRelations late;

    /** Views being rendered, to notice one that uses itself. */
    private final Set<String> openViews = new HashSet<>();

    /** Where unqualified tables are looked for: the query's database, or that of the view being rendered. */
    private String database;

    RelationRenderer(
            QueryRenderer queries,
            ExpressionRenderer expressions,
            TableSource tables,
            LateRelations late,
            String database) {
        this.queries = queries;
        this.late = late;
        this.expressions = expressions;
        this.unnests = new UnnestRenderer(expressions, late);
        this.tables = tables;
        this.database = database;
    }

    /** Says which view the statement makes, so that it cannot be among what it is made of. */
    void creating(List<String> view) {
        openViews.add(String.join(".", view));
    }

    Relation render(io.trino.sql.tree.Relation node, Optional<Scope> outer) {
        if (node instanceof Table table) {
            return table(table);
        }
        if (node instanceof AliasedRelation aliased) {
            return aliased(aliased, outer);
        }
        if (node instanceof TableSubquery subquery) {
            return derived(queries.query(subquery.getQuery(), outer), List.of());
        }
        if (node instanceof Join join) {
            return join(join, outer);
        }
        if (node instanceof Unnest unnest) {
            return unnests.render(unnest, Optional.empty(), false, outer);
        }
        throw SqlFailure.notEmulated(
                node,
                node instanceof QueryBody ? "this relation" : node.getClass().getSimpleName() + " in FROM");
    }

    /** Fields of a relation whose columns are numbered. */
    List<Field> fields(String relation, List<Column> columns, List<String> qualifier) {
        List<Field> fields = new ArrayList<>();
        for (Column column : columns) {
            Expr value = new Expr(relation + "." + Select.columnName(fields.size()), column.type(), column.origin());
            fields.add(new Field(qualifier, Identifiers.name(column.name()), value, false));
        }
        return fields;
    }

    private Relation derived(Select select, List<String> qualifier) {
        String name = queries.names().next();
        String sql = select.projection()
                .map(projection -> late.add(name, projection))
                .orElse("(" + select.sql() + ") AS " + name);
        return new Relation(sql, fields(name, select.columns(), qualifier), Set.of(name));
    }

    private Relation table(Table node) {
        if (node.getQueryPeriod().isPresent()) {
            throw SqlFailure.notEmulated(node, "time travel");
        }
        List<String> parts = Identifiers.parts(node.getName());
        if (parts.size() == 1) {
            Optional<QueryRenderer.CommonTable> common = queries.commonTable(parts.get(0));
            if (common.isPresent()) {
                String alias = queries.names().next();
                return new Relation(
                        common.get().name() + " AS " + alias,
                        fields(alias, common.get().columns(), parts));
            }
        }
        List<String> full = qualified(node, parts);
        ObjectNode table = tables.table(full.get(1), full.get(2)).orElseThrow(() -> notFound(node, full));
        if (GlueViews.isView(table)) {
            return view(node, full, table);
        }
        String alias = queries.names().next();
        TableSource.Scanned scanned = tables.scan(table, alias);
        return new Relation(late.add(alias, scanned.rows()), fields(scanned, full, alias), Set.of(alias));
    }

    private static List<Field> fields(TableSource.Scanned scanned, List<String> qualifier, String alias) {
        List<Field> fields = new ArrayList<>();
        int visible = scanned.columns().size() - scanned.hidden();
        for (Column column : scanned.columns()) {
            int index = fields.size();
            Expr value = new Expr(alias + "." + Select.columnName(index), column.type(), column.origin());
            fields.add(new Field(qualifier, column.name(), value, index >= visible));
        }
        return fields;
    }

    /**
     * A condition for WHERE or ON, without those of its terms that partitions were left out by.
     *
     * @param clause what it stands in
     * @param steady relations whose rows may go by it before
     * @return empty if nothing is left of it
     */
    Optional<String> condition(Expression node, Context context, String clause, Set<String> steady) {
        List<Expression> terms = new ArrayList<>();
        terms(node, terms);
        StringJoiner left = new StringJoiner(" AND ", "(", ")").setEmptyValue("");
        for (Expression term : terms) {
            Expr value = expressions.condition(term, context, terms.size() == 1 ? clause : "Logical expression term");
            if (value.origin() != Origin.PARTITION || !late.exclude(value.sql(), steady)) {
                left.add(value.sql());
            }
        }
        return Optional.of(left.toString()).filter(condition -> !condition.isEmpty());
    }

    private static void terms(Expression node, List<Expression> terms) {
        if (node instanceof LogicalExpression logical && logical.getOperator() == LogicalExpression.Operator.AND) {
            logical.getTerms().forEach(term -> terms(term, terms));
        } else {
            terms.add(node);
        }
    }

    /** Catalog, database and table. */
    List<String> qualified(Node node, List<String> parts) {
        if (parts.size() > 3 || (parts.size() == 3 && !parts.get(0).equals(CATALOG))) {
            throw SqlFailure.at(node, "CATALOG_NOT_FOUND", "Catalog '" + parts.get(0) + "' does not exist");
        }
        if (parts.size() == 1 && database.isEmpty()) {
            throw SqlFailure.at(node, "MISSING_SCHEMA_NAME", "Schema must be specified when session schema is not set");
        }
        String name = parts.get(parts.size() - 1);
        return List.of(CATALOG, parts.size() == 1 ? database : parts.get(parts.size() - 2), name);
    }

    private SqlFailure notFound(Node node, List<String> full) {
        if (!tables.hasDatabase(full.get(1))) {
            return SqlFailure.at(node, "SCHEMA_NOT_FOUND", "Schema '" + full.get(1) + "' does not exist");
        }
        return SqlFailure.at(node, "TABLE_NOT_FOUND", "Table '" + String.join(".", full) + "' does not exist");
    }

    private Relation view(Table node, List<String> full, ObjectNode table) {
        String name = String.join(".", full);
        if (!openViews.add(name)) {
            throw SqlFailure.at(node, "VIEW_IS_RECURSIVE", "Statement would create a recursive view: " + name);
        }
        GlueViews.Definition view = GlueViews.read(node, table);
        String before = database;
        database = view.database().orElse(full.get(1));
        try {
            Select select = queries.view(view.query());
            checkNotStale(node, name, select, view.columns());
            List<Column> columns = new ArrayList<>();
            for (Column declared : view.columns()) {
                Origin origin = select.columns().get(columns.size()).origin();
                columns.add(new Column(declared.name(), declared.type(), origin));
            }
            return derived(queries.converted(select, columns), full);
        } finally {
            database = before;
            openViews.remove(name);
        }
    }

    private static void checkNotStale(Node node, String name, Select select, List<Column> declared) {
        boolean same = select.columns().size() == declared.size();
        for (int i = 0; same && i < declared.size(); i++) {
            Column actual = select.columns().get(i);
            same = Identifiers.name(actual.name())
                            .equals(Identifiers.name(declared.get(i).name()))
                    && Coercion.converts(actual.type(), declared.get(i).type());
        }
        if (!same) {
            throw SqlFailure.at(
                    node,
                    "VIEW_IS_STALE",
                    "View '" + name + "' is stale or in invalid state: its columns are not those of its query");
        }
    }

    private Relation aliased(AliasedRelation node, Optional<Scope> outer) {
        return named(node, render(node.getRelation(), outer));
    }

    /** A relation under its alias; with column names, if the alias has some. */
    private static Relation named(AliasedRelation node, Relation relation) {
        List<String> qualifier = List.of(Identifiers.name(node.getAlias()));
        return new Relation(relation.sql(), renamed(node, relation.fields(), qualifier), relation.steady());
    }

    private static List<Field> renamed(AliasedRelation node, List<Field> fields, List<String> qualifier) {
        List<Identifier> columnNames =
                Optional.ofNullable(node.getColumnNames()).orElse(List.of());
        if (columnNames.isEmpty()) {
            return fields.stream()
                    .map(field -> field.under(qualifier, field.name()))
                    .toList();
        }
        List<Field> visible = fields.stream().filter(field -> !field.hidden()).toList();
        if (visible.size() != columnNames.size()) {
            throw SqlFailure.at(
                    node,
                    "MISMATCHED_COLUMN_ALIASES",
                    "Column alias list has " + columnNames.size() + " entries but '" + node.getAlias() + "' has "
                            + visible.size() + " columns available");
        }
        List<Field> all = new ArrayList<>();
        for (int i = 0; i < visible.size(); i++) {
            all.add(visible.get(i).under(qualifier, Identifiers.name(columnNames.get(i))));
        }
        return all;
    }

    private Relation join(Join node, Optional<Scope> outer) {
        Relation left = render(node.getLeft(), outer);
        if (node.getRight() instanceof Unnest unnest) {
            return unnests.render(unnest, Optional.of(left), UnnestRenderer.keepsEmpty(node, unnest), outer);
        }
        if (node.getRight() instanceof AliasedRelation aliased && aliased.getRelation() instanceof Unnest unnest) {
            Relation joined = unnests.render(unnest, Optional.of(left), UnnestRenderer.keepsEmpty(node, unnest), outer);
            int own = left.fields().size();
            List<Field> fields = new ArrayList<>(joined.fields().subList(0, own));
            List<Field> unnested = joined.fields().subList(own, joined.fields().size());
            fields.addAll(renamed(aliased, unnested, List.of(Identifiers.name(aliased.getAlias()))));
            return new Relation(joined.sql(), fields, joined.steady());
        }
        Relation right = render(node.getRight(), outer);
        return joined(node, left, right, outer);
    }

    private Relation joined(Join node, Relation left, Relation right, Optional<Scope> outer) {
        List<Field> both = new ArrayList<>(left.fields());
        both.addAll(right.fields());
        if (node.getCriteria().isEmpty()) {
            return new Relation("(" + left.sql() + " CROSS JOIN " + right.sql() + ")", both, steady(node, left, right));
        }
        String kind = node.getType() + " JOIN ";
        JoinCriteria criteria = node.getCriteria().get();
        if (criteria instanceof JoinOn on) {
            Context context = Context.plain(new Scope(both, outer), "JOIN clause");
            String condition = condition(on.getExpression(), context, "JOIN ON clause", droppable(node, left, right))
                    .orElse("true");
            return new Relation(
                    "(" + left.sql() + " " + kind + right.sql() + " ON " + condition + ")",
                    both,
                    steady(node, left, right));
        }
        if (criteria instanceof JoinUsing using) {
            return using(node, using, kind, left, right);
        }
        throw SqlFailure.notEmulated(node, "NATURAL JOIN");
    }

    private Relation using(Join node, JoinUsing using, String kind, Relation left, Relation right) {
        StringJoiner condition = new StringJoiner(" AND ");
        List<Field> merged = new ArrayList<>();
        Set<Field> used = new HashSet<>();
        for (Identifier column : using.getColumns()) {
            Field a = only(column, left);
            Field b = only(column, right);
            List<Expr> pair = expressions.unify(node, List.of(a.value(), b.value()));
            condition.add(pair.get(0).sql() + " = " + pair.get(1).sql());
            String value = "coalesce(" + pair.get(0).sql() + ", " + pair.get(1).sql() + ")";
            merged.add(
                    new Field(List.of(), a.name(), new Expr(value, pair.get(0).type()), false));
            used.add(a);
            used.add(b);
        }
        left.fields().stream().filter(field -> !used.contains(field)).forEach(merged::add);
        right.fields().stream().filter(field -> !used.contains(field)).forEach(merged::add);
        return new Relation(
                "(" + left.sql() + " " + kind + right.sql() + " ON " + condition + ")",
                merged,
                steady(node, left, right));
    }

    /** Of the sides that a join makes no rows up for. */
    private static Set<String> steady(Join node, Relation left, Relation right) {
        Set<String> steady = new HashSet<>();
        if (node.getType() != Join.Type.RIGHT && node.getType() != Join.Type.FULL) {
            steady.addAll(left.steady());
        }
        if (node.getType() != Join.Type.LEFT && node.getType() != Join.Type.FULL) {
            steady.addAll(right.steady());
        }
        return steady;
    }

    /** Of the sides whose rows are not needed where they do not meet ON. */
    private static Set<String> droppable(Join node, Relation left, Relation right) {
        return switch (node.getType()) {
            case LEFT -> right.steady();
            case RIGHT -> left.steady();
            case FULL -> Set.of();
            case INNER, CROSS, IMPLICIT -> steady(node, left, right);
        };
    }

    private static Field only(Identifier column, Relation relation) {
        List<Field> found = relation.fields().stream()
                .filter(field -> field.isNamed(List.of(), Identifiers.name(column)))
                .toList();
        if (found.size() != 1) {
            throw SqlFailure.at(
                    column,
                    found.isEmpty() ? "COLUMN_NOT_FOUND" : "AMBIGUOUS_NAME",
                    "Column '" + column.getValue() + "' of USING is missing or ambiguous");
        }
        return found.get(0);
    }
}
