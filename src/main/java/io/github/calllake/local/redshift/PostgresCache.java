package io.github.calllake.local.redshift;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each start on a new directory would make anew: PostgreSQL's programs, unpacked, and a cluster whose database has what PostgreSQL lacks of
 * Redshift. Made by the first start that finds it missing, whole whenever it is there, shared by stacks and JVMs, and only read from then on. A
 * cache that is removed costs the time to make it again.
 *
 * <p>Thread-safe.
 */
final class PostgresCache {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresCache.class);

    /** Names the directory of the cache; without it there is none. */
    static final String VARIABLE = "CALL_LAKE_CACHE";

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Optional<Path> directory;

    private PostgresCache(Optional<Path> directory) {
        this.directory = directory;
    }

    /** Every directory gets programs and a cluster of its own. */
    static PostgresCache none() {
        return new PostgresCache(Optional.empty());
    }

    /** In this directory, which need not be there yet. */
    static PostgresCache in(Path directory) {
        return new PostgresCache(Optional.of(directory.toAbsolutePath()));
    }

    /**
     * Where {@value #VARIABLE} says; none where this user cannot write, as in a checkout that somebody else has built, or PostgreSQL cannot run.
     */
    static PostgresCache ofEnvironment() {
        String named = System.getenv().getOrDefault(VARIABLE, "");
        if (named.isEmpty()) {
            return none();
        }
        try {
            Path directory = Files.createDirectories(Path.of(named)).toRealPath();
            return Files.isWritable(directory) && !PostgresServer.isSpecial(directory) ? in(directory) : none();
        } catch (IOException e) {
            LOG.debug("no cache in {}", named, e);
            return none();
        }
    }

    /** Where the programs of a server on {@code home} are unpacked. */
    Path binariesFor(Path home) {
        return directory.orElse(home);
    }

    /**
     * A server's directory to copy the cluster of a server on {@code home} from.
     *
     * @return empty if there is no cache, it is another user's, or the server has a cluster
     */
    Optional<Path> clusterFor(Path home) throws IOException, SQLException {
        if (directory.isEmpty() || Files.exists(home.resolve("data"))) {
            return Optional.empty();
        }
        Path cache = Files.createDirectories(directory.get()).toRealPath();
        Path made = cache.resolve("cluster-" + version(cache));
        if (!Files.isDirectory(made)) {
            makeOnce(made, cache);
        }
        return Optional.of(made).filter(cluster -> Files.isReadable(cluster.resolve("data")));
    }

    /** What is made of other parts has another name. */
    private static String version(Path cache) throws IOException {
        return PostgresBinaries.homeIn(cache).getFileName() + "-"
                + Integer.toHexString(DataDirectory.OPTIONS.hashCode()) + "-"
                + CompatSql.version().substring(0, 16);
    }

    private static void makeOnce(Path made, Path cache) throws IOException, SQLException {
        Path lock = made.resolveSibling(made.getFileName() + ".lock");
        try (FileChannel file = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = awaitLock(file)) {
            if (held.isValid() && !Files.isDirectory(made)) {
                // It goes on with what a killed process began.
                Path unfinished = made.resolveSibling(made.getFileName() + ".new");
                make(unfinished, cache);
                Files.move(unfinished, made, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private static void make(Path unfinished, Path cache) throws IOException, SQLException {
        try (PostgresServer postgres = PostgresServer.start(unfinished, cache, false)) {
            OnlyDatabase.make(postgres, LocalRedshift.DATABASE);
            try (Connection connection = postgres.connect(LocalRedshift.DATABASE)) {
                CompatSql.install(connection);
            }
        }
    }

    private static FileLock awaitLock(FileChannel file) throws IOException {
        while (true) {
            try {
                return file.lock();
            } catch (OverlappingFileLockException e) {
                // Held in this very JVM, where the system would not make anyone wait.
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
