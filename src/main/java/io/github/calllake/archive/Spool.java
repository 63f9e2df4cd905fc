package io.github.calllake.archive;

import io.github.calllake.schema.ByteSink;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Byte strings that wait on local disk until they are read back, so that the heap does not grow with what is held. Nothing is
 * kept: the file has no name from the moment it is made, and goes with the process, however that ends. Few bytes never see
 * the disk.
 *
 * <p>For one thread.
 */
final class Spool implements AutoCloseable {

    private static final int FIRST_CAPACITY = 1 << 12;
    private static final int WRITE_BLOCK = 1 << 17;
    private static final int READ_BLOCK = 1 << 14;
    /** Of those read: 16 MB. */
    private static final int BLOCKS_KEPT = 1 << 10;

    private final Path directory;
    private final ByteSink tail = new ByteSink(FIRST_CAPACITY);
    private @Nullable FileChannel file;
    private long flushed;

    Spool(Path directory) {
        this.directory = directory;
    }

    /** Takes bytes, and says where they are. */
    long append(byte[] bytes) {
        long position = length();
        tail.putInt(bytes.length);
        tail.put(bytes, 0, bytes.length);
        if (tail.length() >= WRITE_BLOCK) {
            flush();
        }
        return position;
    }

    long length() {
        return flushed + tail.length();
    }

    /** How much heap it takes. */
    int heapBytes() {
        return tail.array().length;
    }

    private void flush() {
        try {
            if (file == null) {
                file = open();
            }
            ByteBuffer bytes = ByteBuffer.wrap(tail.array(), 0, tail.length());
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw failure(e);
        }
        flushed += tail.length();
        tail.truncate(0);
    }

    private FileChannel open() throws IOException {
        Files.createDirectories(directory);
        // On Linux the name goes at once, and on other systems when the file is closed.
        return FileChannel.open(
                directory.resolve("call-lake-spool-" + UUID.randomUUID()),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
    }

    private ArchiveException failure(IOException e) {
        return new ArchiveException(
                "Could not keep records in a file in " + directory
                        + " until they are written to the lake. Make room there, or set --spool-directory or java.io.tmpdir to another directory",
                e);
    }

    /** What has been taken so far; to be read before more is. */
    Reader reader() {
        if (file != null) {
            flush();
        }
        return new Reader();
    }

    /**
     * Reads back, in any order: block by block, with the last ones kept, since rows of a call lie near each other. For one
     * thread.
     */
    final class Reader {

        private final byte[][] blocks = new byte[BLOCKS_KEPT][];
        private final long[] numbers = new long[BLOCKS_KEPT];
        private final byte[] head = new byte[Integer.BYTES];
        private byte[] bytes = new byte[FIRST_CAPACITY];
        private int length;

        /** The bytes at a place, {@link #length()} of them; the array is used again for the next. */
        byte[] at(long position) {
            copy(position, head, Integer.BYTES);
            length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt();
            if (bytes.length < length) {
                bytes = new byte[Math.max(length, bytes.length * 2)];
            }
            copy(position + Integer.BYTES, bytes, length);
            return bytes;
        }

        int length() {
            return length;
        }

        private void copy(long position, byte[] to, int count) {
            if (file == null) {
                System.arraycopy(tail.array(), Math.toIntExact(position), to, 0, count);
                return;
            }
            int done = 0;
            while (done < count) {
                long at = position + done;
                int inBlock = (int) (at % READ_BLOCK);
                int here = Math.min(count - done, READ_BLOCK - inBlock);
                System.arraycopy(block(file, at / READ_BLOCK), inBlock, to, done, here);
                done += here;
            }
        }

        private byte[] block(FileChannel disk, long number) {
            int place = (int) (number % BLOCKS_KEPT);
            byte[] block = blocks[place];
            if (block == null || numbers[place] != number) {
                block = block == null ? new byte[READ_BLOCK] : block;
                fill(disk, block, number * READ_BLOCK);
                blocks[place] = block;
                numbers[place] = number;
            }
            return block;
        }

        private void fill(FileChannel disk, byte[] block, long position) {
            ByteBuffer left = ByteBuffer.wrap(block, 0, (int) Math.min(READ_BLOCK, flushed - position));
            try {
                while (left.hasRemaining()) {
                    if (disk.read(left, position + left.position()) < 0) {
                        throw new EOFException("The file ends at " + disk.size());
                    }
                }
            } catch (IOException e) {
                throw failure(e);
            }
        }
    }

    /** Lets go of the disk. */
    @Override
    public void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw failure(e);
            }
        }
    }
}
