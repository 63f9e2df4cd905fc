package io.github.calllake.local.kinesis;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file of a shard's log: records of consecutive indexes, in frames that are only ever appended.
 *
 * <p>A frame is: length of what follows the checksum (4 bytes), CRC-32 of that (4), time in milliseconds (8, of which the
 * upper {@value #SKEW_BITS} bits say by how many milliseconds earlier the arrival is told), length of the partition key
 * (4), the partition key in UTF-8, the data. Only frame offsets are kept in memory.
 *
 * <p>Not safe for concurrent use beyond concurrent {@link #read reads}; {@link ShardLog} locks.
 */
final class LogSegment implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogSegment.class);
    private static final int HEADER_BYTES = 8;
    private static final int FIXED_BYTES = 12;
    private static final int SKEW_BITS = 20;
    private static final int TIME_BITS = Long.SIZE - SKEW_BITS;

    private final Path file;
    private final FileChannel channel;
    private final long firstIndex;
    private int[] offsets = new int[64];
    private int count;
    private int size;
    private long firstArrival;
    private long lastArrival;

    private LogSegment(Path file, long firstIndex) throws IOException {
        this.file = file;
        this.firstIndex = firstIndex;
        this.channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Starts a file, or reads one back and cuts off what a crash left half written. */
    static LogSegment open(Path file, long firstIndex) throws IOException {
        LogSegment segment = new LogSegment(file, firstIndex);
        try {
            segment.recover();
            return segment;
        } catch (IOException e) {
            segment.channel.close();
            throw e;
        }
    }

    private void recover() throws IOException {
        long length = channel.size();
        try (InputStream bytes = Files.newInputStream(file);
                DataInputStream in = new DataInputStream(new BufferedInputStream(bytes, 1 << 16))) {
            while (length - size >= HEADER_BYTES) {
                int bodyBytes = in.readInt();
                int checksum = in.readInt();
                if (bodyBytes < FIXED_BYTES || bodyBytes > length - size - HEADER_BYTES) {
                    break;
                }
                ByteBuffer body = ByteBuffer.wrap(in.readNBytes(bodyBytes));
                if (checksum(body) != checksum) {
                    break;
                }
                add(size, time(body.getLong(0)));
                size += HEADER_BYTES + bodyBytes;
            }
        }
        if (size < length) {
            LOG.info("Cut {} bytes of an unfinished write off {}", length - size, file);
            channel.truncate(size);
        }
    }

    /** Appends records that arrived in one request; they are in the file when this returns. */
    void append(List<NewRecord> records, long arrival) throws IOException {
        ByteBuffer frames = ByteBuffer.allocate(frameBytes(records));
        List<Integer> starts = new ArrayList<>(records.size());
        for (NewRecord record : records) {
            starts.add(size + frames.position());
            putFrame(frames, record, arrival);
        }
        frames.flip();
        int length = frames.remaining();
        try {
            for (long at = size; frames.hasRemaining(); ) {
                at += channel.write(frames, at);
            }
        } catch (IOException e) {
            // Half a batch must not come back as records after a restart: the caller is told that it failed.
            channel.truncate(size);
            throw e;
        }
        starts.forEach(start -> add(start, arrival));
        size += length;
    }

    static int frameBytes(List<NewRecord> records) {
        return records.stream()
                .mapToInt(record -> HEADER_BYTES + FIXED_BYTES + record.size())
                .sum();
    }

    private static void putFrame(ByteBuffer frames, NewRecord record, long arrival) {
        int start = frames.position();
        byte[] key = record.partitionKey().getBytes(StandardCharsets.UTF_8);
        frames.position(start + HEADER_BYTES);
        frames.putLong(arrival | (long) record.skewMillis() << TIME_BITS)
                .putInt(key.length)
                .put(key)
                .put(record.data().duplicate());
        int end = frames.position();
        ByteBuffer body = frames.duplicate().position(start + HEADER_BYTES).limit(end);
        frames.putInt(start, body.remaining()).putInt(start + 4, checksum(body));
    }

    private static int checksum(ByteBuffer body) {
        CRC32 crc = new CRC32();
        crc.update(body.duplicate());
        return (int) crc.getValue();
    }

    private void add(int offset, long arrival) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
        }
        offsets[count] = offset;
        firstArrival = count == 0 ? arrival : firstArrival;
        lastArrival = arrival;
        count++;
    }

    /** Reads from an index in this file on: at least one record, at most the given number and bytes of data and keys. */
    List<StoredRecord> read(long index, int maxRecords, int maxBytes) throws IOException {
        int from = ordinal(index);
        int to = from + 1;
        while (to < count && to - from < maxRecords && sizes(from, to) <= maxBytes) {
            to++;
        }
        ByteBuffer frames = readFully(offsets[from], end(to - 1) - offsets[from]);
        List<StoredRecord> records = new ArrayList<>(to - from);
        for (int ordinal = from; ordinal < to; ordinal++) {
            records.add(record(frames, offsets[ordinal] - offsets[from], firstIndex + ordinal));
        }
        return records;
    }

    /** What the records from one to the other, inclusive, count against limits. */
    private int sizes(int from, int to) {
        return end(to) - offsets[from] - (to - from + 1) * (HEADER_BYTES + FIXED_BYTES);
    }

    private static StoredRecord record(ByteBuffer frames, int at, long index) {
        int bodyBytes = frames.getInt(at);
        int body = at + HEADER_BYTES;
        int keyBytes = frames.getInt(body + 8);
        String key =
                new String(frames.array(), frames.arrayOffset() + body + FIXED_BYTES, keyBytes, StandardCharsets.UTF_8);
        ByteBuffer data = frames.slice(body + FIXED_BYTES + keyBytes, bodyBytes - FIXED_BYTES - keyBytes);
        long stamp = frames.getLong(body);
        return new StoredRecord(index, time(stamp), time(stamp) - (stamp >>> TIME_BITS), key, data);
    }

    private static long time(long stamp) {
        return stamp & ((1L << TIME_BITS) - 1);
    }

    private int end(int ordinal) {
        return ordinal + 1 < count ? offsets[ordinal + 1] : size;
    }

    private int ordinal(long index) {
        return Math.toIntExact(index - firstIndex);
    }

    private ByteBuffer readFully(int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, (long) offset + buffer.position()) < 0) {
                throw new IOException("The file ends before its records do: " + file);
            }
        }
        return buffer.flip();
    }

    /** When the record of an index came in, in milliseconds since the epoch. */
    long arrival(long index) throws IOException {
        return time(
                readFully(offsets[ordinal(index)] + HEADER_BYTES, Long.BYTES).getLong());
    }

    /** The first index whose record came in at the given time or later; {@link #endIndex()} if none did. */
    long firstIndexFrom(long arrival) throws IOException {
        if (arrival <= firstArrival) {
            return firstIndex;
        }
        long low = firstIndex;
        long high = endIndex();
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (arrival(middle) < arrival) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    long firstIndex() {
        return firstIndex;
    }

    /** The index after the last record. */
    long endIndex() {
        return firstIndex + count;
    }

    long lastArrival() {
        return lastArrival;
    }

    boolean isEmpty() {
        return count == 0;
    }

    int size() {
        return size;
    }

    void delete() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
