package io.github.calllake.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A final piece of what was said: an utterance of Transcribe Call Analytics, or a result of Transcribe.
 *
 * @param callId the call; null if the event named none
 * @param id the utterance or result id; null if the event had none
 * @param speaker the participant role ({@code AGENT}, {@code CUSTOMER}), or the channel ({@code ch_0}) with Transcribe; null if
 *     the event had none
 * @param beginOffsetMillis when it began, in milliseconds from the start of the stream; null if the event did not say
 * @param endOffsetMillis when it ended, likewise
 * @param text what was said; null if the event had no transcript
 * @param sentiment Transcribe Call Analytics' sentiment; null with Transcribe
 * @param eventTime the event's time, UTC milliseconds
 */
public record TranscriptLine(
        @Nullable String callId,
        @Nullable String id,
        @Nullable String speaker,
        @Nullable Long beginOffsetMillis,
        @Nullable Long endOffsetMillis,
        @Nullable String text,
        @Nullable String sentiment,
        Instant eventTime) {

    /** Without the text. */
    @Override
    public String toString() {
        return "TranscriptLine[callId=" + callId + ", id=" + id + ", speaker=" + speaker + ", eventTime=" + eventTime
                + "]";
    }
}
