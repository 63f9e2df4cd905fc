package io.github.calllake.query;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.Tier;
import java.time.Duration;
import java.time.LocalDateTime;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Equal spans of time, counted from 1970-01-01T00:00:00Z. */
final class Spans {

    private Spans() {}

    /**
     * A length in whole seconds.
     *
     * @throws IllegalArgumentException if it is no whole number of seconds, or none
     */
    static long seconds(Duration length) {
        if (length.isNegative() || length.isZero() || length.toNanosPart() != 0) {
            throw new IllegalArgumentException("A span must be a whole number of seconds, at least 1, not " + length);
        }
        return length.toSeconds();
    }

    /** Which span a time lies in. Both engines divide whole numbers toward zero, and no event is older than 1970. */
    static Field<Long> indexOf(QueryEngine engine, Field<LocalDateTime> time, long seconds) {
        return DSL.field("{0} / {1}", Long.class, epochSeconds(engine, time), DSL.inline(seconds));
    }

    /** Whole seconds since 1970, cut down. Redshift's epoch of a timestamp is a whole number, cut toward zero. */
    static Field<Long> epochSeconds(QueryEngine engine, Field<LocalDateTime> time) {
        String template = engine.tier() == Tier.HOT
                ? "cast(extract(epoch from date_trunc('second', {0})) as bigint)"
                : "cast(floor(to_unixtime({0})) as bigint)";
        return DSL.field(template, Long.class, time);
    }
}
