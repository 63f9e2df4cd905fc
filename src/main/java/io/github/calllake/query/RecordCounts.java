package io.github.calllake.query;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.QueryOptions;
import io.github.calllake.engine.QueryRows;
import io.github.calllake.engine.Tier;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTables;
import io.github.calllake.schema.FlatViews;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a stream a tier has, counted and named by shard and hour of arrival: the same question to the streaming views of the hot tier
 * and to the tables of the lake. Thread-safe.
 *
 * <p>All methods throw {@link io.github.calllake.engine.QueryException} when the tier does not answer.
 */
public final class RecordCounts {
    private static final QueryOptions ANY_DAY = QueryOptions.standard().onAnyDay();
    private static final Field<String> SHARD = DSL.field(DSL.name("shard_id"), String.class);
    private static final Field<String> SEQUENCE = DSL.field(DSL.name("sequence_number"), String.class);
    private static final Field<Long> SUBSEQUENCE = DSL.field(DSL.name("subsequence_number"), Long.class);
    /** Sequence numbers are decimal text of various lengths. */
    private static final int PADDED = 128;

    private final QueryEngine engine;

    public RecordCounts(QueryEngine engine) {
        this.engine = engine;
    }

    /**
     * Rows of a table and a shard that arrived in an hour.
     *
     * @param type the table
     * @param hour its beginning
     * @param rows all of them
     * @param distinct those with different sequence and subsequence numbers
     * @param first the smallest sequence number
     * @param last the largest one
     */
    public record HourCount(
            String type, String shard, Instant hour, long rows, long distinct, String first, String last) {}

    /**
     * A row's record.
     *
     * @param subsequenceNumber 0 in the hot tier, which takes nothing apart
     */
    public record RecordName(String sequenceNumber, long subsequenceNumber) {}

    /** How far a shard's rows reach, whenever they arrived. */
    public record Reach(String shard, String first, String last) {}

    /** Rows that arrived on a day, in UTC, of all tables by one query. */
    public List<HourCount> hours(LocalDate day) {
        Field<LocalDateTime> hour = DSL.function("date_trunc", LocalDateTime.class, DSL.inline("hour"), arrival());
        return list(
                all(EventTables.all(), table -> engine.sql()
                        .select(
                                DSL.inline(table.name()).as("type"),
                                SHARD,
                                hour.as("hour"),
                                DSL.count().cast(Long.class).as("row_count"),
                                DSL.countDistinct(name()).cast(Long.class).as("distinct_count"),
                                first(),
                                last())
                        .from(DSL.table(engine.qualified(table.name())))
                        .where(arrivedOn(day))
                        .groupBy(SHARD, hour)),
                row -> new HourCount(
                        row.value1(),
                        row.value2(),
                        row.value3().toInstant(ZoneOffset.UTC),
                        row.value4(),
                        row.value5(),
                        unpadded(row.value6()),
                        unpadded(row.value7())));
    }

    /** One query over several relations. */
    private static <T, R extends Record> Select<R> all(List<T> relations, Function<T, Select<R>> of) {
        return relations.stream().map(of).reduce(Select::unionAll).orElseThrow();
    }

    /** The records of an hour of a shard, in no order; at most so many. */
    public List<RecordName> names(EventTable table, String shard, Instant hour, int most) {
        LocalDateTime from = LocalDateTime.ofInstant(hour, ZoneOffset.UTC);
        Field<Long> place = engine.tier() == Tier.HOT ? DSL.inline(0L) : SUBSEQUENCE;
        return list(
                engine.sql()
                        .select(SEQUENCE, place.as("place"))
                        .from(DSL.table(engine.qualified(table.name())))
                        .where(SHARD.eq(DSL.inline(shard)))
                        .and(between(from, from.plusHours(1)))
                        .limit(DSL.inline(most)),
                row -> new RecordName(row.value1(), row.value2()));
    }

    /** Every shard's first and last record in each table. */
    public List<Reach> reach() {
        return list(
                all(EventTables.all(), table -> engine.sql()
                        .select(SHARD, first(), last())
                        .from(DSL.table(engine.qualified(table.name())))
                        .groupBy(SHARD)),
                row -> new Reach(row.value1(), unpadded(row.value2()), unpadded(row.value3())));
    }

    /**
     * How many records that arrived on a day lie in the folder of another day than their event's, where no question for that day finds them; and how
     * many events are of an earlier day than their arrival. For the lake.
     *
     * @return one for each flat view
     */
    public List<Misplaced> misplaced(LocalDate day) {
        Field<LocalDate> folder = DSL.field(DSL.name("event_date"), LocalDate.class);
        Field<LocalDate> event =
                DSL.field(DSL.name("event_time"), LocalDateTime.class).cast(SQLDataType.LOCALDATE);
        return list(
                all(FlatViews.all(), view -> engine.sql()
                        .select(
                                DSL.inline(view.name()).as("view"),
                                sumOf(folder.ne(event)).as("misplaced"),
                                sumOf(event.lt(DSL.inline(day))).as("late"))
                        .from(DSL.table(engine.qualified(view.name())))
                        .where(between(
                                DSL.field(DSL.name("arrival_time"), LocalDateTime.class),
                                day.atStartOfDay(),
                                day.plusDays(1).atStartOfDay()))),
                row -> new Misplaced(row.value1(), number(row.value2()), number(row.value3())));
    }

    /**
     * Rows of a view beside their day.
     *
     * @param view the flat view
     * @param rows in the folder of another day
     * @param late of events of an earlier day than their arrival
     */
    public record Misplaced(String view, long rows, long late) {}

    private static Field<Long> sumOf(Condition condition) {
        return DSL.sum(DSL.when(condition, DSL.inline(1)).otherwise(DSL.inline(0)))
                .cast(Long.class);
    }

    private static long number(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    private Field<String> name() {
        return engine.tier() == Tier.HOT
                ? SEQUENCE
                : DSL.field("{0} || '/' || cast({1} as varchar)", SQLDataType.VARCHAR, SEQUENCE, SUBSEQUENCE);
    }

    private static Field<String> padded() {
        return DSL.function("lpad", String.class, SEQUENCE, DSL.inline(PADDED), DSL.inline("0"));
    }

    private static Field<String> first() {
        return DSL.min(padded()).as("first_number");
    }

    private static Field<String> last() {
        return DSL.max(padded()).as("last_number");
    }

    private static String unpadded(String number) {
        return number.replaceFirst("^0+", "");
    }

    private Field<LocalDateTime> arrival() {
        return DSL.field(
                DSL.name(engine.tier() == Tier.HOT ? "approximate_arrival_timestamp" : "arrival_time"),
                LocalDateTime.class);
    }

    private Condition arrivedOn(LocalDate day) {
        return between(day.atStartOfDay(), day.plusDays(1).atStartOfDay());
    }

    private Condition between(LocalDateTime from, LocalDateTime to) {
        return between(arrival(), from, to);
    }

    private static Condition between(Field<LocalDateTime> time, LocalDateTime from, LocalDateTime to) {
        return time.ge(DSL.inline(from)).and(time.lt(DSL.inline(to)));
    }

    private <R extends Record, T> List<T> list(Select<R> query, Function<R, T> reading) {
        List<T> all = new ArrayList<>();
        try (QueryRows<R> rows = engine.open(query, ANY_DAY)) {
            rows.stream().forEach(row -> all.add(reading.apply(row)));
        }
        return all;
    }
}
