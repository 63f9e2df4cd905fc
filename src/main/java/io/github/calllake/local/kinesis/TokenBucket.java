package io.github.calllake.local.kinesis;

/**
 * A bucket of tokens that holds one second's worth and is refilled steadily. AWS does not document how it meters; this way
 * nobody gets more than the rate over any longer time, and a second's worth may come at once.
 *
 * <p>Not safe for concurrent use.
 */
final class TokenBucket {
    private static final long PARTS = 1000;

    private final long perSecond;

    /** In thousandths of a token, so that each millisecond refills a whole number. */
    private long level;

    private long filledAt;

    /** A full one. */
    TokenBucket(long perSecond, long nowMillis) {
        this.perSecond = perSecond;
        this.level = perSecond * PARTS;
        this.filledAt = nowMillis;
    }

    /** Whether so many tokens are there; for more than the bucket holds it must be full. */
    boolean has(long tokens, long nowMillis) {
        refill(nowMillis);
        return level >= Math.min(tokens, perSecond) * PARTS;
    }

    /** Takes tokens, also those that are not there: then nobody has any until they are refilled. */
    void take(long tokens) {
        level -= tokens * PARTS;
    }

    private void refill(long nowMillis) {
        long passed = Math.max(0, nowMillis - filledAt);
        long missing = perSecond * PARTS - level;
        // A long pause must not overflow, and a clock that was set back must not fill the bucket twice.
        level = passed > missing / perSecond ? perSecond * PARTS : level + passed * perSecond;
        filledAt = Math.max(filledAt, nowMillis);
    }
}
