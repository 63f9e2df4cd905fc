package io.github.calllake.local.athena;

import static io.github.calllake.local.athena.Sql.cast;
import static io.github.calllake.local.athena.SqlType.Simple.BIGINT;
import static io.github.calllake.local.athena.SqlType.Simple.BOOLEAN;
import static io.github.calllake.local.athena.SqlType.Simple.DOUBLE;
import static io.github.calllake.local.athena.SqlType.Simple.REAL;
import static io.github.calllake.local.athena.SqlType.Simple.VARCHAR;

import io.github.calllake.local.athena.SqlType.ArrayOf;
import io.github.calllake.local.athena.SqlType.Decimal;
import io.github.calllake.local.athena.SqlType.ZonedTimestamp;
import io.trino.sql.tree.DefaultTraversalVisitor;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.FunctionCall;
import io.trino.sql.tree.OrderBy;
import io.trino.sql.tree.SubqueryExpression;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates, grouped or over a window.
 *
 * @see <a href="https://trino.io/docs/current/functions/aggregate.html">Trino's aggregate functions</a>
 */
final class AggregateFunctions {
    private static final Set<String> NAMES = Set.of(
            "count",
            "count_if",
            "sum",
            "avg",
            "min",
            "max",
            "min_by",
            "max_by",
            "approx_distinct",
            "approx_percentile",
            "arbitrary",
            "any_value",
            "array_agg",
            "bool_and",
            "bool_or",
            "every",
            "listagg",
            "stddev",
            "stddev_samp",
            "stddev_pop",
            "variance",
            "var_samp",
            "var_pop");

    private final ExpressionRenderer renderer;

    AggregateFunctions(ExpressionRenderer renderer) {
        this.renderer = renderer;
    }

    static boolean isAggregate(String name) {
        return NAMES.contains(name);
    }

    /** Whether an expression aggregates the query it stands in. */
    static boolean occurIn(Expression expression) {
        AtomicBoolean found = new AtomicBoolean();
        new DefaultTraversalVisitor<AtomicBoolean>() {
            @Override
            protected @Nullable Void visitFunctionCall(FunctionCall node, AtomicBoolean context) {
                if (node.getWindow().isEmpty()
                        && isAggregate(Identifiers.name(node.getName().getSuffix()))) {
                    context.set(true);
                }
                return super.visitFunctionCall(node, context);
            }

            @Override
            protected @Nullable Void visitSubqueryExpression(SubqueryExpression node, AtomicBoolean context) {
                return null;
            }
        }.process(expression, found);
        return found.get();
    }

    /**
     * Renders a call.
     *
     * @param context where the arguments stand
     * @param tail FILTER and OVER, which go behind it
     */
    Expr render(FunctionCall node, String name, Context context, String tail) {
        Call call = new Call(node, renderer, context);
        if (name.equals("count") && call.size() == 0) {
            return new Expr("count(*)" + tail, BIGINT);
        }
        return switch (name) {
            case "count" -> new Expr(core(call, "count", counted(one(call)), tail), BIGINT);
            case "count_if" ->
                new Expr(
                        cast("coalesce(" + core(call, "count_if", call.as(0, BOOLEAN), tail) + ", 0)", BIGINT), BIGINT);
            case "approx_distinct" -> new Expr(core(call, "approx_count_distinct", counted(call.arg(0)), tail), BIGINT);
            case "sum" -> sum(call, tail);
            case "avg" -> average(call, tail);
            case "min", "max" -> extreme(call, name, tail);
            case "min_by", "max_by" -> {
                if (call.size() != 2 || !Coercion.isOrderable(call.arg(1).type())) {
                    throw call.badArguments();
                }
                String function = name.equals("min_by") ? "arg_min_null" : "arg_max_null";
                String arguments = call.arg(0).sql() + ", " + call.arg(1).sql();
                yield new Expr(
                        core(call, function, arguments, tail), call.arg(0).type());
            }
            case "arbitrary", "any_value" ->
                new Expr(
                        core(call, "any_value", one(call).sql(), tail),
                        call.arg(0).type());
            case "array_agg" ->
                new Expr(
                        core(call, "array_agg", one(call).sql(), tail),
                        new ArrayOf(call.arg(0).type()));
            case "bool_and", "every" -> new Expr(core(call, "bool_and", call.as(0, BOOLEAN), tail), BOOLEAN);
            case "bool_or" -> new Expr(core(call, "bool_or", call.as(0, BOOLEAN), tail), BOOLEAN);
            case "approx_percentile" -> percentile(call, tail);
            case "listagg" -> listAggregate(call, tail);
            case "variance" -> new Expr(core(call, "var_samp", call.as(0, DOUBLE), tail), DOUBLE);
            default -> new Expr(core(call, name, call.as(0, DOUBLE), tail), DOUBLE);
        };
    }

    private String core(Call call, String function, String arguments, String tail) {
        String distinct = call.node().isDistinct() ? "DISTINCT " : "";
        String order = call.node()
                .getOrderBy()
                .map(OrderBy::getSortItems)
                .map(items -> " " + FunctionCalls.orderBy(renderer, items, call.context()))
                .orElse("");
        return function + "(" + distinct + arguments + order + ")" + tail;
    }

    private static Expr one(Call call) {
        if (call.size() != 1) {
            throw call.badArguments();
        }
        return call.arg(0);
    }

    /** What makes two values one when counted: of a zoned timestamp only the instant. */
    private static String counted(Expr value) {
        return value.type() instanceof ZonedTimestamp ? "(" + value.sql() + ").u" : value.sql();
    }

    private Expr sum(Call call, String tail) {
        Expr value = one(call);
        SqlType type;
        if (Coercion.isInteger(value.type())) {
            type = BIGINT;
        } else if (value.type() instanceof Decimal decimal) {
            type = new Decimal(Decimal.MAX_PRECISION, decimal.scale());
        } else if (value.is(DOUBLE) || value.is(REAL)) {
            type = value.type();
        } else {
            throw call.badArguments();
        }
        return new Expr(cast(core(call, "sum", value.sql(), tail), type), type);
    }

    private Expr average(Call call, String tail) {
        Expr value = one(call);
        if (!Coercion.isNumeric(value.type())) {
            throw call.badArguments();
        }
        if (value.type() instanceof Decimal) {
            throw SqlFailure.notEmulated(call.node(), "avg of decimals (cast to double)");
        }
        SqlType type = value.is(REAL) ? REAL : DOUBLE;
        return new Expr(cast(core(call, "avg", cast(value.sql(), DOUBLE), tail), type), type);
    }

    private Expr extreme(Call call, String name, String tail) {
        if (call.size() != 1) {
            throw SqlFailure.notEmulated(call.node(), name + " of several values");
        }
        Expr value = call.arg(0);
        if (!Coercion.isOrderable(value.type())) {
            throw call.badArguments();
        }
        return new Expr(core(call, name, value.sql(), tail), value.type());
    }

    private Expr percentile(Call call, String tail) {
        if (call.size() != 2 || !Coercion.isNumeric(call.arg(0).type())) {
            throw SqlFailure.notEmulated(call.node(), "this form of approx_percentile");
        }
        Expr value = call.arg(0);
        String all = core(call, "list", value.sql(), tail);
        return new Expr("ct_percentile(" + all + ", " + call.as(1, DOUBLE) + ")", value.type());
    }

    private Expr listAggregate(Call call, String tail) {
        String separator = call.size() > 1 ? call.as(1, VARCHAR) : Sql.text("");
        return new Expr(core(call, "string_agg", call.as(0, VARCHAR) + ", " + separator, tail), VARCHAR);
    }
}
