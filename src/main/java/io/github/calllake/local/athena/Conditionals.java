package io.github.calllake.local.athena;

import io.trino.sql.tree.CoalesceExpression;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.IfExpression;
import io.trino.sql.tree.Node;
import io.trino.sql.tree.NullIfExpression;
import io.trino.sql.tree.SearchedCaseExpression;
import io.trino.sql.tree.SimpleCaseExpression;
import io.trino.sql.tree.WhenClause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** CASE and its short forms. */
final class Conditionals {
    private final ExpressionRenderer renderer;

    Conditionals(ExpressionRenderer renderer) {
        this.renderer = renderer;
    }

    Expr coalesce(CoalesceExpression node, Context context) {
        List<Expr> values = renderer.unify(
                node,
                node.getOperands().stream()
                        .map(operand -> renderer.render(operand, context))
                        .toList());
        StringJoiner all = new StringJoiner(", ", "coalesce(", ")");
        values.forEach(value -> all.add(value.sql()));
        return new Expr(all.toString(), values.get(0).type());
    }

    Expr nullIf(NullIfExpression node, Context context) {
        Expr first = renderer.render(node.getFirst(), context);
        Expr equal = renderer.predicates().compare(node, first, renderer.render(node.getSecond(), context), "=");
        return new Expr("CASE WHEN " + equal.sql() + " THEN NULL ELSE " + first.sql() + " END", first.type());
    }

    Expr ifElse(IfExpression node, Context context) {
        Expr condition = renderer.condition(node.getCondition(), context, "IF condition");
        Expr otherwise = node.getFalseValue()
                .map(value -> renderer.render(value, context))
                .orElse(Expr.nullValue());
        List<Expr> values = renderer.unify(node, List.of(renderer.render(node.getTrueValue(), context), otherwise));
        return new Expr(
                "CASE WHEN " + condition.sql() + " THEN " + values.get(0).sql() + " ELSE "
                        + values.get(1).sql() + " END",
                values.get(0).type());
    }

    Expr searchedCase(SearchedCaseExpression node, Context context) {
        List<Expr> conditions = node.getWhenClauses().stream()
                .map(when -> renderer.condition(when.getOperand(), context, "CASE WHEN clause"))
                .toList();
        return cases(node, conditions, node.getWhenClauses(), node.getDefaultValue(), context);
    }

    Expr simpleCase(SimpleCaseExpression node, Context context) {
        Expr operand = renderer.render(node.getOperand(), context);
        List<Expr> conditions = node.getWhenClauses().stream()
                .map(when ->
                        renderer.predicates().compare(when, operand, renderer.render(when.getOperand(), context), "="))
                .toList();
        return cases(node, conditions, node.getWhenClauses(), node.getDefaultValue(), context);
    }

    private Expr cases(
            Node node, List<Expr> conditions, List<WhenClause> whens, Optional<Expression> otherwise, Context context) {
        List<Expr> results = new ArrayList<>();
        whens.forEach(when -> results.add(renderer.render(when.getResult(), context)));
        results.add(otherwise.map(value -> renderer.render(value, context)).orElse(Expr.nullValue()));
        List<Expr> unified = renderer.unify(node, results);
        StringBuilder sql = new StringBuilder("CASE");
        for (int i = 0; i < conditions.size(); i++) {
            sql.append(" WHEN ").append(conditions.get(i).sql());
            sql.append(" THEN ").append(unified.get(i).sql());
        }
        sql.append(" ELSE ").append(unified.get(conditions.size()).sql()).append(" END");
        return new Expr("(" + sql + ")", unified.get(0).type());
    }
}
