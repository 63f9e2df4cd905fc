package io.github.calllake.local.athena;

import static io.github.calllake.local.athena.Sql.cast;
import static io.github.calllake.local.athena.Sql.text;

import io.github.calllake.local.athena.SqlType.Decimal;
import io.github.calllake.local.athena.SqlType.Simple;
import io.github.calllake.local.athena.SqlType.Timestamp;
import io.github.calllake.local.athena.SqlType.ZonedTimestamp;
import io.trino.sql.tree.ArithmeticBinaryExpression;
import io.trino.sql.tree.IntervalLiteral;
import io.trino.sql.tree.Node;

/** Operators on numbers, times and intervals: whole-number division, decimals' scales, division by zero as in Trino. */
final class Arithmetic {
    private static final String BY_ZERO = text("DIVISION_BY_ZERO: Division by zero");

    private final ExpressionRenderer renderer;

    Arithmetic(ExpressionRenderer renderer) {
        this.renderer = renderer;
    }

    Expr binary(ArithmeticBinaryExpression node, Context context) {
        Expr left = renderer.render(node.getLeft(), context);
        Expr right = renderer.render(node.getRight(), context);
        if (left.is(Simple.UNKNOWN) && right.is(Simple.UNKNOWN)) {
            return Expr.nullValue();
        }
        boolean numbers = isNumber(left) && isNumber(right);
        return numbers ? numbers(node, left, right) : times(node, left, right);
    }

    private static boolean isNumber(Expr value) {
        return Coercion.isNumeric(value.type()) || value.is(Simple.UNKNOWN);
    }

    private Expr numbers(ArithmeticBinaryExpression node, Expr left, Expr right) {
        SqlType common = Coercion.common(left.type(), right.type()).orElseThrow(() -> mismatch(node, left, right));
        if (common instanceof Decimal) {
            return decimals(node, left, right);
        }
        String a = renderer.casts().coerce(left, common).sql();
        String b = renderer.casts().coerce(right, common).sql();
        String sql =
                switch (node.getOperator()) {
                    case ADD, SUBTRACT, MULTIPLY -> a + " " + node.getOperator().getValue() + " " + b;
                    case DIVIDE -> Coercion.isInteger(common) ? nonZero(a + " // " + b, b, common) : a + " / " + b;
                    case MODULUS -> Coercion.isInteger(common) ? nonZero(a + " % " + b, b, common) : a + " % " + b;
                };
        return new Expr("(" + sql + ")", common);
    }

    /** Fails on a zero divisor, where DuckDB would give NULL. */
    private static String nonZero(String quotient, String divisor, SqlType type) {
        return "CASE WHEN " + divisor + " = 0 THEN " + Casts.fail(BY_ZERO, type, Casts.OnFailure.FAIL) + " ELSE "
                + quotient + " END";
    }

    private Expr decimals(ArithmeticBinaryExpression node, Expr left, Expr right) {
        Decimal a = left.is(Simple.UNKNOWN) ? (Decimal) right.type() : Coercion.decimal(left.type());
        Decimal b = right.is(Simple.UNKNOWN) ? (Decimal) left.type() : Coercion.decimal(right.type());
        String x = renderer.casts().coerce(left, a).sql();
        String y = renderer.casts().coerce(right, b).sql();
        int scale = Math.max(a.scale(), b.scale());
        int whole = Math.max(a.precision() - a.scale(), b.precision() - b.scale());
        return switch (node.getOperator()) {
            case ADD, SUBTRACT -> {
                Decimal type = decimal(whole + scale + 1, scale);
                String sum = cast(x, type) + " " + node.getOperator().getValue() + " " + cast(y, type);
                yield new Expr(cast("(" + sum + ")", type), type);
            }
            case MULTIPLY -> {
                Decimal type = decimal(a.precision() + b.precision(), a.scale() + b.scale());
                yield new Expr(cast("(" + x + " * " + y + ")", type), type);
            }
            case DIVIDE -> {
                Decimal type = decimal(a.precision() + b.scale() + Math.max(0, b.scale() - a.scale()), scale);
                String quotient = "CAST(ct_divide(ct_unscaled(" + x + ", " + a.scale() + ") * CAST('1e"
                        + (scale - a.scale() + b.scale()) + "' AS HUGEINT), ct_unscaled(" + y + ", " + b.scale()
                        + ")) || 'e-" + scale + "' AS " + type.duckDb() + ")";
                yield new Expr("(" + nonZero(quotient, y, type) + ")", type);
            }
            case MODULUS -> {
                Decimal type = decimal(Math.min(a.precision() - a.scale(), b.precision() - b.scale()) + scale, scale);
                yield new Expr("(" + nonZero(cast("(" + x + " % " + y + ")", type), y, type) + ")", type);
            }
        };
    }

    private static Decimal decimal(int precision, int scale) {
        return new Decimal(Math.max(1, Math.min(Decimal.MAX_PRECISION, precision)), scale);
    }

    private Expr times(ArithmeticBinaryExpression node, Expr left, Expr right) {
        boolean add = node.getOperator() == ArithmeticBinaryExpression.Operator.ADD;
        boolean subtract = node.getOperator() == ArithmeticBinaryExpression.Operator.SUBTRACT;
        if (Coercion.isTime(left.type()) && isInterval(right) && (add || subtract)) {
            checkWholeDays(node.getRight(), left);
            return shifted(left, (add ? "" : "-") + right.sql());
        }
        if (add && isInterval(left) && Coercion.isTime(right.type())) {
            checkWholeDays(node.getLeft(), right);
            return shifted(right, left.sql());
        }
        if (subtract && Coercion.isTime(left.type()) && Coercion.isTime(right.type())) {
            SqlType common = new ZonedTimestamp(6);
            String a = renderer.casts().coerce(left, common).sql();
            String b = renderer.casts().coerce(right, common).sql();
            return new Expr("((" + a + ").u - (" + b + ").u)", Simple.INTERVAL_DAY);
        }
        if (isInterval(left) && left.type().equals(right.type()) && (add || subtract)) {
            return new Expr(
                    "(" + left.sql() + " " + node.getOperator().getValue() + " " + right.sql() + ")", left.type());
        }
        boolean multiply = node.getOperator() == ArithmeticBinaryExpression.Operator.MULTIPLY;
        if (multiply && isInterval(left) && Coercion.isInteger(right.type())) {
            return new Expr("(" + left.sql() + " * " + right.sql() + ")", left.type());
        }
        if (multiply && Coercion.isInteger(left.type()) && isInterval(right)) {
            return new Expr("(" + right.sql() + " * " + left.sql() + ")", right.type());
        }
        throw mismatch(node, left, right);
    }

    private static boolean isInterval(Expr value) {
        return value.is(Simple.INTERVAL_DAY) || value.is(Simple.INTERVAL_YEAR);
    }

    private static void checkWholeDays(Node interval, Expr date) {
        if (date.is(Simple.DATE)
                && interval instanceof IntervalLiteral literal
                && !literal.isYearToMonth()
                && literal.getStartField() != IntervalLiteral.IntervalField.DAY) {
            throw SqlFailure.at(interval, "INVALID_FUNCTION_ARGUMENT", "Cannot add hour, minutes or seconds to a date");
        }
    }

    /** A date or timestamp moved by an interval. */
    static Expr shifted(Expr time, String interval) {
        if (time.type() instanceof ZonedTimestamp) {
            String moved = "(" + time.sql() + ").u + " + interval;
            return new Expr("ct_zoned(" + moved + ", (" + time.sql() + ").z)", time.type());
        }
        SqlType type = time.type() instanceof Timestamp timestamp
                ? new Timestamp(Math.max(timestamp.precision(), 3))
                : time.type();
        return new Expr(cast("(" + time.sql() + " + " + interval + ")", type), type);
    }

    private static SqlFailure mismatch(ArithmeticBinaryExpression node, Expr left, Expr right) {
        return SqlFailure.at(
                node,
                "TYPE_MISMATCH",
                "Cannot apply operator: " + left.type().trino() + " "
                        + node.getOperator().getValue() + " " + right.type().trino());
    }
}
