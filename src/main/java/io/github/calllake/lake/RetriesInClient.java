package io.github.calllake.lake;

import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.core.metrics.CoreMetric;
import software.amazon.awssdk.metrics.MetricCollection;
import software.amazon.awssdk.metrics.MetricPublisher;

/**
 * Counts the attempts that a client of S3 makes again by itself, which its callers do not see. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/sdk-for-java/latest/developer-guide/metrics-list.html">Metrics of the SDK</a>
 */
final class RetriesInClient implements MetricPublisher {

    private static final String THROTTLING = "Throttling";

    private final LongAdder retries = new LongAdder();
    private final LongAdder throttled = new LongAdder();

    @Override
    public void publish(MetricCollection call) {
        int again = call.metricValues(CoreMetric.RETRY_COUNT).stream()
                .mapToInt(Integer::intValue)
                .sum();
        retries.add(again);
        // The last attempt's failure, if it failed too, goes to the caller, who counts it.
        call.children().stream()
                .limit(again)
                .filter(attempt -> attempt.metricValues(CoreMetric.ERROR_TYPE).contains(THROTTLING))
                .forEach(attempt -> throttled.increment());
    }

    long retries() {
        return retries.sum();
    }

    long throttled() {
        return throttled.sum();
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
