package io.github.calllake.engine;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * How to ask the cold tier. Region, endpoint and credentials come from the standard AWS environment.
 *
 * @param database the lake's Glue database
 * @param workGroup the Athena workgroup, which says where results go
 * @param timeout how long a query may take, queueing included; then it is cancelled
 * @param usdPerTerabyte what a terabyte (10^12 bytes) scanned costs in the lake's region, in US dollars
 * @param scanLimit the most bytes that a query may be going to scan; empty for no limit but the workgroup's own
 * @param daysBeside how many days beside an event's own its partition may be named by: 1 for a lake that was taken over, whose
 *     old rows lie by an unknown clock, else 0
 * @see <a href="https://aws.amazon.com/athena/pricing/">Amazon Athena pricing</a>
 */
public record AthenaSettings(
        String database,
        String workGroup,
        Duration timeout,
        BigDecimal usdPerTerabyte,
        OptionalLong scanLimit,
        int daysBeside) {

    private static final Pattern DATABASE = Pattern.compile("[a-z0-9_]{1,255}");
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);
    private static final BigDecimal DEFAULT_PRICE = new BigDecimal("5.00");

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
        if (usdPerTerabyte.signum() < 0) {
            throw new IllegalArgumentException("usdPerTerabyte must not be negative, not " + usdPerTerabyte);
        }
        if (scanLimit.isPresent() && scanLimit.getAsLong() < 1) {
            throw new IllegalArgumentException("scanLimit must be positive, not " + scanLimit.getAsLong());
        }
        if (daysBeside < 0 || daysBeside > 1) {
            throw new IllegalArgumentException("daysBeside must be 0 or 1, not " + daysBeside);
        }
    }

    /**
     * The workgroup that the lake's catalog makes for a database, as the Chime data lake names it; 10 minutes a
     * query, 5 USD a terabyte, no limit.
     */
    public static AthenaSettings of(String database) {
        return new AthenaSettings(
                database, workGroupOf(database), DEFAULT_TIMEOUT, DEFAULT_PRICE, OptionalLong.empty(), 0);
    }

    public AthenaSettings withTimeout(Duration time) {
        return new AthenaSettings(database, workGroup, time, usdPerTerabyte, scanLimit, daysBeside);
    }

    public AthenaSettings withUsdPerTerabyte(BigDecimal price) {
        return new AthenaSettings(database, workGroup, timeout, price, scanLimit, daysBeside);
    }

    /** In bytes. */
    public AthenaSettings withScanLimit(long bytes) {
        return new AthenaSettings(database, workGroup, timeout, usdPerTerabyte, OptionalLong.of(bytes), daysBeside);
    }

    /** For a lake that was taken over, see {@link #daysBeside}. */
    public AthenaSettings withDaysBeside(int days) {
        return new AthenaSettings(database, workGroup, timeout, usdPerTerabyte, scanLimit, days);
    }

    /** The name of a lake's workgroup. */
    public static String workGroupOf(String database) {
        return database + "-AmazonChimeSDKDataAnalytics";
    }
}
