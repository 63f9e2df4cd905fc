package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which values a projected partition column has.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html">Supported types
 *     for partition projection</a>
 */
sealed interface PartitionRule {
    /** Whether Athena would look at the place where a path has this text. */
    boolean projects(String text);

    /** How many slashes a value has in a path. */
    default int slashes() {
        return 0;
    }

    /**
     * Reads a column's rule.
     *
     * @throws SqlFailure if it is missing or wrong
     */
    static PartitionRule of(String column, JsonNode properties, Clock clock) {
        Properties own = new Properties(column, properties);
        return switch (own.required("type")) {
            case "enum" -> OneOf.of(own);
            case "integer" -> Whole.of(own);
            case "date" -> Day.of(own, clock);
            default -> throw own.invalid("type", "not emulated locally: " + own.required("type"));
        };
    }

    /** A column's properties. */
    record Properties(String column, JsonNode all) {
        Optional<String> optional(String name) {
            return Optional.ofNullable(
                    all.path("projection." + column + "." + name).textValue());
        }

        String required(String name) {
            return optional(name).orElseThrow(() -> invalid(name, "missing"));
        }

        String[] range() {
            String[] range = required("range").split(",", -1);
            if (range.length != 2) {
                throw invalid("range", "two values are needed");
            }
            return range;
        }

        SqlFailure invalid(String name, String why) {
            return new SqlFailure("INVALID_TABLE_PROPERTY: projection." + column + "." + name + ": " + why);
        }
    }

    /** Listed values. */
    record OneOf(List<String> values) implements PartitionRule {
        static OneOf of(Properties own) {
            List<String> values = List.of(own.required("values").split(",", -1));
            if (values.stream().anyMatch(value -> value.indexOf('/') >= 0)) {
                throw own.invalid("values", "not emulated locally: a value with a slash");
            }
            return new OneOf(values);
        }

        @Override
        public boolean projects(String text) {
            return values.contains(text);
        }
    }

    /** Whole numbers in a range, padded to a number of digits (0: not padded). */
    record Whole(long least, long most, long interval, int digits) implements PartitionRule {
        static Whole of(Properties own) {
            try {
                String[] range = own.range();
                return new Whole(
                        Long.parseLong(range[0].strip()),
                        Long.parseLong(range[1].strip()),
                        Long.parseLong(own.optional("interval").orElse("1")),
                        Integer.parseInt(own.optional("digits").orElse("0")));
            } catch (NumberFormatException e) {
                throw own.invalid("range, interval or digits", "not a whole number");
            }
        }

        @Override
        public boolean projects(String text) {
            try {
                long value = Long.parseLong(text);
                String written =
                        digits == 0 ? Long.toString(value) : String.format(Locale.ROOT, "%0" + digits + "d", value);
                return written.equals(text) && value >= least && value <= most && (value - least) % interval == 0;
            } catch (NumberFormatException e) {
                // A path that no number leads to is not looked at.
                return false;
            }
        }
    }

    /** Dates in a range, written by a pattern. */
    record Day(DateTimeFormatter format, LocalDateTime least, LocalDateTime most, int slashes)
            implements PartitionRule {
        private static final Pattern NOW = Pattern.compile(
                "NOW(?:\\s*([+-])\\s*(\\d+)\\s*(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?)?", Pattern.CASE_INSENSITIVE);

        static Day of(Properties own, Clock clock) {
            if (!own.optional("interval").orElse("1").equals("1")) {
                throw own.invalid("interval", "not emulated locally: " + own.required("interval"));
            }
            try {
                DateTimeFormatter format = DateTimeFormatter.ofPattern(own.required("format"), Locale.ROOT);
                String[] range = own.range();
                return new Day(
                        format, bound(range[0].strip(), format, clock), bound(range[1].strip(), format, clock), (int)
                                own.required("format")
                                        .chars()
                                        .filter(c -> c == '/')
                                        .count());
            } catch (DateTimeException | IllegalArgumentException e) {
                throw own.invalid("format or range", String.valueOf(e.getMessage()));
            }
        }

        private static LocalDateTime bound(String text, DateTimeFormatter format, Clock clock) {
            Matcher now = NOW.matcher(text);
            if (!now.matches()) {
                return parse(text, format);
            }
            LocalDateTime current = LocalDateTime.ofInstant(clock.instant(), java.time.ZoneOffset.UTC);
            if (now.group(2) == null) {
                return current;
            }
            long amount = Long.parseLong(now.group(1) + now.group(2));
            return current.plus(amount, ChronoUnit.valueOf(now.group(3).toUpperCase(Locale.ROOT) + "S"));
        }

        private static LocalDateTime parse(String text, DateTimeFormatter format) {
            TemporalAccessor parsed = format.parseBest(text, LocalDateTime::from, LocalDate::from, YearMonth::from);
            if (parsed instanceof LocalDateTime time) {
                return time;
            }
            return parsed instanceof YearMonth month
                    ? month.atDay(1).atStartOfDay()
                    : LocalDate.from(parsed).atStartOfDay();
        }

        @Override
        public boolean projects(String text) {
            try {
                LocalDateTime value = parse(text, format);
                return format.format(value).equals(text) && !value.isBefore(least) && !value.isAfter(most);
            } catch (DateTimeException e) {
                // A path that no date leads to is not looked at.
                return false;
            }
        }
    }
}
