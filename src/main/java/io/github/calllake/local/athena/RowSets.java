package io.github.calllake.local.athena;

import io.trino.sql.tree.Except;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.Intersect;
import io.trino.sql.tree.QueryBody;
import io.trino.sql.tree.Row;
import io.trino.sql.tree.SetOperation;
import io.trino.sql.tree.Union;
import io.trino.sql.tree.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;

/** UNION and its kin, and VALUES: rows of several sources brought to common types. Not thread-safe. */
final class RowSets {
    private final ExpressionRenderer expressions;

    RowSets(ExpressionRenderer expressions) {
        this.expressions = expressions;
    }

    Select setOperation(SetOperation node, Function<QueryBody, Select> render) {
        List<Select> sides = new ArrayList<>();
        for (io.trino.sql.tree.Relation relation : node.getRelations()) {
            sides.add(render.apply((QueryBody) relation));
        }
        int width = sides.get(0).columns().size();
        if (sides.stream().anyMatch(side -> side.columns().size() != width)) {
            throw SqlFailure.at(
                    node,
                    "TYPE_MISMATCH",
                    node.getClass().getSimpleName().toUpperCase(Locale.ROOT) + " query has different number of fields");
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
        String name = expressions.names().next();
        List<Expr> values = new ArrayList<>();
        boolean same = true;
        for (int i = 0; i < columns.size(); i++) {
            Expr value = new Expr(
                    name + "." + Select.columnName(i), select.columns().get(i).type());
            same &= value.type().equals(columns.get(i).type());
            values.add(expressions.casts().coerce(value, columns.get(i).type()));
        }
        return same ? select.sql() : "SELECT " + Select.list(values) + " FROM (" + select.sql() + ") AS " + name;
    }

    Select values(Values node, Optional<Scope> outer) {
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
                    + Select.list(
                            byColumn.stream().map(column -> column.get(index)).toList()));
        }
        return new Select(all.toString(), columns);
    }
}
