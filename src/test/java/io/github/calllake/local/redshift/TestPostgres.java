package io.github.calllake.local.redshift;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** PostgreSQL for tests, which share what is the same for all. */
final class TestPostgres {
    static final PostgresCache CACHE = PostgresCache.in(Path.of("target", "postgres"));

    private TestPostgres() {}

    /** With a database {@value LocalRedshift#DATABASE} that has what PostgreSQL lacks of Redshift. */
    static PostgresServer start(Path directory, boolean temporary) throws IOException, SQLException {
        return PostgresServer.start(directory, CACHE.binariesFor(directory), temporary, CACHE.clusterFor(directory));
    }
}
