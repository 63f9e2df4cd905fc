package io.github.calllake.operations;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times for people, and times for SQL: Redshift's are UTC without a zone. */
final class Spans {

    private static final DateTimeFormatter SQL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);

    private Spans() {}

    /** A span in its two largest units: {@code 3d 4h}, {@code 12m 5s}, {@code 0s}. */
    static String text(Duration span) {
        Duration positive = span.isNegative() ? Duration.ZERO : span;
        if (positive.toDays() > 0) {
            return two(positive.toDays(), "d", positive.toHoursPart(), "h");
        }
        if (positive.toHours() > 0) {
            return two(positive.toHours(), "h", positive.toMinutesPart(), "m");
        }
        return positive.toMinutes() > 0
                ? two(positive.toMinutes(), "m", positive.toSecondsPart(), "s")
                : positive.toSeconds() + "s";
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return large + largeUnit + (small == 0 ? "" : " " + small + smallUnit);
    }

    static String sql(Instant time) {
        return "TIMESTAMP '" + SQL.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC)) + "'";
    }

    static Instant instant(LocalDateTime time) {
        return time.toInstant(ZoneOffset.UTC);
    }
}
