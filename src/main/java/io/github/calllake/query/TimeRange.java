package io.github.calllake.query;

import java.time.Duration;
import java.time.Instant;

/**
 * A span of event time, from the start on and before the end.
 *
 * @param from the first instant in it, UTC
 * @param to the first instant after it, UTC
 */
public record TimeRange(Instant from, Instant to) {

    /** @throws IllegalArgumentException if it does not end after it starts */
    public TimeRange {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("A time range must end after it starts, not " + from + " to " + to);
        }
    }

    /** The span of a length that starts at an instant. */
    public static TimeRange startingAt(Instant from, Duration length) {
        return new TimeRange(from, from.plus(length));
    }
}
