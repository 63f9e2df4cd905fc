package io.github.calllake.query;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.QueryOptions;
import io.github.calllake.engine.QueryRows;
import io.github.calllake.schema.FlatViews;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The oldest arrival in the hot tier, asked now and then: it moves on only when rows are trimmed or views made anew. */
final class HotHistory {

    private static final Field<LocalDateTime> ARRIVAL = DSL.field(DSL.name("arrival_time"), LocalDateTime.class);

    private final QueryEngine hot;
    private final Duration believedFor;
    private final Clock clock;
    private @Nullable Known known;

    HotHistory(QueryEngine hot, Duration believedFor, Clock clock) {
        this.hot = hot;
        this.believedFor = believedFor;
        this.clock = clock;
    }

    private record Known(Optional<Instant> oldest, Instant asked) {}

    synchronized Optional<Instant> oldestArrival() {
        Instant now = clock.instant();
        Known last = known;
        // Nothing at all is asked again: the first record ends it.
        if (last == null
                || last.oldest().isEmpty()
                || !now.isBefore(last.asked().plus(believedFor))) {
            last = new Known(ask(), now);
            known = last;
        }
        return last.oldest();
    }

    private Optional<Instant> ask() {
        Select<Record1<LocalDateTime>> oldest = FlatViews.all().stream()
                .<Select<Record1<LocalDateTime>>>map(view -> hot.sql()
                        .select(DSL.min(ARRIVAL).as(ARRIVAL))
                        .from(FlatTable.of(view).in(hot)))
                .reduce(Select::unionAll)
                .orElseThrow();
        try (QueryRows<Record1<LocalDateTime>> rows =
                hot.open(hot.sql().select(DSL.min(ARRIVAL)).from(oldest.asTable("oldest")), QueryOptions.standard())) {
            return Times.instant(rows.next().value1());
        }
    }
}
