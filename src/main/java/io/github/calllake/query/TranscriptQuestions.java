package io.github.calllake.query;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** What was said: final utterances of Transcribe Call Analytics and final results of Transcribe. */
final class TranscriptQuestions {

    private static final double MILLIS_PER_SECOND = 1000;
    private static final String CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final Comparator<TranscriptLine> AS_SPOKEN = Comparator.comparing(
                    TranscriptLine::beginOffsetMillis, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(TranscriptLine::eventTime);

    private static final FlatTable UTTERANCE = FlatTable.of("utterance");
    private static final FlatTable RESULT = FlatTable.of("transcript_result");
    private static final Field<Double> RESULT_BEGIN = RESULT.field("start_time_seconds", Double.class);
    private static final Field<Double> RESULT_END = RESULT.field("end_time_seconds", Double.class);

    private TranscriptQuestions() {}

    static Answer<TranscriptLine> transcript(Reading reading, CallFilter filter) {
        Set<String> seen = new HashSet<>();
        List<TranscriptLine> lines = Listing.ask(reading, filter, lines("transcript", DSL.noCondition())).stream()
                .filter(line -> line.id() == null || seen.add(line.id()))
                .sorted(AS_SPOKEN)
                .toList();
        return reading.answer(lines);
    }

    static Answer<TranscriptLine> search(Reading reading, String text, CallFilter filter) {
        return Listing.ask(reading, filter, lines("search", said(text)));
    }

    static AnswerStream<TranscriptLine> lines(Reading reading, CallFilter filter) {
        return Listing.stream(reading, filter, lines("transcriptLines", DSL.noCondition()));
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

    private static List<Listing<TranscriptLine>> lines(String question, Condition condition) {
        return List.of(utterances(question).where(condition), results(question).where(condition));
    }

    private static Listing<TranscriptLine> utterances(String question) {
        List<Field<?>> columns = List.of(
                UTTERANCE.text("call_id"),
                UTTERANCE.text("utterance_id"),
                UTTERANCE.text("participant_role"),
                Spoken.BEGIN,
                Spoken.END,
                UTTERANCE.text("transcript"),
                UTTERANCE.text("sentiment"));
        return Listing.of(question, "utterance", columns, TranscriptQuestions::utterance)
                .where(Spoken.FINAL);
    }

    private static TranscriptLine utterance(Record row) {
        return new TranscriptLine(
                row.get(UTTERANCE.text("call_id")),
                row.get(UTTERANCE.text("utterance_id")),
                row.get(UTTERANCE.text("participant_role")),
                row.get(Spoken.BEGIN),
                row.get(Spoken.END),
                row.get(UTTERANCE.text("transcript")),
                row.get(UTTERANCE.text("sentiment")),
                Times.instant(row.get(UTTERANCE.time("event_time"))).orElseThrow());
    }

    private static Listing<TranscriptLine> results(String question) {
        List<Field<?>> columns = List.of(
                RESULT.text("call_id"),
                RESULT.text("result_id"),
                RESULT.text("channel_id"),
                RESULT_BEGIN,
                RESULT_END,
                RESULT.text("transcript"));
        return Listing.of(question, "transcript_result", columns, TranscriptQuestions::result)
                .where(Spoken.FINAL);
    }

    private static TranscriptLine result(Record row) {
        return new TranscriptLine(
                row.get(RESULT.text("call_id")),
                row.get(RESULT.text("result_id")),
                row.get(RESULT.text("channel_id")),
                millis(row.get(RESULT_BEGIN)),
                millis(row.get(RESULT_END)),
                row.get(RESULT.text("transcript")),
                null,
                Times.instant(row.get(RESULT.time("event_time"))).orElseThrow());
    }

    private static @Nullable Long millis(@Nullable Double seconds) {
        return seconds == null ? null : Math.round(seconds * MILLIS_PER_SECOND);
    }
}
