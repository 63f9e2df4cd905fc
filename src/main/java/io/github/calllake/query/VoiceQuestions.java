package io.github.calllake.query;

import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** What voice analytics found: status, speakers, tone. */
final class VoiceQuestions {

    private static final FlatTable STATUS = FlatTable.of("voice_analytics_event");
    private static final FlatTable MATCH = FlatTable.of("speaker_match");
    private static final FlatTable TONE = FlatTable.of("voice_tone");
    private static final Field<String> CALL_ID = STATUS.text("call_id");
    private static final Field<String> ROLE = MATCH.text("participant_role");
    private static final Field<Boolean> IS_CALLER = STATUS.field("is_caller", Boolean.class);
    private static final Field<Double> SCORE = MATCH.field("confidence_score", Double.class);

    private VoiceQuestions() {}

    static Listing<VoiceAnalyticsEvent> status() {
        List<Field<?>> columns = List.of(
                CALL_ID,
                STATUS.text("task_id"),
                STATUS.text("detail_status"),
                STATUS.text("status_message"),
                IS_CALLER);
        return Listing.of(
                "voiceAnalyticsEvents",
                "voice_analytics_event",
                columns,
                row -> new VoiceAnalyticsEvent(
                        row.get(CALL_ID),
                        row.get(STATUS.text("task_id")),
                        row.get(STATUS.text("detail_status")),
                        row.get(STATUS.text("status_message")),
                        row.get(IS_CALLER),
                        Times.instant(row.get(STATUS.time("event_time"))).orElseThrow()));
    }

    static Listing<SpeakerMatch> speakerMatches(double minimumConfidence) {
        if (!(minimumConfidence >= 0 && minimumConfidence <= 1)) {
            throw new IllegalArgumentException("minimumConfidence must be from 0 to 1, not " + minimumConfidence);
        }
        return Listing.of(
                        "speakerMatches",
                        "speaker_match",
                        List.of(CALL_ID, ROLE, MATCH.text("voice_profile_id"), SCORE),
                        row -> new SpeakerMatch(
                                row.get(CALL_ID),
                                row.get(ROLE),
                                row.get(MATCH.text("voice_profile_id")),
                                row.get(SCORE),
                                Times.instant(row.get(MATCH.time("event_time"))).orElseThrow()))
                .where(SCORE.ge(DSL.inline(minimumConfidence)));
    }

    static Listing<VoiceTone> voiceTones() {
        List<Field<?>> columns = List.of(
                CALL_ID,
                ROLE,
                IS_CALLER,
                TONE.text("current_label"),
                score("current_positive"),
                score("current_negative"),
                score("current_neutral"),
                TONE.text("overall_label"),
                score("overall_positive"),
                score("overall_negative"),
                score("overall_neutral"));
        return Listing.of(
                "voiceTones",
                "voice_tone",
                columns,
                row -> new VoiceTone(
                        row.get(CALL_ID),
                        row.get(ROLE),
                        row.get(IS_CALLER),
                        tone(row, "current"),
                        tone(row, "overall"),
                        Times.instant(row.get(TONE.time("event_time"))).orElseThrow()));
    }

    private static VoiceTone.Tone tone(Record row, String prefix) {
        return new VoiceTone.Tone(
                row.get(TONE.text(prefix + "_label")),
                row.get(score(prefix + "_positive")),
                row.get(score(prefix + "_negative")),
                row.get(score(prefix + "_neutral")));
    }

    private static Field<Double> score(String column) {
        return TONE.field(column, Double.class);
    }
}
