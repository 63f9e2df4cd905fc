package io.github.calllake.queries;

import io.github.calllake.TestLake;
import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.s3.S3Client;

/** A lake of our own making on the shared stack. */
final class OwnLake {

    private OwnLake() {}

    /**
     * Fills it; the client that it is asked by is the caller's to close.
     *
     * @param database of the caller's own, since a database is created once
     */
    static QueriedLake fill(TestLake shared, String database) {
        QueriedCalls calls = QueriedCalls.LATE_AT_NIGHT;
        LakeLayout layout = LakeLayout.parse("s3://" + database.replace('_', '-'));
        LakeDefinition definition = LakeDefinition.of(database, layout)
                .withPostCall(QueriedCalls.POST_CALL)
                .withRestricted();
        try (S3Client s3 = shared.client(S3Client.builder(), shared.aws().s3Endpoint());
                LakeStore store = new LakeStore(s3, layout.bucket());
                LakeStore postCall = new LakeStore(s3, "queried-post-call");
                LakeCatalog catalog = shared.catalog()) {
            store.createBucketIfAbsent();
            LakeFiles.write(store, layout, calls.records());
            LakeFiles.write(postCall, calls.files());
            catalog.create(definition);
        }
        AthenaClient athena = shared.client(AthenaClient.builder(), shared.aws().athenaEndpoint());
        return new QueriedLake(athena, database, AthenaSettings.of(database).workGroup(), calls);
    }
}
