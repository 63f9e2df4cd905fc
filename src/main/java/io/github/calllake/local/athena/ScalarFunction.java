package io.github.calllake.local.athena;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A scalar function of Trino's, written in DuckDB's SQL. */
@FunctionalInterface
interface ScalarFunction {
    /** Where an argument goes in a template. */
    Pattern ARGUMENT = Pattern.compile("\\$([0-9])");

    Expr render(Call call);

    /**
     * A function of fixed parameter types.
     *
     * @param result what it gives
     * @param template DuckDB's text, with {@code $1}, {@code $2} for the arguments
     */
    static ScalarFunction typed(SqlType result, String template, SqlType... parameters) {
        return call -> {
            if (call.size() != parameters.length) {
                throw call.badArguments();
            }
            String sql = ARGUMENT.matcher(template).replaceAll(match -> {
                int index = Integer.parseInt(match.group(1)) - 1;
                return Matcher.quoteReplacement(call.as(index, parameters[index]));
            });
            return new Expr(sql, result);
        };
    }

    /** Chooses by the number of arguments. */
    static ScalarFunction byCount(Map<Integer, ScalarFunction> overloads) {
        return call -> {
            ScalarFunction function = overloads.get(call.size());
            if (function == null) {
                throw call.badArguments();
            }
            return function.render(call);
        };
    }
}
