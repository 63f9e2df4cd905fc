package io.github.calllake.local.athena;

import static io.github.calllake.local.athena.SqlType.Simple.BIGINT;
import static io.github.calllake.local.athena.SqlType.Simple.DOUBLE;

import io.trino.sql.tree.FunctionCall;
import java.util.StringJoiner;

/**
 * Functions that stand before OVER only.
 *
 * @see <a href="https://trino.io/docs/current/functions/window.html">Trino's window functions</a>
 */
final class WindowFunctions {
    private final ExpressionRenderer renderer;

    WindowFunctions(ExpressionRenderer renderer) {
        this.renderer = renderer;
    }

    /**
     * Renders a call.
     *
     * @param tail FILTER and OVER, which go behind it
     */
    Expr render(FunctionCall node, String name, Context context, String tail) {
        Call call = new Call(node, renderer, context);
        return switch (name) {
            case "row_number", "rank", "dense_rank" -> {
                arguments(call, 0, 0);
                yield new Expr(name + "()" + tail, BIGINT);
            }
            case "percent_rank", "cume_dist" -> {
                arguments(call, 0, 0);
                yield new Expr(name + "()" + tail, DOUBLE);
            }
            case "ntile" -> {
                arguments(call, 1, 1);
                yield new Expr("ntile(" + call.as(0, BIGINT) + ")" + tail, BIGINT);
            }
            case "first_value", "last_value" -> {
                arguments(call, 1, 1);
                yield value(call, name, call.arg(0), "", tail);
            }
            case "nth_value" -> {
                arguments(call, 2, 2);
                yield value(call, name, call.arg(0), ", " + call.as(1, BIGINT), tail);
            }
            case "lag", "lead" -> {
                arguments(call, 1, 3);
                StringJoiner rest = new StringJoiner("");
                if (call.size() > 1) {
                    rest.add(", " + call.as(1, BIGINT));
                }
                if (call.size() > 2) {
                    rest.add(", " + call.coerce(call.arg(2), call.arg(0).type()).sql());
                }
                yield value(call, name, call.arg(0), rest.toString(), tail);
            }
            default -> throw SqlFailure.at(node, "FUNCTION_NOT_FOUND", "not emulated locally: window function " + name);
        };
    }

    private static Expr value(Call call, String name, Expr value, String rest, String tail) {
        boolean ignoreNulls = call.node()
                .getNullTreatment()
                .filter(FunctionCall.NullTreatment.IGNORE::equals)
                .isPresent();
        return new Expr(
                name + "(" + value.sql() + rest + (ignoreNulls ? " IGNORE NULLS" : "") + ")" + tail, value.type());
    }

    private static void arguments(Call call, int least, int most) {
        if (call.size() < least || call.size() > most) {
            throw call.badArguments();
        }
    }
}
