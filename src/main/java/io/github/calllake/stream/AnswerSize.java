package io.github.calllake.stream;

import java.util.List;
import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * How large the answers of one shard are, by those that came: how many records to ask for, and how much heap to keep free.
 *
 * <p>Kinesis gives 2 MB of a shard a second, and up to 10 MB at once, after which it refuses for as long as that takes. With
 * answers of a second's worth a shard is read as fast, and a fifth lies in the heap at a time, where each collection of garbage
 * copies it: of 16 shards that are behind that was a seventh of all CPU time. For one thread.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html">GetRecords</a>
 */
final class AnswerSize {

    /** Of heap. */
    private static final long WANTED = 2L << 20;

    /** Kinesis gives no more. */
    private static final int MOST_RECORDS = 10_000;

    /** While nothing is known of the records: they may be 10 MB each. */
    private static final int FIRST_RECORDS = 500;

    /** The most that an answer has, as it comes and in records. */
    private static final long LARGEST = 24L << 20;

    private static final long SMALL = 1L << 18;

    /** Of heap, for a record beside its data. */
    private static final long RECORD_BYTES = 300;

    /** What comes into a shard, 1 MB a second, as an answer takes it. */
    private static final long BYTES_A_MILLISECOND = 2_400;

    private long lastBytes = LARGEST;
    private int limit = FIRST_RECORDS;

    /** How many records to ask for, so that the answer is about as large as is wanted. */
    int limit() {
        return limit;
    }

    /** What the next answer may take while it is taken apart. */
    long foreseen() {
        return Math.min(LARGEST, lastBytes * 3 + SMALL);
    }

    /** The same at the tip of the shard: no more than can have come since. */
    long foreseenAtTip(long millisSinceLast) {
        return Math.min(LARGEST, millisSinceLast * BYTES_A_MILLISECOND + SMALL);
    }

    /** Takes note of an answer, and says how much heap it takes. */
    long note(List<Record> records) {
        lastBytes = records.stream()
                .mapToLong(record -> record.data().asByteArrayUnsafe().length + RECORD_BYTES)
                .sum();
        if (!records.isEmpty()) {
            long fit = WANTED * records.size() / lastBytes;
            limit = (int) Math.max(1, Math.min(MOST_RECORDS, fit));
        }
        return lastBytes;
    }
}
