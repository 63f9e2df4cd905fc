package io.github.calllake.archive;

import java.time.Instant;
import java.util.Optional;

/**
 * How one shard stands.
 *
 * @param archivedThrough the sequence number up to which (inclusive) it is archived; empty if nothing is
 * @param watermark every record that arrived up to here is archived; empty if that is not known
 * @param bufferedRecords records read and not archived yet
 * @param bufferedBytes their bytes, as they came
 * @param bufferedSince when the oldest of them was read; empty if there are none
 * @param openPartitions how many partitions they lie in, each of which will be a file
 * @param heapBytes what they take of the heap while they wait on disk, about
 * @param millisBehindLatest how far the last read was behind the tip of the shard
 * @param recovering whether the last cut of an earlier run is being completed
 * @param reachedEnd whether it is archived up to the instant at which the settings have it end
 * @param closed whether the shard has ended and is archived to its end
 */
public record ShardStatus(
        Optional<String> archivedThrough,
        Optional<Instant> watermark,
        long bufferedRecords,
        long bufferedBytes,
        Optional<Instant> bufferedSince,
        int openPartitions,
        long heapBytes,
        long millisBehindLatest,
        boolean recovering,
        boolean reachedEnd,
        boolean closed) {

    /** Whether everything that the shard had at the last read is archived. */
    public boolean caughtUp() {
        return closed || reachedEnd || (millisBehindLatest == 0 && bufferedRecords == 0);
    }
}
