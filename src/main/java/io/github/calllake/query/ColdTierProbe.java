package io.github.calllake.query;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.QueryOptions;
import io.github.calllake.engine.QueryRows;
import io.github.calllake.schema.PostCallView;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Queries by which the cold tier is measured and looked at; they answer no question. Thread-safe. */
public final class ColdTierProbe {

    private final QueryEngine cold;

    /** The engine stays the caller's to close. */
    public ColdTierProbe(QueryEngine cold) {
        this.cold = cold;
    }

    /**
     * What a query took.
     *
     * @param rows that it gave
     * @param bytes that it scanned
     * @param seconds from asking to the last row
     */
    public record Taken(long rows, long bytes, double seconds) {

        /** Both together. */
        public Taken plus(Taken other) {
            return new Taken(rows + other.rows, bytes + other.bytes, seconds + other.seconds);
        }
    }

    /** A call's utterances through the flat view. */
    public Taken lookup(String callId, LocalDate from, LocalDate to) {
        return take(cold.sql()
                .select(text("event_time_text"), text("participant_role"), text("sentiment"), text("transcript"))
                .from(DSL.table(cold.qualified("utterance")))
                .where(
                        DSL.condition("call_id = {0}", DSL.inline(callId)),
                        DSL.condition("event_date between {0} and {1}", DSL.inline(from), DSL.inline(to))));
    }

    /** The same as queries written for the Chime data lake find them. */
    public Taken chimeLookup(String callId, LocalDate from, LocalDate to) {
        Condition days = DSL.condition(
                "year || '-' || month || '-' || day between {0} and {1}",
                DSL.inline(from.toString()), DSL.inline(to.toString()));
        return take(cold.sql()
                .select(
                        text("\"time\"").as("time"),
                        text("utteranceevent.participantrole").as("role"),
                        text("utteranceevent.sentiment").as("sentiment"),
                        text("utteranceevent.transcript").as("transcript"))
                .from(DSL.table(cold.qualified("transcribe_call_analytics")))
                .where(DSL.condition("json_extract_scalar(metadata, '$.callId') = {0}", DSL.inline(callId)), days));
    }

    /**
     * Milliseconds from asking for a call's utterances to the first of them.
     *
     * @throws IllegalArgumentException if the call has none on that day
     */
    public double firstRowMillis(String callId, LocalDate day) {
        Select<? extends Record> query = cold.sql()
                .select(
                        DSL.field("event_time", SQLDataType.LOCALDATETIME),
                        text("participant_role"),
                        text("transcript"))
                .from(DSL.table(cold.qualified("utterance")))
                .where(
                        DSL.condition("call_id = {0}", DSL.inline(callId)),
                        DSL.condition("event_date = {0}", DSL.inline(day)));
        long start = System.nanoTime();
        try (QueryRows<? extends Record> rows = cold.open(query, QueryOptions.standard())) {
            if (!rows.hasNext()) {
                throw new IllegalArgumentException("Call " + callId + " has no utterances on " + day);
            }
            rows.next();
            return (System.nanoTime() - start) / 1e6;
        }
    }

    /**
     * Rows of six columns out of nothing, read one by one.
     *
     * @param thousands how many thousands, at most 10,000
     */
    public Taken manyRows(int thousands) {
        return take(cold.sql()
                .select(
                        DSL.field("a.n * 1000 + b.n", SQLDataType.BIGINT).as("id"),
                        text("concat('call-', cast(a.n as varchar))").as("call_id"),
                        text("'a text of the length of a short utterance'").as("transcript"),
                        DSL.field("cast(b.n as double) / 1000", SQLDataType.DOUBLE)
                                .as("confidence"),
                        DSL.field("b.n % 2 = 0", SQLDataType.BOOLEAN).as("is_partial"),
                        DSL.field("date_add('second', b.n, timestamp '2026-03-01 00:00:00')", SQLDataType.LOCALDATETIME)
                                .as("event_time"))
                .from(DSL.table(
                        "unnest(sequence(1, {0})) as a (n) cross join unnest(sequence(0, 999)) as b (n)",
                        DSL.inline(thousands))));
    }

    /** How many of these sessions the view of post-call files has. */
    public long sessions(Set<String> ids) {
        Select<Record1<String>> all =
                cold.sql().select(text("session_id")).from(DSL.table(cold.qualified(PostCallView.NAME)));
        Set<String> found = new HashSet<>();
        try (QueryRows<Record1<String>> rows =
                cold.open(all, QueryOptions.standard().onAnyDay())) {
            List<Record1<String>> sessions = rows.list();
            sessions.forEach(session -> found.add(session.value1()));
        }
        found.retainAll(ids);
        return found.size();
    }

    private static Field<String> text(String sql) {
        return DSL.field(sql, SQLDataType.VARCHAR);
    }

    private <R extends Record> Taken take(Select<R> query) {
        long start = System.nanoTime();
        long rows = 0;
        try (QueryRows<R> answer = cold.open(query, QueryOptions.standard().onAnyDay())) {
            for (Iterator<R> each = answer; each.hasNext(); each.next()) {
                rows++;
            }
            return new Taken(rows, answer.stats().bytesScanned().orElse(0), (System.nanoTime() - start) / 1e9);
        }
    }
}
