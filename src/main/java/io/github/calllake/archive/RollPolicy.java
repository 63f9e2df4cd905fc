package io.github.calllake.archive;

import java.time.Duration;

/**
 * When a shard's records become files: as soon as either is reached.
 *
 * @param maxBytes bytes of records as they came, before compression
 * @param maxAge the time since the first record was taken
 */
public record RollPolicy(long maxBytes, Duration maxAge) {

    /** 128 MB or 15 minutes: small files cost readers more than freshness gains them while the hot tier has the latest. */
    public static final RollPolicy DEFAULT = new RollPolicy(128L << 20, Duration.ofMinutes(15));

    public RollPolicy {
        if (maxBytes < 1 || maxAge.isNegative() || maxAge.isZero()) {
            throw new IllegalArgumentException("Not a roll policy: " + maxBytes + " bytes, " + maxAge);
        }
    }
}
