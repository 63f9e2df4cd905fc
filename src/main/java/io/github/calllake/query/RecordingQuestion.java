package io.github.calllake.query;

import io.github.calllake.engine.RowView;
import io.github.calllake.event.EventTime;
import io.github.calllake.event.RecordedFile;
import io.github.calllake.query.Recording.Kind;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** Recorded files: Chime's from the events of recordings, Transcribe's from those of calls, each file once. */
final class RecordingQuestion {

    private static final String QUESTION = "recordings";
    private static final String ENHANCEMENT = "VoiceEnhancement";

    private static final FlatTable RECORDING = FlatTable.of("recording");
    private static final FlatTable CALL = FlatTable.of("call_event");
    private static final Field<String> CONSOLE_URL = RECORDING.text("s3_media_object_console_url");
    private static final Field<String> AS_SPOKEN = CALL.text("s3_recording_url");
    private static final Field<String> REDACTED = CALL.text("s3_recording_url_redacted");

    private static final List<Field<?>> CHIMES_COLUMNS = List.of(
            RECORDING.text("call_id"),
            RECORDING.time("event_time"),
            CONSOLE_URL,
            RECORDING.text("detail_subtype"),
            RECORDING.field("recording_duration_seconds", Double.class),
            RECORDING.text("recording_start_time"),
            RECORDING.text("recording_end_time"),
            ListedView.none(AS_SPOKEN.getName(), ListedView.TEXT),
            ListedView.none(REDACTED.getName(), ListedView.TEXT));
    private static final List<Field<?>> TRANSCRIBES_COLUMNS = List.of(
            CALL.text("call_id"),
            CALL.time("event_time"),
            ListedView.none(CONSOLE_URL.getName(), ListedView.TEXT),
            ListedView.none("detail_subtype", ListedView.TEXT),
            ListedView.none("recording_duration_seconds", SQLDataType.DOUBLE),
            ListedView.none("recording_start_time", ListedView.TEXT),
            ListedView.none("recording_end_time", ListedView.TEXT),
            AS_SPOKEN,
            REDACTED);

    private RecordingQuestion() {}

    /** Those of an event at once. */
    static Listing<List<Recording>> recordings() {
        return new Listing<>(
                QUESTION,
                List.of(
                        ListedView.of(RECORDING, CHIMES_COLUMNS)
                                .where(CONSOLE_URL.isNotNull())
                                .onceBy(CONSOLE_URL.getName()),
                        // A session may be announced with the start of its call, and once more by itself.
                        ListedView.of(CALL, TRANSCRIBES_COLUMNS)
                                .where(AS_SPOKEN.isNotNull().or(REDACTED.isNotNull()))
                                .onceBy(AS_SPOKEN.getName(), REDACTED.getName())),
                RecordingQuestion::recordings);
    }

    private static List<Recording> recordings(RowView row) {
        String callId = row.text(0);
        Instant eventTime = Times.required(row.time(1));
        String url = row.text(2);
        return url != null
                ? List.of(new Recording(
                        callId,
                        ENHANCEMENT.equals(row.text(3)) ? Kind.ENHANCED : Kind.ORIGINAL,
                        url,
                        RecordedFile.at(url).orElse(null),
                        row.number(4),
                        time(row.text(5)),
                        time(row.text(6)),
                        eventTime))
                : Stream.concat(
                                transcribes(callId, Kind.TRANSCRIBED, row.text(7), eventTime),
                                transcribes(callId, Kind.REDACTED, row.text(8), eventTime))
                        .toList();
    }

    private static @Nullable Instant time(@Nullable String text) {
        return text == null ? null : EventTime.parse(text).orElse(null);
    }

    private static Stream<Recording> transcribes(
            @Nullable String callId, Kind kind, @Nullable String url, Instant eventTime) {
        return url == null
                ? Stream.of()
                : Stream.of(new Recording(
                        callId, kind, url, RecordedFile.at(url).orElse(null), null, null, null, eventTime));
    }
}
