package io.github.calllake.local.redshift;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of our own on a directory. Only this JVM's user can reach it, by a socket in that directory; where the path of the
 * socket would be too long for the system, by a loopback port and a random password. It ends with the JVM, whichever signal ends
 * that, and starts again on the same directory with all that was committed.
 *
 * <p>Thread-safe. Starts as an ordinary user and as root, on Linux and macOS.
 */
final class PostgresServer implements PostgresSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);

    private static final String USER = "postgres";

    /** Recovery after a kill is part of it. */
    private static final Duration START = Duration.ofSeconds(60);

    /** The port is no more than a part of the name: {@code .s.PGSQL.5432}. */
    private static final int SOCKET_NUMBER = 5432;

    private static final String SOCKET = ".s.PGSQL." + SOCKET_NUMBER;

    /** Of macOS; Linux has four more. */
    private static final int MAX_SOCKET_PATH_BYTES = 103;

    private final DirectoryLock lock;
    private final Guard guard;
    private final SocketAddress address;
    private final String password;

    private PostgresServer(DirectoryLock lock, Guard guard, SocketAddress address, String password) {
        this.lock = lock;
        this.guard = guard;
        this.address = address;
        this.password = password;
    }

    /** Starts, on a cluster of its own making if there is none yet. */
    static PostgresServer start(Path directory, Path binaries, boolean temporary) throws IOException {
        return start(directory, binaries, temporary, Optional.empty());
    }

    /**
     * Starts. Programs and cluster are made if they are not there yet.
     *
     * @param directory for all that PostgreSQL writes; used by one server at a time
     * @param binaries where the programs are unpacked once; several servers may share it
     * @param temporary whether {@code directory}, with all that is in it, is removed when the server is closed or the JVM ends
     * @param template directory of a server that was closed, whose cluster, with its password, is copied instead of making one
     * @throws IllegalStateException if the directory is in use, or this machine cannot run PostgreSQL
     * @throws IllegalArgumentException if the directory is to be temporary and holds something else
     */
    static PostgresServer start(Path directory, Path binaries, boolean temporary, Optional<Path> template)
            throws IOException {
        long started = System.nanoTime();
        Path home = Files.createDirectories(directory).toRealPath();
        requireNothingSpecial(home);
        if (temporary) {
            requireOwn(home);
        }
        Path programs =
                PostgresBinaries.homeIn(Files.createDirectories(binaries).toRealPath());
        DirectoryLock lock = DirectoryLock.take(home);
        try {
            PostgresServer server = start(home, programs, temporary, template, lock);
            LOG.info("PostgreSQL runs on {} after {} ms", home, (System.nanoTime() - started) / 1_000_000);
            return server;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** PostgreSQL's programs hand their own path to a shell, between double quotes. */
    static boolean isSpecial(Path home) {
        return home.toString().matches("(?s).*[\"`$\\n].*");
    }

    private static void requireNothingSpecial(Path home) {
        if (isSpecial(home)) {
            throw new IllegalArgumentException(
                    "PostgreSQL cannot run in " + home
                            + ": choose a directory without double quotes, backquotes, dollar signs and line feeds in its path");
        }
    }

    private static PostgresServer start(
            Path home, Path programs, boolean temporary, Optional<Path> template, DirectoryLock lock)
            throws IOException {
        Path closed = home.resolve("run");
        Files.createDirectories(closed);
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        Account account = Account.forUseOf(programs.resolveSibling("."), closed);
        DataDirectory data = new DataDirectory(home.resolve("data"), programs, account);
        Path password = password(closed, data, template);
        SocketAddress address = address(closed);
        List<String> postgres = account.run(postgres(data, address));
        // The guard comes first: a temporary directory is to go even if this JVM is killed while it fills it.
        Guard guard = Guard.over(postgres, home, temporary, temporary ? "QUIT" : "INT", home.resolve("postgres.log"));
        try {
            lock.name(guard.handle());
            PostgresBinaries.unpackTo(programs);
            data.prepare(USER, password, template.map(server -> server.resolve("data")));
            dropStaleSocket(closed);
            guard.go();
            waitUntilReady(data, guard);
            return new PostgresServer(lock, guard, address, Files.readString(password));
        } catch (IOException | RuntimeException e) {
            guard.close();
            throw e;
        }
    }

    @Override
    public SocketAddress address() {
        return address;
    }

    @Override
    public String user() {
        return USER;
    }

    @Override
    public String password() {
        return password;
    }

    @Override
    public Connection connect(String database) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setDatabaseName(database);
        source.setSslMode("disable");
        if (address instanceof UnixDomainSocketAddress unix) {
            source.setSocketFactory(UnixSocketFactory.class.getName());
            source.setSocketFactoryArg(unix.getPath().toString());
        } else if (address instanceof InetSocketAddress tcp) {
            source.setServerNames(new String[] {tcp.getAddress().getHostAddress()});
            source.setPortNumbers(new int[] {tcp.getPort()});
        }
        return SessionSettings.connect(source, USER, password);
    }

    /** Ends PostgreSQL, whatever it does, and waits for that. Safe to call twice. */
    @Override
    public void close() throws IOException {
        guard.close();
        lock.close();
    }

    /** What is removed in the end should not be a stranger's. */
    private static void requireOwn(Path home) throws IOException {
        try (Stream<Path> content = Files.list(home)) {
            if (!DirectoryLock.isIn(home) && content.findAny().isPresent()) {
                throw new IllegalArgumentException(home + " holds something, so it cannot be temporary");
            }
        }
    }

    /** Where it will listen: by the socket if every system takes its path. */
    private static SocketAddress address(Path closed) throws IOException {
        Path socket = closed.resolve(SOCKET);
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_SOCKET_PATH_BYTES) {
            return UnixDomainSocketAddress.of(socket);
        }
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        try (ServerSocket free = new ServerSocket(0, 1, loopback)) {
            return new InetSocketAddress(loopback, free.getLocalPort());
        }
    }

    /** PostgreSQL believes the lock beside it if any process has the number in there. */
    private static void dropStaleSocket(Path closed) throws IOException {
        Files.deleteIfExists(closed.resolve(SOCKET));
        Files.deleteIfExists(closed.resolve(SOCKET + ".lock"));
    }

    private static Path password(Path closed, DataDirectory data, Optional<Path> template) throws IOException {
        Path file = closed.resolve("password");
        if (template.isPresent() && !Files.exists(data.path())) {
            Files.copy(template.get().resolve("run/password"), file, StandardCopyOption.REPLACE_EXISTING);
        } else if (!Files.exists(file)) {
            Files.writeString(file, Passwords.random());
        }
        Trees.own(file, data.account().uid());
        return file;
    }

    private static List<String> postgres(DataDirectory data, SocketAddress address) {
        List<String> command = new ArrayList<>(List.of(
                data.programs().resolve("bin/postgres").toString(),
                "-D",
                data.path().toString()));
        settings(address).forEach(setting -> command.addAll(List.of("-c", setting)));
        return command;
    }

    private static List<String> settings(SocketAddress address) {
        List<String> settings = new ArrayList<>();
        if (address instanceof InetSocketAddress tcp) {
            settings.addAll(List.of("listen_addresses=127.0.0.1", "port=" + tcp.getPort(), "unix_socket_directories="));
        } else {
            // From the cluster's directory, where PostgreSQL works: a path of any length and with any characters.
            settings.addAll(List.of(
                    "listen_addresses=",
                    "port=" + SOCKET_NUMBER,
                    "unix_socket_directories=../run",
                    "unix_socket_permissions=0700"));
        }
        SessionSettings.all().forEach((name, value) -> settings.add(name + "=" + value));
        settings.addAll(List.of(
                "log_timezone=UTC",
                // A process that dies loses nothing by these; only a machine that does.
                "fsync=off",
                "synchronous_commit=off",
                "full_page_writes=off",
                "wal_level=minimal",
                "max_wal_senders=0",
                "max_wal_size=256MB",
                "log_checkpoints=off",
                // Shared memory in files of the cluster: nothing is left behind, and no container's limit is met.
                "dynamic_shared_memory_type=mmap",
                // As many as the front lets in, and our own.
                "max_connections=540",
                // A client that is gone does not leave its query behind.
                "client_connection_check_interval=1000",
                // The log must not hold what statements and their errors quote.
                "log_min_messages=log",
                "log_min_error_statement=panic",
                "log_statement=none",
                "log_error_verbosity=terse"));
        return settings;
    }

    private static void waitUntilReady(DataDirectory data, Guard guard) throws IOException {
        long deadline = System.nanoTime() + START.toNanos();
        while (!data.isReady()) {
            if (!guard.isAlive()) {
                throw new IllegalStateException("PostgreSQL does not start:\n" + guard.lastWords());
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "PostgreSQL is not ready after " + START.toSeconds() + " s:\n" + guard.lastWords());
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }
}
