package io.github.calllake.query;

import io.github.calllake.event.DetailType;
import io.github.calllake.schema.FlatView;
import io.github.calllake.schema.FlatViews;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** Questions over all detail types at once. */
final class CountQuestions {

    private static final Field<String> TYPE = DSL.field(DSL.name("detail_type"), String.class);
    private static final Field<Long> EVENTS = DSL.field(DSL.name("events"), Long.class);
    private static final Field<LocalDateTime> NEWEST_EVENT = DSL.field(DSL.name("newest_event"), LocalDateTime.class);
    private static final Field<LocalDateTime> NEWEST_ARRIVAL =
            DSL.field(DSL.name("newest_arrival"), LocalDateTime.class);

    private CountQuestions() {}

    static Answer<EventCount> counts(Reading reading, CallFilter filter) {
        Map<DetailType, Long> counts = new EnumMap<>(DetailType.class);
        Arrays.stream(DetailType.values()).forEach(type -> counts.put(type, 0L));
        reading.gather(new EachView<EventCount>() {
                    @Override
                    Select<? extends Record> query(Slice slice, FlatView view) {
                        return countOf(slice, view, filter);
                    }

                    @Override
                    public EventCount read(Record row) {
                        return new EventCount(typeOf(row), row.get(EVENTS));
                    }
                })
                .forEach(count -> counts.merge(count.type(), count.events(), Long::sum));
        List<EventCount> items = counts.entrySet().stream()
                .map(count -> new EventCount(count.getKey(), count.getValue()))
                .toList();
        return reading.answer(items);
    }

    private static Select<? extends Record> countOf(Slice slice, FlatView view, CallFilter filter) {
        EventRows rows = EventRows.of(slice, view, filter);
        List<Field<?>> columns = new ArrayList<>(List.of(rows.text("call_id")));
        view.place().ifPresent(place -> columns.add(rows.field(place, Integer.class)));
        return slice.engine()
                .sql()
                .select(typeOf(view), DSL.count().cast(Long.class).as(EVENTS))
                .from(rows.table(columns))
                .where(rows.columns().onceAnEvent());
    }

    static Answer<Freshness> freshness(Reading reading, TimeRange range) {
        CallFilter filter = CallFilter.in(range).withEachDelivery();
        Map<DetailType, Freshness> newest = new EnumMap<>(DetailType.class);
        Arrays.stream(DetailType.values())
                .forEach(type -> newest.put(type, new Freshness(type, Optional.empty(), Optional.empty())));
        reading.gather(new EachView<Freshness>() {
                    @Override
                    Select<? extends Record> query(Slice slice, FlatView view) {
                        return newestOf(slice, view, filter);
                    }

                    @Override
                    public Freshness read(Record row) {
                        return new Freshness(
                                typeOf(row),
                                Times.instant(row.get(NEWEST_EVENT)),
                                Times.instant(row.get(NEWEST_ARRIVAL)));
                    }
                })
                .forEach(found -> newest.merge(found.type(), found, CountQuestions::newer));
        return reading.answer(List.copyOf(newest.values()));
    }

    private static Freshness newer(Freshness one, Freshness other) {
        BinaryOperator<Optional<Instant>> latest = (first, second) ->
                first.isPresent() && second.isPresent() && first.get().isBefore(second.get())
                        ? second
                        : first.or(() -> second);
        return new Freshness(
                one.type(),
                latest.apply(one.newestEvent(), other.newestEvent()),
                latest.apply(one.newestArrival(), other.newestArrival()));
    }

    private static Select<? extends Record> newestOf(Slice slice, FlatView view, CallFilter filter) {
        EventRows rows = EventRows.of(slice, view, filter);
        List<Field<?>> columns = List.of(rows.time("event_time"), rows.time("arrival_time"));
        return slice.engine()
                .sql()
                .select(
                        typeOf(view),
                        DSL.max(rows.time("event_time")).as(NEWEST_EVENT),
                        DSL.max(rows.time("arrival_time")).as(NEWEST_ARRIVAL))
                .from(rows.table(columns));
    }

    private static Field<String> typeOf(FlatView view) {
        return DSL.inline(view.table().type().text()).as(TYPE);
    }

    private static DetailType typeOf(Record row) {
        return DetailType.fromText(row.get(TYPE)).orElseThrow();
    }

    /** One query that has a row or more of every flat view. */
    private abstract static class EachView<P> implements Reading.RecordPart<P> {
        abstract Select<? extends Record> query(Slice slice, FlatView view);

        @Override
        @SuppressWarnings("unchecked") // The selects of all views have the same fields.
        public Select<? extends Record> query(Slice slice) {
            return FlatViews.all().stream()
                    .map(view -> (Select<Record>) query(slice, view))
                    .reduce(Select::unionAll)
                    .orElseThrow();
        }
    }
}
