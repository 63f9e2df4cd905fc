package io.github.calllake.schema;

import io.github.calllake.event.DetailType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event as a row of its lake table.
 *
 * @param type the event's detail type, which names the table
 * @param eventTime the row's {@code event_time}, UTC in whole milliseconds; the partition (year, month, day) follows it
 * @param values one value a column of {@link EventTable#columns()}, in that order, as {@link ColumnType} says
 */
public record EventRow(DetailType type, Instant eventTime, List<@Nullable Object> values) {
    public EventRow {
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }
}
