package io.github.calllake.query;

import io.github.calllake.event.RecordedFile;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Transcribe wrote about a session after its call. A call is one session, or two if it was paused for long.
 *
 * @param callId the call; null if the event that announced the session named none
 * @param transactionId the transaction; null likewise
 * @param sessionId Transcribe's session id, by which {@link Recording#sessionId} finds its audio
 * @param jobStatus {@code COMPLETED} or another word of Transcribe's; null if the file has none
 * @param languageCode such as {@code en-US}; null if the file has none
 * @param agentSentiment the agent's sentiment over all, -5 to 5; null if the file has none
 * @param customerSentiment the customer's sentiment over all, -5 to 5; null if the file has none
 * @param conversationMillis how long the conversation was, in milliseconds; null if the file has none
 * @param agentTalkMillis how long the agent spoke, in milliseconds; null likewise
 * @param customerTalkMillis how long the customer spoke, in milliseconds; null likewise
 * @param nonTalkMillis how long nobody spoke, in milliseconds; null likewise
 * @param agentWordsPerMinute how fast the agent spoke; null likewise
 * @param customerWordsPerMinute how fast the customer spoke; null likewise
 * @param interruptions how often one interrupted the other; null likewise
 * @param interruptionMillis how long both spoke, in milliseconds; null likewise
 * @param categories the categories that matched, in the file's order; empty if none did
 * @param summary the conversation in a few words, as generated; null if that was not asked for
 * @param file the file as spoken; null if there is only a redacted one
 * @param redactedFile the file without personal information; null if there is none
 * @param eventTime the time of the event that announced the session, UTC milliseconds
 * @see <a href="https://docs.aws.amazon.com/transcribe/latest/dg/tca-post-call.html">Post-call analytics with real-time
 *     transcriptions</a>
 */
public record PostCall(
        @Nullable String callId,
        @Nullable String transactionId,
        String sessionId,
        @Nullable String jobStatus,
        @Nullable String languageCode,
        @Nullable Double agentSentiment,
        @Nullable Double customerSentiment,
        @Nullable Long conversationMillis,
        @Nullable Long agentTalkMillis,
        @Nullable Long customerTalkMillis,
        @Nullable Long nonTalkMillis,
        @Nullable Double agentWordsPerMinute,
        @Nullable Double customerWordsPerMinute,
        @Nullable Long interruptions,
        @Nullable Long interruptionMillis,
        List<String> categories,
        @Nullable String summary,
        @Nullable RecordedFile file,
        @Nullable RecordedFile redactedFile,
        Instant eventTime) {
    public PostCall {
        categories = List.copyOf(categories);
    }

    /** Without what was said. */
    @Override
    public String toString() {
        return "PostCall[sessionId=" + sessionId + ", eventTime=" + eventTime + "]";
    }
}
