package io.github.calllake.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.calllake.engine.RowView;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** What was it about: categories, issues and personal information. */
final class ContentQuestions {

    private static final FlatTable CATEGORY_VIEW = FlatTable.of("category_match");
    private static final FlatTable UTTERANCE = FlatTable.of("utterance");
    private static final FlatTable RESULT = FlatTable.of("transcript_result");
    private static final Field<String> CATEGORY = CATEGORY_VIEW.text("category");
    private static final Field<LocalDate> DAY = CATEGORY_VIEW.field("event_date", LocalDate.class);
    private static final Field<Long> MATCHES = DSL.field(DSL.name("matches"), Long.class);
    private static final Field<String> ISSUES = UTTERANCE.text("issues_detected");
    private static final Field<String> ENTITIES = UTTERANCE.text("entities");
    private static final String UNKNOWN = "UNKNOWN";
    /** Both have been seen; the lake's own columns take either as well. */
    private static final List<String> BEGIN = List.of("Begin", "BeginOffsetChar");

    private static final List<String> END = List.of("End", "EndOffsetChar");

    private static final List<Field<?>> MATCH_COLUMNS = List.of(
            CATEGORY_VIEW.text("call_id"),
            CATEGORY,
            CATEGORY_VIEW.text("matched_details"),
            CATEGORY_VIEW.time("event_time"));
    private static final List<Field<?>> ISSUE_COLUMNS = List.of(
            UTTERANCE.text("call_id"), Spoken.ROLE, UTTERANCE.text("transcript"), ISSUES, UTTERANCE.time("event_time"));
    private static final List<Field<?>> SAID_COLUMNS =
            List.of(UTTERANCE.text("call_id"), Spoken.ROLE, ENTITIES, UTTERANCE.time("event_time"));
    private static final List<Field<?>> TRANSCRIBED_COLUMNS =
            List.of(RESULT.text("call_id"), RESULT.text("channel_id"), ENTITIES, RESULT.time("event_time"));

    private ContentQuestions() {}

    static Listing<CategoryMatch> categoryMatches() {
        return Listing.of(
                "categoryMatches",
                ListedView.of(CATEGORY_VIEW, MATCH_COLUMNS).where(CATEGORY.isNotNull()),
                row -> new CategoryMatch(
                        row.text(0), Objects.requireNonNull(row.text(1)), row.text(2), Times.required(row.time(3))));
    }

    private record DayAndCategory(LocalDate day, String category) {}

    static Answer<CategoryCount> categoryCounts(Reading reading, CallFilter filter) {
        Map<DayAndCategory, Long> counts = new HashMap<>();
        reading.gather(new Reading.RecordPart<CategoryCount>() {
                    @Override
                    public Select<? extends Record> query(Slice slice) {
                        EventRows rows = EventRows.of(slice, "category_match", filter);
                        return slice.engine()
                                .sql()
                                .select(
                                        DAY,
                                        CATEGORY,
                                        DSL.count().cast(Long.class).as(MATCHES))
                                .from(rows.table(List.of(DAY, CATEGORY), CATEGORY.isNotNull()))
                                .groupBy(DAY, CATEGORY);
                    }

                    @Override
                    public CategoryCount read(Record row) {
                        return new CategoryCount(row.get(DAY), row.get(CATEGORY), row.get(MATCHES));
                    }
                })
                .forEach(count ->
                        counts.merge(new DayAndCategory(count.day(), count.category()), count.matches(), Long::sum));
        return reading.answer(counts.entrySet().stream()
                .map(count ->
                        new CategoryCount(count.getKey().day(), count.getKey().category(), count.getValue()))
                .sorted(Comparator.comparing(CategoryCount::day)
                        .thenComparing(CategoryCount::category, Texts.BYTE_ORDER))
                .toList());
    }

    /** Those of an utterance at once. */
    static Listing<List<DetectedIssue>> issues() {
        return Listing.of(
                "issues",
                ListedView.of(UTTERANCE, ISSUE_COLUMNS).where(Spoken.FINAL.and(filled(ISSUES))),
                ContentQuestions::issuesOf);
    }

    static List<DetectedIssue> issuesOf(RowView row) {
        String callId = row.text(0);
        String role = row.text(1);
        String transcript = row.text(2);
        Instant time = Times.required(row.time(4));
        return elements(row.text(3))
                .map(issue -> {
                    JsonNode offsets = LooseJson.member(issue, "CharacterOffsets");
                    Integer begin = LooseJson.integer(offsets, BEGIN);
                    Integer end = LooseJson.integer(offsets, END);
                    return new DetectedIssue(callId, role, begin, end, part(transcript, begin, end), time);
                })
                .toList();
    }

    private static @Nullable String part(@Nullable String transcript, @Nullable Integer begin, @Nullable Integer end) {
        return transcript != null
                        && begin != null
                        && end != null
                        && 0 <= begin
                        && begin <= end
                        && end <= transcript.length()
                ? transcript.substring(begin, end)
                : null;
    }

    /** Those of an utterance or result at once. */
    static Listing<List<PiiEntity>> piiEntities() {
        return new Listing<>(
                "piiEntities",
                List.of(
                        ListedView.of(UTTERANCE, SAID_COLUMNS).where(Spoken.FINAL.and(filled(ENTITIES))),
                        ListedView.of(RESULT, TRANSCRIBED_COLUMNS).where(Spoken.FINAL.and(filled(ENTITIES)))),
                ContentQuestions::entitiesOf);
    }

    static Answer<PiiCount> piiCounts(Reading reading, CallFilter filter) {
        Map<String, Long> counts = new TreeMap<>(Texts.BYTE_ORDER);
        Answer<PiiEntity> entities = Answer.flat(piiEntities().ask(reading, filter));
        entities.forEach(entity -> counts.merge(entity.type(), 1L, Long::sum));
        return new Answer<>(
                counts.entrySet().stream()
                        .map(count -> new PiiCount(count.getKey(), count.getValue()))
                        .toList(),
                entities.next(),
                entities.facts());
    }

    static List<PiiEntity> entitiesOf(RowView row) {
        String callId = row.text(0);
        String speaker = row.text(1);
        Instant time = Times.required(row.time(3));
        return elements(row.text(2))
                .map(entity -> {
                    String type = LooseJson.text(entity, "Type");
                    return new PiiEntity(
                            callId,
                            speaker,
                            type == null ? UNKNOWN : type,
                            LooseJson.text(entity, "Content"),
                            LooseJson.number(entity, "Confidence"),
                            time);
                })
                .toList();
    }

    private static Condition filled(Field<String> array) {
        return array.isNotNull().and(array.ne(DSL.inline("[]")));
    }

    /** All of them: one that cannot be read is told with what is missing, the same in either tier. */
    private static Stream<JsonNode> elements(@Nullable String array) {
        JsonNode elements = LooseJson.parse(array);
        return elements.isArray() ? StreamSupport.stream(elements.spliterator(), false) : Stream.of();
    }
}
