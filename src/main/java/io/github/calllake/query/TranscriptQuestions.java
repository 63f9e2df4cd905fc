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
    private static final List<Field<?>> UTTERANCE_COLUMNS = List.of(
            UTTERANCE.text("call_id"),
            UTTERANCE.text("utterance_id"),
            UTTERANCE.text("participant_role"),
            Spoken.BEGIN,
            Spoken.END,
            UTTERANCE.text("transcript"),
            UTTERANCE.text("sentiment"),
            UTTERANCE.time("event_time"));
    private static final List<Field<?>> RESULT_COLUMNS = List.of(
            RESULT.text("call_id"),
            RESULT.text("result_id"),
            RESULT.text("channel_id"),
            RESULT.field("start_time_seconds", Double.class),
            RESULT.field("end_time_seconds", Double.class),
            RESULT.text("transcript"),
            RESULT.time("event_time"));

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
        List<Listing<TranscriptLine>> lines = lines("transcriptLines", DSL.noCondition());
        if (reading.slices().size() > 1 || filter.limit().isPresent()) {
            return Listing.stream(reading, filter, lines);
        }
        return Listing.streamByTime(
                reading,
                filter,
                lines,
                List.of(UTTERANCE_COLUMNS, RESULT_COLUMNS),
                List.of(TranscriptQuestions::utterance, TranscriptQuestions::result),
                TranscriptLine::eventTime);
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
        return Listing.ofViews(question, "utterance", UTTERANCE_COLUMNS, TranscriptQuestions::utterance)
                .where(Spoken.FINAL);
    }

    private static TranscriptLine utterance(RowView row) {
        return new TranscriptLine(
                row.text(0),
                row.text(1),
                row.text(2),
                row.bigint(3),
                row.bigint(4),
                row.text(5),
                row.text(6),
                Times.instant(row.time(7)).orElseThrow());
    }

    private static Listing<TranscriptLine> results(String question) {
        return Listing.ofViews(question, "transcript_result", RESULT_COLUMNS, TranscriptQuestions::result)
                .where(Spoken.FINAL);
    }

    private static TranscriptLine result(RowView row) {
        return new TranscriptLine(
                row.text(0),
                row.text(1),
                row.text(2),
                millis(row.number(3)),
                millis(row.number(4)),
                row.text(5),
                null,
                Times.instant(row.time(6)).orElseThrow());
    }

    private static @Nullable Long millis(@Nullable Double seconds) {
        return seconds == null ? null : Math.round(seconds * MILLIS_PER_SECOND);
    }
}
