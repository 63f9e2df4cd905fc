package io.github.calllake.query;

import io.github.calllake.event.DetailType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a call.
 *
 * @param eventTime when, UTC milliseconds
 * @param type the detail type of its event
 * @param what what happened, in the event's own word: the type of a call or recording event, the sentiment of an utterance,
 *     the category, the status of voice analytics, the label of a tone; null if the event had none
 * @param who the participant role, or the channel with Transcribe; null where the event is about none
 * @param text what was said, the URL of a recording, the message of a status; null where there is none
 */
public record TimelineEntry(
        Instant eventTime,
        DetailType type,
        @Nullable String what,
        @Nullable String who,
        @Nullable String text) {

    /** Without the text. */
    @Override
    public String toString() {
        return "TimelineEntry[" + eventTime + ", " + type + "]";
    }
}
