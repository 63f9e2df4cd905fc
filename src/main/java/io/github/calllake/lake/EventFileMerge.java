package io.github.calllake.lake;

import io.github.calllake.schema.EventRow;
import io.github.calllake.schema.EventTable;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Merges files of one table into few whose rows lie in one order: by call, then time, from the first file to the last.
 *
 * <p>The rows wait in a temporary file, which is gone after {@link #close}. In memory are one file that is read, one that is
 * written, and a small buffer for each file that was added. For one thread.
 */
public final class EventFileMerge implements AutoCloseable {

    private static final int BUFFER = 16 << 10;

    private final EventTable table;
    private final EventFileWriter writer;
    private final long maxBytes;
    private final RowCodec codec;
    private final Comparator<EventRow> order;
    private final Path spool;
    private final FileChannel channel;
    private final List<Run> runs = new ArrayList<>();
    private final Tally read = new Tally();
    private final Tally written = new Tally();

    /** Consecutive rows in order, as a part of the temporary file. */
    private record Run(long from, long to) {}

    /**
     * A merged file.
     *
     * @param content its bytes
     * @param rows how many rows it has
     * @param full whether it is as large as files may be: only the last is not
     */
    @SuppressWarnings("ArrayRecordComponent") // Written once and compared by nobody.
    public record MergedFile(byte[] content, long rows, boolean full) {}

    /** What becomes of a merged file; it is not kept here. */
    @FunctionalInterface
    public interface Sink {
        void accept(MergedFile file);
    }

    /**
     * An empty merge.
     *
     * @param maxBytes how large a merged file may become, in bytes of rows before they are encoded and packed. It is made in
     *     memory, where its rows take some three times as much
     */
    public EventFileMerge(EventTable table, EventFileWriter writer, long maxBytes) {
        this.table = table;
        this.writer = writer;
        this.maxBytes = maxBytes;
        this.codec = new RowCodec(table);
        this.order = RowOrder.of(table);
        try {
            this.spool = Files.createTempFile("call-lake-merge", ".rows");
            this.channel = FileChannel.open(
                    spool, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw new UncheckedIOException("No temporary file for a merge of " + table.name(), e);
        }
    }

    /**
     * Adds a file's rows.
     *
     * @param where the file's name, for messages
     * @throws LakeException if it cannot be read, or is not of this table
     */
    public void add(String where, byte[] content) {
        EventFileReader rows = new EventFileReader(table, where, content);
        try {
            long from = channel.size();
            channel.position(from);
            DataOutputStream out =
                    new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER));
            long at = from;
            EventRow before = null;
            while (rows.hasNext()) {
                EventRow row = rows.next();
                if (before != null && order.compare(before, row) > 0) {
                    runs.add(new Run(from, at));
                    from = at;
                }
                byte[] bytes = codec.encode(row);
                out.writeInt(bytes.length);
                out.write(bytes);
                at += Integer.BYTES + bytes.length;
                read.add(bytes);
                before = row;
            }
            out.flush();
            runs.add(new Run(from, at));
        } catch (IOException e) {
            throw new UncheckedIOException("Could not write the temporary file " + spool, e);
        }
    }

    /** How many rows were added. */
    public long rows() {
        return read.rows;
    }

    /** Makes the merged files, one after another. */
    public void write(Sink sink) {
        PriorityQueue<Cursor> cursors = new PriorityQueue<>((one, other) -> order.compare(one.row, other.row));
        for (Run run : runs) {
            Cursor cursor = new Cursor(run);
            if (cursor.advance()) {
                cursors.add(cursor);
            }
        }
        List<EventRow> rows = new ArrayList<>();
        long bytes = 0;
        while (!cursors.isEmpty()) {
            Cursor least = cursors.remove();
            rows.add(least.row);
            bytes += least.length;
            if (least.advance()) {
                cursors.add(least);
            }
            if (bytes >= maxBytes) {
                sink.accept(new MergedFile(writer.write(table, rows), rows.size(), true));
                rows = new ArrayList<>();
                bytes = 0;
            }
        }
        if (!rows.isEmpty()) {
            sink.accept(new MergedFile(writer.write(table, rows), rows.size(), false));
        }
    }

    /** Takes note of a merged file as it was read back from where it lies now. */
    public void readBack(String where, byte[] content) {
        EventFileReader rows = new EventFileReader(table, where, content);
        rows.forEachRemaining(row -> written.add(codec.encode(row)));
    }

    /**
     * Whether the files that were read back hold the rows that were added, every one once and with all its values.
     *
     * @throws LakeException if not
     */
    public void requireComplete() {
        if (read.rows != written.rows || read.sum != written.sum) {
            throw new LakeException("A merge of " + table.name() + " took in " + read.rows + " rows and gave "
                    + written.rows + (read.rows == written.rows ? ", of which some differ" : "")
                    + ". Nothing was changed; this is a fault of Call Lake");
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Could not close the temporary file " + spool, e);
        }
    }

    /** How many rows, and a sum over them that does not depend on their order. */
    private static final class Tally {

        private static final long OFFSET = 0xcbf29ce484222325L;
        private static final long PRIME = 0x100000001b3L;

        private long rows;
        private long sum;

        void add(byte[] row) {
            long hash = OFFSET;
            for (byte one : row) {
                hash = (hash ^ (one & 0xff)) * PRIME;
            }
            rows++;
            sum += hash;
        }
    }

    private final class Cursor {

        private final DataInputStream in;
        private long left;
        private int length;
        private EventRow row = new EventRow(table.type(), java.time.Instant.EPOCH, List.of());

        Cursor(Run run) {
            this.in = new DataInputStream(new BufferedInputStream(new Part(channel, run.from(), run.to()), BUFFER));
            this.left = run.to() - run.from();
        }

        /** Goes to the next row; false if there is none. */
        boolean advance() {
            if (left == 0) {
                return false;
            }
            try {
                length = in.readInt();
                row = codec.decode(in.readNBytes(length));
                left -= Integer.BYTES + length;
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException("Could not read the temporary file " + spool, e);
            }
        }
    }

    /** A part of a file; many of them share one channel. */
    private static final class Part extends InputStream {

        private final FileChannel channel;
        private final long end;
        private long position;

        Part(FileChannel channel, long from, long to) {
            this.channel = channel;
            this.position = from;
            this.end = to;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (position >= end) {
                return -1;
            }
            int most = (int) Math.min(length, end - position);
            int count = channel.read(ByteBuffer.wrap(bytes, offset, most), position);
            position += Math.max(0, count);
            return count;
        }
    }
}
