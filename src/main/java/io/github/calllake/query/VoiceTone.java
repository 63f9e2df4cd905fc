package io.github.calllake.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What voice tone analysis said at one moment of a call.
 *
 * @param callId the call; null if the event named none
 * @param participantRole who spoke; null if the event did not say
 * @param isCaller whether the caller spoke; null if the event did not say
 * @param current the tone of the latest span
 * @param overall the tone since the analysis began
 * @param eventTime the event's time, UTC milliseconds
 */
public record VoiceTone(
        @Nullable String callId,
        @Nullable String participantRole,
        @Nullable Boolean isCaller,
        Tone current,
        Tone overall,
        Instant eventTime) {

    /**
     * An average tone. Every part is null if the event had none.
     *
     * @param label {@code positive}, {@code negative} or {@code neutral}
     * @param positive how positive, 0 to 1
     * @param negative how negative, 0 to 1
     * @param neutral how neutral, 0 to 1
     */
    public record Tone(
            @Nullable String label,
            @Nullable Double positive,
            @Nullable Double negative,
            @Nullable Double neutral) {}
}
