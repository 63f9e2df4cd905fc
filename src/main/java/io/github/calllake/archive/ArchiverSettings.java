package io.github.calllake.archive;

import io.github.calllake.lake.FileCompression;
import java.time.Duration;

/**
 * How an archiver works.
 *
 * @param roll when records become files
 * @param maxBufferedBytes the most bytes of records, as they came, that all shards together hold before those that hold most
 *     are rolled early; as rows in memory they take some three times as much
 * @param progressInterval how often a quiet shard says that it is quiet; the completion watermark follows at that distance
 * @param compression how data files are compressed
 * @param range which records of the stream
 */
public record ArchiverSettings(
        RollPolicy roll,
        long maxBufferedBytes,
        Duration progressInterval,
        FileCompression compression,
        StreamRange range) {

    private static final long HEAP_SHARE = 8;

    public ArchiverSettings {
        if (maxBufferedBytes < 1 || progressInterval.isNegative()) {
            throw new IllegalArgumentException("Not settings of an archiver: " + maxBufferedBytes
                    + " buffered bytes, progress every " + progressInterval);
        }
    }

    /** The default roll policy, an eighth of the heap for records, progress every ten seconds, ZSTD. */
    public static ArchiverSettings defaults() {
        return new ArchiverSettings(
                RollPolicy.DEFAULT,
                Runtime.getRuntime().maxMemory() / HEAP_SHARE,
                Duration.ofSeconds(10),
                FileCompression.ZSTD,
                StreamRange.ALL);
    }

    /** These settings with another roll policy. */
    public ArchiverSettings withRoll(RollPolicy other) {
        return new ArchiverSettings(other, maxBufferedBytes, progressInterval, compression, range);
    }

    /** These settings with another compression. */
    public ArchiverSettings withCompression(FileCompression other) {
        return new ArchiverSettings(roll, maxBufferedBytes, progressInterval, other, range);
    }

    /** These settings with another interval between the progress of a quiet shard. */
    public ArchiverSettings withProgressInterval(Duration other) {
        return new ArchiverSettings(roll, maxBufferedBytes, other, compression, range);
    }

    /** These settings with another range of the stream. */
    public ArchiverSettings withRange(StreamRange other) {
        return new ArchiverSettings(roll, maxBufferedBytes, progressInterval, compression, other);
    }
}
