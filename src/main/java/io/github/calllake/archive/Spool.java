package io.github.calllake.archive;

import io.github.calllake.schema.ByteSink;
import java.io.IOException;
import java.nio.ByteBuffer;
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
    private static final int BLOCK = 1 << 17;

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
        if (tail.length() >= BLOCK) {
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
                        + " until they are written to the lake. Make room there, or set java.io.tmpdir to another directory",
                e);
    }

    /** What has been taken so far. */
    Reader reader() {
        if (file == null) {
            return new Reader(ByteBuffer.wrap(tail.array(), 0, tail.length()));
        }
        flush();
        try {
            return new Reader(file.map(FileChannel.MapMode.READ_ONLY, 0, flushed));
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Reads back. For one thread. */
    static final class Reader {

        private final ByteBuffer content;
        private byte[] bytes = new byte[FIRST_CAPACITY];
        private int length;

        private Reader(ByteBuffer content) {
            this.content = content.order(java.nio.ByteOrder.LITTLE_ENDIAN);
        }

        /** The bytes at a place, {@link #length()} of them; the array is used again for the next. */
        byte[] at(long position) {
            int from = Math.toIntExact(position);
            length = content.getInt(from);
            if (bytes.length < length) {
                bytes = new byte[Math.max(length, bytes.length * 2)];
            }
            content.get(from + Integer.BYTES, bytes, 0, length);
            return bytes;
        }

        int length() {
            return length;
        }
    }

    /** Lets go of the disk; those that read keep what they read. */
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
