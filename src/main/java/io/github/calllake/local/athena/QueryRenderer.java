package io.github.calllake.local.athena;

import io.github.calllake.local.athena.SqlType.ArrayOf;
import io.github.calllake.local.athena.SqlType.MapOf;
import io.github.calllake.local.athena.SqlType.Member;
import io.github.calllake.local.athena.SqlType.RowOf;
import io.github.calllake.local.athena.SqlType.Simple;
import io.github.calllake.local.athena.SqlType.Timestamp;
import io.github.calllake.local.athena.SqlType.ZonedTimestamp;
import io.trino.sql.tree.AllColumns;
import io.trino.sql.tree.AllRows;
import io.trino.sql.tree.DereferenceExpression;
import io.trino.sql.tree.Except;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.GroupBy;
import io.trino.sql.tree.GroupingElement;
import io.trino.sql.tree.Identifier;
import io.trino.sql.tree.Intersect;
import io.trino.sql.tree.Limit;
import io.trino.sql.tree.LongLiteral;
import io.trino.sql.tree.Node;
import io.trino.sql.tree.Offset;
import io.trino.sql.tree.OrderBy;
import io.trino.sql.tree.Parameter;
import io.trino.sql.tree.QualifiedName;
import io.trino.sql.tree.Query;
import io.trino.sql.tree.QueryBody;
import io.trino.sql.tree.QuerySpecification;
import io.trino.sql.tree.Row;
import io.trino.sql.tree.SelectItem;
import io.trino.sql.tree.SetOperation;
import io.trino.sql.tree.SimpleGroupBy;
import io.trino.sql.tree.SingleColumn;
import io.trino.sql.tree.SortItem;
import io.trino.sql.tree.Table;
import io.trino.sql.tree.TableSubquery;
import io.trino.sql.tree.Union;
import io.trino.sql.tree.Values;
import io.trino.sql.tree.With;
import io.trino.sql.tree.WithQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Turns Trino's queries into DuckDB's. Every relation gets a name of its own and every column its number, so that
 * nothing depends on how DuckDB would look up a name. One instance serves one query; not thread-safe.
 */
final class QueryRenderer {
    private final Names names;
    private final ExpressionRenderer expressions;
    private final RelationRenderer relations;

    /** The queries of WITH that can be named where the renderer stands. */
    private Map<String, CommonTable> commonTables = Map.of();

    QueryRenderer(TableSource tables, QueryInput input) {
        this.names = new Names();
        this.expressions = new ExpressionRenderer(this, input, names);
        this.relations = new RelationRenderer(this, expressions, tables, input.database());
    }

    /** A query of WITH: what DuckDB calls it, and its columns. */
    record CommonTable(String name, List<Column> columns) {}

    Optional<CommonTable> commonTable(String name) {
        return Optional.ofNullable(commonTables.get(name));
    }

    /** Catalog, database and table that a name means. */
    List<String> qualified(Node node, QualifiedName name) {
        return relations.qualified(node, Identifiers.parts(name));
    }

    Select query(Query query) {
        return query(query, Optional.empty());
    }

    /** Renders the query of a view that is being created. */
    Select newView(List<String> name, Query query) {
        relations.creating(name);
        return query(query);
    }

    /** Renders a view's query, which sees no WITH of the query that uses it. */
    Select view(Query query) {
        Map<String, CommonTable> before = commonTables;
        commonTables = Map.of();
        try {
            return query(query);
        } finally {
            commonTables = before;
        }
    }

    Select query(Query query, Optional<Scope> outer) {
        if (!query.getFunctions().isEmpty()) {
            throw SqlFailure.notEmulated(query, "inline functions");
        }
        Map<String, CommonTable> before = commonTables;
        try {
            String with = query.getWith().map(clause -> with(clause, outer)).orElse("");
            Select body = body(query.getQueryBody(), outer);
            Select ordered = ordered(query, body, outer);
            return new Select(with + ordered.sql(), ordered.columns());
        } finally {
            commonTables = before;
        }
    }

    private String with(With with, Optional<Scope> outer) {
        if (with.isRecursive()) {
            throw SqlFailure.notEmulated(with, "WITH RECURSIVE");
        }
        StringJoiner clauses = new StringJoiner(", ", "WITH ", " ");
        for (WithQuery item : with.getQueries()) {
            Select select = query(item.getQuery(), outer);
            List<Column> columns = item.getColumnNames()
                    .map(aliases -> renamed(item, select.columns(), aliases))
                    .orElse(select.columns());
            String name = names.next();
            clauses.add(name + " AS (" + select.sql() + ")");
            Map<String, CommonTable> visible = new HashMap<>(commonTables);
            visible.put(Identifiers.name(item.getName()), new CommonTable(name, columns));
            commonTables = visible;
        }
        return clauses.toString();
    }

    private static List<Column> renamed(Node node, List<Column> columns, List<Identifier> aliases) {
        if (columns.size() != aliases.size()) {
            throw SqlFailure.at(
                    node,
                    "MISMATCHED_COLUMN_ALIASES",
                    "Column alias list has " + aliases.size() + " entries but relation has " + columns.size()
                            + " columns");
        }
        List<Column> all = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            all.add(new Column(aliases.get(i).getValue(), columns.get(i).type()));
        }
        return all;
    }

    /** ORDER BY, OFFSET and LIMIT that belong to the whole of a query, e.g. behind a UNION. */
    private Select ordered(Query query, Select body, Optional<Scope> outer) {
        if (query.getOrderBy().isEmpty()
                && query.getOffset().isEmpty()
                && query.getLimit().isEmpty()) {
            return body;
        }
        String name = names.next();
        List<Field> fields = relations.fields(name, body.columns(), List.of());
        List<Expr> outputs = fields.stream().map(Field::value).toList();
        StringBuilder sql = new StringBuilder("SELECT ").append(selectList(outputs));
        sql.append(" FROM (").append(body.sql()).append(") AS ").append(name);
        Context context = Context.select(new Scope(fields, outer), Optional.empty());
        query.getOrderBy().ifPresent(order -> sql.append(orderBy(order, outputs, context)));
        sql.append(limit(query.getOffset(), query.getLimit()));
        return new Select(sql.toString(), body.columns());
    }

    private Select body(QueryBody body, Optional<Scope> outer) {
        if (body instanceof QuerySpecification specification) {
            return specification(specification, outer);
        }
        if (body instanceof SetOperation operation) {
            return setOperation(operation, outer);
        }
        if (body instanceof TableSubquery subquery) {
            return query(subquery.getQuery(), outer);
        }
        if (body instanceof Values values) {
            return values(values, outer);
        }
        if (body instanceof Table table) {
            Relation relation = relations.render(table, outer);
            List<Field> visible =
                    relation.fields().stream().filter(field -> !field.hidden()).toList();
            return select(visible, relation.sql());
        }
        throw SqlFailure.notEmulated(body, body.getClass().getSimpleName());
    }

    private static Select select(List<Field> fields, String from) {
        List<Column> columns = fields.stream()
                .map(field -> new Column(field.name(), field.value().type()))
                .toList();
        String list = selectList(fields.stream().map(Field::value).toList());
        return new Select("SELECT " + list + " FROM " + from, columns);
    }

    private static String selectList(List<Expr> values) {
        StringJoiner list = new StringJoiner(", ");
        for (int i = 0; i < values.size(); i++) {
            list.add(values.get(i).sql() + " AS " + Select.columnName(i));
        }
        return list.toString();
    }

    private Select specification(QuerySpecification node, Optional<Scope> outer) {
        if (!node.getWindows().isEmpty()) {
            throw SqlFailure.notEmulated(node, "named windows");
        }
        Optional<Relation> from = node.getFrom().map(relation -> relations.render(relation, outer));
        Scope scope = new Scope(from.map(Relation::fields).orElse(List.of()), outer);
        Optional<Expr> where = node.getWhere()
                .map(condition ->
                        expressions.condition(condition, Context.plain(scope, "WHERE clause"), "WHERE clause"));
        boolean grouped = isGrouped(node);
        Set<String> keys = groupKeys(node, scope);
        Context context = Context.select(scope, grouped ? Optional.of(keys) : Optional.empty());

        List<Expr> outputs = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        for (SelectItem item : node.getSelect().getSelectItems()) {
            selectItem(item, context, outputs, columns);
        }

        StringBuilder sql = new StringBuilder(node.getSelect().isDistinct() ? "SELECT DISTINCT " : "SELECT ");
        sql.append(selectList(outputs));
        from.ifPresent(relation -> sql.append(" FROM ").append(relation.sql()));
        where.ifPresent(condition -> sql.append(" WHERE ").append(condition.sql()));
        if (!keys.isEmpty()) {
            sql.append(" GROUP BY ").append(String.join(", ", keys));
        }
        node.getHaving().ifPresent(having -> sql.append(" HAVING ")
                .append(expressions.condition(having, context, "HAVING clause").sql()));
        node.getOrderBy()
                .ifPresent(order ->
                        sql.append(orderBy(order, outputs, context.withAliases(aliases(node, outputs, columns)))));
        sql.append(limit(node.getOffset(), node.getLimit()));
        return new Select(sql.toString(), columns);
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

    /** Names that ORDER BY finds in the select list; one that stands for two different things is left out. */
    private static Map<String, Expr> aliases(QuerySpecification node, List<Expr> outputs, List<Column> columns) {
        Map<String, Expr> aliases = new HashMap<>();
        if (outputs.size() == node.getSelect().getSelectItems().size()) {
            for (int i = 0; i < outputs.size(); i++) {
                boolean aliased = node.getSelect().getSelectItems().get(i) instanceof SingleColumn column
                        && column.getAlias().isPresent();
                if (aliased) {
                    aliases.put(Identifiers.name(columns.get(i).name()), outputs.get(i));
                }
            }
        }
        return aliases;
    }

    private String orderBy(OrderBy order, List<Expr> outputs, Context context) {
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

    private String limit(Optional<Offset> offset, Optional<Node> limit) {
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

    private Select setOperation(SetOperation node, Optional<Scope> outer) {
        List<Select> sides = new ArrayList<>();
        for (io.trino.sql.tree.Relation relation : node.getRelations()) {
            sides.add(body((QueryBody) relation, outer));
        }
        int width = sides.get(0).columns().size();
        if (sides.stream().anyMatch(side -> side.columns().size() != width)) {
            throw SqlFailure.at(
                    node,
                    "TYPE_MISMATCH",
                    node.getClass().getSimpleName().toUpperCase(java.util.Locale.ROOT)
                            + " query has different number of fields");
        }
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            columns.add(new Column(sides.get(0).columns().get(i).name(), commonType(node, sides, i)));
        }
        StringJoiner sql = new StringJoiner(" " + operator(node) + (node.isDistinct() ? " " : " ALL "));
        sides.forEach(side -> sql.add("(" + converted(side, columns) + ")"));
        return new Select(sql.toString(), columns);
    }

    private static String operator(SetOperation node) {
        if (node instanceof Union) {
            return "UNION";
        }
        if (node instanceof Intersect) {
            return "INTERSECT";
        }
        if (node instanceof Except) {
            return "EXCEPT";
        }
        throw SqlFailure.notEmulated(node, node.getClass().getSimpleName());
    }

    private static SqlType commonType(SetOperation node, List<Select> sides, int index) {
        SqlType common = SqlType.Simple.UNKNOWN;
        for (Select side : sides) {
            SqlType before = common;
            SqlType type = side.columns().get(index).type();
            common = Coercion.common(common, type)
                    .orElseThrow(() -> SqlFailure.at(
                            node,
                            "TYPE_MISMATCH",
                            "column " + (index + 1) + " in " + operator(node) + " query has incompatible types: "
                                    + before.trino() + ", " + type.trino()));
        }
        return common;
    }

    /** The same rows, with columns of the given types. */
    String converted(Select select, List<Column> columns) {
        String name = names.next();
        List<Expr> values = new ArrayList<>();
        boolean same = true;
        for (int i = 0; i < columns.size(); i++) {
            Expr value = new Expr(
                    name + "." + Select.columnName(i), select.columns().get(i).type());
            same &= value.type().equals(columns.get(i).type());
            values.add(expressions.casts().coerce(value, columns.get(i).type()));
        }
        return same ? select.sql() : "SELECT " + selectList(values) + " FROM (" + select.sql() + ") AS " + name;
    }

    /** The same rows, with what JDBC would not hand over faithfully turned into text: timestamps within other values. */
    Select displayed(Node node, Select select) {
        String name = names.next();
        List<Expr> values = new ArrayList<>();
        boolean same = true;
        for (Column column : select.columns()) {
            Expr value = new Expr(name + "." + Select.columnName(values.size()), column.type());
            SqlType shape = column.type() instanceof Timestamp ? column.type() : displayShape(column.type());
            same &= shape.equals(column.type());
            values.add(expressions
                    .casts()
                    .convert(value, shape, Casts.OnFailure.FAIL)
                    .orElseThrow(() -> SqlFailure.notEmulated(
                            node, "results of type " + column.type().trino())));
        }
        if (same) {
            return select;
        }
        String sql = "SELECT " + selectList(values) + " FROM (" + select.sql() + ") AS " + name;
        return new Select(sql, select.columns());
    }

    private static SqlType displayShape(SqlType type) {
        if (type instanceof Timestamp || type instanceof ZonedTimestamp) {
            return Simple.VARCHAR;
        }
        if (type instanceof ArrayOf array) {
            return new ArrayOf(displayShape(array.element()));
        }
        if (type instanceof MapOf map) {
            return new MapOf(displayShape(map.key()), displayShape(map.value()));
        }
        if (type instanceof RowOf row) {
            return new RowOf(row.members().stream()
                    .map(member -> new Member(member.name(), displayShape(member.type())))
                    .toList());
        }
        return type;
    }

    private Select values(Values node, Optional<Scope> outer) {
        Context context = Context.plain(new Scope(List.of(), outer), "VALUES");
        List<List<Expr>> rows = new ArrayList<>();
        for (Expression row : node.getRows()) {
            List<Expression> items = row instanceof Row several ? several.getItems() : List.of(row);
            rows.add(items.stream()
                    .map(item -> expressions.render(item, context))
                    .toList());
        }
        int width = rows.get(0).size();
        if (rows.stream().anyMatch(row -> row.size() != width)) {
            throw SqlFailure.at(node, "TYPE_MISMATCH", "Values rows have mismatched sizes");
        }
        List<Column> columns = new ArrayList<>();
        List<List<Expr>> byColumn = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            int index = i;
            List<Expr> unified = expressions.unify(
                    node, rows.stream().map(row -> row.get(index)).toList());
            byColumn.add(unified);
            columns.add(new Column("_col" + i, unified.get(0).type()));
        }
        StringJoiner all = new StringJoiner(" UNION ALL ");
        for (int row = 0; row < rows.size(); row++) {
            int index = row;
            all.add("SELECT "
                    + selectList(
                            byColumn.stream().map(column -> column.get(index)).toList()));
        }
        return new Select(all.toString(), columns);
    }

    Names names() {
        return names;
    }
}
