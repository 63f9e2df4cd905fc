package io.github.calllake.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A voice profile that speaker search thinks is the speaker.
 *
 * @param callId the call; null if the event named none
 * @param participantRole who spoke; null if the event did not say
 * @param voiceProfileId the voice profile
 * @param confidence how sure, 0 to 1
 * @param eventTime the event's time, UTC milliseconds
 */
public record SpeakerMatch(
        @Nullable String callId,
        @Nullable String participantRole,
        @Nullable String voiceProfileId,
        double confidence,
        Instant eventTime) {}
