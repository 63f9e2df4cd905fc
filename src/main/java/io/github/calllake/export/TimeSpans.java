package io.github.calllake.export;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time such as {@code 10s}, {@code 15m}, {@code 2h}, {@code 7d}. */
final class TimeSpans {

    private static final Pattern SPAN = Pattern.compile("([0-9]{1,9})(s|m|h|d)");

    private TimeSpans() {}

    /** @throws IllegalArgumentException if it is none */
    static Duration parse(String text) {
        Matcher span = SPAN.matcher(text);
        if (!span.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no span of time such as 10s, 15m, 2h or 7d");
        }
        long count = Long.parseLong(span.group(1));
        return switch (span.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
