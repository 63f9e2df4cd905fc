package io.github.calllake.export;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was exported of a window.
 *
 * @param destination where it lies: {@code s3://...}, {@code file:...} or {@code kinesis://...}
 * @param format the objects' format and compression, e.g. {@code csv.gz}
 * @param objects the objects in the order of their rows; for a stream, those beside the ledger that hold what is sent
 * @param rows how many rows in all
 * @param watermark everything that had arrived before it was in the tier when it was asked; empty for a provisional window
 * @param sqlSha256 of the SQL that was run, lower-case hexadecimal
 * @param tier which tier was asked: hot, cold or both
 */
record WindowOutput(
        String destination,
        String format,
        List<OutputObject> objects,
        long rows,
        Optional<Instant> watermark,
        String sqlSha256,
        String tier) {
    WindowOutput {
        objects = List.copyOf(objects);
    }

    /**
     * An object.
     *
     * @param key below the destination
     * @param rows how many rows it holds
     * @param bytes its length
     * @param sha256 of its bytes, lower-case hexadecimal
     */
    record OutputObject(String key, long rows, long bytes, String sha256) {}
}
