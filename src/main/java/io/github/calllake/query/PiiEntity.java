package io.github.calllake.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A piece of personal information that was said. Keep it out of logs.
 *
 * @param callId the call; null if the event named none
 * @param speaker the participant role, or the channel with Transcribe; null if the event did not say
 * @param type as Transcribe names it, e.g. {@code NAME}; {@code UNKNOWN} where it did not
 * @param content the words; null if the event had none
 * @param confidence 0 to 1; null if the event had none
 * @param eventTime the event's time, UTC milliseconds
 */
public record PiiEntity(
        @Nullable String callId,
        @Nullable String speaker,
        String type,
        @Nullable String content,
        @Nullable Double confidence,
        Instant eventTime) {

    /** Without the content. */
    @Override
    public String toString() {
        return "PiiEntity[type=" + type + ", eventTime=" + eventTime + "]";
    }
}
