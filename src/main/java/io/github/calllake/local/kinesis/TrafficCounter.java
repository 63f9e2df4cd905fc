package io.github.calllake.local.kinesis;

import java.util.concurrent.atomic.LongAdder;

/** Counts a stream's traffic. Safe for concurrent use. */
final class TrafficCounter {
    final LongAdder incomingRecords = new LongAdder();
    final LongAdder incomingBytes = new LongAdder();
    final LongAdder putsThrottled = new LongAdder();
    final LongAdder putsFailed = new LongAdder();
    final LongAdder reads = new LongAdder();
    final LongAdder recordsRead = new LongAdder();
    final LongAdder bytesRead = new LongAdder();
    final LongAdder readsThrottled = new LongAdder();
    final LongAdder iteratorsThrottled = new LongAdder();

    StreamTraffic sum() {
        return new StreamTraffic(
                incomingRecords.sum(),
                incomingBytes.sum(),
                putsThrottled.sum(),
                putsFailed.sum(),
                reads.sum(),
                recordsRead.sum(),
                bytesRead.sum(),
                readsThrottled.sum(),
                iteratorsThrottled.sum());
    }
}
