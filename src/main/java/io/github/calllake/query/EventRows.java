package io.github.calllake.query;

import io.github.calllake.schema.FlatView;
import io.github.calllake.schema.FlatViews;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * The rows of a flat view that a question looks at in one slice, each event once: of several deliveries the first to
 * arrive, then the one with the lowest sequence number. Which delivery is first is decided over arrivals from
 * {@link Slice#lookBackFrom} on, so that an event whose first delivery lies before the slice is not in it.
 */
final class EventRows {

    private static final Field<Integer> DELIVERY = DSL.field(DSL.name("delivery"), Integer.class);

    private final Slice slice;
    private final FlatTable view;
    private final CallFilter filter;
    private final List<String> sameBy;

    private EventRows(Slice slice, FlatTable view, CallFilter filter, List<String> sameBy) {
        this.slice = slice;
        this.view = view;
        this.filter = filter;
        this.sameBy = List.copyOf(sameBy);
    }

    static EventRows of(Slice slice, FlatView view, CallFilter filter) {
        return new EventRows(slice, FlatTable.of(view), filter, List.of());
    }

    static EventRows of(Slice slice, String view, CallFilter filter) {
        return of(slice, FlatViews.of(view), filter);
    }

    /** The same with other rows held for one: those that are alike in these columns, whichever events they come from. */
    EventRows onceBy(List<String> columns) {
        return new EventRows(slice, view, filter, columns);
    }

    FlatTable columns() {
        return view;
    }

    Field<String> text(String column) {
        return view.text(column);
    }

    Field<LocalDateTime> time(String column) {
        return view.time(column);
    }

    <T> Field<T> field(String column, Class<T> type) {
        return view.field(column, type);
    }

    /**
     * The rows as a table with these columns.
     *
     * @param conditions what else must hold; the same for every delivery of an event
     */
    Table<?> table(Iterable<? extends Field<?>> columns, Condition... conditions) {
        Condition wanted = Asked.in(filter.range(), slice.engine().daysBeside()).and(Asked.matching(filter));
        for (Condition condition : conditions) {
            wanted = wanted.and(condition);
        }
        Set<Field<?>> selected = new LinkedHashSet<>();
        columns.forEach(selected::add);
        return filter.eachDelivery() ? deliveries(selected, wanted) : events(selected, wanted);
    }

    private Table<?> deliveries(Set<Field<?>> selected, Condition wanted) {
        Condition arrived = arrivedBefore().and(arrivedFrom(slice.arrivedFrom()));
        return slice.engine()
                .sql()
                .select(selected)
                .from(view.in(slice.engine()))
                .where(wanted.and(arrived))
                .asTable("event_rows");
    }

    private Table<?> events(Set<Field<?>> selected, Condition wanted) {
        Set<Field<?>> inner = new LinkedHashSet<>(selected);
        inner.add(time("arrival_time"));
        Field<Integer> delivery = DSL.rowNumber()
                .over(DSL.partitionBy(identity()).orderBy(byArrival()))
                .as(DELIVERY);
        Table<?> numbered = slice.engine()
                .sql()
                .select(inner)
                .select(delivery)
                .from(view.in(slice.engine()))
                .where(wanted.and(arrivedBefore()).and(arrivedFrom(slice.lookBackFrom())))
                .asTable("deliveries");
        return slice.engine()
                .sql()
                .select(selected)
                .from(numbered)
                .where(DELIVERY.eq(DSL.inline(1)).and(arrivedFrom(slice.arrivedFrom())))
                .asTable("event_rows");
    }

    private List<Field<?>> identity() {
        return sameBy.isEmpty()
                ? identityOfEvent()
                : sameBy.stream().<Field<?>>map(this::text).toList();
    }

    private List<Field<?>> identityOfEvent() {
        FlatView.Identity identity = view.view().identity();
        List<Field<?>> fields = new ArrayList<>();
        Condition noId = identity.id().map(id -> text(id).isNull()).orElse(DSL.noCondition());
        identity.id().ifPresent(id -> fields.add(text(id)));
        identity.place().ifPresent(place -> fields.add(field(place, Integer.class)));
        for (String column : identity.otherwise()) {
            fields.add(identity.id().isEmpty() ? text(column) : when(noId, text(column)));
        }
        Condition unknown = noId.and(text(FlatView.TIME_AS_SENT).isNull());
        fields.add(when(unknown, text("shard_id")));
        fields.add(when(unknown, text("sequence_number")));
        fields.add(when(unknown, field("subsequence_number", Long.class)));
        return fields;
    }

    private static <T> Field<T> when(Condition condition, Field<T> field) {
        return DSL.case_().when(condition, field);
    }

    private List<OrderField<?>> byArrival() {
        return List.of(
                time("arrival_time"),
                DSL.length(text("sequence_number")),
                text("sequence_number"),
                text("shard_id"),
                field("subsequence_number", Long.class));
    }

    /** Rows of files that others wrote have no arrival: they lie before every boundary. */
    private Condition arrivedBefore() {
        return slice.arrivedBefore()
                .map(end -> time("arrival_time")
                        .lt(inline(end))
                        .or(time("arrival_time").isNull()))
                .orElse(DSL.noCondition());
    }

    private Condition arrivedFrom(Optional<Instant> start) {
        return start.map(from -> time("arrival_time").ge(inline(from))).orElse(DSL.noCondition());
    }

    private static Field<LocalDateTime> inline(Instant instant) {
        return DSL.inline(Times.utc(instant));
    }
}
