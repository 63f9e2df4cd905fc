package io.github.calllake.cli.bench;

import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.export.ExportStores;
import io.github.calllake.lake.LakeStore;
import java.net.URI;
import java.util.Map;

/**
 * Where {@code bench exports-crash} has its table, its ledger and its destination.
 *
 * @param s3 the endpoint
 * @param redshift the hot tier
 * @param store the bucket of ledger and destination
 * @param stores opens places in it as exports do
 */
record ExportsCrashStack(URI s3, RedshiftSettings redshift, LakeStore store, ExportStores stores) {

    /** What a scheduler needs in its environment. */
    Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL_S3", s3.toString(),
                "FLYWAY_URL", redshift.url(),
                "FLYWAY_USER", redshift.user(),
                "FLYWAY_PASSWORD", redshift.password());
    }
}
