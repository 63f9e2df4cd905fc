package io.github.calllake.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.TestLake;
import io.github.calllake.archive.StreamRange;
import io.github.calllake.engine.AthenaClients;
import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.queries.LakeFiles;
import io.github.calllake.query.CallAnalytics;
import io.github.calllake.query.CallFilter;
import io.github.calllake.query.TimeRange;
import io.github.calllake.schema.FlatView;
import io.github.calllake.schema.FlatViews;
import io.github.calllake.simulate.CallSimulator;
import io.github.calllake.simulate.SimulatedRecord;
import io.github.calllake.simulate.SimulatorSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.QueryExecutionStatus;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.s3.S3Client;

/** A Chime data lake with its files, an hour of which the archiver has written too, against a lake with each record once. */
@ExtendWith(TestLake.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TakeoverTest {

    private static final String OTHER = "chime_lake";
    private static final LakeLayout ROOT = LakeLayout.parse("s3://test-lake/chime/root");
    private static final LakeDefinition OURS =
            LakeDefinition.of("whole_lake", LakeLayout.parse("s3://test-lake/whole"));
    private static final Instant CUTOVER = Instant.parse("2026-01-05T23:30:00Z");
    private static final Duration OVERLAP = Duration.ofHours(1);
    private static final Instant OVERLAP_END = CUTOVER.plus(OVERLAP);

    /** What Firehose's schema drops, and what says how a record came. */
    private static final Set<String> NOT_IN_OLD_ROWS = Set.of(
            "entities",
            "recording_duration_seconds",
            "matched_details",
            "speaker_search_results",
            "arrival_time",
            "shard_id",
            "sequence_number",
            "subsequence_number",
            "event_date");

    private final List<SimulatedRecord> records = new CallSimulator(SimulatorSettings.builder()
                    .calls(16)
                    .seed(21)
                    .start(Instant.parse("2026-01-05T22:40:00Z"))
                    .meanBetweenCalls(Duration.ofMinutes(8))
                    .meanCallLength(Duration.ofSeconds(30))
                    .variantChance(0)
                    .lateChance(0.05)
                    .maximumLateness(Duration.ofHours(20))
                    .build())
            .records()
            .toList();

    private GlueClient glue;
    private S3Client s3;
    private LakeStore store;
    private LakeCatalog catalog;
    private AthenaClient athena;
    private Map<String, Table> before;

    @BeforeAll
    void deliver(TestLake shared, @TempDir Path scratch) throws IOException {
        glue = shared.client(GlueClient.builder(), shared.aws().glueEndpoint());
        athena = shared.client(AthenaClient.builder(), shared.aws().athenaEndpoint());
        s3 = shared.client(S3Client.builder(), shared.aws().s3Endpoint());
        store = new LakeStore(s3, "test-lake");
        catalog = shared.catalog();
        OtherLake.create(glue, OTHER, ROOT, TakeoverTest::spelled);
        before = tables();
        new FirehoseFiles(TakeoverTest::spelled)
                .deliver(
                        store,
                        ROOT.withServiceTypes(OtherLake.SERVICE_TYPES),
                        records.stream()
                                .filter(record -> record.arrivalTime().isBefore(OVERLAP_END))
                                .map(record -> new FirehoseFiles.Arrived(record.arrivalTime(), record.data()))
                                .toList(),
                        scratch);
        catalog.create(OURS);
        LakeFiles.write(store, OURS, records);
        catalog.takeover(OTHER, Optional.of("calls"), CUTOVER, Optional.of(OVERLAP))
                .apply();
        LakeFiles.write(
                store,
                catalog.lake(OTHER),
                records.stream()
                        .filter(record -> !record.arrivalTime().isBefore(CUTOVER))
                        .toList());
    }

    /** One column without its hyphen, as a Firehose with a column mapping would have it. */
    private static String spelled(String column) {
        return column.equals("detail-subtype") ? "detail_subtype" : column;
    }

    @AfterAll
    void close() {
        catalog.removal(OURS).apply();
        catalog.release(catalog.lake(OTHER)).apply();
        assertThat(tables()).isEqualTo(before);
        assertThatThrownBy(() -> catalog.lake(OTHER)).hasMessageContaining("none of a lake's");
        store.deleteAll(store.list("chime/root/", ""));
        store.deleteAll(store.list("whole/", ""));
        before.keySet()
                .forEach(name ->
                        glue.deleteTable(request -> request.databaseName(OTHER).name(name)));
        glue.deleteDatabase(request -> request.name(OTHER));
        catalog.close();
        glue.close();
        s3.close();
        athena.close();
    }

    /** But for what each update changes. */
    private Map<String, Table> tables() {
        return new TreeMap<>(glue.getTablesPaginator(request -> request.databaseName(OTHER)).stream()
                .flatMap(page -> page.tableList().stream())
                .collect(Collectors.toMap(Table::name, table -> table.toBuilder()
                        .updateTime(null)
                        .versionId(null)
                        .build())));
    }

    @Test
    void root_column_names_and_service_types_come_from_the_deployed_tables() {
        LakeDefinition lake = catalog.lake(OTHER);

        assertThat(lake.layout().address()).isEqualTo(ROOT.address());
        assertThat(lake.layout().serviceTypes()).isEqualTo(OtherLake.SERVICE_TYPES);
        assertThat(lake.takeover().orElseThrow().cutover()).isEqualTo(CUTOVER);
        assertThat(catalog.verify(lake)).isEmpty();
        assertThat(catalog.upgrade(lake).isEmpty()).isTrue();
        assertThat(catalog.describe(lake)).anyMatch(line -> line.contains("taken over at   2026-01-05T23:30:00Z"));
        assertThatThrownBy(() -> catalog.removal(lake)).hasMessageContaining("lake release");
    }

    @Test
    void old_and_new_are_one_table_and_each_event_is_a_row_once() {
        for (FlatView view : FlatViews.all()) {
            List<String> columns = view.columns().stream()
                    .map(FlatView.Column::name)
                    .filter(column -> !NOT_IN_OLD_ROWS.contains(column))
                    .toList();

            List<String> whole = rows("whole_lake", view, columns);

            assertThat(whole).as(view.name()).isNotEmpty();
            List<String> takenOver = rows(OTHER, view, columns);
            assertThat(takenOver).as(view.name()).hasSameSizeAs(whole);
            Set<String> missing = new TreeSet<>(whole);
            missing.removeAll(takenOver);
            Set<String> more = new TreeSet<>(takenOver);
            more.removeAll(whole);
            assertThat(Stream.concat(missing.stream(), more.stream()).limit(2))
                    .as(view.name())
                    .isEmpty();
        }
    }

    @Test
    void an_event_that_both_delivered_is_twice_in_the_table_and_once_in_the_view() {
        long overlap = records.stream()
                .filter(record -> !record.arrivalTime().isBefore(CUTOVER)
                        && record.arrivalTime().isBefore(OVERLAP_END))
                .count();

        assertThat(overlap).isGreaterThan(100);
        assertThat(count("SELECT count(*) FROM chime_lake.transcribe_call_analytics"))
                .isGreaterThan(count("SELECT count(*) FROM chime_lake.utterance"));
        assertThat(count("SELECT count(*) FROM chime_lake.utterance WHERE arrival_time IS NULL"))
                .isPositive();
        assertThat(count("SELECT count(*) FROM chime_lake.utterance WHERE arrival_time IS NOT NULL"))
                .isPositive();
    }

    @Test
    void a_day_of_old_rows_is_at_most_one_beside_the_events() {
        assertThat(count("SELECT count(*) FROM chime_lake.utterance"
                        + " WHERE abs(date_diff('day', event_date, CAST(event_time AS date))) > 1"))
                .isZero();
        assertThat(count("SELECT count(*) FROM chime_lake.utterance WHERE event_time IS NULL OR call_id IS NULL"))
                .isZero();
    }

    @Test
    void a_question_finds_old_rows_whose_partition_is_named_by_another_day() {
        CallFilter evening =
                CallFilter.in(TimeRange.startingAt(Instant.parse("2026-01-05T22:00:00Z"), Duration.ofMinutes(119)));

        assertThat(CallAnalytics.over(engine(LakeCatalog.settings(catalog.lake(OTHER))))
                        .countEvents(evening)
                        .items())
                .isEqualTo(CallAnalytics.over(engine(LakeCatalog.settings(OURS)))
                        .countEvents(evening)
                        .items());
    }

    private AthenaEngine engine(AthenaSettings settings) {
        return new AthenaEngine(settings, new AthenaClients(athena, glue, s3));
    }

    @Test
    void the_archiver_starts_at_the_cutover() {
        Optional<Instant> cutover = catalog.lake(OTHER).takeover().map(takeover -> takeover.cutover());

        assertThat(StreamRange.ALL.notBefore(cutover).from()).contains(CUTOVER);
        StreamRange later = new StreamRange(Optional.of(CUTOVER.plusSeconds(1)), Optional.empty());
        assertThat(later.notBefore(cutover)).isEqualTo(later);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new StreamRange(Optional.of(CUTOVER.minusSeconds(1)), Optional.empty()).notBefore(cutover))
                .withMessageContaining("taken over at");
    }

    @Test
    void what_cannot_be_taken_over_is_said_in_a_line() {
        glue.createDatabase(request -> request.databaseInput(input -> input.name("no_lake")));
        assertThatThrownBy(() -> catalog.takeover("no_lake", Optional.empty(), CUTOVER, Optional.empty()))
                .hasMessageContaining("none of a Chime data lake's tables");
        assertThatThrownBy(() -> catalog.takeover("whole_lake", Optional.empty(), CUTOVER, Optional.empty()))
                .hasMessageContaining("a lake of ours already");
        assertThatThrownBy(() -> catalog.takeover("not_there", Optional.empty(), CUTOVER, Optional.empty()))
                .hasMessageContaining("no such database");
        assertThatThrownBy(() -> catalog.takeover(OTHER, Optional.empty(), CUTOVER.plusSeconds(1), Optional.empty()))
                .hasMessageContaining("done before, with the cutover at 2026-01-05T23:30:00Z");
        glue.deleteDatabase(request -> request.name("no_lake"));
    }

    private List<String> rows(String database, FlatView view, List<String> columns) {
        String texts = columns.stream()
                .map(column -> "COALESCE(CAST(" + column + " AS varchar), '-')")
                .collect(Collectors.joining(", ' ; ', ", "concat(", ")"));
        return rows("SELECT " + texts + " FROM " + database + "." + view.name());
    }

    private long count(String query) {
        return Long.parseLong(rows(query).get(0));
    }

    /** The first column of each row. */
    private List<String> rows(String query) {
        String id = athena.startQueryExecution(
                        request -> request.queryString(query).workGroup(AthenaSettings.workGroupOf(OTHER)))
                .queryExecutionId();
        QueryExecutionStatus status = status(id);
        while (status.state() == QueryExecutionState.QUEUED || status.state() == QueryExecutionState.RUNNING) {
            LockSupport.parkNanos(5_000_000);
            status = status(id);
        }
        assertThat(status.state()).as(status.stateChangeReason() + query).isEqualTo(QueryExecutionState.SUCCEEDED);
        return athena.getQueryResultsPaginator(request -> request.queryExecutionId(id)).stream()
                .flatMap(page -> page.resultSet().rows().stream())
                .skip(1)
                .map(row -> row.data().get(0).varCharValue())
                .toList();
    }

    private QueryExecutionStatus status(String id) {
        return athena.getQueryExecution(request -> request.queryExecutionId(id))
                .queryExecution()
                .status();
    }
}
