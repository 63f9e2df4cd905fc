package io.github.calllake.query;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * By what items are sorted that have an id of their own: a time, then the id. The same order in SQL and in Java.
 *
 * @param time UTC milliseconds
 * @param id compared by UTF-8 bytes
 */
record TimeAndId(Instant time, String id) implements Comparable<TimeAndId> {

    private static final int PARTS = 2;

    static TimeAndId of(String question, Cursor cursor) {
        List<String> key = cursor.keyOf(question, PARTS);
        try {
            return new TimeAndId(
                    Instant.ofEpochMilli(Long.parseLong(key.get(0))), Texts.requireStorable(key.get(1), "cursor"));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("The cursor is broken", e);
        }
    }

    Cursor cursor(String question) {
        return Cursor.of(question, List.of(Long.toString(time.toEpochMilli()), id));
    }

    /** The rows that sort behind it. */
    Condition before(Field<LocalDateTime> times, Field<String> ids) {
        Field<LocalDateTime> mine = DSL.inline(Times.utc(time));
        return times.gt(mine).or(times.eq(mine).and(ids.gt(DSL.inline(id))));
    }

    @Override
    public int compareTo(TimeAndId other) {
        int byTime = time.compareTo(other.time);
        return byTime != 0 ? byTime : Texts.BYTE_ORDER.compare(id, other.id);
    }
}
