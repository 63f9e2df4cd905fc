package io.github.calllake.engine;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Makes a request again while the service throttles, after a random part of a pause that doubles, so that many askers do not
 * come back together. The SDK's own retries, which come first, give up after some seconds.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/service-limits.html">Athena's quotas</a>
 */
final class Patience {

    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5000;

    private final long deadline;

    /** By {@link System#nanoTime}. */
    Patience(long deadline) {
        this.deadline = deadline;
    }

    <T> T call(Supplier<T> request) throws InterruptedException {
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            try {
                return request.get();
            } catch (AwsServiceException e) {
                if (!e.isThrottlingException() || System.nanoTime() >= deadline) {
                    throw e;
                }
            }
            Thread.sleep(ThreadLocalRandom.current().nextLong(pause) + 1);
            pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
        }
    }
}
