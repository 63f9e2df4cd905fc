package io.github.calllake.schema.tables;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jooq.Condition;
import org.jooq.Configuration;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Schema;
import org.jooq.Table;
import org.jooq.impl.CustomCondition;
import org.jooq.impl.DSL;
import org.jooq.impl.TableImpl;
import org.jspecify.annotations.Nullable;

/**
 * A flat view as a jOOQ table. Where it lies is filled in by the engine that a query is given to, so that one query serves both
 * tiers. Times are UTC, without zone, in whole milliseconds. Immutable.
 */
public abstract class FlatViewTable extends TableImpl<Record> {

    private static final long serialVersionUID = 1L;

    /** What stands for the schema, or the Glue database, until a query is rendered. */
    public static final String PLACE = "flat_views";

    private static final String DAYS_BESIDE = "call-lake.days-beside";
    private static final Schema SCHEMA = DSL.schema(DSL.name(PLACE));

    /** @param alias the table that this one is an alias of; null for the table itself */
    FlatViewTable(Name name, @Nullable Table<Record> alias) {
        super(name, SCHEMA, alias);
    }

    /** The view's name in either tier, whatever this table's alias. */
    public abstract String view();

    @Override
    public Class<? extends Record> getRecordType() {
        return Record.class;
    }

    /**
     * The event time lies from one instant on and before another one; said once more by day, which is what prunes partitions in
     * the lake. Every question to the cold tier needs it for each view that it reads.
     *
     * @param from the first instant in it
     * @param to the first instant after it
     */
    public Condition between(Instant from, Instant to) {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("A span must end after it starts, not " + from + " to " + to);
        }
        LocalDateTime first = utc(from);
        LocalDateTime end = utc(to);
        return days(first.toLocalDate(), end.toLocalDate())
                .and(column("event_time", LocalDateTime.class).ge(DSL.inline(first)))
                .and(column("event_time", LocalDateTime.class).lt(DSL.inline(end)));
    }

    /** A lake that was taken over has old rows whose days were named by another clock: only its engine knows. */
    private Condition days(LocalDate from, LocalDate to) {
        Field<LocalDate> day = column("event_date", LocalDate.class);
        return CustomCondition.of(context -> {
            int beside = context.configuration().data(DAYS_BESIDE) instanceof Integer days ? days : 0;
            context.visit(day.between(DSL.inline(from.minusDays(beside)), DSL.inline(to.plusDays(beside))));
        });
    }

    /** The rows that arrived before an instant, and those without an arrival, which others than our archiver wrote. */
    public Condition arrivedBefore(Instant end) {
        Field<LocalDateTime> arrival = column("arrival_time", LocalDateTime.class);
        return arrival.lt(DSL.inline(utc(end))).or(arrival.isNull());
    }

    /** The rows that arrived at an instant or later. */
    public Condition arrivedFrom(Instant start) {
        return column("arrival_time", LocalDateTime.class).ge(DSL.inline(utc(start)));
    }

    private <T> Field<T> column(String name, Class<T> type) {
        return DSL.field(getUnqualifiedName().append(name), type);
    }

    /** The next whole millisecond: times have no finer digits, so that nothing comes in or falls out by it. */
    private static LocalDateTime utc(Instant instant) {
        Instant millis = instant.truncatedTo(ChronoUnit.MILLIS);
        Instant next = millis.equals(instant) ? millis : millis.plusMillis(1);
        return LocalDateTime.ofInstant(next, ZoneOffset.UTC);
    }

    /** Tells a configuration how many days {@code event_date} may be beside the day of {@code event_time}. */
    public static void setDaysBeside(Configuration configuration, int days) {
        configuration.data(DAYS_BESIDE, days);
    }
}
