package io.github.calllake.local.redshift;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** On the PostgreSQL that comes with it. */
class BundledPostgresTest extends RedshiftContract {
    private final Path directory;

    BundledPostgresTest(@TempDir Path directory) throws IOException {
        super(directory.resolve("kinesis"));
        this.directory = directory;
    }

    @Override
    LocalRedshift start(URI kinesisEndpoint) throws IOException {
        return LocalRedshift.start(
                directory.resolve("redshift"),
                TestPostgres.CACHE,
                false,
                0,
                kinesisEndpoint,
                IngestionSettings.DEFAULT,
                Optional.empty());
    }
}
