package io.github.calllake.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
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
    private static final Field<String> DETAILS = CATEGORY_VIEW.text("matched_details");
    private static final Field<LocalDate> DAY = CATEGORY_VIEW.field("event_date", LocalDate.class);
    private static final Field<Long> MATCHES = DSL.field(DSL.name("matches"), Long.class);
    private static final Field<String> ISSUES = UTTERANCE.text("issues_detected");
    private static final Field<String> ENTITIES = UTTERANCE.text("entities");
    private static final String UNKNOWN = "UNKNOWN";

    private ContentQuestions() {}

    static Listing<CategoryMatch> categoryMatches() {
        return Listing.of(
                        "categoryMatches",
                        "category_match",
                        List.of(CATEGORY_VIEW.text("call_id"), CATEGORY, DETAILS),
                        row -> new CategoryMatch(
                                row.get(CATEGORY_VIEW.text("call_id")),
                                row.get(CATEGORY),
                                row.get(DETAILS),
                                timeOf(row)))
                .where(CATEGORY.isNotNull());
    }

    private record DayAndCategory(LocalDate day, String category) {}

    static Answer<CategoryCount> categoryCounts(Reading reading, CallFilter filter) {
        Map<DayAndCategory, Long> counts = new HashMap<>();
        reading.gather(new Reading.Part<CategoryCount>() {
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
                        "utterance",
                        List.of(UTTERANCE.text("call_id"), Spoken.ROLE, UTTERANCE.text("transcript"), ISSUES),
                        ContentQuestions::issuesOf)
                .where(Spoken.FINAL.and(filled(ISSUES)));
    }

    private static List<DetectedIssue> issuesOf(Record row) {
        return elements(row.get(ISSUES))
                .flatMap(issue -> {
                    JsonNode offsets = LooseJson.member(issue, "CharacterOffsets");
                    OptionalInt begin = LooseJson.integer(offsets, "Begin");
                    OptionalInt end = LooseJson.integer(offsets, "End");
                    return begin.isPresent() && end.isPresent()
                            ? Stream.of(issue(row, begin.getAsInt(), end.getAsInt()))
                            : Stream.<DetectedIssue>of();
                })
                .toList();
    }

    private static DetectedIssue issue(Record row, int begin, int end) {
        String transcript = row.get(UTTERANCE.text("transcript"));
        String text = transcript != null && 0 <= begin && begin <= end && end <= transcript.length()
                ? transcript.substring(begin, end)
                : null;
        return new DetectedIssue(
                row.get(UTTERANCE.text("call_id")), row.get(Spoken.ROLE), begin, end, text, timeOf(row));
    }

    /** Those of an utterance or result at once. */
    static List<Listing<List<PiiEntity>>> piiEntities() {
        Listing<List<PiiEntity>> said = Listing.of(
                        "piiEntities",
                        "utterance",
                        List.of(UTTERANCE.text("call_id"), Spoken.ROLE, ENTITIES),
                        row -> entitiesOf(row, row.get(Spoken.ROLE)))
                .where(Spoken.FINAL.and(filled(ENTITIES)));
        Listing<List<PiiEntity>> transcribed = Listing.of(
                        "piiEntities",
                        "transcript_result",
                        List.of(RESULT.text("call_id"), RESULT.text("channel_id"), ENTITIES),
                        row -> entitiesOf(row, row.get(RESULT.text("channel_id"))))
                .where(Spoken.FINAL.and(filled(ENTITIES)));
        return List.of(said, transcribed);
    }

    static Answer<PiiCount> piiCounts(Reading reading, CallFilter filter) {
        Map<String, Long> counts = new TreeMap<>(Texts.BYTE_ORDER);
        Answer<PiiEntity> entities = Answer.flat(Listing.ask(reading, filter, piiEntities()));
        entities.forEach(entity -> counts.merge(entity.type(), 1L, Long::sum));
        return new Answer<>(
                counts.entrySet().stream()
                        .map(count -> new PiiCount(count.getKey(), count.getValue()))
                        .toList(),
                entities.next(),
                entities.facts());
    }

    private static List<PiiEntity> entitiesOf(Record row, @Nullable String speaker) {
        return elements(row.get(ENTITIES))
                .map(entity -> {
                    String type = LooseJson.text(entity, "Type");
                    return new PiiEntity(
                            row.get(UTTERANCE.text("call_id")),
                            speaker,
                            type == null ? UNKNOWN : type,
                            LooseJson.text(entity, "Content"),
                            LooseJson.number(entity, "Confidence"),
                            timeOf(row));
                })
                .toList();
    }

    private static Condition filled(Field<String> array) {
        return array.isNotNull().and(array.ne(DSL.inline("[]")));
    }

    private static Stream<JsonNode> elements(@Nullable String array) {
        return StreamSupport.stream(LooseJson.parse(array).spliterator(), false).filter(JsonNode::isObject);
    }

    private static Instant timeOf(Record row) {
        return Times.instant(row.get(UTTERANCE.time("event_time"))).orElseThrow();
    }
}
