package io.github.calllake.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory. What is written once is written aside and then given its name by a hard link, which fails if the name is taken and
 * never shows half a file; a file system without hard links is refused.
 */
final class FileExportStore implements ExportStore {

    private static final int BUFFER = 1 << 16;
    private static final String ASIDE = ".part";
    private static final Pattern LEFT_ASIDE = Pattern.compile("\\.(.+)\\.[0-9a-f-]{36}\\.part");

    private final Path root;

    FileExportStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public String address() {
        return "file:" + root;
    }

    private Path path(String key) {
        Path path = root.resolve(key).normalize();
        if (!path.startsWith(root)) {
            throw new IllegalArgumentException("A key must not lead out of " + root);
        }
        return path;
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content) {
        Path path = path(key);
        return attempt("write", path, () -> {
            Path aside = aside(path);
            try {
                Files.write(aside, content, StandardOpenOption.CREATE_NEW);
                sync(aside);
                Files.createLink(path, aside);
                syncDirectory(directory(path));
                return true;
            } catch (FileAlreadyExistsException e) {
                return false;
            } catch (NoSuchFileException e) {
                // Somebody tidied up, since the name was taken; it may have been given up again.
                return !Files.exists(path) && putIfAbsent(key, content);
            } catch (UnsupportedOperationException e) {
                throw new ExportException(
                        path + " is on a file system without hard links, by which alone two processes are kept from"
                                + " writing one file. Take another, or s3://",
                        e);
            } finally {
                Files.deleteIfExists(aside);
            }
        });
    }

    private static Path aside(Path path) throws IOException {
        Files.createDirectories(directory(path));
        return path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID() + ASIDE);
    }

    /** A file below the root has one. */
    private static Path directory(Path path) {
        return Objects.requireNonNull(path.getParent());
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** A name is on disk once its directory is. */
    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public Optional<byte[]> get(String key) {
        Path path = path(key);
        return attempt("read", path, () -> {
            try {
                return Optional.of(Files.readAllBytes(path));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public boolean exists(String key) {
        return Files.exists(path(key));
    }

    @Override
    public List<String> list(String prefix, String startAfter) {
        return attempt("list", root, () -> {
            Path directory = path(prefix.substring(0, prefix.lastIndexOf('/') + 1));
            if (!Files.isDirectory(directory)) {
                return List.of();
            }
            try (Stream<Path> files = Files.walk(directory)) {
                return files.filter(Files::isRegularFile)
                        .map(file -> root.relativize(file).toString().replace('\\', '/'))
                        .filter(key -> key.startsWith(prefix) && key.compareTo(startAfter) > 0)
                        .sorted(Comparator.naturalOrder())
                        .toList();
            } catch (UncheckedIOException e) {
                // Somebody else deleted a directory or a file meanwhile; what is left is listed the next time.
                if (e.getCause() instanceof NoSuchFileException) {
                    return list(prefix, startAfter);
                }
                throw e;
            }
        });
    }

    @Override
    public void deleteAll(List<String> keys) {
        for (String key : keys) {
            Path path = path(key);
            attempt("delete", path, () -> Files.deleteIfExists(path));
        }
    }

    /** What is written aside is of no use once its name is taken. */
    @Override
    public void tidy(String prefix) {
        deleteAll(list(prefix, "").stream()
                .filter(key -> target(key).filter(this::exists).isPresent())
                .toList());
    }

    private static Optional<String> target(String key) {
        int name = key.lastIndexOf('/') + 1;
        Matcher aside = LEFT_ASIDE.matcher(key.substring(name));
        return aside.matches() ? Optional.of(key.substring(0, name) + aside.group(1)) : Optional.empty();
    }

    @Override
    public Draft create(String key) {
        Path path = path(key);
        return attempt("write", path, () -> new Written(path));
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    private interface Action<T> {
        T run() throws IOException;
    }

    private static <T> T attempt(String what, Path path, Action<T> action) {
        try {
            return action.run();
        } catch (IOException e) {
            throw new ExportException(
                    "Could not " + what + " " + path + ": " + e.getClass().getSimpleName() + " " + e.getMessage(), e);
        }
    }

    private static final class Written extends Draft {

        private final Path path;
        private final Path aside;
        private final FileChannel channel;
        private final OutputStream out;

        Written(Path path) throws IOException {
            this.path = path;
            this.aside = aside(path);
            this.channel = FileChannel.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            this.out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        void commit() {
            attempt("write", path, () -> {
                out.flush();
                channel.force(true);
                out.close();
                Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
                syncDirectory(directory(path));
                return true;
            });
        }

        @Override
        public void close() throws IOException {
            try {
                out.close();
            } finally {
                Files.deleteIfExists(aside);
            }
        }
    }
}
