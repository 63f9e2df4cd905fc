package io.github.calllake.export;

import io.github.calllake.query.TimeRange;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * A span of event time, start included and end not, in whole seconds. Immutable.
 *
 * @param from its start, UTC
 * @param to its end, UTC
 */
public record ExportWindow(Instant from, Instant to) {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    public ExportWindow {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("A window must end after it starts, not " + from + " to " + to);
        }
        if (!from.equals(from.truncatedTo(ChronoUnit.SECONDS)) || !to.equals(to.truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException("A window has whole seconds, not " + from + " to " + to);
        }
    }

    /** As it stands in names of objects, which then sort by time: {@code 20260301T000000Z-20260302T000000Z}. */
    public String name() {
        return NAME.format(from) + "-" + NAME.format(to);
    }

    /** The window of a name; empty if it is none. */
    static Optional<ExportWindow> parse(String name) {
        int middle = name.indexOf('-');
        if (middle < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ExportWindow(
                    NAME.parse(name.substring(0, middle), Instant::from),
                    NAME.parse(name.substring(middle + 1), Instant::from)));
        } catch (DateTimeException | IllegalArgumentException e) {
            // Whatever it is, no window has this name.
            return Optional.empty();
        }
    }

    /** The UTC day on which it starts, {@code 2026-03-01}. */
    String day() {
        return from.atZone(ZoneOffset.UTC).toLocalDate().toString();
    }

    TimeRange range() {
        return new TimeRange(from, to);
    }

    boolean contains(ExportWindow other) {
        return !other.from.isBefore(from) && !other.to.isAfter(to);
    }

    @Override
    public String toString() {
        return from + "/" + to;
    }
}
