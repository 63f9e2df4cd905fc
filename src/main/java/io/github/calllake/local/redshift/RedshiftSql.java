package io.github.calllake.local.redshift;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;

/**
 * Redshift's SQL and streaming ingestion for one database: installs what PostgreSQL lacks, reads streams in the background, and translates.
 * Thread-safe.
 */
final class RedshiftSql implements AutoCloseable {

    private final StreamIngestor ingestor;
    private final Unloads unloads;
    private final SqlTranslator translator;

    private RedshiftSql(StreamIngestor ingestor, Unloads unloads) {
        this.ingestor = ingestor;
        this.unloads = unloads;
        this.translator = new RedshiftTranslator(ingestor, unloads);
    }

    /**
     * Makes a database ready and starts to keep its streaming views fresh.
     *
     * @param connections to that database, as superuser
     * @param storage where UNLOAD writes; empty if it is not there
     */
    static RedshiftSql start(
            ConnectionSource connections,
            URI kinesisEndpoint,
            IngestionSettings settings,
            Optional<UnloadStorage> storage)
            throws SQLException {
        try (Connection connection = connections.open()) {
            CompatSql.install(connection);
        }
        return new RedshiftSql(
                StreamIngestor.start(connections, kinesisEndpoint, settings, Clock.systemUTC()), new Unloads(storage));
    }

    SqlTranslator translator() {
        return translator;
    }

    /** Stops reading streams, after the batch at hand. */
    @Override
    public void close() {
        unloads.close();
        ingestor.close();
    }
}
