package io.github.calllake.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How one query is to be run, where the engine's settings will not do. Immutable; what an engine has no use for it leaves
 * aside.
 *
 * @param timeout how long to wait for the answer's first row, and for each further fetch; empty for the engine's setting
 * @param reuseUpTo how old an earlier answer to the same query may be that is given instead of asking again; empty to ask
 *     again. Athena only
 * @param scanLimit the most bytes that the query may be going to scan; empty for the engine's setting. Athena only
 * @param anyDay whether the query may go without bounds on {@code event_date}, reading the whole lake
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/reusing-query-results.html">Reuse query results in Athena</a>
 */
public record QueryOptions(
        Optional<Duration> timeout, Optional<Duration> reuseUpTo, OptionalLong scanLimit, boolean anyDay) {

    private static final QueryOptions STANDARD =
            new QueryOptions(Optional.empty(), Optional.empty(), OptionalLong.empty(), false);
    private static final Duration OLDEST_ANSWER = Duration.ofDays(7);

    public QueryOptions {
        timeout.ifPresent(time -> require(!time.isNegative() && !time.isZero(), "timeout must be positive", time));
        reuseUpTo.ifPresent(age -> require(
                age.compareTo(Duration.ofMinutes(1)) >= 0 && age.compareTo(OLDEST_ANSWER) <= 0,
                "answers can be reused that are 1 minute to 7 days old",
                age));
        scanLimit.ifPresent(bytes -> require(bytes > 0, "scanLimit must be positive", bytes));
    }

    private static void require(boolean met, String rule, Object given) {
        if (!met) {
            throw new IllegalArgumentException(rule + ", not " + given);
        }
    }

    /** The engine's own settings; no reuse; bounded days. */
    public static QueryOptions standard() {
        return STANDARD;
    }

    public QueryOptions withTimeout(Duration time) {
        return new QueryOptions(Optional.of(time), reuseUpTo, scanLimit, anyDay);
    }

    public QueryOptions reusingUpTo(Duration age) {
        return new QueryOptions(timeout, Optional.of(age), scanLimit, anyDay);
    }

    /** In bytes. */
    public QueryOptions withScanLimit(long bytes) {
        return new QueryOptions(timeout, reuseUpTo, OptionalLong.of(bytes), anyDay);
    }

    /** For a question that means the whole lake, whatever the day. */
    public QueryOptions onAnyDay() {
        return new QueryOptions(timeout, reuseUpTo, scanLimit, true);
    }
}
