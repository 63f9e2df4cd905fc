package io.github.calllake.queries;

import io.github.calllake.TestLake;
import io.github.calllake.catalog.FirehoseFiles;
import io.github.calllake.catalog.FirehoseFiles.Arrived;
import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.catalog.OtherLake;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.s3.S3Client;

/** A Chime data lake that was taken over, with an hour that both delivered, on the shared stack. */
final class AdoptedLake {

    private static final AthenaSettings SETTINGS = AthenaSettings.of("other_lake");
    private static final LakeLayout ROOT = LakeLayout.parse("s3://other-lake/chime");
    private static final Duration OVERLAP = Duration.ofHours(1);

    private AdoptedLake() {}

    /** Fills it; the client that it is asked by is the caller's to close. */
    static QueriedLake fill(TestLake shared, Path scratch) throws IOException {
        QueriedCalls calls = QueriedCalls.LATE_AT_NIGHT;
        Instant cutover = calls.start().plus(OVERLAP);
        Instant delivered = cutover.plus(OVERLAP);
        try (GlueClient glue = shared.client(GlueClient.builder(), shared.aws().glueEndpoint());
                S3Client s3 = shared.client(S3Client.builder(), shared.aws().s3Endpoint());
                LakeStore store = new LakeStore(s3, ROOT.bucket());
                LakeCatalog catalog = shared.catalog()) {
            store.createBucketIfAbsent();
            OtherLake.create(glue, SETTINGS.database(), ROOT, UnaryOperator.identity());
            new FirehoseFiles(UnaryOperator.identity())
                    .deliver(
                            store,
                            ROOT.withServiceTypes(OtherLake.SERVICE_TYPES),
                            calls.records().stream()
                                    .filter(record -> record.arrivalTime().isBefore(delivered))
                                    .map(record -> new Arrived(record.arrivalTime(), record.data()))
                                    .toList(),
                            scratch);
            catalog.takeover(SETTINGS.database(), Optional.empty(), cutover, Optional.of(OVERLAP))
                    .apply();
            catalog.upgrade(catalog.lake(SETTINGS.database()).withRestricted()).apply();
            LakeFiles.write(
                    store,
                    catalog.lake(SETTINGS.database()),
                    calls.records().stream()
                            .filter(record -> !record.arrivalTime().isBefore(cutover))
                            .toList());
        }
        AthenaClient athena = shared.client(AthenaClient.builder(), shared.aws().athenaEndpoint());
        return new QueriedLake(athena, SETTINGS.database(), SETTINGS.workGroup(), calls);
    }
}
