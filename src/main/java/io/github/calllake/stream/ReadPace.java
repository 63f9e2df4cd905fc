package io.github.calllake.stream;

import java.time.Duration;

/**
 * How often a shard is read. Kinesis allows five reads a second and shard, for all its consumers together.
 *
 * @param behind the least time between two reads while there is more to read
 * @param atTip the time between two reads at the tip of the shard
 * @see <a href="https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html">Quotas and limits</a>
 */
public record ReadPace(Duration behind, Duration atTip) {

    /** Five reads a second while behind; one a second at the tip, which leaves room for others. */
    public static final ReadPace DEFAULT = new ReadPace(Duration.ofMillis(200), Duration.ofSeconds(1));

    public ReadPace {
        if (behind.isNegative() || atTip.compareTo(behind) < 0) {
            throw new IllegalArgumentException(
                    "Not a pace: " + behind + " between reads while behind, " + atTip + " at the tip");
        }
    }
}
