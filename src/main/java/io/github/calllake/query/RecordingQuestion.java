package io.github.calllake.query;

import io.github.calllake.event.EventTime;
import io.github.calllake.event.RecordedFile;
import io.github.calllake.query.Recording.Kind;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Recorded files: Chime's from the events of recordings, Transcribe's from those of calls, each file once. */
final class RecordingQuestion {

    private static final String QUESTION = "recordings";
    private static final String ENHANCEMENT = "VoiceEnhancement";

    private static final FlatTable RECORDING = FlatTable.of("recording");
    private static final FlatTable CALL = FlatTable.of("call_event");
    private static final Field<String> CALL_ID = RECORDING.text("call_id");
    private static final Field<String> SUBTYPE = RECORDING.text("detail_subtype");
    private static final Field<String> CONSOLE_URL = RECORDING.text("s3_media_object_console_url");
    private static final Field<Double> DURATION = RECORDING.field("recording_duration_seconds", Double.class);
    private static final Field<String> START = RECORDING.text("recording_start_time");
    private static final Field<String> END = RECORDING.text("recording_end_time");
    private static final Field<String> AS_SPOKEN = CALL.text("s3_recording_url");
    private static final Field<String> REDACTED = CALL.text("s3_recording_url_redacted");

    private RecordingQuestion() {}

    /** Those of an event at once. */
    static List<Listing<List<Recording>>> recordings() {
        Listing<List<Recording>> chimes = Listing.of(
                        QUESTION,
                        "recording",
                        List.of(CALL_ID, SUBTYPE, CONSOLE_URL, DURATION, START, END),
                        RecordingQuestion::ofChime)
                .where(CONSOLE_URL.isNotNull())
                .onceBy(CONSOLE_URL.getName());
        // A session may be announced with the start of its call, and once more by itself.
        Listing<List<Recording>> transcribes = Listing.of(
                        QUESTION, "call_event", List.of(CALL_ID, AS_SPOKEN, REDACTED), RecordingQuestion::ofTranscribe)
                .where(AS_SPOKEN.isNotNull().or(REDACTED.isNotNull()))
                .onceBy(AS_SPOKEN.getName(), REDACTED.getName());
        return List.of(chimes, transcribes);
    }

    private static List<Recording> ofChime(Record row) {
        String url = row.get(CONSOLE_URL);
        return List.of(new Recording(
                row.get(CALL_ID),
                ENHANCEMENT.equals(row.get(SUBTYPE)) ? Kind.ENHANCED : Kind.ORIGINAL,
                url,
                RecordedFile.at(url).orElse(null),
                row.get(DURATION),
                time(row.get(START)),
                time(row.get(END)),
                Times.instant(row.get(Asked.EVENT_TIME)).orElseThrow()));
    }

    private static @Nullable Instant time(@Nullable String text) {
        return text == null ? null : EventTime.parse(text).orElse(null);
    }

    private static List<Recording> ofTranscribe(Record row) {
        return Stream.concat(
                        ofTranscribe(row, Kind.TRANSCRIBED, row.get(AS_SPOKEN)),
                        ofTranscribe(row, Kind.REDACTED, row.get(REDACTED)))
                .toList();
    }

    private static Stream<Recording> ofTranscribe(Record row, Kind kind, @Nullable String url) {
        return url == null
                ? Stream.of()
                : Stream.of(new Recording(
                        row.get(CALL_ID),
                        kind,
                        url,
                        RecordedFile.at(url).orElse(null),
                        null,
                        null,
                        null,
                        Times.instant(row.get(Asked.EVENT_TIME)).orElseThrow()));
    }
}
