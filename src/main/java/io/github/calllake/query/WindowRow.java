package io.github.calllake.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group of rows in a window.
 *
 * @param start the window's start, UTC; included
 * @param end its end, UTC; not included
 * @param key the value that the rows share, as text; null for rows that have none, and where nothing is grouped by
 * @param count how many rows
 * @param measures the measures in the order in which they were asked for; null for one without values
 */
public record WindowRow(
        Instant start, Instant end, @Nullable String key, long count, List<@Nullable Double> measures) {
    public WindowRow {
        measures = Collections.unmodifiableList(new ArrayList<>(measures));
    }

    /** The last instant in the window that has whole milliseconds: Flink SQL's {@code HOP_ROWTIME}. */
    public Instant rowtime() {
        return end.minusMillis(1);
    }
}
