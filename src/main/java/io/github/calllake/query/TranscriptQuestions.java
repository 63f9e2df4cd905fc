package io.github.calllake.query;

import io.github.calllake.engine.RowView;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** What was said: final utterances of Transcribe Call Analytics and final results of Transcribe. */
final class TranscriptQuestions {

    private static final double MILLIS_PER_SECOND = 1000;
    private static final double HALF = 0.5;
    private static final double MOST_SECONDS = 1e12;
    private static final String CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final Comparator<TranscriptLine> AS_SPOKEN = Comparator.comparing(
                    TranscriptLine::beginOffsetMillis, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(TranscriptLine::eventTime);

    private static final FlatTable UTTERANCE = FlatTable.of("utterance");
    private static final FlatTable RESULT = FlatTable.of("transcript_result");
    private static final List<Field<?>> UTTERANCE_COLUMNS = List.of(
            UTTERANCE.text("call_id"),
            UTTERANCE.text("utterance_id"),
            UTTERANCE.text("participant_role"),
            Spoken.BEGIN,
            Spoken.END,
            UTTERANCE.text("transcript"),
            UTTERANCE.text("sentiment"),
            UTTERANCE.time("event_time"));
    private static final Field<Double> START = RESULT.field("start_time_seconds", Double.class);
    private static final Field<Double> STOP = RESULT.field("end_time_seconds", Double.class);
    private static final List<Field<?>> RESULT_COLUMNS = List.of(
            RESULT.text("call_id"),
            RESULT.text("result_id"),
            RESULT.text("channel_id"),
            millis(START).as(Spoken.BEGIN.getName()),
            millis(STOP).as(Spoken.END.getName()),
            RESULT.text("transcript"),
            ListedView.none("sentiment", ListedView.TEXT),
            RESULT.time("event_time"));

    private TranscriptQuestions() {}

    static Answer<TranscriptLine> transcript(Reading reading, CallFilter filter) {
        Set<String> seen = new HashSet<>();
        List<TranscriptLine> lines = lines("transcript", DSL.noCondition()).ask(reading, filter).stream()
                .filter(line -> line.id() == null || seen.add(line.id()))
                .sorted(AS_SPOKEN)
                .toList();
        return reading.answer(lines);
    }

    static Listing<TranscriptLine> search(String text) {
        return lines("search", said(text));
    }

    static Listing<TranscriptLine> lines() {
        return lines("transcriptLines", DSL.noCondition());
    }

    /**
     * The transcript holds the text; the letters A to Z count as a to z on both sides, which both engines do alike, and
     * nothing in the text has a meaning of its own.
     */
    private static Condition said(String text) {
        Field<String> lower = DSL.function(
                "translate",
                String.class,
                UTTERANCE.text("transcript"),
                DSL.inline(CAPITALS),
                DSL.inline(CAPITALS.toLowerCase(Locale.ROOT)));
        return DSL.function("strpos", Long.class, lower, DSL.inline(lowerCaseOf(text)))
                .gt(DSL.inline(0L));
    }

    private static String lowerCaseOf(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        text.chars().forEach(c -> lower.append((char) (c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c)));
        return lower.toString();
    }

    private static Listing<TranscriptLine> lines(String question, Condition condition) {
        Condition wanted = Spoken.FINAL.and(condition);
        return new Listing<>(
                question,
                List.of(
                        ListedView.of(UTTERANCE, UTTERANCE_COLUMNS).where(wanted),
                        ListedView.of(RESULT, RESULT_COLUMNS)
                                .computedFrom(START, STOP)
                                .where(wanted)),
                TranscriptQuestions::line);
    }

    private static TranscriptLine line(RowView row) {
        return new TranscriptLine(
                row.text(0),
                row.text(1),
                row.text(2),
                row.bigint(3),
                row.bigint(4),
                row.text(5),
                row.text(6),
                Times.required(row.time(7)));
    }

    /**
     * Transcribe gives seconds. Halves go up in every engine, which the engines' own rounding of doubles does not promise; and a number
     * that is no time, however large, fails no query.
     */
    private static Field<Long> millis(Field<Double> seconds) {
        return DSL.when(
                seconds.between(DSL.inline(-MOST_SECONDS), DSL.inline(MOST_SECONDS)),
                DSL.floor(seconds.mul(DSL.inline(MILLIS_PER_SECOND)).plus(DSL.inline(HALF)))
                        .cast(SQLDataType.BIGINT));
    }
}
