package io.github.calllake.local.redshift;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * PostgreSQL's database cluster: made once, checked before each start.
 *
 * @param path of the cluster, which may not be there yet
 * @param programs {@code bin}, {@code lib} and {@code share}
 * @param account whom PostgreSQL runs as
 */
record DataDirectory(Path path, Path programs, Account account) {
    private static final Duration PREDECESSOR = Duration.ofSeconds(15);

    /** Anyone who can reach the socket's directory is let in; by TCP only who knows the password. */
    private static final String ADMISSION = """
            local all all trust
            host all all 127.0.0.1/32 scram-sha-256
            """;

    /** Text is UTF-8 in code point order, as in Redshift, whatever the environment says. */
    static final List<String> OPTIONS = List.of(
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            // Every new cluster is written, or copied, with a whole one.
            "--wal-segsize=1",
            "--no-data-checksums",
            "--no-instructions",
            "--no-sync");

    /**
     * Leaves the cluster as PostgreSQL can start on it.
     *
     * @param password of the superuser, if the cluster is made now
     * @param template a cluster to copy, whose superuser has that password; empty to make one
     */
    void prepare(String user, Path password, Optional<Path> template) throws IOException {
        dropUnfinished();
        if (!Files.exists(path)) {
            Path unfinished = path.resolveSibling(path.getFileName() + ".new-" + UUID.randomUUID());
            if (template.isPresent()) {
                copy(template.get(), unfinished);
            } else {
                create(unfinished, user, password);
            }
            Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
        }
        Trees.own(path, account.uid());
        waitUntilUnused();
        Files.writeString(path.resolve("pg_hba.conf"), ADMISSION);
    }

    /** Whether PostgreSQL says that it takes connections. */
    boolean isReady() throws IOException {
        try {
            List<String> lines = Files.readAllLines(path.resolve("postmaster.pid"), StandardCharsets.ISO_8859_1);
            return lines.size() > 7 && lines.get(7).startsWith("ready");
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void copy(Path template, Path unfinished) throws IOException {
        Trees.copy(template, unfinished);
        // PostgreSQL starts on no other.
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwx------"));
    }

    private void create(Path unfinished, String user, Path password) throws IOException {
        Path log = path.resolveSibling("initdb.log");
        // Made here because nobody may not be allowed to.
        Files.createDirectory(unfinished);
        Trees.own(unfinished, account.uid());
        try (Guard initdb =
                Guard.over(account.run(initdb(unfinished, user, password)), unfinished, false, "INT", log)) {
            initdb.go();
            if (initdb.await() != 0) {
                throw new IllegalStateException("initdb failed:\n" + initdb.lastWords());
            }
        }
    }

    private List<String> initdb(Path directory, String user, Path password) {
        List<String> command = new ArrayList<>();
        command.add(programs.resolve("bin/initdb").toString());
        command.addAll(List.of("--pgdata=" + directory, "--username=" + user, "--pwfile=" + password));
        command.addAll(OPTIONS);
        return command;
    }

    /** What a killed predecessor began; if something of it still moves, a later start tries again. */
    private void dropUnfinished() throws IOException {
        try (DirectoryStream<Path> leftovers =
                Files.newDirectoryStream(path.resolveSibling("."), path.getFileName() + ".new-*")) {
            leftovers.forEach(Trees::deleteIfPossible);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /**
     * PostgreSQL believes its pid file if any process has that number, so a stale one must go. It is stale when no process works in the
     * cluster; the last ones of a killed server need a moment.
     */
    private void waitUntilUnused() throws IOException {
        long deadline = System.nanoTime() + PREDECESSOR.toNanos();
        List<Long> users = users();
        while (!users.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("a PostgreSQL still runs on " + path + ", processes " + users);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            users = users();
        }
        Files.deleteIfExists(path.resolve("postmaster.pid"));
    }

    private List<Long> users() throws IOException {
        Path processes = Path.of("/proc");
        return Files.isDirectory(processes.resolve("self")) ? workingHere(processes) : postmaster();
    }

    /** Each of PostgreSQL's processes has the cluster as its working directory. */
    private List<Long> workingHere(Path processes) throws IOException {
        Path here = path.toRealPath();
        List<Long> users = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(processes, "[0-9]*")) {
            for (Path process : all) {
                if (worksIn(here, process)) {
                    users.add(Long.valueOf(process.getFileName().toString()));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return users;
    }

    private static boolean worksIn(Path directory, Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).equals(directory);
        } catch (IOException e) {
            // Another user's, or gone meanwhile.
            return false;
        }
    }

    private List<Long> postmaster() throws IOException {
        try {
            String first = Files.readString(path.resolve("postmaster.pid"), StandardCharsets.ISO_8859_1)
                    .lines()
                    .findFirst()
                    .orElse("");
            return first.matches("[0-9]{1,18}")
                    ? ProcessHandle.of(Long.parseLong(first))
                            .filter(process ->
                                    process.info().command().orElse("").endsWith("postgres"))
                            .map(process -> List.of(process.pid()))
                            .orElse(List.of())
                    : List.of();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
