package io.github.calllake.local.redshift;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;

/**
 * Redshift's SQL and streaming ingestion for one database: installs what PostgreSQL lacks, reads streams in the background, and translates.
 * Thread-safe.
 */
final class RedshiftSql implements AutoCloseable {

    private final StreamIngestor ingestor;
    private final SqlTranslator translator;

    private RedshiftSql(StreamIngestor ingestor) {
        this.ingestor = ingestor;
        this.translator = new RedshiftTranslator(ingestor);
    }

    /**
     * Makes a database ready and starts to keep its streaming views fresh.
     *
     * @param connections to that database, as superuser
     */
    static RedshiftSql start(ConnectionSource connections, URI kinesisEndpoint, IngestionSettings settings)
            throws SQLException {
        try (Connection connection = connections.open()) {
            CompatSql.install(connection);
        }
        return new RedshiftSql(StreamIngestor.start(connections, kinesisEndpoint, settings, Clock.systemUTC()));
    }

    SqlTranslator translator() {
        return translator;
    }

    /** Stops reading streams, after the batch at hand. */
    @Override
    public void close() {
        ingestor.close();
    }
}
