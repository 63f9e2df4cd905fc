package io.github.calllake.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.calllake.event.RecordedFile;
import io.github.calllake.schema.PostCallView;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Post-call files by the calls that announced their sessions. The view counts each session once. */
final class PostCallQuestion {

    private static final String QUESTION = "postCalls";

    private static final Field<String> SESSION_ID = text("session_id");
    private static final Field<Double> AGENT_SENTIMENT = column("agent_sentiment", Double.class);
    private static final Field<Double> CUSTOMER_SENTIMENT = column("customer_sentiment", Double.class);
    private static final Field<Double> AGENT_WORDS = column("agent_words_per_minute", Double.class);
    private static final Field<Double> CUSTOMER_WORDS = column("customer_words_per_minute", Double.class);
    private static final List<Field<?>> COLUMNS = List.of(
            Asked.EVENT_TIME,
            SESSION_ID,
            text("call_id"),
            text("transaction_id"),
            text("job_status"),
            text("language_code"),
            AGENT_SENTIMENT,
            CUSTOMER_SENTIMENT,
            number("conversation_duration_millis"),
            number("agent_talk_time_millis"),
            number("customer_talk_time_millis"),
            number("non_talk_time_millis"),
            AGENT_WORDS,
            CUSTOMER_WORDS,
            number("interruption_count"),
            number("interruption_millis"),
            text("matched_categories"),
            text("summary"),
            text("post_call_url"),
            text("post_call_url_redacted"));

    private PostCallQuestion() {}

    private static Field<String> text(String name) {
        return column(name, String.class);
    }

    private static Field<Long> number(String name) {
        return column(name, Long.class);
    }

    /** A column of the view; a name that the definition does not know is a mistake of ours. */
    private static <T> Field<T> column(String name, Class<T> type) {
        return PostCallView.columns().stream()
                .filter(column -> column.name().equals(name))
                .map(column -> DSL.field(DSL.name(column.name()), type))
                .findFirst()
                .orElseThrow();
    }

    static Answer<PostCall> postCalls(Reading reading, CallFilter filter) {
        Optional<TimeAndId> after = filter.after().map(cursor -> TimeAndId.of(QUESTION, cursor));
        List<PostCall> found = reading.gather(new Reading.RecordPart<>() {
            @Override
            public Select<? extends Record> query(Slice slice) {
                return sessions(slice, filter, after);
            }

            @Override
            public PostCall read(Record row) {
                return postCall(row);
            }
        });
        return Answer.page(
                found.stream()
                        .sorted(Comparator.comparing(PostCallQuestion::keyOf))
                        .toList(),
                filter.limit(),
                session -> keyOf(session).cursor(QUESTION),
                Function.identity(),
                reading.facts());
    }

    private static Select<? extends Record> sessions(Slice slice, CallFilter filter, Optional<TimeAndId> after) {
        var sorted = slice.engine()
                .sql()
                .select(COLUMNS)
                .from(DSL.table(slice.engine().qualified(PostCallView.NAME)))
                .where(Asked.in(filter.range(), slice.engine().daysBeside())
                        .and(Asked.matching(filter))
                        .and(after.map(key -> key.before(Asked.EVENT_TIME, SESSION_ID))
                                .orElse(DSL.noCondition())))
                .orderBy(Asked.EVENT_TIME, SESSION_ID);
        return filter.limit().isPresent()
                ? sorted.limit(DSL.inline(filter.limit().getAsInt() + 1L))
                : sorted;
    }

    private static PostCall postCall(Record row) {
        return new PostCall(
                row.get(text("call_id")),
                row.get(text("transaction_id")),
                row.get(SESSION_ID),
                row.get(text("job_status")),
                row.get(text("language_code")),
                row.get(AGENT_SENTIMENT),
                row.get(CUSTOMER_SENTIMENT),
                row.get(number("conversation_duration_millis")),
                row.get(number("agent_talk_time_millis")),
                row.get(number("customer_talk_time_millis")),
                row.get(number("non_talk_time_millis")),
                row.get(AGENT_WORDS),
                row.get(CUSTOMER_WORDS),
                row.get(number("interruption_count")),
                row.get(number("interruption_millis")),
                categories(row.get(text("matched_categories"))),
                row.get(text("summary")),
                file(row.get(text("post_call_url"))),
                file(row.get(text("post_call_url_redacted"))),
                Times.instant(row.get(Asked.EVENT_TIME)).orElseThrow());
    }

    private static List<String> categories(@Nullable String array) {
        return StreamSupport.stream(LooseJson.parse(array).spliterator(), false)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .toList();
    }

    private static @Nullable RecordedFile file(@Nullable String url) {
        return url == null ? null : RecordedFile.at(url).orElse(null);
    }

    private static TimeAndId keyOf(PostCall session) {
        return new TimeAndId(session.eventTime(), session.sessionId());
    }
}
