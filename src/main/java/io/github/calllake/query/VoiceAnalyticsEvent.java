package io.github.calllake.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How voice analytics of a call went on.
 *
 * @param callId the call; null if the event named none
 * @param taskId the voice analytics task; null likewise
 * @param status e.g. {@code AnalyticsReady}; null likewise
 * @param message the status in words; null likewise
 * @param isCaller whether it is about the caller; null likewise
 * @param eventTime the event's time, UTC milliseconds
 */
public record VoiceAnalyticsEvent(
        @Nullable String callId,
        @Nullable String taskId,
        @Nullable String status,
        @Nullable String message,
        @Nullable Boolean isCaller,
        Instant eventTime) {}
