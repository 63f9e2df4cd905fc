package io.github.calllake.export;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** How windows tile time, without gap and without overlap. Immutable. */
public sealed interface WindowGrid {

    /** The last boundary that is not after an instant. */
    Instant floor(Instant instant);

    /** The boundary that follows a boundary. */
    Instant after(Instant boundary);

    /** The boundary before a boundary. */
    default Instant before(Instant boundary) {
        return floor(boundary.minusSeconds(1));
    }

    /** The window that starts at a boundary. */
    default ExportWindow at(Instant boundary) {
        return new ExportWindow(boundary, after(boundary));
    }

    /** Whether an instant is a boundary. */
    default boolean has(Instant instant) {
        return floor(instant).equals(instant);
    }

    /**
     * Windows of one length, counted from 1970-01-01T00:00:00Z.
     *
     * @param length whole seconds
     */
    record Equal(Duration length) implements WindowGrid {
        public Equal {
            if (length.isNegative() || length.isZero() || length.toNanosPart() != 0) {
                throw new IllegalArgumentException("A window is a whole number of seconds, not " + length);
            }
        }

        @Override
        public Instant floor(Instant instant) {
            long seconds = length.toSeconds();
            return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), seconds) * seconds);
        }

        @Override
        public Instant after(Instant boundary) {
            return boundary.plus(length);
        }
    }

    /** The days of a zone: 23 or 25 hours where its clocks are put forward or back. */
    record Days(ZoneId zone) implements WindowGrid {
        @Override
        public Instant floor(Instant instant) {
            return instant.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
        }

        @Override
        public Instant after(Instant boundary) {
            return boundary.atZone(zone)
                    .toLocalDate()
                    .plusDays(1)
                    .atStartOfDay(zone)
                    .toInstant();
        }
    }
}
