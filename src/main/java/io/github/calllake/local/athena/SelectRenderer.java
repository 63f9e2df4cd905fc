package io.github.calllake.local.athena;

import io.github.calllake.local.athena.LateRelations.Projection;
import io.trino.sql.tree.AllColumns;
import io.trino.sql.tree.AllRows;
import io.trino.sql.tree.DereferenceExpression;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.GroupBy;
import io.trino.sql.tree.GroupingElement;
import io.trino.sql.tree.Identifier;
import io.trino.sql.tree.Limit;
import io.trino.sql.tree.LongLiteral;
import io.trino.sql.tree.Node;
import io.trino.sql.tree.Offset;
import io.trino.sql.tree.OrderBy;
import io.trino.sql.tree.Parameter;
import io.trino.sql.tree.QualifiedName;
import io.trino.sql.tree.QuerySpecification;
import io.trino.sql.tree.SelectItem;
import io.trino.sql.tree.SimpleGroupBy;
import io.trino.sql.tree.SingleColumn;
import io.trino.sql.tree.SortItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/** Turns one SELECT, from its list to its LIMIT, into DuckDB's. Not thread-safe. */
final class SelectRenderer {
    private final ExpressionRenderer expressions;
    private final RelationRenderer relations;

    SelectRenderer(ExpressionRenderer expressions, RelationRenderer relations) {
        this.expressions = expressions;
        this.relations = relations;
    }

    Select render(QuerySpecification node, Optional<Scope> outer) {
        if (!node.getWindows().isEmpty()) {
            throw SqlFailure.notEmulated(node, "named windows");
        }
        Optional<Relation> from = node.getFrom().map(relation -> relations.render(relation, outer));
        Scope scope = new Scope(from.map(Relation::fields).orElse(List.of()), outer);
        Set<String> steady = from.map(Relation::steady).orElse(Set.of());
        Optional<String> where = node.getWhere()
                .flatMap(condition ->
                        relations.condition(condition, Context.plain(scope, "WHERE clause"), "WHERE clause", steady));
        boolean grouped = isGrouped(node);
        Set<String> keys = groupKeys(node, scope);
        Context context = Context.select(scope, grouped ? Optional.of(keys) : Optional.empty());

        List<Expr> outputs = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        for (SelectItem item : node.getSelect().getSelectItems()) {
            selectItem(item, context, outputs, columns);
        }

        StringBuilder sql = new StringBuilder();
        from.ifPresent(relation -> sql.append(" FROM ").append(relation.sql()));
        where.ifPresent(condition -> sql.append(" WHERE ").append(condition));
        if (!keys.isEmpty()) {
            sql.append(" GROUP BY ").append(String.join(", ", keys));
        }
        node.getHaving().ifPresent(having -> sql.append(" HAVING ")
                .append(expressions.condition(having, context, "HAVING clause").sql()));
        node.getOrderBy()
                .ifPresent(
                        order -> sql.append(orderBy(order, outputs, context.withAliases(aliases(outputs, columns)))));
        sql.append(limit(node.getOffset(), node.getLimit()));
        String select = node.getSelect().isDistinct() ? "SELECT DISTINCT " : "SELECT ";
        return new Select(
                select + Select.list(outputs) + sql,
                columns,
                projection(node, grouped, outputs, sql.toString(), steady));
    }

    /** Without a column, groups and distinct rows would be others. */
    private static Optional<Projection> projection(
            QuerySpecification node, boolean grouped, List<Expr> outputs, String rest, Set<String> steady) {
        if (grouped || node.getSelect().isDistinct()) {
            return Optional.empty();
        }
        boolean rowByRow = node.getLimit().isEmpty()
                && node.getOffset().isEmpty()
                && outputs.stream().noneMatch(output -> output.sql().contains(FunctionCalls.OVER));
        return Optional.of(new Projection(outputs, List.of(), rest, steady, rowByRow));
    }

    private static boolean isGrouped(QuerySpecification node) {
        List<Expression> all = new ArrayList<>();
        for (SelectItem item : node.getSelect().getSelectItems()) {
            if (item instanceof SingleColumn column) {
                all.add(column.getExpression());
            }
        }
        node.getOrderBy().ifPresent(order -> order.getSortItems().forEach(item -> all.add(item.getSortKey())));
        return node.getGroupBy().isPresent()
                || node.getHaving().isPresent()
                || all.stream().anyMatch(AggregateFunctions::occurIn);
    }

    private Set<String> groupKeys(QuerySpecification node, Scope scope) {
        Set<String> keys = new LinkedHashSet<>();
        Context context = Context.plain(scope, "GROUP BY clause");
        for (GroupingElement element :
                node.getGroupBy().map(GroupBy::getGroupingElements).orElse(List.of())) {
            if (!(element instanceof SimpleGroupBy simple)) {
                throw SqlFailure.notEmulated(element, "ROLLUP, CUBE and GROUPING SETS");
            }
            for (Expression expression : simple.getExpressions()) {
                Expression key = expression;
                if (expression instanceof LongLiteral ordinal) {
                    key = byOrdinal(node, ordinal);
                }
                keys.add(expressions.render(key, context).sql());
            }
        }
        return keys;
    }

    private static Expression byOrdinal(QuerySpecification node, LongLiteral ordinal) {
        List<SelectItem> items = node.getSelect().getSelectItems();
        long index = ordinal.getParsedValue() - 1;
        if (index >= 0 && index < items.size() && items.stream().allMatch(SingleColumn.class::isInstance)) {
            return ((SingleColumn) items.get((int) index)).getExpression();
        }
        throw SqlFailure.at(
                ordinal,
                "INVALID_COLUMN_REFERENCE",
                "GROUP BY position " + ordinal.getParsedValue() + " is not in select list");
    }

    private void selectItem(SelectItem item, Context context, List<Expr> outputs, List<Column> columns) {
        if (item instanceof SingleColumn column) {
            Expr value = expressions.render(column.getExpression(), context);
            outputs.add(value);
            columns.add(new Column(outputName(column, columns.size()), value.type(), value.origin()));
            return;
        }
        AllColumns all = (AllColumns) item;
        for (Field field : starred(all, context)) {
            Set<String> keys = context.groupKeys().orElse(Set.of(field.value().sql()));
            if (!keys.contains(field.value().sql())) {
                throw SqlFailure.at(
                        item,
                        "EXPRESSION_NOT_AGGREGATE",
                        "Column '" + field.name() + "' must be an aggregate expression or appear in GROUP BY clause");
            }
            outputs.add(field.value());
            columns.add(
                    new Column(field.name(), field.value().type(), field.value().origin()));
        }
    }

    private static List<Field> starred(AllColumns all, Context context) {
        if (!all.getAliases().isEmpty()) {
            throw SqlFailure.notEmulated(all, "aliases for .*");
        }
        List<Field> visible = context.scope().fields().stream()
                .filter(field -> !field.hidden())
                .toList();
        List<Field> chosen = visible;
        if (all.getTarget().isPresent()) {
            QualifiedName name = qualifier(all, all.getTarget().get());
            List<String> prefix = Identifiers.parts(name);
            chosen = visible.stream()
                    .filter(field -> field.isNamed(prefix, field.name()))
                    .toList();
        }
        if (chosen.isEmpty()) {
            throw SqlFailure.at(all, "TABLE_NOT_FOUND", "Unable to resolve reference " + all);
        }
        return chosen;
    }

    private static QualifiedName qualifier(AllColumns all, Expression target) {
        if (target instanceof Identifier identifier) {
            return QualifiedName.of(List.of(identifier));
        }
        QualifiedName name = target instanceof DereferenceExpression dereference
                ? DereferenceExpression.getQualifiedName(dereference)
                : null;
        if (name == null) {
            throw SqlFailure.notEmulated(all, "all members of a row");
        }
        return name;
    }

    private static String outputName(SingleColumn column, int index) {
        if (column.getAlias().isPresent()) {
            return column.getAlias().get().getValue();
        }
        if (column.getExpression() instanceof Identifier identifier) {
            return identifier.getValue();
        }
        if (column.getExpression() instanceof DereferenceExpression dereference) {
            return dereference.getField().map(Identifier::getValue).orElse("_col" + index);
        }
        return "_col" + index;
    }

    /**
     * The names of the select list, given or not, that go before those of FROM in ORDER BY; one that stands for two
     * different things is left out.
     */
    private static Map<String, Expr> aliases(List<Expr> outputs, List<Column> columns) {
        Map<String, Expr> aliases = new HashMap<>();
        Set<String> ambiguous = new HashSet<>();
        for (int i = 0; i < outputs.size(); i++) {
            String name = Identifiers.name(columns.get(i).name());
            Expr known = name.isEmpty() ? null : aliases.putIfAbsent(name, outputs.get(i));
            if (known != null && !known.equals(outputs.get(i))) {
                ambiguous.add(name);
            }
        }
        aliases.keySet().removeAll(ambiguous);
        return aliases;
    }

    String orderBy(OrderBy order, List<Expr> outputs, Context context) {
        StringJoiner keys = new StringJoiner(", ", " ORDER BY ", "");
        for (SortItem item : order.getSortItems()) {
            Expr key = item.getSortKey() instanceof LongLiteral ordinal
                    ? output(ordinal, outputs)
                    : expressions.render(item.getSortKey(), context);
            keys.add(FunctionCalls.sortKey(item, key));
        }
        return keys.toString();
    }

    private static Expr output(LongLiteral ordinal, List<Expr> outputs) {
        long index = ordinal.getParsedValue() - 1;
        if (index < 0 || index >= outputs.size()) {
            throw SqlFailure.at(
                    ordinal,
                    "INVALID_COLUMN_REFERENCE",
                    "ORDER BY position " + ordinal.getParsedValue() + " is not in select list");
        }
        return outputs.get((int) index);
    }

    String limit(Optional<Offset> offset, Optional<Node> limit) {
        StringBuilder sql = new StringBuilder();
        if (limit.isPresent()) {
            if (!(limit.get() instanceof Limit rows)) {
                // Athena's grammar ends with LIMIT, unlike Trino's.
                throw SqlFailure.at(limit.get(), "SYNTAX_ERROR", "mismatched input 'FETCH'. Expecting: 'LIMIT', <EOF>");
            }
            if (!(rows.getRowCount() instanceof AllRows)) {
                sql.append(" LIMIT ").append(rowCount(rows.getRowCount()));
            }
        }
        offset.ifPresent(rows -> sql.append(" OFFSET ").append(rowCount(rows.getRowCount())));
        return sql.toString();
    }

    private long rowCount(Expression count) {
        Expression value = count instanceof Parameter parameter ? expressions.parameter(parameter) : count;
        if (value instanceof LongLiteral literal) {
            return literal.getParsedValue();
        }
        throw SqlFailure.at(count, "INVALID_ARGUMENTS", "Row count must be a whole number");
    }
}
