package io.github.calllake.local.athena;

import io.github.calllake.local.athena.SqlType.Simple;
import io.github.calllake.local.athena.SqlType.ZonedTimestamp;
import io.trino.sql.tree.BetweenPredicate;
import io.trino.sql.tree.ExistsPredicate;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.InListExpression;
import io.trino.sql.tree.InPredicate;
import io.trino.sql.tree.LikePredicate;
import io.trino.sql.tree.Node;
import io.trino.sql.tree.SubqueryExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** Comparisons, and the subqueries that values are compared with. */
final class Predicates {
    private final ExpressionRenderer renderer;
    private final QueryRenderer queries;

    Predicates(ExpressionRenderer renderer, QueryRenderer queries) {
        this.renderer = renderer;
        this.queries = queries;
    }

    Expr compare(Node node, Expr left, Expr right, String operator) {
        SqlType common = Coercion.common(left.type(), right.type())
                .orElseThrow(() -> SqlFailure.at(
                        node,
                        "TYPE_MISMATCH",
                        "Cannot apply operator: " + left.type().trino() + " " + operator + " "
                                + right.type().trino()));
        boolean equality = operator.equals("=") || operator.equals("<>") || operator.startsWith("IS");
        if (!equality && !Coercion.isOrderable(common)) {
            throw SqlFailure.at(node, "TYPE_MISMATCH", "Type " + common.trino() + " is not orderable");
        }
        return new Expr(
                "(" + comparable(left, common) + " " + operator + " " + comparable(right, common) + ")",
                Simple.BOOLEAN,
                Origin.of(List.of(left, right)));
    }

    /** The value in the common type; of an instant only the instant, since the zone does not count in comparisons. */
    private String comparable(Expr value, SqlType common) {
        String sql = renderer.casts().coerce(value, common).sql();
        return common instanceof ZonedTimestamp ? "(" + sql + ").u" : sql;
    }

    Expr between(BetweenPredicate node, Context context) {
        Expr value = renderer.render(node.getValue(), context);
        Expr low = compare(node, value, renderer.render(node.getMin(), context), ">=");
        Expr high = compare(node, value, renderer.render(node.getMax(), context), "<=");
        return new Expr("(" + low.sql() + " AND " + high.sql() + ")", Simple.BOOLEAN, Origin.of(List.of(low, high)));
    }

    Expr like(LikePredicate node, Context context) {
        String value = varchar(node.getValue(), context, "Left side of LIKE expression");
        String pattern = varchar(node.getPattern(), context, "Pattern for LIKE expression");
        String escape = "";
        if (node.getEscape().isPresent()) {
            escape = " ESCAPE " + varchar(node.getEscape().get(), context, "Escape for LIKE expression");
        }
        return new Expr("(" + value + " LIKE " + pattern + escape + ")", Simple.BOOLEAN);
    }

    String varchar(Expression node, Context context, String place) {
        Expr value = renderer.render(node, context);
        if (!Coercion.converts(value.type(), Simple.VARCHAR)) {
            throw SqlFailure.at(
                    node,
                    "TYPE_MISMATCH",
                    place + " must evaluate to a varchar (actual: "
                            + value.type().trino() + ")");
        }
        return renderer.casts().coerce(value, Simple.VARCHAR).sql();
    }

    Expr in(InPredicate node, Context context) {
        Expr value = renderer.render(node.getValue(), context);
        if (node.getValueList() instanceof InListExpression list) {
            List<Expr> all = new ArrayList<>();
            all.add(value);
            list.getValues().forEach(item -> all.add(renderer.render(item, context)));
            List<Expr> unified = renderer.unify(node, all);
            SqlType common = unified.get(0).type();
            StringJoiner items = new StringJoiner(", ");
            unified.subList(1, unified.size()).forEach(item -> items.add(comparable(item, common)));
            return new Expr(
                    "(" + comparable(unified.get(0), common) + " IN (" + items + "))", Simple.BOOLEAN, Origin.of(all));
        }
        if (node.getValueList() instanceof SubqueryExpression subquery) {
            Select select = oneColumn(subquery, context);
            String relation = renderer.names().next();
            Expr column = new Expr(
                    relation + "." + Select.columnName(0),
                    select.columns().get(0).type());
            SqlType common = renderer.unify(node, List.of(value, column)).get(0).type();
            return new Expr(
                    "(" + comparable(value, common) + " IN (SELECT " + comparable(column, common) + " FROM ("
                            + select.sql() + ") AS " + relation + "))",
                    Simple.BOOLEAN);
        }
        throw SqlFailure.notEmulated(node, "IN " + node.getValueList());
    }

    Expr exists(ExistsPredicate node, Context context) {
        if (node.getSubquery() instanceof SubqueryExpression subquery) {
            Select select = queries.query(subquery.getQuery(), Optional.of(context.scope()));
            return new Expr("(EXISTS (" + select.sql() + "))", Simple.BOOLEAN);
        }
        throw SqlFailure.notEmulated(node, "EXISTS " + node.getSubquery());
    }

    Expr subquery(SubqueryExpression node, Context context) {
        Select select = oneColumn(node, context);
        return new Expr("(" + select.sql() + ")", select.columns().get(0).type());
    }

    private Select oneColumn(SubqueryExpression node, Context context) {
        Select select = queries.query(node.getQuery(), Optional.of(context.scope()));
        if (select.columns().size() != 1) {
            throw SqlFailure.notEmulated(node, "a subquery of several columns as a value");
        }
        return select;
    }
}
