package io.github.calllake.local.redshift;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** A JVM of its own for tests that kill it: runs a temporary local Redshift and says so. */
final class ServerProcess {
    private ServerProcess() {}

    public static void main(String[] arguments) throws Exception {
        LocalRedshift redshift = LocalRedshift.start(
                Path.of(arguments[0]),
                TestPostgres.CACHE,
                true,
                0,
                URI.create("http://127.0.0.1:1"),
                IngestionSettings.DEFAULT,
                Optional.empty());
        System.out.println("port " + redshift.port());
        Thread.sleep(Long.MAX_VALUE);
    }
}
