package io.github.calllake.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An issue that Transcribe Call Analytics detected in an utterance.
 *
 * @param callId the call; null if the event named none
 * @param participantRole who spoke; null if the event did not say
 * @param beginCharacter where the issue begins in the transcript, in characters from 0; null if the event does not say
 * @param endCharacter where it ends, likewise; the first character behind it, or null
 * @param text the issue in the speaker's words; null if the offsets lie outside the transcript or are not there
 * @param eventTime the event's time, UTC milliseconds
 */
public record DetectedIssue(
        @Nullable String callId,
        @Nullable String participantRole,
        @Nullable Integer beginCharacter,
        @Nullable Integer endCharacter,
        @Nullable String text,
        Instant eventTime) {

    /** Without the text. */
    @Override
    public String toString() {
        return "DetectedIssue[callId=" + callId + ", participantRole=" + participantRole + ", eventTime=" + eventTime
                + "]";
    }
}
