package io.github.calllake.archive;

import io.github.calllake.lake.FileCompression;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How an archiver works.
 *
 * @param roll when records become files
 * @param maxBufferedBytes the most heap that the records of all shards together take while they wait on disk, some 20 bytes
 *     each, before the shards that hold most are rolled early
 * @param progressInterval how often a quiet shard says that it is quiet; the completion watermark follows at that distance
 * @param compression how data files are compressed
 * @param spoolDirectory where records wait until they are written to the lake: as many bytes, about, as the stream has for all
 *     shards between two rolls. Nothing in it is needed after a crash
 * @param range which records of the stream
 */
public record ArchiverSettings(
        RollPolicy roll,
        long maxBufferedBytes,
        Duration progressInterval,
        FileCompression compression,
        Path spoolDirectory,
        StreamRange range) {

    private static final long HEAP_SHARE = 8;

    public ArchiverSettings {
        if (maxBufferedBytes < 1 || progressInterval.isNegative()) {
            throw new IllegalArgumentException("Not settings of an archiver: " + maxBufferedBytes
                    + " buffered bytes, progress every " + progressInterval);
        }
    }

    /** The default roll policy, an eighth of the heap for records, the directory for temporary files, progress every ten seconds, ZSTD. */
    public static ArchiverSettings defaults() {
        return new ArchiverSettings(
                RollPolicy.DEFAULT,
                Runtime.getRuntime().maxMemory() / HEAP_SHARE,
                Duration.ofSeconds(10),
                FileCompression.ZSTD,
                Path.of(System.getProperty("java.io.tmpdir")),
                StreamRange.ALL);
    }

    /** These settings with another roll policy. */
    public ArchiverSettings withRoll(RollPolicy other) {
        return new ArchiverSettings(other, maxBufferedBytes, progressInterval, compression, spoolDirectory, range);
    }

    /** These settings with another compression. */
    public ArchiverSettings withCompression(FileCompression other) {
        return new ArchiverSettings(roll, maxBufferedBytes, progressInterval, other, spoolDirectory, range);
    }

    /** These settings with another interval between the progress of a quiet shard. */
    public ArchiverSettings withProgressInterval(Duration other) {
        return new ArchiverSettings(roll, maxBufferedBytes, other, compression, spoolDirectory, range);
    }

    /** These settings with records waiting elsewhere. */
    public ArchiverSettings withSpoolDirectory(Path other) {
        return new ArchiverSettings(roll, maxBufferedBytes, progressInterval, compression, other, range);
    }

    /** These settings with another range of the stream. */
    public ArchiverSettings withRange(StreamRange other) {
        return new ArchiverSettings(roll, maxBufferedBytes, progressInterval, compression, spoolDirectory, other);
    }
}
