package io.github.calllake.local.athena;

import static io.github.calllake.local.athena.Sql.cast;
import static io.github.calllake.local.athena.Sql.text;

import io.github.calllake.local.athena.SqlType.Decimal;
import io.github.calllake.local.athena.SqlType.Simple;
import io.github.calllake.local.athena.SqlType.Timestamp;
import io.github.calllake.local.athena.SqlType.ZonedTimestamp;
import io.trino.sql.tree.BooleanLiteral;
import io.trino.sql.tree.DecimalLiteral;
import io.trino.sql.tree.DoubleLiteral;
import io.trino.sql.tree.GenericLiteral;
import io.trino.sql.tree.IntervalLiteral;
import io.trino.sql.tree.Literal;
import io.trino.sql.tree.LongLiteral;
import io.trino.sql.tree.NullLiteral;
import io.trino.sql.tree.StringLiteral;
import io.trino.sql.tree.TimestampLiteral;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Constants, each cast to its type: DuckDB's own literals take whatever type is at hand. */
final class Literals {
    private static final Pattern TIMESTAMP = Pattern.compile(
            "\\s*(\\d{4}-\\d{1,2}-\\d{1,2})(?:\\s+(\\d{1,2}:\\d{1,2}(?::\\d{1,2})?)(?:\\.(\\d{1,6}))?)?(?:\\s*(\\S+))?\\s*");
    private static final Pattern DATE = Pattern.compile("\\s*(\\d{4,})-(\\d{1,2})-(\\d{1,2})\\s*");

    private Literals() {}

    static Expr render(Literal node) {
        if (node instanceof NullLiteral) {
            return Expr.nullValue();
        }
        if (node instanceof StringLiteral string) {
            return constant(text(string.getValue()), Simple.VARCHAR);
        }
        if (node instanceof LongLiteral number) {
            boolean small = number.getParsedValue() == (int) number.getParsedValue();
            return constant(Long.toString(number.getParsedValue()), small ? Simple.INTEGER : Simple.BIGINT);
        }
        if (node instanceof DoubleLiteral number) {
            return constant(text(Double.toString(number.getValue())), Simple.DOUBLE);
        }
        if (node instanceof DecimalLiteral decimal) {
            return decimal(node, decimal.getValue());
        }
        if (node instanceof BooleanLiteral bool) {
            return constant(Boolean.toString(bool.getValue()), Simple.BOOLEAN);
        }
        if (node instanceof TimestampLiteral timestamp) {
            return timestamp(node, timestamp.getValue());
        }
        if (node instanceof IntervalLiteral interval) {
            return interval(interval);
        }
        if (node instanceof GenericLiteral generic) {
            return generic(generic);
        }
        throw SqlFailure.notEmulated(node, node.getClass().getSimpleName());
    }

    private static Expr constant(String sql, SqlType type) {
        return new Expr(cast(sql, type), type, Origin.CONSTANT);
    }

    private static Expr decimal(Literal node, String value) {
        int point = value.indexOf('.');
        int scale = point < 0 ? 0 : value.length() - point - 1;
        String whole = (point < 0 ? value : value.substring(0, point)).replaceFirst("^0+", "");
        int precision = Math.max(1, whole.length() + scale);
        if (precision > Decimal.MAX_PRECISION) {
            throw SqlFailure.at(node, "INVALID_LITERAL", "Invalid decimal literal '" + value + "'");
        }
        return constant(text(value), new Decimal(precision, scale));
    }

    private static Expr generic(GenericLiteral node) {
        String value = node.getValue();
        return switch (node.getType().toLowerCase(Locale.ROOT)) {
            case "date" -> date(node, value);
            case "timestamp" -> timestamp(node, value);
            case "bigint" -> number(node, value, Simple.BIGINT);
            case "integer" -> number(node, value, Simple.INTEGER);
            case "double" -> number(node, value, Simple.DOUBLE);
            case "decimal" -> decimal(node, value);
            case "varchar" -> constant(text(value), Simple.VARCHAR);
            case "json" -> constant(text(value), Simple.JSON);
            default -> throw SqlFailure.notEmulated(node, node.getType() + " literals");
        };
    }

    private static Expr number(GenericLiteral node, String value, SqlType type) {
        try {
            return type == Simple.DOUBLE
                    ? constant(text(Double.toString(Double.parseDouble(value))), type)
                    : constant(Long.toString(Long.parseLong(value)), type);
        } catch (NumberFormatException e) {
            throw invalid(node, value, type);
        }
    }

    private static Expr date(GenericLiteral node, String value) {
        Matcher match = DATE.matcher(value);
        if (!match.matches()) {
            throw invalid(node, value, Simple.DATE);
        }
        try {
            LocalDate date = LocalDate.of(
                    Integer.parseInt(match.group(1)),
                    Integer.parseInt(match.group(2)),
                    Integer.parseInt(match.group(3)));
            return constant(text(date.toString()), Simple.DATE);
        } catch (DateTimeException e) {
            throw invalid(node, value, Simple.DATE);
        }
    }

    private static Expr timestamp(Literal node, String value) {
        Matcher match = TIMESTAMP.matcher(value);
        if (!match.matches()) {
            throw invalid(node, value, Timestamp.MILLIS);
        }
        String fraction = match.group(3);
        int precision = fraction == null ? 0 : fraction.length();
        String time = match.group(2) == null ? "00:00:00" : match.group(2);
        String local = match.group(1) + " " + time + (fraction == null ? "" : "." + fraction);
        Expr plain = constant(text(local), new Timestamp(precision));
        String zone = match.group(4);
        if (zone == null) {
            return plain;
        }
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw invalid(node, value, new ZonedTimestamp(precision));
        }
        String named = zone.equals("Z") ? "UTC" : zone;
        return new Expr("ct_from_local(" + plain.sql() + ", " + text(named) + ")", new ZonedTimestamp(precision));
    }

    private static Expr interval(IntervalLiteral node) {
        if (node.getEndField().isPresent() || !node.getValue().matches("[0-9]+")) {
            throw SqlFailure.notEmulated(node, "intervals of several fields");
        }
        String amount = (node.getSign() == IntervalLiteral.Sign.NEGATIVE ? "-" : "") + node.getValue();
        SqlType type = node.isYearToMonth() ? Simple.INTERVAL_YEAR : Simple.INTERVAL_DAY;
        String unit = node.getStartField().name().toLowerCase(Locale.ROOT);
        return new Expr("to_" + unit + "s(CAST(" + amount + " AS INTEGER))", type);
    }

    private static SqlFailure invalid(Literal node, String value, SqlType type) {
        return SqlFailure.at(node, "INVALID_LITERAL", "'" + value + "' is not a valid " + type.trino() + " literal");
    }
}
