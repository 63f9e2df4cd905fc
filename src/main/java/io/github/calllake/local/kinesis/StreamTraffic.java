package io.github.calllake.local.kinesis;

/**
 * What went over a stream since the server was started, under the names of CloudWatch's stream metrics where it has them.
 *
 * @param incomingRecords records that were put
 * @param incomingBytes their data and partition keys
 * @param writeProvisionedThroughputExceeded records that were refused for want of throughput, each attempt counted
 * @param failedRecords records that failed otherwise
 * @param getRecordsCalls reads that were answered with records or with none
 * @param getRecordsRecords records read
 * @param getRecordsBytes their data and partition keys
 * @param readProvisionedThroughputExceeded reads that were refused for want of throughput, each attempt counted
 * @param iteratorsThrottled GetShardIterator calls that were refused so
 * @see <a href="https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html">CloudWatch metrics</a>
 */
public record StreamTraffic(
        long incomingRecords,
        long incomingBytes,
        long writeProvisionedThroughputExceeded,
        long failedRecords,
        long getRecordsCalls,
        long getRecordsRecords,
        long getRecordsBytes,
        long readProvisionedThroughputExceeded,
        long iteratorsThrottled) {}
