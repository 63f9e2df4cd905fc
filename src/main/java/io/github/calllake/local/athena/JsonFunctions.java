package io.github.calllake.local.athena;

import static io.github.calllake.local.athena.Sql.text;
import static io.github.calllake.local.athena.SqlType.Simple.BIGINT;
import static io.github.calllake.local.athena.SqlType.Simple.BOOLEAN;
import static io.github.calllake.local.athena.SqlType.Simple.JSON;
import static io.github.calllake.local.athena.SqlType.Simple.UNKNOWN;
import static io.github.calllake.local.athena.SqlType.Simple.VARCHAR;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Functions on JSON text. Where Trino gives NULL for text that is no JSON, DuckDB fails; so every access is guarded.
 * Unlike Trino's, JSON values keep the order of an object's members, and numbers lose trailing zeros.
 *
 * @see <a href="https://trino.io/docs/current/functions/json.html">Trino's JSON functions</a>
 */
final class JsonFunctions {
    private static final Pattern STEP = Pattern.compile(
            "\\.([A-Za-z_][A-Za-z0-9_\\-]*)|\\[\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*]|\\[\\s*'([^']*)'\\s*]|\\[\\s*(\\d+)\\s*]");

    private JsonFunctions() {}

    static Map<String, ScalarFunction> all() {
        Map<String, ScalarFunction> all = new HashMap<>();
        all.put("json_extract_scalar", JsonFunctions::extractScalar);
        all.put("json_extract", JsonFunctions::extract);
        all.put("json_array_length", JsonFunctions::arrayLength);
        all.put("json_format", ScalarFunction.typed(VARCHAR, "CAST($1 AS VARCHAR)", JSON));
        all.put("json_parse", JsonFunctions::parse);
        all.put("is_json_scalar", call -> guarded(call, BOOLEAN, "json_type(%1$s) NOT IN ('OBJECT', 'ARRAY')"));
        return all;
    }

    private static Expr extractScalar(Call call) {
        String path = path(call);
        return guarded(
                call,
                VARCHAR,
                "CASE WHEN json_type(%1$s, " + path + ") NOT IN ('OBJECT', 'ARRAY') THEN json_extract_string(%1$s, "
                        + path + ") END");
    }

    private static Expr extract(Call call) {
        return guarded(call, JSON, "json_extract(%1$s, " + path(call) + ")");
    }

    private static Expr arrayLength(Call call) {
        return guarded(
                call, BIGINT, "CASE WHEN json_type(%1$s) = 'ARRAY' THEN CAST(json_array_length(%1$s) AS BIGINT) END");
    }

    private static Expr parse(Call call) {
        String value = call.as(0, VARCHAR);
        String message = "concat('INVALID_FUNCTION_ARGUMENT: Cannot convert value to JSON: ''', " + value + ", '''')";
        return new Expr(
                "CASE WHEN " + value + " IS NULL THEN NULL WHEN json_valid(" + value
                        + ") THEN json(CASE WHEN json_valid(" + value + ") THEN " + value + " END) ELSE "
                        + call.fail(message, JSON) + " END",
                JSON);
    }

    /** Evaluates only what is JSON; all else gives NULL. */
    private static Expr guarded(Call call, SqlType result, String template) {
        Expr value = call.arg(0);
        if (value.is(UNKNOWN)) {
            return new Expr(Sql.nullOf(result), result);
        }
        if (!value.is(VARCHAR) && !value.is(JSON)) {
            throw call.badArguments();
        }
        // A guard around the whole would not do: DuckDB evaluates constants behind it.
        String json = value.is(JSON)
                ? value.sql()
                : "(CASE WHEN json_valid(" + value.sql() + ") THEN " + value.sql() + " END)";
        return new Expr("(" + template.replace("%1$s", json) + ")", result);
    }

    /** Rewrites Trino's path, in which a dot may be followed by a hyphenated name, with every step quoted. */
    private static String path(Call call) {
        if (call.size() != 2) {
            throw call.badArguments();
        }
        String path = call.literal(1);
        StringBuilder quoted = new StringBuilder("$");
        Matcher step = STEP.matcher(path);
        int at = path.startsWith("$") ? 1 : 0;
        while (at < path.length()) {
            if (at == 0 || !step.find(at) || step.start() != at) {
                throw SqlFailure.at(call.node(), "INVALID_FUNCTION_ARGUMENT", "Invalid JSON path: '" + path + "'");
            }
            quoted.append(step.group(4) != null ? "[" + step.group(4) + "]" : "." + quoted(call, step));
            at = step.end();
        }
        return text(quoted.toString());
    }

    private static String quoted(Call call, Matcher step) {
        for (int group = 1; group <= 2; group++) {
            if (step.group(group) != null) {
                String key = step.group(group);
                if (key.indexOf('\\') >= 0 || key.indexOf('"') >= 0) {
                    throw SqlFailure.notEmulated(call.node(), "quotes and backslashes in a JSON path");
                }
                return "\"" + key + "\"";
            }
        }
        throw SqlFailure.at(call.node(), "INVALID_FUNCTION_ARGUMENT", "Invalid JSON path: " + step.group());
    }
}
