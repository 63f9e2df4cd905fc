package io.github.calllake.query;

import io.github.calllake.engine.RowView;
import java.util.List;
import java.util.Objects;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** What voice analytics found: status, speakers, tone. */
final class VoiceQuestions {

    private static final FlatTable STATUS = FlatTable.of("voice_analytics_event");
    private static final FlatTable MATCH = FlatTable.of("speaker_match");
    private static final FlatTable TONE = FlatTable.of("voice_tone");
    private static final Field<Double> SCORE = MATCH.field("confidence_score", Double.class);

    private static final List<Field<?>> STATUS_COLUMNS = List.of(
            STATUS.text("call_id"),
            STATUS.text("task_id"),
            STATUS.text("detail_status"),
            STATUS.text("status_message"),
            STATUS.field("is_caller", Boolean.class),
            STATUS.time("event_time"));
    private static final List<Field<?>> MATCH_COLUMNS = List.of(
            MATCH.text("call_id"),
            MATCH.text("participant_role"),
            MATCH.text("voice_profile_id"),
            SCORE,
            MATCH.time("event_time"));
    private static final List<Field<?>> TONE_COLUMNS = List.of(
            TONE.text("call_id"),
            TONE.text("participant_role"),
            TONE.field("is_caller", Boolean.class),
            TONE.time("event_time"),
            TONE.text("current_label"),
            TONE.field("current_positive", Double.class),
            TONE.field("current_negative", Double.class),
            TONE.field("current_neutral", Double.class),
            TONE.text("overall_label"),
            TONE.field("overall_positive", Double.class),
            TONE.field("overall_negative", Double.class),
            TONE.field("overall_neutral", Double.class));
    private static final int CURRENT = 4;
    private static final int OVERALL = 8;

    private VoiceQuestions() {}

    static Listing<VoiceAnalyticsEvent> status() {
        return Listing.of("voiceAnalyticsEvents", ListedView.of(STATUS, STATUS_COLUMNS), VoiceQuestions::status);
    }

    private static VoiceAnalyticsEvent status(RowView row) {
        return new VoiceAnalyticsEvent(
                row.text(0), row.text(1), row.text(2), row.text(3), row.truth(4), Times.required(row.time(5)));
    }

    static Listing<SpeakerMatch> speakerMatches(double minimumConfidence) {
        if (!(minimumConfidence >= 0 && minimumConfidence <= 1)) {
            throw new IllegalArgumentException("minimumConfidence must be from 0 to 1, not " + minimumConfidence);
        }
        return Listing.of(
                "speakerMatches",
                ListedView.of(MATCH, MATCH_COLUMNS).where(SCORE.ge(DSL.inline(minimumConfidence))),
                VoiceQuestions::match);
    }

    private static SpeakerMatch match(RowView row) {
        return new SpeakerMatch(
                row.text(0),
                row.text(1),
                row.text(2),
                Objects.requireNonNull(row.number(3)),
                Times.required(row.time(4)));
    }

    static Listing<VoiceTone> voiceTones() {
        return Listing.of("voiceTones", ListedView.of(TONE, TONE_COLUMNS), VoiceQuestions::tone);
    }

    private static VoiceTone tone(RowView row) {
        return new VoiceTone(
                row.text(0),
                row.text(1),
                row.truth(2),
                tone(row, CURRENT),
                tone(row, OVERALL),
                Times.required(row.time(3)));
    }

    /** A label and its three scores behind it. */
    private static VoiceTone.Tone tone(RowView row, int label) {
        return new VoiceTone.Tone(row.text(label), row.number(label + 1), row.number(label + 2), row.number(label + 3));
    }
}
