package io.github.calllake.local.athena;

import io.trino.sql.tree.Expression;
import io.trino.sql.tree.FrameBound;
import io.trino.sql.tree.FunctionCall;
import io.trino.sql.tree.SortItem;
import io.trino.sql.tree.WindowFrame;
import io.trino.sql.tree.WindowSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/** Finds what a function call means; a function that is not on the lists fails by name. */
final class FunctionCalls {
    /** What stands between a window function and its window. */
    static final String OVER = " OVER (";

    private static final Map<String, ScalarFunction> SCALAR = scalar();

    private final ExpressionRenderer renderer;
    private final AggregateFunctions aggregates;

    FunctionCalls(ExpressionRenderer renderer) {
        this.renderer = renderer;
        this.aggregates = new AggregateFunctions(renderer);
    }

    private static Map<String, ScalarFunction> scalar() {
        Map<String, ScalarFunction> all = new HashMap<>();
        all.putAll(TextFunctions.all());
        all.putAll(MathFunctions.all());
        all.putAll(TimeFunctions.all());
        all.putAll(JsonFunctions.all());
        all.putAll(CollectionFunctions.all());
        return Map.copyOf(all);
    }

    /** Names of all functions of single rows. */
    static Set<String> scalarNames() {
        return SCALAR.keySet();
    }

    Expr render(FunctionCall node, Context context) {
        String name = Identifiers.name(node.getName().getSuffix());
        if (node.getName().getParts().size() > 1) {
            throw SqlFailure.notEmulated(node, "function " + node.getName());
        }
        if (node.getWindow().isPresent()) {
            return windowed(node, name, context);
        }
        if (AggregateFunctions.isAggregate(name)) {
            refuseIn(context, node, "aggregations, window functions or grouping operations");
            return aggregates.render(node, name, context.insideAggregate(), filter(node, context));
        }
        ScalarFunction function = SCALAR.get(name);
        if (function == null) {
            throw SqlFailure.at(node, "FUNCTION_NOT_FOUND", "not emulated locally: function " + name);
        }
        boolean plain = !node.isDistinct()
                && node.getFilter().isEmpty()
                && node.getOrderBy().isEmpty()
                && node.getNullTreatment().isEmpty();
        if (!plain) {
            throw SqlFailure.at(node, "FUNCTION_NOT_AGGREGATE", "Function '" + name + "' is not an aggregate");
        }
        return function.render(new Call(node, renderer, context));
    }

    private static void refuseIn(Context context, FunctionCall node, String what) {
        if (context.clause().isPresent()) {
            throw SqlFailure.at(
                    node,
                    "EXPRESSION_NOT_SCALAR",
                    context.clause().get() + " cannot contain " + what + ": " + node.getName());
        }
    }

    private Expr windowed(FunctionCall node, String name, Context context) {
        refuseIn(context, node, "window functions");
        if (node.isDistinct() || node.getOrderBy().isPresent()) {
            throw SqlFailure.at(node, "NOT_SUPPORTED", "DISTINCT and ORDER BY in window function parameters");
        }
        if (!(node.getWindow().orElseThrow() instanceof WindowSpecification window)
                || window.getExistingWindowName().isPresent()) {
            throw SqlFailure.notEmulated(node, "named windows");
        }
        String tail = filter(node, context) + OVER + over(window, context) + ")";
        return AggregateFunctions.isAggregate(name)
                ? aggregates.render(node, name, context, tail)
                : new WindowFunctions(renderer).render(node, name, context, tail);
    }

    private String filter(FunctionCall node, Context context) {
        if (node.getFilter().isEmpty()) {
            return "";
        }
        Context inside = node.getWindow().isPresent() ? context : context.insideAggregate();
        Expr filter = renderer.condition(node.getFilter().get(), inside, "FILTER");
        return " FILTER (WHERE " + filter.sql() + ")";
    }

    private String over(WindowSpecification window, Context context) {
        StringJoiner clauses = new StringJoiner(" ");
        if (!window.getPartitionBy().isEmpty()) {
            StringJoiner keys = new StringJoiner(", ", "PARTITION BY ", "");
            for (Expression key : window.getPartitionBy()) {
                keys.add(renderer.render(key, context).sql());
            }
            clauses.add(keys.toString());
        }
        window.getOrderBy().ifPresent(order -> clauses.add(orderBy(renderer, order.getSortItems(), context)));
        window.getFrame().ifPresent(frame -> clauses.add(frame(frame, context)));
        return clauses.toString();
    }

    /** An ORDER BY clause; Trino puts NULL last in both directions. */
    static String orderBy(ExpressionRenderer renderer, List<SortItem> items, Context context) {
        StringJoiner keys = new StringJoiner(", ", "ORDER BY ", "");
        for (SortItem item : items) {
            Expr key = renderer.render(item.getSortKey(), context);
            keys.add(sortKey(item, key));
        }
        return keys.toString();
    }

    static String sortKey(SortItem item, Expr key) {
        if (!Coercion.isOrderable(key.type())) {
            throw SqlFailure.at(
                    item,
                    "TYPE_MISMATCH",
                    "Type " + key.type().trino() + " is not orderable, and therefore cannot be used in ORDER BY");
        }
        String direction = item.getOrdering() == SortItem.Ordering.DESCENDING ? " DESC" : " ASC";
        String nulls = item.getNullOrdering() == SortItem.NullOrdering.FIRST ? " NULLS FIRST" : " NULLS LAST";
        return key.sql() + direction + nulls;
    }

    private String frame(WindowFrame frame, Context context) {
        if (!frame.getMeasures().isEmpty() || frame.getPattern().isPresent()) {
            throw SqlFailure.notEmulated(frame, "pattern recognition in a window frame");
        }
        String start = bound(frame.getStart(), context);
        Optional<String> end = frame.getEnd().map(bound -> bound(bound, context));
        return frame.getType() + (end.isPresent() ? " BETWEEN " + start + " AND " + end.get() : " " + start);
    }

    private String bound(FrameBound bound, Context context) {
        return switch (bound.getType()) {
            case UNBOUNDED_PRECEDING -> "UNBOUNDED PRECEDING";
            case UNBOUNDED_FOLLOWING -> "UNBOUNDED FOLLOWING";
            case CURRENT_ROW -> "CURRENT ROW";
            case PRECEDING -> offset(bound, context) + " PRECEDING";
            case FOLLOWING -> offset(bound, context) + " FOLLOWING";
        };
    }

    private String offset(FrameBound bound, Context context) {
        return renderer.render(bound.getValue().orElseThrow(), context).sql();
    }
}
