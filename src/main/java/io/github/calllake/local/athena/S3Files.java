package io.github.calllake.local.athena;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The S3 stand-in's objects, which are plain files: {@code directory/bucket/key}. Thread-safe. */
final class S3Files {
    private static final String SCHEME = "s3://";

    /** The stand-in writes an object under its name and a UUID, then renames it. */
    private static final Pattern BEING_WRITTEN =
            Pattern.compile(".+\\.[A-Za-z0-9]+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private static final int LENGTH_OF_UUID = 36;

    private final Path directory;

    S3Files(Path directory) {
        this.directory = directory;
    }

    /**
     * An object.
     *
     * @param path its file
     * @param size in bytes
     * @param modifiedMillis when it was last written, since the epoch
     */
    record S3File(Path path, long size, long modifiedMillis) {}

    /** The file or directory that an address in S3 stands for. */
    Path path(String address) {
        if (!address.startsWith(SCHEME)) {
            throw new SqlFailure("INVALID_TABLE_PROPERTY: not an S3 location: " + address);
        }
        Path path = directory.resolve(address.substring(SCHEME.length())).normalize();
        if (!path.startsWith(directory) || path.equals(directory)) {
            throw new SqlFailure("INVALID_TABLE_PROPERTY: not an S3 location: " + address);
        }
        return path;
    }

    /** What stands before bucket and key in a file's name, with the separator. */
    String root() {
        return directory + "/";
    }

    /** All objects under a directory, at any depth, that Athena sees: none whose name, or folder's, begins with _ or a dot. */
    List<S3File> list(Path under) {
        List<S3File> files = new ArrayList<>();
        if (!Files.isDirectory(under)) {
            return files;
        }
        try {
            Files.walkFileTree(under, new Visitor() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return !folder.equals(under) && isHidden(folder)
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && attributes.size() > 0 && !isHidden(file)) {
                        files.add(new S3File(
                                file,
                                attributes.size(),
                                attributes.lastModifiedTime().toMillis()));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + under, e);
        }
        files.sort(Comparator.comparing(S3File::path));
        return files;
    }

    /**
     * Shows the folders under a directory, and itself, from the top down; hidden ones are left out.
     *
     * @param isEnough whether what is below a folder is not to be looked at
     */
    void folders(Path under, Predicate<Path> isEnough) {
        if (!Files.isDirectory(under)) {
            return;
        }
        try {
            Files.walkFileTree(under, new Visitor() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    boolean skipped = (!folder.equals(under) && isHidden(folder)) || isEnough.test(folder);
                    return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + under, e);
        }
    }

    /** An object may be deleted while its folder is read: then it is not there. */
    private static class Visitor extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }
    }

    private static boolean isHidden(Path path) {
        String name = path.getFileName().toString();
        return name.startsWith("_")
                || name.startsWith(".")
                || (name.length() > LENGTH_OF_UUID
                        && BEING_WRITTEN.matcher(name).matches());
    }
}
