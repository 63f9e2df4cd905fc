package io.github.calllake.query;

import java.time.Duration;

/**
 * How two tiers are asked as one.
 *
 * @param duplicateLookBack how long before the boundary the hot tier looks for an earlier delivery of an event that it would
 *     count; an event that is delivered again later than this, across the boundary, counts twice
 * @param partialAllowed whether an answer may lack the part of a tier that does not answer; {@link AnswerFacts#gaps} then
 *     names it
 * @param historyCheckEvery how long the answer to "what is the oldest arrival in the hot tier" is believed
 */
public record TieredSettings(Duration duplicateLookBack, boolean partialAllowed, Duration historyCheckEvery) {

    /** A producer retries within minutes; a stream keeps records for a day unless told otherwise. */
    private static final Duration DEFAULT_LOOK_BACK = Duration.ofDays(1);

    private static final Duration DEFAULT_HISTORY_CHECK = Duration.ofMinutes(1);

    /** @throws IllegalArgumentException if a duration is negative */
    public TieredSettings {
        if (duplicateLookBack.isNegative()) {
            throw new IllegalArgumentException("duplicateLookBack must not be negative, not " + duplicateLookBack);
        }
        if (historyCheckEvery.isNegative()) {
            throw new IllegalArgumentException("historyCheckEvery must not be negative, not " + historyCheckEvery);
        }
    }

    /** A day of looking back, no partial answers, the hot tier's history checked every minute. */
    public static TieredSettings defaults() {
        return new TieredSettings(DEFAULT_LOOK_BACK, false, DEFAULT_HISTORY_CHECK);
    }

    /** With answers that may lack a tier's part. */
    public TieredSettings allowingPartialAnswers() {
        return new TieredSettings(duplicateLookBack, true, historyCheckEvery);
    }
}
