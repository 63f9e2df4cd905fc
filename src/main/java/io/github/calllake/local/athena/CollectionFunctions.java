package io.github.calllake.local.athena;

import static io.github.calllake.local.athena.SqlType.Simple.BIGINT;
import static io.github.calllake.local.athena.SqlType.Simple.BOOLEAN;
import static io.github.calllake.local.athena.SqlType.Simple.VARCHAR;

import io.github.calllake.local.athena.SqlType.ArrayOf;
import io.github.calllake.local.athena.SqlType.MapOf;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Functions on arrays and maps.
 *
 * @see <a href="https://trino.io/docs/current/functions/array.html">Trino's array functions</a>
 */
final class CollectionFunctions {
    private CollectionFunctions() {}

    static Map<String, ScalarFunction> all() {
        Map<String, ScalarFunction> all = new HashMap<>();
        all.put("cardinality", CollectionFunctions::cardinality);
        all.put("element_at", CollectionFunctions::elementAt);
        all.put("contains", CollectionFunctions::contains);
        all.put("array_join", CollectionFunctions::join);
        all.put("array_distinct", call -> sameArray(call, "list_distinct(", ")"));
        all.put("array_sort", call -> sameArray(call, "list_sort(", ", 'ASC', 'NULLS LAST')"));
        all.put("array_max", call -> extreme(call, "list_max"));
        all.put("array_min", call -> extreme(call, "list_min"));
        all.put(
                "map_keys",
                call -> new Expr(
                        "map_keys(" + map(call).sql() + ")",
                        new ArrayOf(((MapOf) map(call).type()).key())));
        all.put(
                "map_values",
                call -> new Expr(
                        "map_values(" + map(call).sql() + ")",
                        new ArrayOf(((MapOf) map(call).type()).value())));
        all.put("transform", CollectionFunctions::transform);
        all.put("filter", CollectionFunctions::filter);
        all.put("any_match", call -> {
            Expr test = test(call);
            return new Expr("(len(list_filter(" + call.arg(0).sql() + ", " + test.sql() + ")) > 0)", BOOLEAN);
        });
        all.put("sequence", ScalarFunction.typed(new ArrayOf(BIGINT), "generate_series($1, $2)", BIGINT, BIGINT));
        return all;
    }

    static Expr concat(Call call) {
        List<Expr> arrays = call.unified();
        StringJoiner anyNull = new StringJoiner(" OR ");
        String all = arrays.get(0).sql();
        anyNull.add(all + " IS NULL");
        for (Expr array : arrays.subList(1, arrays.size())) {
            anyNull.add(array.sql() + " IS NULL");
            all = "list_concat(" + all + ", " + array.sql() + ")";
        }
        return new Expr(
                "CASE WHEN " + anyNull + " THEN NULL ELSE " + all + " END",
                arrays.get(0).type());
    }

    private static Expr cardinality(Call call) {
        if (call.size() == 1 && call.arg(0).type() instanceof MapOf) {
            return new Expr("CAST(cardinality(" + call.arg(0).sql() + ") AS BIGINT)", BIGINT);
        }
        return new Expr("len(" + array(call, 1).sql() + ")", BIGINT);
    }

    private static Expr elementAt(Call call) {
        Expr base = call.arg(0);
        if (base.type() instanceof MapOf map && call.size() == 2) {
            return new Expr("map_extract_value(" + base.sql() + ", " + call.as(1, map.key()) + ")", map.value());
        }
        Expr array = array(call, 2);
        String index = call.as(1, BIGINT);
        SqlType element = ((ArrayOf) array.type()).element();
        String message = Sql.text("INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1");
        return new Expr(
                "CASE WHEN " + index + " = 0 THEN " + call.fail(message, element) + " ELSE " + array.sql() + "[" + index
                        + "] END",
                element);
    }

    /** NULL, not false, if the value is missing and the array has a NULL in it. */
    private static Expr contains(Call call) {
        Expr array = array(call, 2);
        String value =
                call.coerce(call.arg(1), ((ArrayOf) array.type()).element()).sql();
        String found = "list_contains(" + array.sql() + ", " + value + ")";
        String nulls = "len(list_filter(" + array.sql() + ", lambda element: element IS NULL)) > 0";
        return new Expr(
                "CASE WHEN " + value + " IS NULL THEN NULL WHEN " + found + " THEN true WHEN " + nulls
                        + " THEN NULL ELSE " + found + " END",
                BOOLEAN);
    }

    private static Expr join(Call call) {
        if (call.size() != 2 && call.size() != 3) {
            throw call.badArguments();
        }
        if (!(call.arg(0).type() instanceof ArrayOf array)) {
            throw call.badArguments();
        }
        String element = "element";
        String value = call.asText(new Expr(element, array.element()));
        String shown = call.size() == 3 ? "coalesce(" + value + ", " + call.as(2, VARCHAR) + ")" : value;
        return new Expr(
                "array_to_string(list_transform(" + call.arg(0).sql() + ", lambda " + element + ": " + shown + "), "
                        + call.as(1, VARCHAR) + ")",
                VARCHAR);
    }

    private static Expr sameArray(Call call, String before, String after) {
        Expr array = array(call, 1);
        return new Expr(before + array.sql() + after, array.type());
    }

    /** NULL if any element is NULL. */
    private static Expr extreme(Call call, String function) {
        Expr array = array(call, 1);
        String nulls = "len(list_filter(" + array.sql() + ", lambda element: element IS NULL)) > 0";
        return new Expr(
                "CASE WHEN " + nulls + " THEN NULL ELSE " + function + "(" + array.sql() + ") END",
                ((ArrayOf) array.type()).element());
    }

    private static Expr transform(Call call) {
        Expr array = array(call, 2);
        Expr lambda = call.lambda(1, List.of(((ArrayOf) array.type()).element()));
        return new Expr("list_transform(" + array.sql() + ", " + lambda.sql() + ")", new ArrayOf(lambda.type()));
    }

    private static Expr filter(Call call) {
        Expr array = array(call, 2);
        return new Expr("list_filter(" + array.sql() + ", " + test(call).sql() + ")", array.type());
    }

    private static Expr test(Call call) {
        Expr array = array(call, 2);
        Expr lambda = call.lambda(1, List.of(((ArrayOf) array.type()).element()));
        if (!lambda.is(BOOLEAN)) {
            throw call.badArguments();
        }
        return lambda;
    }

    private static Expr array(Call call, int arguments) {
        if (call.size() != arguments || !(call.arg(0).type() instanceof ArrayOf)) {
            throw call.badArguments();
        }
        return call.arg(0);
    }

    private static Expr map(Call call) {
        if (call.size() != 1 || !(call.arg(0).type() instanceof MapOf)) {
            throw call.badArguments();
        }
        return call.arg(0);
    }
}
