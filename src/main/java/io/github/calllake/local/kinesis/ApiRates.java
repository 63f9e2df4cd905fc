package io.github.calllake.local.kinesis;

import java.util.HashMap;
import java.util.Map;

/**
 * How often each operation on streams may be called, for the whole account. Safe for concurrent use.
 *
 * @see <a href="https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html">Quotas and limits</a>
 */
final class ApiRates {
    private static final int DEFAULT = 5;

    /** Those that differ; those of records have limits a shard, and that of ListShards is for one stream. */
    private static final Map<String, Integer> A_SECOND = Map.of(
            "DescribeLimits", 1,
            "DescribeStream", 10,
            "DescribeStreamSummary", 20,
            "ListShards", 1000,
            "UpdateShardCount", 10);

    private final Map<String, TokenBucket> buckets = new HashMap<>();

    /** Refuses a call that comes too soon. */
    synchronized void take(String operation, long now) {
        TokenBucket bucket =
                buckets.computeIfAbsent(operation, name -> new TokenBucket(A_SECOND.getOrDefault(name, DEFAULT), now));
        if (!bucket.has(1, now)) {
            throw KinesisException.limitExceeded(
                    "Rate exceeded for " + operation + " under account " + Arns.ACCOUNT + ".");
        }
        bucket.take(1);
    }
}
