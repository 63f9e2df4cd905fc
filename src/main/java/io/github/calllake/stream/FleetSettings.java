package io.github.calllake.stream;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How a worker of a fleet works. All workers of a fleet should have the same settings.
 *
 * @param name the fleet's name, which is also its DynamoDB table's: 3 to 255 letters, digits, {@code _ . -}
 * @param failover after so long without a sign of life a worker counts as dead, and its shards go to others; from 500 ms to
 *     10 minutes. Everything that a fleet does from time to time follows this
 * @param cloudWatch whether the Kinesis Client Library puts its metrics into CloudWatch, in a namespace of the fleet's name;
 *     they are charged as custom metrics
 */
public record FleetSettings(String name, Duration failover, boolean cloudWatch) {

    /** The Kinesis Client Library's own. */
    public static final Duration DEFAULT_FAILOVER = Duration.ofSeconds(10);

    private static final Pattern TABLE_NAME = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");
    private static final Duration LEAST_FAILOVER = Duration.ofMillis(500);
    private static final Duration MOST_FAILOVER = Duration.ofMinutes(10);

    public FleetSettings {
        if (!TABLE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "A fleet's name is its DynamoDB table's: 3 to 255 letters, digits, '_', '.'" + " or '-', not \""
                            + name + "\"");
        }
        if (failover.compareTo(LEAST_FAILOVER) < 0 || failover.compareTo(MOST_FAILOVER) > 0) {
            throw new IllegalArgumentException(
                    "The failover time of a fleet is from 500 ms to 10 minutes, not " + failover);
        }
    }

    /** The fleet of this name, with the library's failover time and without CloudWatch. */
    public static FleetSettings of(String name) {
        return new FleetSettings(name, DEFAULT_FAILOVER, false);
    }

    /** These settings with another failover time. */
    public FleetSettings withFailover(Duration other) {
        return new FleetSettings(name, other, cloudWatch);
    }

    /** These settings with the library's metrics in CloudWatch, or without. */
    public FleetSettings withCloudWatch(boolean on) {
        return new FleetSettings(name, failover, on);
    }

    /** A time that goes with the default failover time, in proportion to the one that is set. */
    Duration inProportion(Duration atDefault) {
        return Duration.ofMillis(Math.max(1, atDefault.toMillis() * failover.toMillis() / DEFAULT_FAILOVER.toMillis()));
    }
}
