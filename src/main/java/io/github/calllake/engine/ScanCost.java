package io.github.calllake.engine;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What Athena charges for bytes scanned: by the megabyte, at least 10 of them a query that scans anything.
 *
 * @see <a href="https://aws.amazon.com/athena/pricing/">Amazon Athena pricing</a>
 */
final class ScanCost {

    private static final long MEGABYTE = 1_000_000;
    private static final long LEAST_MEGABYTES = 10;
    private static final BigDecimal MEGABYTES_A_TERABYTE = BigDecimal.valueOf(1_000_000);
    private static final int MICRO_DOLLARS = 6;

    private ScanCost() {}

    /** In US dollars, rounded up to the millionth. A statement that scans nothing is free. */
    static BigDecimal usd(long bytes, BigDecimal usdPerTerabyte) {
        if (bytes == 0) {
            return BigDecimal.ZERO;
        }
        long megabytes = Math.max(LEAST_MEGABYTES, (bytes - 1) / MEGABYTE + 1);
        return usdPerTerabyte
                .multiply(BigDecimal.valueOf(megabytes))
                .divide(MEGABYTES_A_TERABYTE, MICRO_DOLLARS, RoundingMode.UP);
    }
}
