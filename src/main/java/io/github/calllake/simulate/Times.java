package io.github.calllake.simulate;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as events spell them. A time is in microseconds since 1970, UTC. */
final class Times {
    static final long MILLI = 1_000;
    static final long SECOND = 1_000_000;

    /** The spellings that call analytics events and their consumers were seen to use. */
    enum Spelling {
        SECONDS_ZONED("uuuu-MM-dd'T'HH:mm:ss'Z'"),
        MILLIS_ZONED("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'"),
        MICROS("uuuu-MM-dd'T'HH:mm:ss.SSSSSS"),
        MICROS_ZONED("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'"),
        NANOS("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS"),
        SECONDS("uuuu-MM-dd'T'HH:mm:ss"),
        DATE_PATH("uuuu/MM/dd");

        private final DateTimeFormatter formatter;

        Spelling(String pattern) {
            this.formatter = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
        }

        String of(long micros) {
            int nanos = (int) (Math.floorMod(micros, SECOND) * 1_000);
            return formatter.format(LocalDateTime.ofEpochSecond(Math.floorDiv(micros, SECOND), nanos, ZoneOffset.UTC));
        }
    }

    private Times() {}

    static long micros(Instant instant) {
        return instant.getEpochSecond() * SECOND + instant.getNano() / 1_000;
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, SECOND), Math.floorMod(micros, SECOND) * 1_000);
    }
}
