package io.github.calllake.query;

import io.github.calllake.query.CallFilter.Match;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** What a filter says as conditions on the columns that all flat views share. */
final class Asked {

    static final Field<LocalDateTime> EVENT_TIME = DSL.field(DSL.name("event_time"), LocalDateTime.class);
    private static final Field<LocalDate> EVENT_DATE = DSL.field(DSL.name("event_date"), LocalDate.class);
    private static final Field<String> FROM_NUMBER = text("from_number");
    private static final Field<String> TO_NUMBER = text("to_number");

    private Asked() {}

    /**
     * The event time lies in the range; said once more by day, which is what prunes partitions in the lake.
     *
     * @param daysBeside see {@link io.github.calllake.engine.QueryEngine#daysBeside}
     */
    static Condition in(TimeRange range, int daysBeside) {
        LocalDateTime from = utc(range.from());
        LocalDateTime to = utc(range.to());
        return EVENT_DATE
                .between(
                        DSL.inline(from.toLocalDate().minusDays(daysBeside)),
                        DSL.inline(to.toLocalDate().plusDays(daysBeside)))
                .and(EVENT_TIME.ge(DSL.inline(from)))
                .and(EVENT_TIME.lt(DSL.inline(to)));
    }

    /** The next whole millisecond: event times have no finer digits, so that nothing comes in or falls out by it. */
    private static LocalDateTime utc(Instant instant) {
        Instant millis = instant.truncatedTo(ChronoUnit.MILLIS);
        Instant next = millis.equals(instant) ? millis : millis.plusMillis(1);
        return Times.utc(next);
    }

    /**
     * All of a filter's texts match.
     *
     * @throws IllegalArgumentException if it asks for a participant, which one event alone cannot tell
     */
    static Condition matching(CallFilter filter) {
        Condition all = DSL.noCondition();
        for (Match match : Match.values()) {
            String text = filter.matches().get(match);
            if (text != null) {
                all = all.and(matches(match, DSL.inline(text)));
            }
        }
        return all;
    }

    private static Condition matches(Match match, Field<String> value) {
        return switch (match) {
            case CALL_ID -> text("call_id").eq(value);
            case TRANSACTION_ID -> text("transaction_id").eq(value);
            case VOICE_CONNECTOR_ID -> text("voice_connector_id").eq(value);
            case NUMBER -> FROM_NUMBER.eq(value).or(TO_NUMBER.eq(value));
            case FROM_NUMBER -> FROM_NUMBER.eq(value);
            case TO_NUMBER -> TO_NUMBER.eq(value);
            case DIRECTION -> text("direction").eq(value);
            case PARTICIPANT ->
                throw new IllegalArgumentException(
                        "withParticipant goes with the question for calls only: ask for the calls,"
                                + " then by their ids");
        };
    }

    private static Field<String> text(String column) {
        return DSL.field(DSL.name(column), String.class);
    }
}
