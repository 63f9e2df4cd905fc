package io.github.calllake.query;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Between the engines' plain timestamps, which are UTC, and instants. */
final class Times {

    private Times() {}

    static Optional<Instant> instant(@Nullable LocalDateTime utc) {
        return Optional.ofNullable(utc).map(time -> time.toInstant(ZoneOffset.UTC));
    }

    /** Of a row that has one. */
    static Instant required(@Nullable Instant time) {
        return Objects.requireNonNull(time, "a row without a time");
    }

    static LocalDateTime utc(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
