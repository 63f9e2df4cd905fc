package io.github.calllake.local.athena;

import static io.github.calllake.local.athena.ScalarFunction.byCount;
import static io.github.calllake.local.athena.ScalarFunction.typed;
import static io.github.calllake.local.athena.SqlType.Simple.BIGINT;
import static io.github.calllake.local.athena.SqlType.Simple.BOOLEAN;
import static io.github.calllake.local.athena.SqlType.Simple.DOUBLE;
import static io.github.calllake.local.athena.SqlType.Simple.VARCHAR;

import io.github.calllake.local.athena.SqlType.Decimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Functions on numbers, and comparisons of several values.
 *
 * @see <a href="https://trino.io/docs/current/functions/math.html">Trino's mathematical functions</a>
 */
final class MathFunctions {
    private MathFunctions() {}

    static Map<String, ScalarFunction> all() {
        Map<String, ScalarFunction> all = new HashMap<>();
        all.put("abs", sameType("abs"));
        all.put("floor", whole("floor"));
        all.put("ceil", whole("ceil"));
        all.put("ceiling", whole("ceil"));
        all.put("round", byCount(Map.of(1, whole("round"), 2, MathFunctions::round)));
        all.put("mod", MathFunctions::mod);
        all.put("power", typed(DOUBLE, "pow($1, $2)", DOUBLE, DOUBLE));
        all.put("pow", typed(DOUBLE, "pow($1, $2)", DOUBLE, DOUBLE));
        all.put("sqrt", typed(DOUBLE, "CASE WHEN $1 < 0 THEN CAST('NaN' AS DOUBLE) ELSE sqrt($1) END", DOUBLE));
        all.put("exp", typed(DOUBLE, "exp($1)", DOUBLE));
        all.put("ln", logarithm("ln"));
        all.put("log2", logarithm("log2"));
        all.put("log10", logarithm("log10"));
        all.put("is_nan", typed(BOOLEAN, "isnan($1)", DOUBLE));
        all.put("is_finite", typed(BOOLEAN, "isfinite($1)", DOUBLE));
        all.put("is_infinite", typed(BOOLEAN, "isinf($1)", DOUBLE));
        all.put("nan", typed(DOUBLE, "CAST('NaN' AS DOUBLE)"));
        all.put("infinity", typed(DOUBLE, "CAST('Infinity' AS DOUBLE)"));
        all.put("greatest", extreme("greatest"));
        all.put("least", extreme("least"));
        all.put(
                "typeof",
                call -> new Expr(Sql.cast(Sql.text(call.arg(0).type().trino().replace("\"", "")), VARCHAR), VARCHAR));
        return all;
    }

    private static ScalarFunction sameType(String function) {
        return call -> {
            Expr value = number(call);
            return new Expr(Sql.cast(function + "(" + value.sql() + ")", value.type()), value.type());
        };
    }

    private static ScalarFunction whole(String function) {
        return call -> {
            Expr value = number(call);
            if (value.type() instanceof Decimal decimal) {
                SqlType type =
                        new Decimal(Math.min(Decimal.MAX_PRECISION, decimal.precision() - decimal.scale() + 1), 0);
                return new Expr(Sql.cast(function + "(" + value.sql() + ")", type), type);
            }
            return new Expr(Sql.cast(function + "(" + value.sql() + ")", value.type()), value.type());
        };
    }

    private static Expr round(Call call) {
        Expr value = call.arg(0);
        if (!Coercion.isNumeric(value.type()) || value.type() instanceof Decimal) {
            throw SqlFailure.notEmulated(
                    call.node(), "round to digits of " + value.type().trino());
        }
        String digits = call.as(1, SqlType.Simple.INTEGER);
        return new Expr(Sql.cast("round(" + value.sql() + ", " + digits + ")", value.type()), value.type());
    }

    private static Expr mod(Call call) {
        if (call.size() != 2) {
            throw call.badArguments();
        }
        String fail = call.fail(Sql.text("DIVISION_BY_ZERO: Division by zero"), BIGINT);
        return typed(BIGINT, "CASE WHEN $2 = 0 THEN " + fail + " ELSE $1 % $2 END", BIGINT, BIGINT)
                .render(call);
    }

    /** DuckDB fails outside the domain, Trino gives NaN or minus infinity. */
    private static ScalarFunction logarithm(String function) {
        return typed(
                DOUBLE,
                "CASE WHEN $1 = 0 THEN CAST('-Infinity' AS DOUBLE) WHEN $1 < 0 THEN CAST('NaN' AS DOUBLE) ELSE "
                        + function + "($1) END",
                DOUBLE);
    }

    /** NULL if any argument is NULL; DuckDB would pass over them. */
    private static ScalarFunction extreme(String function) {
        return call -> {
            List<Expr> values = call.unified();
            if (values.isEmpty() || !Coercion.isOrderable(values.get(0).type())) {
                throw call.badArguments();
            }
            StringJoiner anyNull = new StringJoiner(" OR ");
            StringJoiner all = new StringJoiner(", ", function + "(", ")");
            for (Expr value : values) {
                anyNull.add(value.sql() + " IS NULL");
                all.add(value.sql());
            }
            return new Expr(
                    "CASE WHEN " + anyNull + " THEN NULL ELSE " + all + " END",
                    values.get(0).type());
        };
    }

    private static Expr number(Call call) {
        if (call.size() != 1 || !Coercion.isNumeric(call.arg(0).type())) {
            throw call.badArguments();
        }
        return call.arg(0);
    }
}
