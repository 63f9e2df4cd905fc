package io.github.calllake.query;

import io.github.calllake.query.CallFilter.Match;
import io.github.calllake.schema.FlatViews;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Calls by their metadata events. A call's events may lie in both tiers, so its parts are put together here. */
final class CallQuestions {

    private static final String QUESTION = "calls";
    private static final int IDS_A_QUERY = 500;
    private static final Comparator<CallSummary> ORDER = Comparator.comparing(CallQuestions::keyOf);

    private static final FlatTable VIEW = FlatTable.of("call_event");
    private static final Field<String> CALL_ID = VIEW.text("call_id");
    private static final Field<LocalDateTime> FIRST = DSL.field(DSL.name("first_event"), LocalDateTime.class);
    private static final Field<LocalDateTime> LAST = DSL.field(DSL.name("last_event"), LocalDateTime.class);
    private static final Field<String> LAST_TYPE = DSL.field(DSL.name("last_event_type"), String.class);
    private static final Field<Integer> FROM_LAST = DSL.field(DSL.name("from_last"), Integer.class);
    private static final Field<Long> EVENTS = DSL.field(DSL.name("events"), Long.class);
    private static final List<Field<String>> ATTRIBUTES = List.of(
            VIEW.text("transaction_id"),
            VIEW.text("voice_connector_id"),
            VIEW.text("from_number"),
            VIEW.text("to_number"),
            VIEW.text("direction"));

    private CallQuestions() {}

    static Answer<CallSummary> calls(Reading reading, CallFilter filter) {
        Optional<TimeAndId> after = filter.after().map(cursor -> TimeAndId.of(QUESTION, cursor));
        List<CallSummary> found = found(reading, filter, after);
        List<CallSummary> calls = found.stream()
                .filter(call -> after.isEmpty() || keyOf(call).compareTo(after.get()) > 0)
                .sorted(ORDER)
                .toList();
        return Answer.page(
                calls, filter.limit(), call -> keyOf(call).cursor(QUESTION), Function.identity(), reading.facts());
    }

    /** The same, read as it is asked for, without a cursor. */
    static AnswerStream<CallSummary> stream(Reading reading, CallFilter filter) {
        Listing.requireNoCursor(filter);
        if (filter.matches().containsKey(Match.PARTICIPANT)) {
            List<CallSummary> found = found(reading, filter, Optional.empty());
            return reading.stream(found.stream().sorted(ORDER).toList()).map(filter.limit(), Function.identity());
        }
        Map<String, CallSummary> recent = reading.slices().size() == 1 ? Map.of() : recent(reading, filter);
        Reading others = reading.slices().size() == 1 ? reading : reading.allButLast();
        return others.merge(
                        part(filter, Optional.empty(), limit(filter, recent.size()), Set.of()),
                        ORDER,
                        recent.values().stream().sorted(ORDER).toList())
                .only(call -> !recent.containsKey(call.callId()) || recent.get(call.callId()) == call)
                .map(filter.limit(), Function.identity());
    }

    private static List<CallSummary> found(Reading reading, CallFilter filter, Optional<TimeAndId> after) {
        String participant = filter.matches().get(Match.PARTICIPANT);
        if (participant != null) {
            CallFilter others = filter.without(Match.PARTICIPANT);
            Map<String, CallSummary> calls = new HashMap<>();
            addWhole(reading, others, Participants.calls(reading, others, participant), calls);
            return List.copyOf(calls.values());
        }
        return reading.slices().size() == 1
                ? reading.gather(part(filter, after, limit(filter, 0), Set.of()))
                : acrossTiers(reading, filter, after);
    }

    /** Puts what a reading has of these calls to what is there of them. */
    private static void addWhole(Reading reading, CallFilter filter, List<String> ids, Map<String, CallSummary> calls) {
        for (int i = 0; i < ids.size(); i += IDS_A_QUERY) {
            Set<String> some = Set.copyOf(ids.subList(i, Math.min(ids.size(), i + IDS_A_QUERY)));
            reading.gather(part(filter, Optional.empty(), OptionalLong.empty(), some))
                    .forEach(call -> calls.merge(call.callId(), call, CallSummary::and));
        }
    }

    /**
     * The last slice is read whole, for it is the short one: a call that begins in it may have its first event in an
     * earlier one. Of the earlier ones a page is read that is longer by as many calls as may drop out of it.
     */
    private static List<CallSummary> acrossTiers(Reading reading, CallFilter filter, Optional<TimeAndId> after) {
        Map<String, CallSummary> calls = recent(reading, filter);
        reading.allButLast()
                .gather(part(filter, after, limit(filter, calls.size()), Set.of()))
                .forEach(call -> calls.putIfAbsent(call.callId(), call));
        return List.copyOf(calls.values());
    }

    /** The calls that the last slice has a part of, each with what earlier slices have of it. */
    private static Map<String, CallSummary> recent(Reading reading, CallFilter filter) {
        Map<String, CallSummary> calls = new HashMap<>();
        reading.last()
                .gather(part(filter, Optional.empty(), OptionalLong.empty(), Set.of()))
                .forEach(call -> calls.put(call.callId(), call));
        addWhole(reading.allButLast(), filter, List.copyOf(calls.keySet()), calls);
        return calls;
    }

    private static OptionalLong limit(CallFilter filter, int more) {
        return filter.limit().isPresent()
                ? OptionalLong.of(filter.limit().getAsInt() + 1L + more)
                : OptionalLong.empty();
    }

    private static Reading.Part<CallSummary> part(
            CallFilter filter, Optional<TimeAndId> after, OptionalLong limit, Set<String> ids) {
        return new Reading.RecordPart<>() {
            @Override
            public Select<? extends Record> query(Slice slice) {
                return summaries(slice, filter, after, limit, ids);
            }

            @Override
            public CallSummary read(Record row) {
                return summary(row);
            }
        };
    }

    private static Select<? extends Record> summaries(
            Slice slice, CallFilter filter, Optional<TimeAndId> after, OptionalLong limit, Set<String> ids) {
        EventRows rows = EventRows.of(slice, FlatViews.of("call_event"), filter);
        Field<LocalDateTime> time = rows.time("event_time");
        List<Field<?>> columns = new ArrayList<>(ATTRIBUTES);
        columns.addAll(List.of(CALL_ID, rows.text("call_event_type")));
        columns.addAll(RowKey.columns(rows.columns()));
        List<Field<?>> selected = new ArrayList<>(List.of(CALL_ID));
        ATTRIBUTES.forEach(attribute -> selected.add(DSL.min(attribute).as(attribute.getName())));
        selected.add(DSL.min(time).as(FIRST));
        selected.add(DSL.max(time).as(LAST));
        selected.add(DSL.min(DSL.case_().when(FROM_LAST.eq(DSL.inline(1)), rows.text("call_event_type")))
                .as(LAST_TYPE));
        selected.add(DSL.count().cast(Long.class).as(EVENTS));
        Condition named = ids.isEmpty()
                ? CALL_ID.isNotNull()
                : CALL_ID.in(ids.stream().map(DSL::inline).collect(Collectors.toList()));
        var grouped = slice.engine()
                .sql()
                .select(selected)
                .from(fromLast(slice, rows, columns, named))
                .groupBy(CALL_ID)
                .having(after.map(key -> key.before(DSL.min(time), CALL_ID)).orElse(DSL.noCondition()))
                .orderBy(DSL.min(time), CALL_ID);
        return limit.isPresent() ? grouped.limit(DSL.inline(limit.getAsLong())) : grouped;
    }

    /** Each call's events counted from its last one. */
    private static Table<?> fromLast(Slice slice, EventRows rows, List<Field<?>> columns, Condition named) {
        List<OrderField<?>> latestFirst = RowKey.order(rows.columns()).stream()
                .<OrderField<?>>map(Field::desc)
                .toList();
        return slice.engine()
                .sql()
                .select(columns)
                .select(DSL.rowNumber()
                        .over(DSL.partitionBy(CALL_ID).orderBy(latestFirst))
                        .as(FROM_LAST))
                .from(rows.table(columns, named))
                .asTable("events_from_last");
    }

    private static CallSummary summary(Record row) {
        @Nullable
        String[] attributes = ATTRIBUTES.stream()
                .map(attribute -> row.get(DSL.field(DSL.name(attribute.getName()), String.class)))
                .toArray(String[]::new);
        return new CallSummary(
                row.get(CALL_ID),
                attributes[0],
                attributes[1],
                attributes[2],
                attributes[3],
                attributes[4],
                Times.instant(row.get(FIRST)).orElseThrow(),
                Times.instant(row.get(LAST)).orElseThrow(),
                row.get(LAST_TYPE),
                row.get(EVENTS));
    }

    private static TimeAndId keyOf(CallSummary call) {
        return new TimeAndId(call.firstEvent(), call.callId());
    }
}
