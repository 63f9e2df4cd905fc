package io.github.calllake.query;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Between the engines' plain timestamps, which are UTC, and instants. */
final class Times {

    private Times() {}

    static Optional<Instant> instant(@Nullable LocalDateTime utc) {
        return Optional.ofNullable(utc).map(time -> time.toInstant(ZoneOffset.UTC));
    }

    static LocalDateTime utc(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
