package io.github.calllake.query;

import io.github.calllake.event.RecordedFile;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A recorded file of a call.
 *
 * @param callId the call; null if the event named none
 * @param kind who wrote it, and from what
 * @param url the file as the event names it: a page of the S3 console, or an address in S3
 * @param file bucket and key; null if the URL is none that is known
 * @param durationSeconds how long it is, in seconds; null if the event did not say, as it does not for Transcribe's files
 * @param startTime when the recording began, UTC milliseconds; null likewise
 * @param endTime when it ended, UTC milliseconds; null likewise
 * @param eventTime the time of the event that names the file, UTC milliseconds
 */
public record Recording(
        @Nullable String callId,
        Kind kind,
        String url,
        @Nullable RecordedFile file,
        @Nullable Double durationSeconds,
        @Nullable Instant startTime,
        @Nullable Instant endTime,
        Instant eventTime) {

    /** Who wrote a recorded file, and from what. */
    public enum Kind {
        /** Chime's recording of the call. */
        ORIGINAL,
        /** Chime's recording with enhanced voices. */
        ENHANCED,
        /** Transcribe's own copy of a session, as spoken. */
        TRANSCRIBED,
        /** Transcribe's own copy of a session, with personal information silenced. */
        REDACTED
    }

    /** Whether personal information is silenced in it. */
    public boolean isRedacted() {
        return kind == Kind.REDACTED;
    }

    /**
     * The Transcribe session whose audio it is, by which {@link PostCall#sessionId} finds what was written about it; null for
     * Chime's own files, and where the URL is none that is known.
     */
    public @Nullable String sessionId() {
        boolean transcribes = kind == Kind.TRANSCRIBED || kind == Kind.REDACTED;
        return transcribes && file != null ? file.baseName() : null;
    }
}
