package io.github.calllake.local.athena;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;

/**
 * AWS Glue's Data Catalog and Amazon Athena on this machine, for the AWS SDKs and the AWS CLI.
 *
 * <p>Athena's queries are parsed by Trino's parser, checked and translated, and run by DuckDB over the S3 stand-in's
 * files. What is not emulated fails by name: statements and functions with a query's {@code StateChangeReason},
 * operations with {@code UnknownOperationException}. Databases, tables and workgroups are kept and found again, also
 * after the process was killed; queries and their pages of results are not (their CSV files in S3 are).
 *
 * <p>{@code DataScannedInBytes} is what DuckDB read of the tables' files (footers and column chunks; small files are
 * read whole), at most their sizes.
 *
 * <p>Listens on loopback only, on free ports. Thread-safe.
 */
public final class LocalAthena implements AutoCloseable {
    private final DuckDb duckDb;
    private final Executions executions;
    private final JsonApi glue;
    private final JsonApi athena;

    private LocalAthena(DuckDb duckDb, Executions executions, JsonApi glue, JsonApi athena) {
        this.duckDb = duckDb;
        this.executions = executions;
        this.glue = glue;
        this.athena = athena;
    }

    /**
     * Starts both services.
     *
     * @param dir where their state is kept; made if missing, and for one instance at a time
     * @param s3Directory where the S3 stand-in keeps objects as plain files, {@code bucket/key}
     * @param s3Endpoint the S3 stand-in, which takes the queries' results; it need not run yet
     * @throws IOException if the state cannot be read, or DuckDB does not start
     */
    public static LocalAthena start(Path dir, Path s3Directory, URI s3Endpoint) throws IOException {
        return start(dir, s3Directory, s3Endpoint, Clock.systemUTC());
    }

    static LocalAthena start(Path dir, Path s3Directory, URI s3Endpoint, Clock clock) throws IOException {
        Path state = Files.createDirectories(dir).toRealPath();
        Path objects = Files.createDirectories(s3Directory).toRealPath();
        Path temporary = Files.createDirectories(state.resolve("temporary"));
        GlueCatalog catalog = new GlueCatalog(state.resolve("glue"), clock);
        WorkGroups workGroups = new WorkGroups(new JsonFiles(state.resolve("workgroups")), clock);
        DuckDb duckDb = openDuckDb(temporary, objects);
        try {
            S3Files files = new S3Files(objects);
            ResultStore store = new ResultStore(s3Endpoint);
            PreparedStatements prepared = new PreparedStatements(workGroups, clock);
            QueryRunner runner =
                    new QueryRunner(catalog, files, duckDb, new RowFiles(files, store, temporary), prepared, clock);
            Executions executions = new Executions(runner, store, state.resolve("results"), clock);
            JsonApi glue = JsonApi.start("AWSGlue", new GlueApi(catalog).operations());
            JsonApi athena =
                    JsonApi.start("AmazonAthena", new AthenaApi(executions, workGroups, prepared).operations());
            return new LocalAthena(duckDb, executions, glue, athena);
        } catch (IOException | RuntimeException e) {
            duckDb.close();
            throw e;
        }
    }

    private static DuckDb openDuckDb(Path temporary, Path readable) throws IOException {
        try {
            return DuckDb.open(temporary, readable);
        } catch (SQLException e) {
            throw new IOException("DuckDB, which answers for Athena, does not start", e);
        }
    }

    /** Where Glue is, for the SDK's {@code endpointOverride}; region and credentials may be any. */
    public URI glueEndpoint() {
        return glue.endpoint();
    }

    /** Where Athena is, for the SDK's {@code endpointOverride}; region and credentials may be any. */
    public URI athenaEndpoint() {
        return athena.endpoint();
    }

    /** Stops running queries and both services. Does nothing the second time. */
    @Override
    public void close() {
        athena.close();
        glue.close();
        executions.close();
        duckDb.close();
    }
}
