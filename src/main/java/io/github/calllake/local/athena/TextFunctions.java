package io.github.calllake.local.athena;

import static io.github.calllake.local.athena.ScalarFunction.byCount;
import static io.github.calllake.local.athena.ScalarFunction.typed;
import static io.github.calllake.local.athena.Sql.text;
import static io.github.calllake.local.athena.SqlType.Simple.BIGINT;
import static io.github.calllake.local.athena.SqlType.Simple.BOOLEAN;
import static io.github.calllake.local.athena.SqlType.Simple.VARBINARY;
import static io.github.calllake.local.athena.SqlType.Simple.VARCHAR;

import io.github.calllake.local.athena.SqlType.ArrayOf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Functions on text.
 *
 * @see <a href="https://trino.io/docs/current/functions/string.html">Trino's string functions</a>
 */
final class TextFunctions {
    /** What Trino's TRIM takes away; DuckDB's takes blanks only. */
    static final String WHITE_SPACE = "concat(' ', chr(9), chr(10), chr(11), chr(12), chr(13))";

    private TextFunctions() {}

    static Map<String, ScalarFunction> all() {
        Map<String, ScalarFunction> all = new HashMap<>();
        all.put("lower", typed(VARCHAR, "lower($1)", VARCHAR));
        all.put("upper", typed(VARCHAR, "upper($1)", VARCHAR));
        all.put("length", TextFunctions::length);
        all.put("reverse", typed(VARCHAR, "reverse($1)", VARCHAR));
        all.put("substr", substring());
        all.put("substring", substring());
        all.put(
                "replace",
                byCount(Map.of(
                        2, typed(VARCHAR, "replace($1, $2, '')", VARCHAR, VARCHAR),
                        3, typed(VARCHAR, "replace($1, $2, $3)", VARCHAR, VARCHAR, VARCHAR))));
        all.put("trim", typed(VARCHAR, "trim($1, " + WHITE_SPACE + ")", VARCHAR));
        all.put("ltrim", typed(VARCHAR, "ltrim($1, " + WHITE_SPACE + ")", VARCHAR));
        all.put("rtrim", typed(VARCHAR, "rtrim($1, " + WHITE_SPACE + ")", VARCHAR));
        all.put("translate", typed(VARCHAR, "translate($1, $2, $3)", VARCHAR, VARCHAR, VARCHAR));
        all.put("strpos", typed(BIGINT, "strpos($1, $2)", VARCHAR, VARCHAR));
        all.put("starts_with", typed(BOOLEAN, "starts_with($1, $2)", VARCHAR, VARCHAR));
        all.put("lpad", typed(VARCHAR, "lpad($1, CAST($2 AS INTEGER), $3)", VARCHAR, BIGINT, VARCHAR));
        all.put("rpad", typed(VARCHAR, "rpad($1, CAST($2 AS INTEGER), $3)", VARCHAR, BIGINT, VARCHAR));
        all.put("split", typed(new ArrayOf(VARCHAR), "string_split($1, $2)", VARCHAR, VARCHAR));
        all.put(
                "split_part",
                typed(
                        VARCHAR,
                        "CASE WHEN len(string_split($1, $2)) >= $3 THEN split_part($1, $2, CAST($3 AS INTEGER)) END",
                        VARCHAR,
                        VARCHAR,
                        BIGINT));
        all.put("concat", TextFunctions::concat);
        // As in forms, where a plus stands for a blank.
        all.put("url_decode", typed(VARCHAR, "url_decode(replace($1, '+', ' '))", VARCHAR));
        all.put("to_utf8", typed(VARBINARY, "encode($1)", VARCHAR));
        all.put("from_utf8", typed(VARCHAR, "decode($1)", VARBINARY));
        all.put("regexp_like", typed(BOOLEAN, "regexp_matches($1, $2)", VARCHAR, VARCHAR));
        all.put(
                "regexp_extract",
                byCount(Map.of(
                        2,
                                typed(
                                        VARCHAR,
                                        "CASE WHEN regexp_matches($1, $2) THEN regexp_extract($1, $2) END",
                                        VARCHAR,
                                        VARCHAR),
                        3,
                                typed(
                                        VARCHAR,
                                        "CASE WHEN regexp_matches($1, $2) THEN regexp_extract($1, $2, CAST($3 AS INTEGER)) END",
                                        VARCHAR,
                                        VARCHAR,
                                        BIGINT))));
        all.put("regexp_replace", TextFunctions::regexpReplace);
        return all;
    }

    private static ScalarFunction substring() {
        String from = "ct_substr($1, $2)";
        return byCount(Map.of(
                2, typed(VARCHAR, from, VARCHAR, BIGINT),
                3, typed(VARCHAR, "left(" + from + ", greatest($3, 0))", VARCHAR, BIGINT, BIGINT)));
    }

    private static Expr length(Call call) {
        if (call.size() == 1 && call.arg(0).is(VARBINARY)) {
            return new Expr("octet_length(" + call.arg(0).sql() + ")", BIGINT);
        }
        return typed(BIGINT, "length($1)", VARCHAR).render(call);
    }

    private static Expr concat(Call call) {
        if (call.size() < 2) {
            throw call.badArguments();
        }
        if (call.arg(0).type() instanceof ArrayOf) {
            return CollectionFunctions.concat(call);
        }
        StringJoiner all = new StringJoiner(" || ", "(", ")");
        List<Expr> parts = new ArrayList<>();
        for (int i = 0; i < call.size(); i++) {
            all.add(call.as(i, VARCHAR));
            parts.add(call.arg(i));
        }
        return new Expr(all.toString(), VARCHAR, Origin.of(parts));
    }

    private static Expr regexpReplace(Call call) {
        if (call.size() != 2 && call.size() != 3) {
            throw call.badArguments();
        }
        // Trino names groups $1, DuckDB \1.
        String replacement =
                call.size() == 2 ? "" : call.literal(2).replace("\\", "\\\\").replaceAll("\\$(\\d)", "\\\\$1");
        return new Expr(
                "regexp_replace(" + call.as(0, VARCHAR) + ", " + call.as(1, VARCHAR) + ", " + text(replacement)
                        + ", 'g')",
                VARCHAR);
    }
}
