package io.github.calllake.local.athena;

import static io.github.calllake.local.athena.Sql.cast;
import static io.github.calllake.local.athena.Sql.text;

import io.github.calllake.local.athena.Casts.OnFailure;
import io.github.calllake.local.athena.SqlType.ArrayOf;
import io.github.calllake.local.athena.SqlType.MapOf;
import io.github.calllake.local.athena.SqlType.Member;
import io.github.calllake.local.athena.SqlType.RowOf;
import io.github.calllake.local.athena.SqlType.Simple;
import io.github.calllake.local.athena.SqlType.ZonedTimestamp;
import io.trino.sql.tree.ArithmeticBinaryExpression;
import io.trino.sql.tree.ArithmeticUnaryExpression;
import io.trino.sql.tree.Array;
import io.trino.sql.tree.AstVisitor;
import io.trino.sql.tree.AtTimeZone;
import io.trino.sql.tree.BetweenPredicate;
import io.trino.sql.tree.Cast;
import io.trino.sql.tree.CoalesceExpression;
import io.trino.sql.tree.ComparisonExpression;
import io.trino.sql.tree.CurrentTime;
import io.trino.sql.tree.DereferenceExpression;
import io.trino.sql.tree.ExistsPredicate;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.Extract;
import io.trino.sql.tree.FunctionCall;
import io.trino.sql.tree.Identifier;
import io.trino.sql.tree.IfExpression;
import io.trino.sql.tree.InPredicate;
import io.trino.sql.tree.IsNotNullPredicate;
import io.trino.sql.tree.IsNullPredicate;
import io.trino.sql.tree.LikePredicate;
import io.trino.sql.tree.Literal;
import io.trino.sql.tree.LogicalExpression;
import io.trino.sql.tree.Node;
import io.trino.sql.tree.NotExpression;
import io.trino.sql.tree.NullIfExpression;
import io.trino.sql.tree.Parameter;
import io.trino.sql.tree.Row;
import io.trino.sql.tree.SearchedCaseExpression;
import io.trino.sql.tree.SimpleCaseExpression;
import io.trino.sql.tree.SubqueryExpression;
import io.trino.sql.tree.SubscriptExpression;
import io.trino.sql.tree.Trim;
import io.trino.sql.tree.TryExpression;
import java.time.ZoneId;
import java.time.zone.ZoneRulesException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * Turns Trino's expressions into DuckDB's, with Trino's names, types and failures. What it does not know it refuses by
 * name. One instance serves one query; not thread-safe.
 */
final class ExpressionRenderer extends AstVisitor<Expr, Context> {
    private final QueryInput input;
    private final Names names;
    private final Casts casts;
    private final ColumnNames columnNames;
    private final Predicates predicates;
    private final Conditionals conditionals;
    private final Arithmetic arithmetic;
    private final FunctionCalls functions;

    ExpressionRenderer(QueryRenderer queries, QueryInput input, Names names) {
        this.input = input;
        this.names = names;
        this.casts = new Casts(names);
        this.columnNames = new ColumnNames(this);
        this.predicates = new Predicates(this, queries);
        this.conditionals = new Conditionals(this);
        this.arithmetic = new Arithmetic(this);
        this.functions = new FunctionCalls(this);
    }

    Names names() {
        return names;
    }

    Casts casts() {
        return casts;
    }

    Predicates predicates() {
        return predicates;
    }

    /** Renders an expression. */
    Expr render(Expression node, Context context) {
        if (context.groupKeys().isEmpty()) {
            return process(node, context);
        }
        Expr plain = process(node, context.ungrouped());
        return context.groupKeys().get().contains(plain.sql()) ? plain : process(node, context);
    }

    /** What was given for a question mark. */
    Expression parameter(Parameter node) {
        return input.parameter(node);
    }

    /** Renders what has to be a boolean. */
    Expr condition(Expression node, Context context, String clause) {
        Expr value = render(node, context);
        if (!Coercion.converts(value.type(), Simple.BOOLEAN)) {
            throw SqlFailure.at(
                    node,
                    "TYPE_MISMATCH",
                    clause + " must evaluate to a boolean: actual type "
                            + value.type().trino());
        }
        return casts.coerce(value, Simple.BOOLEAN);
    }

    /** Brings values to their common type. */
    List<Expr> unify(Node node, List<Expr> values) {
        SqlType common = Simple.UNKNOWN;
        for (Expr value : values) {
            SqlType before = common;
            common = Coercion.common(common, value.type())
                    .orElseThrow(() -> SqlFailure.at(
                            node,
                            "TYPE_MISMATCH",
                            "All operands must be the same type: " + before.trino() + ", "
                                    + value.type().trino()));
        }
        SqlType target = common;
        return values.stream().map(value -> casts.coerce(value, target)).toList();
    }

    @Override
    protected Expr visitNode(Node node, Context context) {
        throw SqlFailure.notEmulated(node, node.getClass().getSimpleName());
    }

    @Override
    protected Expr visitLiteral(Literal node, Context context) {
        return Literals.render(node);
    }

    @Override
    protected Expr visitParameter(Parameter node, Context context) {
        return render(input.parameter(node), context);
    }

    @Override
    protected Expr visitIdentifier(Identifier node, Context context) {
        String name = Identifiers.name(node);
        if (context.aliases().containsKey(name)) {
            return context.aliases().get(name);
        }
        return ColumnNames.resolve(node, List.of(), name, context)
                .orElseThrow(() -> ColumnNames.unresolved(node, node.getValue()));
    }

    @Override
    protected Expr visitDereferenceExpression(DereferenceExpression node, Context context) {
        return columnNames.dereference(node, context).orElseThrow(() -> ColumnNames.unresolved(node, node.toString()));
    }

    @Override
    protected Expr visitArithmeticBinary(ArithmeticBinaryExpression node, Context context) {
        return arithmetic.binary(node, context);
    }

    @Override
    protected Expr visitArithmeticUnary(ArithmeticUnaryExpression node, Context context) {
        Expr value = render(node.getValue(), context);
        boolean interval = value.is(Simple.INTERVAL_DAY) || value.is(Simple.INTERVAL_YEAR);
        if (!Coercion.isNumeric(value.type()) && !interval) {
            throw SqlFailure.at(
                    node, "TYPE_MISMATCH", "Cannot negate " + value.type().trino());
        }
        return node.getSign() == ArithmeticUnaryExpression.Sign.PLUS
                ? value
                : new Expr("(-" + value.sql() + ")", value.type());
    }

    @Override
    protected Expr visitComparisonExpression(ComparisonExpression node, Context context) {
        Expr left = render(node.getLeft(), context);
        Expr right = render(node.getRight(), context);
        return predicates.compare(node, left, right, node.getOperator().getValue());
    }

    @Override
    protected Expr visitLogicalExpression(LogicalExpression node, Context context) {
        StringJoiner terms = new StringJoiner(" " + node.getOperator() + " ", "(", ")");
        List<Expr> values = new ArrayList<>();
        for (Expression term : node.getTerms()) {
            values.add(condition(term, context, "Logical expression term"));
            terms.add(values.get(values.size() - 1).sql());
        }
        return new Expr(terms.toString(), Simple.BOOLEAN, Origin.of(values));
    }

    @Override
    protected Expr visitNotExpression(NotExpression node, Context context) {
        Expr value = condition(node.getValue(), context, "Value of logical NOT expression");
        return new Expr("(NOT " + value.sql() + ")", Simple.BOOLEAN, value.origin());
    }

    @Override
    protected Expr visitIsNullPredicate(IsNullPredicate node, Context context) {
        return new Expr("(" + render(node.getValue(), context).sql() + " IS NULL)", Simple.BOOLEAN);
    }

    @Override
    protected Expr visitIsNotNullPredicate(IsNotNullPredicate node, Context context) {
        return new Expr("(" + render(node.getValue(), context).sql() + " IS NOT NULL)", Simple.BOOLEAN);
    }

    @Override
    protected Expr visitBetweenPredicate(BetweenPredicate node, Context context) {
        return predicates.between(node, context);
    }

    @Override
    protected Expr visitLikePredicate(LikePredicate node, Context context) {
        return predicates.like(node, context);
    }

    @Override
    protected Expr visitInPredicate(InPredicate node, Context context) {
        return predicates.in(node, context);
    }

    @Override
    protected Expr visitExists(ExistsPredicate node, Context context) {
        return predicates.exists(node, context);
    }

    @Override
    protected Expr visitSubqueryExpression(SubqueryExpression node, Context context) {
        return predicates.subquery(node, context);
    }

    @Override
    protected Expr visitCast(Cast node, Context context) {
        Expr value = render(node.getExpression(), context);
        SqlType type = TypeNames.of(node.getType());
        OnFailure onFailure = node.isSafe() ? OnFailure.NULL : OnFailure.FAIL;
        Expr converted = casts.convert(value, type, onFailure)
                .orElseThrow(() -> SqlFailure.at(
                        node, "TYPE_MISMATCH", "Cannot cast " + value.type().trino() + " to " + type.trino()));
        int length = TypeNames.varcharLength(node.getType());
        if (length < 0) {
            return converted;
        }
        String cut = "left(" + converted.sql() + ", " + length + ")";
        if (value.is(Simple.VARCHAR)) {
            return new Expr(cut, Simple.VARCHAR);
        }
        String message = "concat('INVALID_CAST_ARGUMENT: Value ', " + converted.sql()
                + ", ' cannot be represented as varchar(" + length + ")')";
        return new Expr(
                "CASE WHEN length(" + converted.sql() + ") > " + length + " THEN "
                        + Casts.fail(message, Simple.VARCHAR, onFailure) + " ELSE " + converted.sql() + " END",
                Simple.VARCHAR);
    }

    @Override
    protected Expr visitCoalesceExpression(CoalesceExpression node, Context context) {
        return conditionals.coalesce(node, context);
    }

    @Override
    protected Expr visitNullIfExpression(NullIfExpression node, Context context) {
        return conditionals.nullIf(node, context);
    }

    @Override
    protected Expr visitIfExpression(IfExpression node, Context context) {
        return conditionals.ifElse(node, context);
    }

    @Override
    protected Expr visitSearchedCaseExpression(SearchedCaseExpression node, Context context) {
        return conditionals.searchedCase(node, context);
    }

    @Override
    protected Expr visitSimpleCaseExpression(SimpleCaseExpression node, Context context) {
        return conditionals.simpleCase(node, context);
    }

    @Override
    protected Expr visitTryExpression(TryExpression node, Context context) {
        Expr value = render(node.getInnerExpression(), context);
        return new Expr("TRY(" + value.sql() + ")", value.type());
    }

    @Override
    protected Expr visitExtract(Extract node, Context context) {
        Expr value = render(node.getExpression(), context);
        return TimeFunctions.part(node, node.getField().name(), value);
    }

    @Override
    protected Expr visitAtTimeZone(AtTimeZone node, Context context) {
        Expr zone = render(node.getTimeZone(), context);
        if (!(node.getTimeZone() instanceof io.trino.sql.tree.StringLiteral literal) || !zone.is(Simple.VARCHAR)) {
            throw SqlFailure.notEmulated(node, "AT TIME ZONE with anything but a string literal");
        }
        try {
            ZoneId.of(literal.getValue());
        } catch (ZoneRulesException e) {
            throw SqlFailure.at(
                    node, "INVALID_FUNCTION_ARGUMENT", "'" + literal.getValue() + "' is not a valid time zone");
        }
        Expr value = render(node.getValue(), context);
        SqlType type = Coercion.common(value.type(), new ZonedTimestamp(0))
                .orElseThrow(() -> SqlFailure.at(
                        node,
                        "TYPE_MISMATCH",
                        "Type of value must be a time or timestamp with or without time zone (actual "
                                + value.type().trino() + ")"));
        String instant = "(" + casts.coerce(value, type).sql() + ").u";
        return new Expr("ct_zoned(" + instant + ", " + zone.sql() + ")", type);
    }

    @Override
    protected Expr visitCurrentTime(CurrentTime node, Context context) {
        return TimeFunctions.now(node, input.now());
    }

    @Override
    protected Expr visitTrim(Trim node, Context context) {
        String source = predicates.varchar(node.getTrimSource(), context, "Trim source");
        String characters = node.getTrimCharacter().isPresent()
                ? predicates.varchar(node.getTrimCharacter().get(), context, "Trim characters")
                : TextFunctions.WHITE_SPACE;
        String function =
                switch (node.getSpecification()) {
                    case BOTH -> "trim";
                    case LEADING -> "ltrim";
                    case TRAILING -> "rtrim";
                };
        return new Expr(function + "(" + source + ", " + characters + ")", Simple.VARCHAR);
    }

    @Override
    protected Expr visitRow(Row node, Context context) {
        List<Member> members = new ArrayList<>();
        StringJoiner values = new StringJoiner(", ", "struct_pack(", ")");
        for (Expression item : node.getItems()) {
            Expr value = render(item, context);
            String name = "field" + members.size();
            members.add(new Member(name, value.type()));
            values.add(name + " := " + value.sql());
        }
        return new Expr(values.toString(), new RowOf(members));
    }

    @Override
    protected Expr visitArray(Array node, Context context) {
        List<Expr> values = unify(
                node,
                node.getValues().stream().map(value -> render(value, context)).toList());
        SqlType type =
                new ArrayOf(values.isEmpty() ? Simple.UNKNOWN : values.get(0).type());
        StringJoiner all = new StringJoiner(", ", "[", "]");
        values.forEach(value -> all.add(value.sql()));
        return new Expr(cast(all.toString(), type), type);
    }

    @Override
    protected Expr visitSubscriptExpression(SubscriptExpression node, Context context) {
        Expr base = render(node.getBase(), context);
        Expr index = render(node.getIndex(), context);
        if (base.type() instanceof ArrayOf array && Coercion.converts(index.type(), Simple.BIGINT)) {
            String at = casts.coerce(index, Simple.BIGINT).sql();
            String size = "len(" + base.sql() + ")";
            String message = "concat('INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array"
                    + " length: ', " + at + ", ' > ', " + size + ")";
            return new Expr(
                    "CASE WHEN " + at + " <= 0 OR " + at + " > " + size + " THEN "
                            + Casts.fail(message, array.element(), OnFailure.FAIL) + " ELSE " + base.sql() + "["
                            + at + "] END",
                    array.element());
        }
        if (base.type() instanceof MapOf map && Coercion.converts(index.type(), map.key())) {
            String key = casts.coerce(index, map.key()).sql();
            String message = text("INVALID_FUNCTION_ARGUMENT: Key not present in map");
            return new Expr(
                    "CASE WHEN NOT map_contains(" + base.sql() + ", " + key + ") THEN "
                            + Casts.fail(message, map.value(), OnFailure.FAIL) + " ELSE map_extract_value("
                            + base.sql() + ", " + key + ") END",
                    map.value());
        }
        throw SqlFailure.at(
                node,
                "TYPE_MISMATCH",
                "Cannot use " + index.type().trino() + " for subscript of "
                        + base.type().trino());
    }

    @Override
    protected Expr visitFunctionCall(FunctionCall node, Context context) {
        return functions.render(node, context);
    }
}
