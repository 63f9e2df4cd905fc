package io.github.calllake.local.athena;

import io.github.calllake.local.athena.SqlType.Simple;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.FunctionCall;
import io.trino.sql.tree.LambdaExpression;
import io.trino.sql.tree.StringLiteral;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A function call whose arguments are rendered when the function asks for them. Not thread-safe. */
final class Call {
    private final FunctionCall node;
    private final ExpressionRenderer renderer;
    private final Context context;
    private final Map<Integer, Expr> rendered = new HashMap<>();

    Call(FunctionCall node, ExpressionRenderer renderer, Context context) {
        this.node = node;
        this.renderer = renderer;
        this.context = context;
    }

    String name() {
        return Identifiers.name(node.getName().getSuffix());
    }

    FunctionCall node() {
        return node;
    }

    Context context() {
        return context;
    }

    int size() {
        return node.getArguments().size();
    }

    /** The argument; a call with too few of them fails. */
    Expr arg(int index) {
        if (index >= size()) {
            throw badArguments();
        }
        Expr known = rendered.get(index);
        if (known == null) {
            known = renderer.render(node.getArguments().get(index), context);
            rendered.put(index, known);
        }
        return known;
    }

    /** The argument in a type that Trino converts it to by itself, else the call fails. */
    String as(int index, SqlType type) {
        Expr value = arg(index);
        if (!Coercion.converts(value.type(), type)) {
            throw badArguments();
        }
        return renderer.casts().coerce(value, type).sql();
    }

    /** The argument, cast to text as CAST would. */
    String asText(Expr value) {
        return cast(value, Simple.VARCHAR).sql();
    }

    Expr coerce(Expr value, SqlType type) {
        if (!Coercion.converts(value.type(), type)) {
            throw badArguments();
        }
        return renderer.casts().coerce(value, type);
    }

    /** The value as CAST would give it. */
    Expr cast(Expr value, SqlType type) {
        return renderer.casts().convert(value, type, Casts.OnFailure.FAIL).orElseThrow(this::badArguments);
    }

    /** All arguments in their common type. */
    List<Expr> unified() {
        return renderer.unify(
                node, IntStream.range(0, size()).mapToObj(this::arg).toList());
    }

    /** The text of a string literal, which some arguments have to be. */
    String literal(int index) {
        if (index < size() && node.getArguments().get(index) instanceof StringLiteral literal) {
            return literal.getValue();
        }
        throw SqlFailure.notEmulated(
                node, name() + " with an argument " + (index + 1) + " that is not a string literal");
    }

    /**
     * A lambda as DuckDB's text.
     *
     * @param parameters the types of its parameters
     */
    Expr lambda(int index, List<SqlType> parameters) {
        Expression argument = node.getArguments().get(Math.min(index, size() - 1));
        if (!(argument instanceof LambdaExpression lambda)
                || lambda.getArguments().size() != parameters.size()) {
            throw badArguments();
        }
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            String name = Identifiers.name(lambda.getArguments().get(i).getName());
            Expr value = new Expr(renderer.names().next(), parameters.get(i));
            fields.add(new Field(List.of(), name, value, false));
        }
        String names = fields.stream().map(field -> field.value().sql()).collect(Collectors.joining(", "));
        Expr body = renderer.render(lambda.getBody(), context.with(fields));
        return new Expr("lambda " + names + ": " + body.sql(), body.type());
    }

    /** An expression that fails the query, as Trino would. */
    String fail(String messageSql, SqlType type) {
        return Casts.fail(messageSql, type, Casts.OnFailure.FAIL);
    }

    SqlFailure badArguments() {
        String types = node.getArguments().stream()
                .map(argument -> argument instanceof LambdaExpression
                        ? "function"
                        : renderer.render(argument, context).type().trino())
                .collect(Collectors.joining(", "));
        return SqlFailure.at(
                node, "FUNCTION_NOT_FOUND", "Unexpected parameters (" + types + ") for function " + name());
    }
}
