package io.github.calllake.local.redshift;

import java.time.Duration;

/**
 * How the local Redshift reads streams. AWS tells neither how often a streaming view reads a shard nor how it shares a shard with other consumers;
 * the defaults leave one of Kinesis' five reads a second and shard to another consumer.
 *
 * @param largestRecord in bytes, that a streaming view takes; larger ones are skipped and reported. Views that were created before August 2026 take
 *     1 MiB, newer ones 16 MiB
 * @param readsPerSecond of one shard, by all AUTO REFRESH views of its stream together, each view by reads of its own; positive
 * @param shortestPause between the beginnings of two refreshes of a view that has caught up; not negative
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-streaming-ingestion.html">Streaming ingestion</a>
 */
public record IngestionSettings(int largestRecord, double readsPerSecond, Duration shortestPause) {

    /** The size of VARBYTE. */
    private static final int LARGEST_VARBYTE = 16 * 1024 * 1024;

    /** What AWS documents, and otherwise fits beside one other consumer. */
    public static final IngestionSettings DEFAULT = new IngestionSettings(LARGEST_VARBYTE, 4, Duration.ofMillis(350));

    public IngestionSettings {
        if (largestRecord < 1 || largestRecord > LARGEST_VARBYTE) {
            throw new IllegalArgumentException("largestRecord must be from 1 to 16777216: " + largestRecord);
        }
        if (!(readsPerSecond > 0)) {
            throw new IllegalArgumentException("readsPerSecond must be positive: " + readsPerSecond);
        }
        if (shortestPause.isNegative()) {
            throw new IllegalArgumentException("shortestPause must not be negative: " + shortestPause);
        }
    }

    /** These settings for records of another size. */
    public IngestionSettings withLargestRecord(int bytes) {
        return new IngestionSettings(bytes, readsPerSecond, shortestPause);
    }

    /** The least time between two reads of a shard. */
    Duration spacing() {
        return Duration.ofNanos((long) (1e9 / readsPerSecond));
    }
}
