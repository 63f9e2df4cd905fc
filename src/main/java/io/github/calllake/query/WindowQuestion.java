package io.github.calllake.query;

import io.github.calllake.schema.FlatViews;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows counted and measured in windows of event time, by the rules of Flink SQL's {@code HOP}: windows start at whole
 * multiples of the slide since 1970-01-01T00:00:00Z, and a row is in every window that covers it, start included, end not. A
 * window without rows is not in the answer.
 *
 * <p>Windows that start in the range are given, each with all its rows, also those behind the range. A row counts in the
 * windows of its event time however late it arrives: asked again later, a window may have more. It is final once what
 * arrives is no older than its end; of an archived lake, once the boundary has passed it.
 *
 * <pre>{@code
 * WindowQuestion question = WindowQuestion.over("utterance", lastHour)
 *         .hopping(Duration.ofMinutes(1), Duration.ofSeconds(10))
 *         .by("sentiment")
 *         .average("end_offset_millis");
 * }</pre>
 *
 * @param table a flat view, or a table of one's own as {@code name} or {@code schema.name}
 * @param timeColumn the time by which rows are put into windows: a timestamp without zone, UTC
 * @param range where the windows start, UTC
 * @param size how long a window is; whole seconds
 * @param slide how far one window starts after another; whole seconds, at most the size
 * @param key the column to group by; empty for none
 * @param measures what to compute of each group, beside its count
 * @see <a href="https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/table/sql/queries/window-tvf/#hop">HOP in Flink SQL</a>
 */
public record WindowQuestion(
        String table,
        String timeColumn,
        TimeRange range,
        Duration size,
        Duration slide,
        Optional<String> key,
        List<Measure> measures) {

    /** So many windows may cover a row: each is one row more of the engine's work. */
    static final int MOST_WINDOWS_A_ROW = 1_000;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /**
     * @throws IllegalArgumentException if a name is no plain identifier, a duration no whole number of seconds, the slide longer
     *     than the size, or more than {@value #MOST_WINDOWS_A_ROW} windows would cover a row
     */
    public WindowQuestion {
        for (String part : table.split("\\.", 2)) {
            PlainName.require(part, "table");
        }
        PlainName.require(timeColumn, "timeColumn");
        key.ifPresent(column -> PlainName.require(column, "key"));
        measures = List.copyOf(measures);
        measures.forEach(measure -> PlainName.require(measure.column(), "measured column"));
        if (Spans.seconds(slide) > Spans.seconds(size)) {
            throw new IllegalArgumentException(
                    "The slide must be at most the size, or rows between windows are lost: " + slide + ", " + size);
        }
        if (windowsARow(size, slide) > MOST_WINDOWS_A_ROW) {
            throw new IllegalArgumentException("At most " + MOST_WINDOWS_A_ROW + " windows may cover a row, not "
                    + windowsARow(size, slide) + ": take a longer slide");
        }
    }

    private static long windowsARow(Duration size, Duration slide) {
        return (size.toSeconds() + slide.toSeconds() - 1) / slide.toSeconds();
    }

    /** A flat view by its event time, each event once; tumbling windows of a minute until told otherwise. */
    public static WindowQuestion over(String flatView, TimeRange range) {
        PlainName.require(flatView, "flat view");
        FlatViews.of(flatView);
        return new WindowQuestion(flatView, "event_time", range, MINUTE, MINUTE, Optional.empty(), List.of());
    }

    /**
     * A table of one's own, each row as it is; of two tiers the hot one is asked.
     *
     * @param table as {@code name} or {@code schema.name}
     * @param timeColumn a timestamp without zone, UTC
     */
    public static WindowQuestion overTable(String table, String timeColumn, TimeRange range) {
        return new WindowQuestion(table, timeColumn, range, MINUTE, MINUTE, Optional.empty(), List.of());
    }

    /** Windows of a size, one starting a slide after another. */
    public WindowQuestion hopping(Duration windowSize, Duration windowSlide) {
        return new WindowQuestion(table, timeColumn, range, windowSize, windowSlide, key, measures);
    }

    /** Windows of a size, one after another. */
    public WindowQuestion tumbling(Duration windowSize) {
        return hopping(windowSize, windowSize);
    }

    /** A group a value of a column. */
    public WindowQuestion by(String column) {
        return new WindowQuestion(table, timeColumn, range, size, slide, Optional.of(column), measures);
    }

    /** The average of a numeric column's values that are not NULL. */
    public WindowQuestion average(String column) {
        return with(new Measure(Measure.Kind.AVERAGE, column));
    }

    /** The sum of a numeric column. */
    public WindowQuestion sum(String column) {
        return with(new Measure(Measure.Kind.SUM, column));
    }

    /** The least value of a numeric column. */
    public WindowQuestion minimum(String column) {
        return with(new Measure(Measure.Kind.MINIMUM, column));
    }

    /** The greatest value of a numeric column. */
    public WindowQuestion maximum(String column) {
        return with(new Measure(Measure.Kind.MAXIMUM, column));
    }

    private WindowQuestion with(Measure measure) {
        List<Measure> more = new ArrayList<>(measures);
        more.add(measure);
        return new WindowQuestion(table, timeColumn, range, size, slide, key, more);
    }

    boolean isOfFlatView() {
        return FlatViews.all().stream().anyMatch(view -> view.name().equals(table)) && timeColumn.equals("event_time");
    }

    int windowsARow() {
        return Math.toIntExact(windowsARow(size, slide));
    }

    /** The events that the windows may hold. */
    TimeRange events() {
        return new TimeRange(range.from(), range.to().plus(size));
    }

    /**
     * Something computed of the rows of a group, in double precision.
     *
     * @param kind what
     * @param column of which numeric column
     */
    public record Measure(Kind kind, String column) {
        /** What is computed. */
        public enum Kind {
            /** Of the values that are not NULL. */
            AVERAGE,
            /** Of the values that are not NULL. */
            SUM,
            /** The least. */
            MINIMUM,
            /** The greatest. */
            MAXIMUM
        }
    }
}
