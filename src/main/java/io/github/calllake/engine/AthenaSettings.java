package io.github.calllake.engine;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How to ask the cold tier. Region, endpoint and credentials come from the standard AWS environment.
 *
 * @param database the lake's Glue database
 * @param workGroup the Athena workgroup, which says where results go
 * @param timeout how long a query may take, queueing included; then it is cancelled
 */
public record AthenaSettings(String database, String workGroup, Duration timeout) {

    private static final Pattern DATABASE = Pattern.compile("[a-z0-9_]{1,255}");
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

    public AthenaSettings {
        if (!DATABASE.matcher(database).matches()) {
            throw new IllegalArgumentException(
                    "A Glue database is named with lower-case letters, digits and underscores, not \"" + database
                            + "\"");
        }
        if (workGroup.isEmpty()) {
            throw new IllegalArgumentException("The Athena workgroup is empty");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive, not " + timeout);
        }
    }

    /** The workgroup that the lake's catalog makes for a database, as the Chime data lake names it; 10 minutes a query. */
    public static AthenaSettings of(String database) {
        return new AthenaSettings(database, workGroupOf(database), DEFAULT_TIMEOUT);
    }

    /** The name of a lake's workgroup. */
    public static String workGroupOf(String database) {
        return database + "-AmazonChimeSDKDataAnalytics";
    }
}
