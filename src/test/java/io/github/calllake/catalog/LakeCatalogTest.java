package io.github.calllake.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.TestLake;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTables;
import io.github.calllake.schema.FlatViews;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.Table;

@ExtendWith(TestLake.Shared.class)
class LakeCatalogTest {

    private static final AthenaSettings SETTINGS = AthenaSettings.of("catalog_test");
    private static final LakeLayout LAYOUT = LakeLayout.parse("s3://test-lake/elsewhere");

    @Test
    void tables_views_and_workgroup_are_made_and_made_again(TestLake lake) {
        try (LakeCatalog catalog = lake.catalog();
                GlueClient glue = lake.client(GlueClient.builder(), lake.aws().glueEndpoint());
                AthenaClient athena =
                        lake.client(AthenaClient.builder(), lake.aws().athenaEndpoint())) {
            catalog.create(SETTINGS, LAYOUT);
            catalog.create(SETTINGS, LAYOUT);

            List<Table> tables = glue.getTablesPaginator(request -> request.databaseName(SETTINGS.database())).stream()
                    .flatMap(page -> page.tableList().stream())
                    .toList();
            assertThat(tables.stream().map(Table::name))
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                    EventTables.all().stream().map(EventTable::name),
                                    FlatViews.all().stream().map(view -> view.name()))
                            .toList());
            assertThat(athena.getWorkGroup(request -> request.workGroup(SETTINGS.workGroup()))
                            .workGroup()
                            .configuration()
                            .resultConfiguration()
                            .outputLocation())
                    .isEqualTo("s3://test-lake/elsewhere/_athena/");
        }
    }

    @Test
    void a_table_has_the_chime_columns_under_their_glue_names_and_projected_days(TestLake lake) {
        try (LakeCatalog catalog = lake.catalog();
                GlueClient glue = lake.client(GlueClient.builder(), lake.aws().glueEndpoint())) {
            catalog.create(SETTINGS, LAYOUT);

            Table table = glue.getTable(request ->
                            request.databaseName(SETTINGS.database()).name("transcribe_call_analytics_category_events"))
                    .table();

            assertThat(table.storageDescriptor().columns())
                    .contains(
                            Column.builder().name("detail-type").type("string").build(),
                            Column.builder()
                                    .name("categoryevent")
                                    .type("struct<matchedcategories:array<string>>")
                                    .build(),
                            Column.builder()
                                    .name("event_time")
                                    .type("timestamp")
                                    .build());
            assertThat(table.partitionKeys().stream().map(Column::name)).containsExactly("year", "month", "day");
            assertThat(table.parameters())
                    .containsEntry("projection.month.digits", "2")
                    .containsEntry(
                            "storage.location.template",
                            "s3://test-lake/elsewhere/serviceType=CallAnalytics/"
                                    + "detailType=TranscribeCallAnalyticsCategoryEvents/"
                                    + "year=${year}/month=${month}/day=${day}/");
        }
    }
}
