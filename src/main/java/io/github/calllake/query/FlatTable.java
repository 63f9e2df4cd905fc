package io.github.calllake.query;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.schema.FlatView;
import io.github.calllake.schema.FlatViews;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** The columns of a flat view in jOOQ's terms. */
record FlatTable(FlatView view) {

    static FlatTable of(String view) {
        return new FlatTable(FlatViews.of(view));
    }

    static FlatTable of(FlatView view) {
        return new FlatTable(view);
    }

    /** The view in the place where an engine has it. */
    Table<?> in(QueryEngine engine) {
        return DSL.table(engine.qualified(view.name()));
    }

    Field<String> text(String column) {
        return field(column, String.class);
    }

    Field<LocalDateTime> time(String column) {
        return field(column, LocalDateTime.class);
    }

    /** A column of the view; a name that the definition does not know is a mistake of ours. */
    <T> Field<T> field(String column, Class<T> type) {
        return DSL.field(DSL.name(view.column(column).name()), type);
    }

    /** The first column of each event's rows: the views give an event without elements one row, without an index. */
    Condition onceAnEvent() {
        return view.place()
                .map(index ->
                        DSL.coalesce(field(index, Integer.class), DSL.inline(0)).eq(DSL.inline(0)))
                .orElseGet(DSL::noCondition);
    }

    /**
     * The event time lies in the range; said once more by day, which is what prunes partitions in the lake.
     *
     * @param daysBeside see {@link QueryEngine#daysBeside}
     */
    Condition in(TimeRange range, int daysBeside) {
        LocalDateTime from = utc(range.from());
        LocalDateTime to = utc(range.to());
        return field("event_date", LocalDate.class)
                .between(
                        DSL.inline(from.toLocalDate().minusDays(daysBeside)),
                        DSL.inline(to.toLocalDate().plusDays(daysBeside)))
                .and(time("event_time").ge(DSL.inline(from)))
                .and(time("event_time").lt(DSL.inline(to)));
    }

    /** The next whole millisecond: event times have no finer digits, so that nothing comes in or falls out by it. */
    private static LocalDateTime utc(Instant instant) {
        Instant millis = instant.truncatedTo(ChronoUnit.MILLIS);
        Instant next = millis.equals(instant) ? millis : millis.plusMillis(1);
        return Times.utc(next);
    }
}
