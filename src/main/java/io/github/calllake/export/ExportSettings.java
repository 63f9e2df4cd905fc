package io.github.calllake.export;

import java.time.Duration;
import java.util.Optional;

/**
 * How exports are run. Immutable.
 *
 * @param state where ledgers lie: {@code s3://bucket/prefix} or {@code file:/directory}
 * @param claimLifetime after how long another scheduler may begin with a window that one has begun with; longer than a window takes
 * @param sendFor nothing is put into a stream later than this after the last entry about it; another scheduler goes on after twice as
 *     long
 * @param objectBytes after so many bytes of rows, before compression, another object begins
 * @param unloads where engines may write rows; empty if all rows come through cursors
 */
public record ExportSettings(
        String state, Duration claimLifetime, Duration sendFor, long objectBytes, Optional<Unloads> unloads) {

    static final Duration SEND_FOR = Duration.ofSeconds(30);

    private static final Duration DEFAULT_CLAIM = Duration.ofMinutes(15);

    public ExportSettings {
        if (claimLifetime.isNegative() || claimLifetime.isZero()) {
            throw new IllegalArgumentException("A claim must last for some time, not " + claimLifetime);
        }
        if (sendFor.isNegative() || sendFor.isZero()) {
            throw new IllegalArgumentException("Sending must be allowed for some time, not " + sendFor);
        }
        if (objectBytes < 1) {
            throw new IllegalArgumentException("An object must have bytes, not " + objectBytes);
        }
    }

    /** All rows through cursors. */
    public ExportSettings(String state, Duration claimLifetime, Duration sendFor, long objectBytes) {
        this(state, claimLifetime, sendFor, objectBytes, Optional.empty());
    }

    /** A quarter of an hour for a window, half a minute for sending, objects of 128 MB, and all rows through cursors. */
    public static ExportSettings of(String state) {
        return new ExportSettings(state, DEFAULT_CLAIM, SEND_FOR, OutputFiles.OBJECT_BYTES);
    }

    public ExportSettings withUnloads(Unloads place) {
        return new ExportSettings(state, claimLifetime, sendFor, objectBytes, Optional.of(place));
    }
}
