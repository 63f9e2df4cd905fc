package io.github.calllake.local.athena;

import static io.github.calllake.local.athena.ScalarFunction.byCount;
import static io.github.calllake.local.athena.ScalarFunction.typed;
import static io.github.calllake.local.athena.Sql.cast;
import static io.github.calllake.local.athena.Sql.text;
import static io.github.calllake.local.athena.SqlType.Simple.BIGINT;
import static io.github.calllake.local.athena.SqlType.Simple.DATE;
import static io.github.calllake.local.athena.SqlType.Simple.DOUBLE;
import static io.github.calllake.local.athena.SqlType.Simple.VARCHAR;

import io.github.calllake.local.athena.SqlType.Timestamp;
import io.github.calllake.local.athena.SqlType.ZonedTimestamp;
import io.trino.sql.tree.CurrentTime;
import io.trino.sql.tree.Node;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Functions on dates and timestamps. Every session's zone is UTC, as Athena's is.
 *
 * @see <a href="https://trino.io/docs/current/functions/datetime.html">Trino's date and time functions</a>
 */
final class TimeFunctions {
    private static final ZonedTimestamp ZONED = new ZonedTimestamp(3);
    private static final DateTimeFormatter TEXT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

    private static final Pattern PATTERN_CODE = Pattern.compile("%(.)", Pattern.DOTALL);

    private TimeFunctions() {}

    static Map<String, ScalarFunction> all() {
        Map<String, ScalarFunction> all = new HashMap<>();
        all.put("date_trunc", TimeFunctions::truncate);
        all.put("date_add", TimeFunctions::add);
        all.put("date_diff", TimeFunctions::difference);
        all.put("date", TimeFunctions::date);
        all.put("to_unixtime", TimeFunctions::toUnixTime);
        all.put(
                "from_unixtime",
                byCount(Map.of(
                        1, typed(ZONED, "ct_zoned(ct_from_unix($1), 'UTC')", DOUBLE),
                        2, typed(ZONED, "ct_zoned(ct_from_unix($1), $2)", DOUBLE, VARCHAR))));
        all.put("from_iso8601_timestamp", call -> iso(call, 3));
        all.put("from_iso8601_timestamp_nanos", call -> iso(call, 6));
        all.put("from_iso8601_date", call -> {
            Expr value = iso(call, 3);
            return new Expr("CAST((" + value.sql() + ").u AS DATE)", DATE);
        });
        all.put("date_parse", TimeFunctions::parse);
        all.put("date_format", TimeFunctions::format);
        for (String part : new String[] {
            "year",
            "quarter",
            "month",
            "week",
            "day",
            "day_of_month",
            "day_of_week",
            "dow",
            "day_of_year",
            "doy",
            "hour",
            "minute",
            "second",
            "millisecond"
        }) {
            all.put(part, call -> part(call.node(), part, call.arg(0)));
        }
        return all;
    }

    /** {@code current_timestamp} and its kin: one instant for a whole query. */
    static Expr now(CurrentTime node, Instant now) {
        LocalDateTime local = LocalDateTime.ofInstant(now, ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS);
        String timestamp = cast(text(TEXT.format(local)), Timestamp.MILLIS);
        return switch (node.getFunction()) {
            case DATE -> new Expr(cast(text(local.toLocalDate().toString()), DATE), DATE);
            case TIMESTAMP -> new Expr("ct_zoned(" + timestamp + ", 'UTC')", ZONED);
            case LOCALTIMESTAMP -> new Expr(timestamp, Timestamp.MILLIS);
            default -> throw SqlFailure.notEmulated(node, node.getFunction().name());
        };
    }

    /** A number out of a date or timestamp: EXTRACT, or the function of that name. */
    static Expr part(Node node, String field, Expr value) {
        String name = field.toLowerCase(Locale.ROOT);
        String part =
                switch (name) {
                    case "year", "quarter", "month", "week", "day", "hour", "minute", "second" -> name;
                    case "day_of_month" -> "day";
                    case "day_of_week", "dow" -> "isodow";
                    case "day_of_year", "doy" -> "doy";
                    case "millisecond" -> "millisecond";
                    default -> throw SqlFailure.notEmulated(node, "extract " + name);
                };
        boolean ofDay = part.equals("hour") || part.equals("minute") || part.endsWith("second");
        if (!Coercion.isTime(value.type()) || (ofDay && value.is(DATE))) {
            throw SqlFailure.at(
                    node,
                    "TYPE_MISMATCH",
                    "Cannot extract " + name + " from " + value.type().trino());
        }
        String number = "date_part('" + part + "', " + local(value) + ")";
        return new Expr(cast(part.equals("millisecond") ? number + " % 1000" : number, BIGINT), BIGINT);
    }

    private static String local(Expr value) {
        return value.type() instanceof ZonedTimestamp ? "ct_local(" + value.sql() + ")" : value.sql();
    }

    private static Expr time(Call call, int index, int arguments) {
        if (call.size() != arguments || !Coercion.isTime(call.arg(index).type())) {
            throw call.badArguments();
        }
        return call.arg(index);
    }

    private static String unit(Call call, Expr value) {
        String unit = call.literal(0).toLowerCase(Locale.ROOT);
        boolean known =
                switch (unit) {
                    case "millisecond", "second", "minute", "hour" -> !value.is(DATE);
                    case "day", "week", "month", "quarter", "year" -> true;
                    default -> false;
                };
        if (!known) {
            throw SqlFailure.at(
                    call.node(),
                    "INVALID_FUNCTION_ARGUMENT",
                    "'" + unit + "' is not a valid " + (value.is(DATE) ? "DATE" : "Timestamp") + " field");
        }
        return unit;
    }

    private static Expr truncate(Call call) {
        Expr value = time(call, 1, 2);
        String unit = unit(call, value);
        if (value.type() instanceof ZonedTimestamp) {
            return new Expr("ct_truncate(" + text(unit) + ", " + value.sql() + ")", value.type());
        }
        return new Expr(cast("date_trunc(" + text(unit) + ", " + value.sql() + ")", value.type()), value.type());
    }

    private static Expr add(Call call) {
        Expr value = time(call, 2, 3);
        String amount = call.as(1, BIGINT);
        String interval =
                switch (unit(call, value)) {
                    case "millisecond" -> "to_milliseconds(" + amount + ")";
                    case "second" -> "to_seconds(" + amount + ")";
                    case "minute" -> "to_minutes(" + amount + ")";
                    case "hour" -> "to_hours(" + amount + ")";
                    case "day" -> "to_days(CAST(" + amount + " AS INTEGER))";
                    case "week" -> "to_weeks(CAST(" + amount + " AS INTEGER))";
                    case "month" -> "to_months(CAST(" + amount + " AS INTEGER))";
                    case "quarter" -> "to_months(CAST(3 * " + amount + " AS INTEGER))";
                    default -> "to_years(CAST(" + amount + " AS INTEGER))";
                };
        Expr moved = Arithmetic.shifted(value, interval);
        return new Expr(moved.sql(), value.type());
    }

    /** Whole units between two times; DuckDB's date_diff would count the boundaries passed. */
    private static Expr difference(Call call) {
        Expr from = time(call, 1, 3);
        Expr to = time(call, 2, 3);
        SqlType common = Coercion.common(from.type(), to.type()).orElseThrow(call::badArguments);
        String unit = unit(call, new Expr("", common));
        String a = instant(call.coerce(from, common));
        String b = instant(call.coerce(to, common));
        return new Expr("date_sub(" + text(unit) + ", " + a + ", " + b + ")", BIGINT);
    }

    private static String instant(Expr value) {
        return value.type() instanceof ZonedTimestamp ? "(" + value.sql() + ").u" : value.sql();
    }

    private static Expr date(Call call) {
        if (call.size() == 1 && call.arg(0).is(VARCHAR)) {
            return call.cast(call.arg(0), DATE);
        }
        return call.cast(time(call, 0, 1), DATE);
    }

    private static Expr toUnixTime(Call call) {
        Expr value = time(call, 0, 1);
        Expr timestamp = value.is(DATE) ? call.coerce(value, Timestamp.MILLIS) : value;
        return new Expr("(CAST(epoch_us(" + instant(timestamp) + ") AS DOUBLE) / 1000000)", DOUBLE);
    }

    private static Expr iso(Call call, int digits) {
        if (call.size() != 1) {
            throw call.badArguments();
        }
        String value = call.as(0, VARCHAR);
        ZonedTimestamp type = new ZonedTimestamp(digits);
        String read = "ct_iso(" + value + ", " + digits + ")";
        String message = "concat('INVALID_FUNCTION_ARGUMENT: Invalid format: \"', " + value + ", '\"')";
        return new Expr(
                "CASE WHEN " + value + " IS NULL THEN NULL WHEN (" + read + ").u IS NOT NULL THEN " + read + " ELSE "
                        + call.fail(message, type) + " END",
                type);
    }

    private static Expr parse(Call call) {
        if (call.size() != 2) {
            throw call.badArguments();
        }
        String value = call.as(0, VARCHAR);
        String read = "try_strptime(" + value + ", " + text(pattern(call)) + ")";
        String message = "concat('INVALID_FUNCTION_ARGUMENT: Invalid format: \"', " + value + ", '\"')";
        return new Expr(
                "CASE WHEN " + value + " IS NULL THEN NULL WHEN " + read + " IS NOT NULL THEN " + read + " ELSE "
                        + call.fail(message, Timestamp.MILLIS) + " END",
                Timestamp.MILLIS);
    }

    private static Expr format(Call call) {
        Expr value = time(call, 0, 2);
        return new Expr("strftime(" + local(value) + ", " + text(pattern(call)) + ")", VARCHAR);
    }

    /** MySQL's pattern, as Trino takes it, in DuckDB's letters. */
    private static String pattern(Call call) {
        String mysql = call.literal(1);
        StringBuilder pattern = new StringBuilder();
        Matcher code = PATTERN_CODE.matcher(mysql);
        while (code.find()) {
            code.appendReplacement(pattern, Matcher.quoteReplacement(code(call, code.group(1))));
        }
        return code.appendTail(pattern).toString();
    }

    private static String code(Call call, String letter) {
        return switch (letter) {
            case "Y", "y", "m", "d", "H", "p", "b", "a", "j", "f", "%" -> "%" + letter;
            case "c" -> "%-m";
            case "e" -> "%-d";
            case "k" -> "%-H";
            case "h", "I" -> "%I";
            case "i" -> "%M";
            case "s", "S" -> "%S";
            case "T" -> "%H:%M:%S";
            case "M" -> "%B";
            case "W" -> "%A";
            default -> throw SqlFailure.notEmulated(call.node(), "%" + letter + " in a date pattern");
        };
    }
}
