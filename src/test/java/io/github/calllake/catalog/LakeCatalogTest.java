package io.github.calllake.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.TestLake;
import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.engine.AthenaStatements;
import io.github.calllake.event.DetailType;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.query.TierComparison;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTables;
import io.github.calllake.schema.FlatViews;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.EncryptionOption;
import software.amazon.awssdk.services.athena.model.WorkGroupConfiguration;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.s3.S3Client;

@ExtendWith(TestLake.Shared.class)
class LakeCatalogTest {

    private static final String DATABASE = "catalog_test";
    private static final LakeDefinition LAKE = LakeDefinition.of(DATABASE, LakeLayout.parse("s3://test-lake/elsewhere"))
            .withStream(TestLake.STREAM);

    private final CatalogFaults faults = new CatalogFaults();
    private GlueClient glue;
    private AthenaClient athena;
    private LakeStore store;
    private LakeCatalog catalog;

    @BeforeEach
    void open(TestLake shared) {
        glue = shared.client(GlueClient.builder(), shared.aws().glueEndpoint());
        athena = shared.client(AthenaClient.builder(), shared.aws().athenaEndpoint());
        store = new LakeStore(shared.client(S3Client.builder(), shared.aws().s3Endpoint()), "test-lake");
        catalog = new LakeCatalog(
                faulty(shared, GlueClient.builder(), shared.aws().glueEndpoint()),
                faulty(shared, AthenaClient.builder(), shared.aws().athenaEndpoint()),
                faulty(shared, S3Client.builder(), shared.aws().s3Endpoint()));
    }

    private <C> C faulty(TestLake shared, AwsClientBuilder<?, C> builder, URI endpoint) {
        builder.overrideConfiguration(configuration -> configuration.addExecutionInterceptor(faults));
        return shared.client(builder, endpoint);
    }

    @AfterEach
    void close() {
        faults.heal();
        catalog.removal(LAKE).apply();
        catalog.close();
        glue.close();
        athena.close();
        assertNothingIsLeft(LAKE);
    }

    private void assertNothingIsLeft(LakeDefinition lake) {
        try (LakeStore fresh = store) {
            assertThat(LakeDefinition.read(fresh, lake.layout())).isEmpty();
        }
    }

    @Test
    void a_lake_is_ten_tables_the_flat_views_and_a_workgroup() {
        catalog.create(LAKE);

        assertThat(tables().keySet())
                .containsExactlyInAnyOrderElementsOf(Stream.of(
                                EventTables.all().stream().map(EventTable::name),
                                Stream.of(
                                        "transcribe_call_analytics_post_call",
                                        "amazon_chime_sdk_call_analytics_firehose_schema"),
                                FlatViews.all().stream().map(view -> view.name()),
                                Stream.of("post_call"))
                        .flatMap(names -> names)
                        .toList());
        WorkGroupConfiguration group = athena.getWorkGroup(
                        request -> request.workGroup(DATABASE + "-AmazonChimeSDKDataAnalytics"))
                .workGroup()
                .configuration();
        assertThat(group.resultConfiguration().outputLocation()).isEqualTo("s3://test-lake/elsewhere/_athena/");
        assertThat(group.resultConfiguration().encryptionConfiguration().encryptionOption())
                .isEqualTo(EncryptionOption.SSE_S3);
        assertThat(group.bytesScannedCutoffPerQuery()).isEqualTo(LakeDefinition.DEFAULT_SCAN_LIMIT);
        assertThat(group.enforceWorkGroupConfiguration()).isTrue();
        assertThat(catalog.verify(LAKE)).isEmpty();
        assertThat(catalog.lake(DATABASE)).isEqualTo(LAKE);
        assertThat(catalog.describe(LAKE)).anyMatch(line -> line.contains("s3://test-lake/elsewhere"));
    }

    @Test
    void a_table_has_the_chime_columns_under_their_glue_names_and_projected_days() {
        catalog.create(LAKE);

        Table table = table("transcribe_call_analytics_category_events");
        assertThat(table.storageDescriptor().columns())
                .contains(
                        column("detail-type", "string"),
                        column("categoryevent", "struct<matchedcategories:array<string>>"),
                        column("event_time", "timestamp"));
        assertThat(table.partitionKeys().stream().map(Column::name))
                .containsExactly("servicetype", "year", "month", "day");
        assertThat(table.parameters())
                .containsEntry("projection.month.digits", "2")
                .containsEntry("projection.servicetype.values", "CallAnalytics,VoiceAnalytics")
                .containsEntry(
                        "storage.location.template",
                        "s3://test-lake/elsewhere/serviceType=${servicetype}/"
                                + "detailType=TranscribeCallAnalyticsCategoryEvents/"
                                + "year=${year}/month=${month}/day=${day}/");
        assertThat(table("amazon_chime_sdk_call_analytics_firehose_schema").storageDescriptor().columns().stream()
                        .map(Column::name))
                .contains(
                        "utteranceevent", "categoryevent", "transcriptevent", "detail", "id", "s3mediaobjectconsoleurl")
                .doesNotContain("call_id", "unmapped")
                .doesNotHaveDuplicates();
        assertThat(table("transcribe_call_analytics_post_call")
                        .storageDescriptor()
                        .location())
                .isEqualTo("s3://test-lake/elsewhere/post_call/");
    }

    @Test
    void files_under_either_service_type_are_rows_of_one_table(TestLake shared) {
        catalog.create(LAKE);
        String from = shared.layout().tablePrefix(DetailType.VOICE_TONE_ANALYSIS_STATUS);
        List<String> files = store.list(from, "");
        for (String serviceType : List.of("CallAnalytics", "VoiceAnalytics")) {
            files.forEach(key -> store.copy(
                    key,
                    "elsewhere/serviceType=" + serviceType + "/detailType=VoiceToneAnalysisStatus/"
                            + key.substring(from.length())));
        }

        try (AthenaEngine lake = new AthenaEngine(AthenaSettings.of(DATABASE), shared.athenaClients())) {
            EventTable tones = EventTables.of(DetailType.VOICE_TONE_ANALYSIS_STATUS);
            long once = TierComparison.countEvents(shared.cold(), tones, Map.of());
            assertThat(once).isPositive();
            assertThat(TierComparison.countEvents(lake, tones, Map.of())).isEqualTo(2 * once);
        }
        store.deleteAll(store.list("elsewhere/serviceType=", ""));
    }

    @Test
    void a_database_that_exists_is_refused_and_left_as_it_is() {
        glue.createDatabase(request -> request.databaseInput(input -> input.name("somebody_elses")));
        LakeDefinition there = LakeDefinition.of("somebody_elses", LAKE.layout());

        assertThatThrownBy(() -> catalog.creation(there)).hasMessageContaining("exists and is not ours");
        assertThatThrownBy(() -> catalog.lake("somebody_elses")).hasMessageContaining("none of a lake's");
        assertThat(catalog.removal(there).steps()).isEmpty();

        catalog.create(LAKE);
        Map<String, Table> before = tables();
        assertThatThrownBy(() -> catalog.creation(LAKE)).hasMessageContaining("lake upgrade");
        assertThat(tables()).isEqualTo(before);
        assertThatThrownBy(() -> catalog.creation(LakeDefinition.of("another", LAKE.layout())))
                .hasMessageContaining("the lake of database catalog_test already");
        glue.deleteDatabase(request -> request.name("somebody_elses"));
    }

    @Test
    void a_lake_can_get_a_database_for_restricted_readers_which_is_looked_after_with_it() {
        catalog.create(LAKE);
        LakeDefinition restricted = LAKE.withRestricted();
        String database = DATABASE + "_restricted";
        assertThatThrownBy(() -> catalog.lakeAround(database)).hasMessageContaining("no database " + database);

        LakeChange begun = catalog.upgrade(restricted);
        faults.dieAt(8);
        assertThatThrownBy(begun::apply).hasMessageContaining("broken off");
        faults.heal();
        assertThat(catalog.verify(catalog.lake(DATABASE))).isNotEmpty();
        catalog.upgrade(catalog.lake(DATABASE)).apply();

        assertThat(catalog.lake(DATABASE)).isEqualTo(restricted);
        assertThat(catalog.verify(restricted)).isEmpty();
        assertThat(LakeCatalog.settings(catalog.lakeAround(database), database)).isEqualTo(AthenaSettings.of(database));
        assertThat(catalog.describe(restricted)).anyMatch(line -> line.endsWith(database));
        assertThatThrownBy(() -> catalog.lake(database)).hasMessageContaining("the lake of database " + DATABASE);
        glue.deleteTable(request -> request.databaseName(database).name("recording"));
        assertThat(catalog.verify(restricted)).containsExactly(database + ": view recording: missing");
        catalog.upgrade(restricted).apply();
        assertThat(catalog.verify(restricted)).isEmpty();

        catalog.removal(restricted).apply();
        assertThat(glue.getDatabases(request -> {}).databaseList())
                .noneMatch(each -> each.name().startsWith(DATABASE));
    }

    @Test
    void a_database_of_somebody_elses_under_the_restricted_ones_name_is_left_alone() {
        String database = DATABASE + "_restricted";
        glue.createDatabase(request -> request.databaseInput(input -> input.name(database)));

        assertThatThrownBy(() -> catalog.creation(LAKE.withRestricted())).hasMessageContaining("is not ours");
        catalog.create(LAKE);
        assertThatThrownBy(() -> catalog.upgrade(LAKE.withRestricted())).hasMessageContaining("is not of this lake");

        assertThat(glue.getTables(request -> request.databaseName(database)).tableList())
                .isEmpty();
        glue.deleteDatabase(request -> request.name(database));
    }

    @Test
    void what_is_in_the_way_is_said_in_a_line_and_nothing_is_changed(TestLake shared) throws IOException {
        assertThatThrownBy(() -> catalog.creation(LakeDefinition.of(DATABASE, LakeLayout.parse("s3://no-such-bucket"))))
                .hasMessageContaining("no bucket no-such-bucket");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LakeDefinition.of("with-hyphen", LAKE.layout()))
                .withMessageContaining("underscores");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LAKE.withStream("arn:aws:kinesis:us-east-1:1:stream/s"))
                .withMessageContaining("not an ARN");

        athena.createWorkGroup(request -> request.name(DATABASE + "-AmazonChimeSDKDataAnalytics"));
        assertThatThrownBy(() -> catalog.creation(LAKE)).hasMessageContaining("exists and is not ours");
        athena.deleteWorkGroup(request -> request.workGroup(DATABASE + "-AmazonChimeSDKDataAnalytics"));

        try (LakeCatalog nowhere = new LakeCatalog(
                GlueClient.builder()
                        .region(Region.of("moon-1"))
                        .credentialsProvider(AnonymousCredentialsProvider.create())
                        .overrideConfiguration(configuration -> configuration.retryStrategy(
                                software.amazon.awssdk.retries.DefaultRetryStrategy.doNotRetry()))
                        .build(),
                shared.client(AthenaClient.builder(), shared.aws().athenaEndpoint()),
                shared.client(S3Client.builder(), shared.aws().s3Endpoint()))) {
            assertThatThrownBy(() -> nowhere.creation(LAKE))
                    .hasMessageContaining("moon-1")
                    .hasMessageNotContaining("\n");
        }
        assertThat(catalog.exists(LAKE)).isFalse();
    }

    @Test
    void a_dry_run_says_every_step_and_does_none() {
        LakeChange change = catalog.creation(LAKE);

        assertThat(change.steps())
                .hasSizeGreaterThan(20)
                .first()
                .isEqualTo("make database catalog_test over s3://test-lake/elsewhere");
        assertThat(catalog.exists(LAKE)).isFalse();
        assertThatThrownBy(() -> catalog.lake(DATABASE)).hasMessage("There is no database catalog_test");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 12, 13, 22, 23})
    void a_creation_that_cannot_go_on_leaves_nothing(int failing) {
        faults.failOnceAt(failing);

        assertThatThrownBy(() -> catalog.create(LAKE)).hasMessageNotContaining("\n");

        assertThat(glue.getDatabases(request -> request.maxResults(100)).databaseList())
                .noneMatch(database -> database.name().equals(DATABASE));
        assertThat(LakeDefinition.read(store, LAKE.layout())).isEmpty();
        assertThat(athena.listWorkGroups(request -> {}).workGroups())
                .noneMatch(group -> group.name().startsWith(DATABASE));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 13, 23})
    void a_creation_that_was_killed_is_completed_by_the_next(int dying) {
        faults.dieAt(dying);
        assertThatThrownBy(() -> catalog.create(LAKE)).hasMessageContaining("run the same command again");
        faults.heal();

        catalog.create(LAKE);

        assertThat(catalog.verify(LAKE)).isEmpty();
    }

    @Test
    void every_difference_is_named_and_an_upgrade_adds_what_is_missing() {
        catalog.create(LAKE);
        Table metadata = table("call_analytics_metadata");
        glue.updateTable(request -> request.databaseName(DATABASE)
                .tableInput(TableCopies.without(metadata, List.of("call_id", "siprec_metadata"))));
        Table recording = table("call_analytics_recording_metadata");
        glue.updateTable(request -> request.databaseName(DATABASE)
                .tableInput(TableCopies.with(recording, List.of(column("mine", "int")), Map.of())));
        Table tone = table("voice_tone_analysis_status");
        glue.updateTable(request -> request.databaseName(DATABASE)
                .tableInput(TableCopies.with(tone, List.of(), Map.of("projection.year.range", "2020,2021"))));
        glue.deleteTable(request -> request.databaseName(DATABASE).name("transcribe"));
        glue.deleteTable(request -> request.databaseName(DATABASE).name("utterance"));
        new AthenaStatements(AthenaSettings.of(DATABASE), athena)
                .execute("CREATE OR REPLACE VIEW catalog_test.recording AS SELECT 1 AS one");
        athena.updateWorkGroup(request -> request.workGroup(LAKE.database() + "-AmazonChimeSDKDataAnalytics")
                .configurationUpdates(updates -> updates.bytesScannedCutoffPerQuery(10_000_000L)));

        assertThat(catalog.verify(LAKE))
                .containsExactlyInAnyOrder(
                        "table call_analytics_metadata: column call_id is missing",
                        "table call_analytics_metadata: column siprec_metadata is missing",
                        "table call_analytics_recording_metadata: column mine is not defined",
                        "table voice_tone_analysis_status: property projection.year.range is 2020,2021, defined as 2020,2049",
                        "table transcribe: missing",
                        "view utterance: missing",
                        "view recording: another query than the defined one",
                        "workgroup catalog_test-AmazonChimeSDKDataAnalytics: scan limit is 10000000, defined as "
                                + LakeDefinition.DEFAULT_SCAN_LIMIT);
        catalog.upgrade(LAKE).apply();

        assertThat(catalog.verify(LAKE))
                .containsExactlyInAnyOrder(
                        "table call_analytics_recording_metadata: column mine is not defined",
                        "table voice_tone_analysis_status: property projection.year.range is 2020,2021, defined as 2020,2049",
                        "workgroup catalog_test-AmazonChimeSDKDataAnalytics: scan limit is 10000000, defined as "
                                + LakeDefinition.DEFAULT_SCAN_LIMIT);
        assertThat(catalog.upgrade(LAKE).isEmpty()).isTrue();
    }

    @Test
    void a_drop_takes_what_is_ours_and_no_data() {
        catalog.create(LAKE);
        store.put("elsewhere/serviceType=CallAnalytics/kept", new byte[] {1}, "application/octet-stream");
        glue.createTable(request -> request.databaseName(DATABASE)
                .tableInput(input -> input.name("notes").tableType("EXTERNAL_TABLE")));

        catalog.removal(LAKE).apply();

        assertThat(tables().keySet()).containsExactly("notes");
        assertThat(store.get("elsewhere/serviceType=CallAnalytics/kept")).isPresent();
        store.delete("elsewhere/serviceType=CallAnalytics/kept");
        glue.deleteTable(request -> request.databaseName(DATABASE).name("notes"));
    }

    @Test
    void two_lakes_lie_side_by_side() {
        LakeDefinition second = LakeDefinition.of("catalog_test_2", LakeLayout.parse("s3://test-lake/second"));
        catalog.create(LAKE);
        catalog.create(second);

        catalog.removal(LAKE).apply();

        assertThat(catalog.verify(second)).isEmpty();
        catalog.removal(second).apply();
    }

    private static Column column(String name, String type) {
        return Column.builder().name(name).type(type).build();
    }

    private Table table(String name) {
        return glue.getTable(request -> request.databaseName(DATABASE).name(name))
                .table();
    }

    private Map<String, Table> tables() {
        return new TreeMap<>(glue.getTablesPaginator(request -> request.databaseName(DATABASE)).stream()
                .flatMap(page -> page.tableList().stream())
                .collect(Collectors.toMap(Table::name, table -> table)));
    }
}
