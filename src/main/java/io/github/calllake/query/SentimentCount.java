package io.github.calllake.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How many final utterances of a participant had a sentiment, in one span of time.
 *
 * @param start the start of the span, UTC
 * @param participantRole {@code AGENT} or {@code CUSTOMER}; null if the events did not say
 * @param sentiment {@code POSITIVE}, {@code NEGATIVE}, {@code NEUTRAL} or {@code MIXED}; null if the events did not say
 * @param utterances how many
 */
public record SentimentCount(
        Instant start,
        @Nullable String participantRole,
        @Nullable String sentiment,
        long utterances) {}
