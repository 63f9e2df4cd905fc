package io.github.calllake.query;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.QueryOptions;
import java.time.Clock;
import java.util.concurrent.Executor;
import org.jooq.Record;
import org.jooq.Select;

/**
 * An application's own SQL over the flat views, composed with jOOQ from {@link io.github.calllake.schema.tables.FlatTables} and
 * typed by it. Thread-safe.
 *
 * <pre>{@code
 * Select<Record2<String, Integer>> perSentiment = DSL.select(UTTERANCE.SENTIMENT, DSL.count())
 *         .from(UTTERANCE)
 *         .where(UTTERANCE.between(from, to))
 *         .groupBy(UTTERANCE.SENTIMENT);
 * for (Record2<String, Integer> row : callLake.hotSql().fetch(perSentiment)) {
 *     report.put(row.value1(), row.value2());
 * }
 * }</pre>
 *
 * <p>The views show every delivery: an event that came twice is there twice, which the questions of {@link CallAnalytics} take
 * care of and this does not. Values are sent as literals, escaped for the engine; fragments of plain SQL are sent as they are.
 *
 * <p>To one tier any select can be put that its engine understands. The cold tier wants the days bounded of each view that it
 * reads ({@link io.github.calllake.schema.tables.FlatViewTable#between}). To both tiers as one only a select of rows can be put:
 * columns and expressions of one view, with conditions. Each tier is asked for the rows that arrived on its side of the time
 * boundary, and the cold one's come first. What would have to be put together from both parts by other means is refused by name:
 * joins and subqueries, groups, aggregates, windows, DISTINCT, ORDER BY, LIMIT. Read the rows and do it in Java, or ask one tier.
 */
public final class OwnSql {

    private final Tiers tiers;
    private final boolean both;
    private final QueryOptions options;

    private OwnSql(Tiers tiers, boolean both, QueryOptions options) {
        this.tiers = tiers;
        this.both = both;
        this.options = options;
    }

    /** To one tier. The engine stays the caller's to close. */
    public static OwnSql over(QueryEngine engine) {
        return new OwnSql(new OneTier(engine), false, QueryOptions.standard());
    }

    /** To two tiers as one; as {@link TieredCallAnalytics#over}. */
    public static OwnSql over(
            QueryEngine hot,
            QueryEngine cold,
            TimeBoundary boundary,
            TieredSettings settings,
            Executor executor,
            Clock clock) {
        return new OwnSql(TwoTiers.of(hot, cold, boundary, settings, executor, clock), true, QueryOptions.standard());
    }

    /** The same, asked otherwise: with another timeout, a limit of bytes scanned, on any day. */
    public OwnSql with(QueryOptions others) {
        return new OwnSql(tiers, both, others);
    }

    /**
     * All rows of a select, at once.
     *
     * @throws IllegalArgumentException if it is put to both tiers and is no select of rows; the message says what is in the way. Also
     *     if a text in it holds U+0000 or half of a surrogate pair
     * @throws io.github.calllake.engine.QueryException when an engine refuses, fails or takes too long
     */
    public <R extends Record> Answer<R> fetch(Select<R> select) {
        Reading reading = read(select);
        return reading.answer(reading.gather(part(select)));
    }

    /**
     * The rows of a select as they are read, in memory that does not grow with them. To be closed.
     *
     * @throws IllegalArgumentException as {@link #fetch}
     * @throws io.github.calllake.engine.QueryException as {@link #fetch}; also from the stream
     */
    public <R extends Record> AnswerStream<R> stream(Select<R> select) {
        // In no order: one part after the other.
        return read(select).merge(part(select), (one, other) -> 0);
    }

    private Reading read(Select<?> select) {
        if (both) {
            RowSelect.requireRowsOfOneView(select);
        }
        return tiers.read(options);
    }

    private <R extends Record> Reading.Part<R> part(Select<R> select) {
        return new Reading.RecordPart<>() {
            @Override
            public Select<? extends Record> query(Slice slice) {
                Select<? extends Record> asked = both ? RowSelect.within(select, slice) : select;
                Texts.requireStorable(slice.engine().text(asked), "The select");
                return asked;
            }

            @Override
            @SuppressWarnings("unchecked") // An engine gives rows of the select's own type.
            public R read(Record row) {
                return (R) row;
            }
        };
    }
}
