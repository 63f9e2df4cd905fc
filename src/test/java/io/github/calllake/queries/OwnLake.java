package io.github.calllake.queries;

import io.github.calllake.TestLake;
import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.schema.PostCallTable;
import io.github.calllake.schema.PostCallView;
import java.util.List;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.s3.S3Client;

/** A lake of our own making on the shared stack. */
final class OwnLake {

    static final AthenaSettings SETTINGS = AthenaSettings.of("queried_lake");

    private OwnLake() {}

    /** Fills it; the client that it is asked by is the caller's to close. */
    static QueriedLake fill(TestLake shared) {
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
            createPostCallTable(glue);
        }
        AthenaClient athena = shared.client(AthenaClient.builder(), shared.aws().athenaEndpoint());
        QueriedLake lake = new QueriedLake(athena, SETTINGS.database(), SETTINGS.workGroup());
        new AthenaText(lake).run(PostCallView.createView(SETTINGS.database()), List.of());
        return lake;
    }

    private static void createPostCallTable(GlueClient glue) {
        List<Column> columns = PostCallTable.columns().stream()
                .map(column -> Column.builder()
                        .name(column.name())
                        .type(column.glueType())
                        .build())
                .toList();
        glue.createTable(request -> request.databaseName(SETTINGS.database())
                .tableInput(table -> table.name(PostCallTable.NAME)
                        .tableType("EXTERNAL_TABLE")
                        .storageDescriptor(storage -> storage.location(QueriedLake.POST_CALL + "/")
                                .columns(columns)
                                .inputFormat("org.apache.hadoop.mapred.TextInputFormat")
                                .outputFormat("org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat")
                                .serdeInfo(serde -> serde.serializationLibrary(PostCallTable.SERDE)
                                        .parameters(PostCallTable.SERDE_PARAMETERS)))));
    }
}
