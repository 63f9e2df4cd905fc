package io.github.calllake.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads times of events, such as their {@code time}: ISO 8601 with 0 to 9 fraction digits, with Z, an offset or no zone (then UTC).
 *
 * <p>The hot tier's flat views read it by the same pattern; {@code schema.RedshiftSql} holds their form.
 */
public final class EventTime {

    private static final Pattern ISO = Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]"
            + "([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])([.][0-9]{1,9})?"
            + "(?:Z|([+-])(0[0-9]|1[0-4]):?([0-5][0-9]))?");
    private static final double MICROS_PER_SECOND = 1e6;

    private EventTime() {}

    static Optional<Instant> parse(JsonNode time) {
        return time.isTextual() ? parse(time.textValue()) : Optional.empty();
    }

    /** The instant that a text says, UTC, in whole milliseconds; empty if it says none. */
    public static Optional<Instant> parse(String time) {
        Matcher iso = ISO.matcher(time);
        return iso.matches() ? instantOf(iso) : Optional.empty();
    }

    private static Optional<Instant> instantOf(Matcher iso) {
        try {
            LocalDateTime local = LocalDateTime.of(
                    number(iso, 1), number(iso, 2), number(iso, 3), number(iso, 4), number(iso, 5), number(iso, 6));
            Instant instant = local.plus(micros(iso.group(7)), ChronoUnit.MICROS)
                    .minusSeconds(offsetSeconds(iso))
                    .toInstant(ZoneOffset.UTC);
            return Optional.of(instant.truncatedTo(ChronoUnit.MILLIS));
        } catch (DateTimeException noSuchDate) {
            return Optional.empty();
        }
    }

    /** Redshift keeps microseconds, so finer digits are rounded to them before milliseconds are cut. */
    private static long micros(@org.jspecify.annotations.Nullable String fraction) {
        return fraction == null ? 0 : (long) Math.rint(Double.parseDouble("0" + fraction) * MICROS_PER_SECOND);
    }

    private static long offsetSeconds(Matcher iso) {
        if (iso.group(8) == null) {
            return 0;
        }
        long seconds = (number(iso, 9) * 60L + number(iso, 10)) * 60;
        return iso.group(8).equals("-") ? -seconds : seconds;
    }

    private static int number(Matcher iso, int group) {
        return Integer.parseInt(iso.group(group));
    }
}
