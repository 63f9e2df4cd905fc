package io.github.calllake.local.redshift;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A directory that one server at a time uses. The lock ends with the JVM; the guard that the JVM leaves behind for a moment is named
 * in the lock's file, so that a successor waits for it.
 */
final class DirectoryLock implements AutoCloseable {
    private static final Duration PREDECESSOR = Duration.ofSeconds(30);

    private static final String NAME = "lock";

    private final FileChannel file;

    private DirectoryLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Takes the lock and waits until the guard of the last user has ended.
     *
     * @throws IllegalStateException if another server holds it
     */
    static DirectoryLock take(Path directory) throws IOException {
        Path path = directory.resolve(NAME);
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (lock(file) == null) {
                throw new IllegalStateException("another process uses " + directory);
            }
            waitForGuard(Files.readString(path, StandardCharsets.US_ASCII), directory);
            return new DirectoryLock(file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Whether a server ever used the directory. */
    static boolean isIn(Path directory) {
        return Files.isRegularFile(directory.resolve(NAME));
    }

    void name(ProcessHandle guard) throws IOException {
        String text = guard.pid() + " " + startOf(guard);
        file.truncate(0);
        file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held in this very JVM.
            return null;
        }
    }

    private static void waitForGuard(String named, Path directory) {
        Optional<ProcessHandle> guard = alive(named);
        if (guard.isPresent() && !Processes.awaitEnd(guard.get(), PREDECESSOR)) {
            throw new IllegalStateException("process " + guard.get().pid() + " still uses " + directory);
        }
    }

    /** The process of that number, if it is the one that was named: numbers are given out again. */
    private static Optional<ProcessHandle> alive(String named) {
        String[] parts = named.split(" ", 2);
        if (parts.length < 2 || !parts[0].matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(parts[0]))
                .filter(process -> startOf(process).equals(parts[1]));
    }

    private static String startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("");
    }
}
