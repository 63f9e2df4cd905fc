package io.github.calllake.query;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.event.DetailType;
import io.github.calllake.schema.FlatView;
import io.github.calllake.schema.FlatViews;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record2;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The questions as SQL over the flat views of one tier. */
final class SqlCallAnalytics implements CallAnalytics {

    private static final double MILLIS_PER_SECOND = 1000;

    private final QueryEngine engine;

    SqlCallAnalytics(QueryEngine engine) {
        this.engine = engine;
    }

    @Override
    public Map<DetailType, Long> countEvents(TimeRange range) {
        Map<DetailType, Long> counts = new EnumMap<>(DetailType.class);
        Select<Record2<String, Long>> query = FlatViews.all().stream()
                .map(view -> countOf(view, range))
                .reduce(Select::unionAll)
                .orElseThrow();
        for (Record2<String, Long> row : engine.list(query)) {
            counts.put(DetailType.fromText(row.value1()).orElseThrow(), row.value2());
        }
        return counts;
    }

    private Select<Record2<String, Long>> countOf(FlatView view, TimeRange range) {
        FlatTable events = FlatTable.of(engine, view.name());
        Field<String> type = DSL.inline(view.table().type().text()).as("detail_type");
        return engine.sql()
                .select(type, DSL.count().cast(Long.class).as("events"))
                .from(events.table())
                .where(events.in(range))
                .and(events.onceAnEvent());
    }

    @Override
    public List<CallSummary> calls(TimeRange range) {
        FlatTable events = FlatTable.of(engine, "call_event");
        Field<String> callId = events.text("call_id");
        Field<LocalDateTime> first = DSL.min(events.time("event_time")).as("first_event");
        Field<LocalDateTime> last = DSL.max(events.time("event_time")).as("last_event");
        return engine
                .list(engine.sql()
                        .select(
                                callId,
                                any(events, "transaction_id"),
                                any(events, "voice_connector_id"),
                                any(events, "from_number"),
                                any(events, "to_number"),
                                any(events, "direction"),
                                first,
                                last)
                        .from(events.table())
                        .where(events.in(range))
                        .and(callId.isNotNull())
                        .groupBy(callId))
                .stream()
                .map(row -> new CallSummary(
                        row.value1(),
                        row.value2(),
                        row.value3(),
                        row.value4(),
                        row.value5(),
                        row.value6(),
                        instant(row.value7()),
                        instant(row.value8())))
                .sorted(Comparator.comparing(CallSummary::firstEvent).thenComparing(CallSummary::callId))
                .toList();
    }

    private static Field<String> any(FlatTable events, String column) {
        return DSL.min(events.text(column)).as(column);
    }

    @Override
    public List<TranscriptLine> transcript(String callId, TimeRange range) {
        String wanted = Texts.requireStorable(callId, "callId");
        Set<String> seen = new HashSet<>();
        return Stream.concat(utterances(wanted, range), results(wanted, range))
                .filter(line -> line.id() == null || seen.add(line.id()))
                .sorted(Comparator.comparing(
                                TranscriptLine::beginOffsetMillis, Comparator.nullsLast(Comparator.naturalOrder()))
                        .thenComparing(TranscriptLine::eventTime))
                .toList();
    }

    private Stream<TranscriptLine> utterances(String callId, TimeRange range) {
        FlatTable events = FlatTable.of(engine, "utterance");
        Field<String> id = events.text("utterance_id");
        Field<String> speaker = events.text("participant_role");
        Field<Long> begin = events.field("begin_offset_millis", Long.class);
        Field<Long> end = events.field("end_offset_millis", Long.class);
        Field<String> text = events.text("transcript");
        Field<String> sentiment = events.text("sentiment");
        Field<LocalDateTime> time = events.time("event_time");
        return finals(events, callId, range, id, speaker, begin, end, text, sentiment, time)
                .map(row -> new TranscriptLine(
                        row.get(id),
                        row.get(speaker),
                        row.get(begin),
                        row.get(end),
                        row.get(text),
                        row.get(sentiment),
                        instant(row.get(time))));
    }

    private Stream<TranscriptLine> results(String callId, TimeRange range) {
        FlatTable events = FlatTable.of(engine, "transcript_result");
        Field<String> id = events.text("result_id");
        Field<String> channel = events.text("channel_id");
        Field<Double> begin = events.field("start_time_seconds", Double.class);
        Field<Double> end = events.field("end_time_seconds", Double.class);
        Field<String> text = events.text("transcript");
        Field<LocalDateTime> time = events.time("event_time");
        return finals(events, callId, range, id, channel, begin, end, text, time)
                .map(row -> new TranscriptLine(
                        row.get(id),
                        row.get(channel),
                        millis(row.get(begin)),
                        millis(row.get(end)),
                        row.get(text),
                        null,
                        instant(row.get(time))));
    }

    /** Not the partial results, the first delivery of each first. */
    private Stream<Record> finals(FlatTable events, String callId, TimeRange range, Field<?>... fields) {
        Select<Record> query = engine.sql()
                .select(fields)
                .from(events.table())
                .where(events.in(range))
                .and(events.text("call_id").eq(DSL.inline(callId)))
                .and(events.field("is_partial", Boolean.class).eq(DSL.inline(false)))
                .orderBy(events.text("shard_id"), events.text("sequence_number"));
        return engine.list(query).stream();
    }

    private static @Nullable Long millis(@Nullable Double seconds) {
        return seconds == null ? null : Math.round(seconds * MILLIS_PER_SECOND);
    }

    private static Instant instant(LocalDateTime utc) {
        return Objects.requireNonNull(utc).toInstant(ZoneOffset.UTC);
    }
}
