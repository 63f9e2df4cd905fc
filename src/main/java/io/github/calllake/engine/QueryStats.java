package io.github.calllake.engine;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a query took. Holds nothing of what was asked or answered.
 *
 * @param tier the tier that was asked
 * @param queryId the engine's own name for the query, to look it up by; empty where it has none
 * @param rows rows read by the caller so far
 * @param elapsed from the start until its first row could be read, queueing included
 * @param bytesScanned bytes read from storage, as the engine says; empty if it does not say
 * @param costUsd what the query costs by the bytes it scanned, in US dollars; empty where cost goes by time
 * @param reused whether the answer is that of an earlier, equal query
 */
public record QueryStats(
        Tier tier,
        Optional<String> queryId,
        long rows,
        Duration elapsed,
        OptionalLong bytesScanned,
        Optional<BigDecimal> costUsd,
        boolean reused) {

    /** The same, with other rows read. */
    public QueryStats withRows(long read) {
        return new QueryStats(tier, queryId, read, elapsed, bytesScanned, costUsd, reused);
    }

    /** For an engine that says nothing more. */
    public static QueryStats of(Tier tier, Duration elapsed) {
        return new QueryStats(tier, Optional.empty(), 0, elapsed, OptionalLong.empty(), Optional.empty(), false);
    }
}
