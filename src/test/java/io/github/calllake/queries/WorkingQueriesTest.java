package io.github.calllake.queries;

import io.github.calllake.TestLake;
import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.schema.PostCallTable;
import io.github.calllake.schema.PostCallView;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.s3.S3Client;

/** On a lake of our own making. */
@ExtendWith(TestLake.Shared.class)
class WorkingQueriesTest extends WorkingQueriesContract {

    private static final AthenaSettings SETTINGS = AthenaSettings.of("queried_lake");

    private QueriedLake lake;

    @BeforeAll
    void fill(TestLake shared) {
        LakeLayout layout = LakeLayout.parse("s3://queried-lake");
        try (S3Client s3 = shared.client(S3Client.builder(), shared.aws().s3Endpoint());
                LakeStore store = new LakeStore(s3, layout.bucket());
                LakeStore postCall = new LakeStore(s3, "queried-post-call");
                LakeCatalog catalog = shared.catalog();
                GlueClient glue =
                        shared.client(GlueClient.builder(), shared.aws().glueEndpoint())) {
            store.createBucketIfAbsent();
            LakeFiles.write(store, layout, QueriedLake.records());
            LakeFiles.write(postCall, QueriedLake.files());
            catalog.create(SETTINGS, layout);
            glue.createTable(request -> request.databaseName(SETTINGS.database())
                    .tableInput(table -> table.name(PostCallTable.NAME)
                            .tableType("EXTERNAL_TABLE")
                            .storageDescriptor(storage -> storage.location(QueriedLake.POST_CALL + "/")
                                    .columns(PostCallTable.columns().stream()
                                            .map(column -> Column.builder()
                                                    .name(column.name())
                                                    .type(column.glueType())
                                                    .build())
                                            .toList())
                                    .serdeInfo(serde -> serde.serializationLibrary(PostCallTable.SERDE)
                                            .parameters(PostCallTable.SERDE_PARAMETERS)))));
        }
        AthenaClient athena = shared.client(AthenaClient.builder(), shared.aws().athenaEndpoint());
        lake = new QueriedLake(athena, SETTINGS.database(), SETTINGS.workGroup());
        new AthenaText(lake).run(PostCallView.createView(SETTINGS.database()), List.of());
    }

    @AfterAll
    void close() {
        lake.athena().close();
    }

    @Override
    protected QueriedLake lake() {
        return lake;
    }
}
