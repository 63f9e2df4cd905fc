package io.github.calllake.local.athena;

import io.trino.sql.tree.Identifier;
import io.trino.sql.tree.Node;
import io.trino.sql.tree.QualifiedName;
import io.trino.sql.tree.Query;
import io.trino.sql.tree.QueryBody;
import io.trino.sql.tree.QuerySpecification;
import io.trino.sql.tree.SetOperation;
import io.trino.sql.tree.Table;
import io.trino.sql.tree.TableSubquery;
import io.trino.sql.tree.Values;
import io.trino.sql.tree.With;
import io.trino.sql.tree.WithQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Turns Trino's queries into DuckDB's. Every relation gets a name of its own and every column its number, so that
 * nothing depends on how DuckDB would look up a name. One instance serves one query; not thread-safe.
 */
final class QueryRenderer {
    private final Names names;
    private final ExpressionRenderer expressions;
    private final RelationRenderer relations;
    private final SelectRenderer selects;
    private final RowSets rowSets;
    private final LateRelations late = new LateRelations();

    /** The queries of WITH that can be named where the renderer stands. */
    private Map<String, CommonTable> commonTables = Map.of();

    QueryRenderer(TableSource tables, QueryInput input) {
        this.names = new Names();
        this.expressions = new ExpressionRenderer(this, input, names);
        this.relations = new RelationRenderer(this, expressions, tables, late, input.database());
        this.selects = new SelectRenderer(expressions, relations);
        this.rowSets = new RowSets(expressions);
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

    /** Renders a statement's query. */
    Select query(Query query) {
        Select select = query(query, Optional.empty());
        return new Select(late.complete(select.sql()), select.columns());
    }

    /** Renders the query of a view that is being created. */
    Select newView(List<String> name, Query query) {
        relations.creating(name);
        return query(query, Optional.empty());
    }

    /** Renders a view's query, which sees no WITH of the query that uses it. */
    Select view(Query query) {
        Map<String, CommonTable> before = commonTables;
        commonTables = Map.of();
        try {
            return query(query, Optional.empty());
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
            return with.isEmpty() ? ordered : new Select(with + ordered.sql(), ordered.columns());
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
        StringBuilder sql = new StringBuilder("SELECT ").append(Select.list(outputs));
        sql.append(" FROM (").append(body.sql()).append(") AS ").append(name);
        Context context = Context.select(new Scope(fields, outer), Optional.empty());
        query.getOrderBy().ifPresent(order -> sql.append(selects.orderBy(order, outputs, context)));
        sql.append(selects.limit(query.getOffset(), query.getLimit()));
        return new Select(sql.toString(), body.columns());
    }

    private Select body(QueryBody body, Optional<Scope> outer) {
        if (body instanceof QuerySpecification specification) {
            return selects.render(specification, outer);
        }
        if (body instanceof SetOperation operation) {
            return rowSets.setOperation(operation, side -> body(side, outer));
        }
        if (body instanceof TableSubquery subquery) {
            return query(subquery.getQuery(), outer);
        }
        if (body instanceof Values values) {
            return rowSets.values(values, outer);
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
        String list = Select.list(fields.stream().map(Field::value).toList());
        return new Select("SELECT " + list + " FROM " + from, columns);
    }

    /** The same rows, with columns of the given types. */
    Select converted(Select select, List<Column> columns) {
        String converted = rowSets.converted(select, columns);
        // A select that is as it should be is given back.
        return new Select(converted, columns, select.projection().filter(same -> converted.equals(select.sql())));
    }

    /** The same rows, as {@link ResultText} wants them. */
    Select displayed(Node node, Select select) {
        return ResultShape.displayed(node, select, expressions);
    }

    Names names() {
        return names;
    }
}
