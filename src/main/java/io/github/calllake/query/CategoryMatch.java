package io.github.calllake.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A category that Transcribe Call Analytics matched in a call.
 *
 * @param callId the call; null if the event named none
 * @param category the category's name
 * @param matchedDetails where it matched, JSON as sent: an object with the category's name as key; null if the event had none
 * @param eventTime the event's time, UTC milliseconds
 */
public record CategoryMatch(
        @Nullable String callId, String category, @Nullable String matchedDetails, Instant eventTime) {}
