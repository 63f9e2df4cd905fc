package io.github.calllake.operations;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.calllake.TestLake;
import io.github.calllake.engine.HotTierTopology;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.stream.StreamWriter;
import io.github.calllake.stream.StreamWriter.Placed;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

@ExtendWith(TestLake.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HotTierDoctorTest {

    private static final Duration WEEK = Duration.ofDays(7);

    private TestHotTier tier;
    private int lakes;

    @BeforeAll
    void open(TestLake shared) throws InterruptedException {
        tier = new TestHotTier(shared, "doctor_calls");
        tier.awaitRows(tier.putCalls(1, 7));
    }

    @AfterEach
    void backToNormal() {
        new AutoRefresh(tier.hotTier).turn(true);
    }

    @AfterAll
    void close() {
        tier.close();
    }

    @Test
    void a_healthy_hot_tier_has_no_warning_and_the_readers_arithmetic_is_told() {
        Lake lake = tier.lakeAt("healthy" + lakes++);
        tier.sayArchived(
                lake, tier.putCalls(1, 8), Optional.of(Clock.systemUTC().instant()));

        Checkup checkup = examine(tier.hotTier, Optional.of(lake), Clock.systemUTC());

        assertThat(checkup.reached()).isTrue();
        assertThat(checkup.findings())
                .filteredOn(finding -> finding.severity().compareTo(Severity.NOTICE) > 0)
                .isEmpty();
        assertThat(checkup.findings())
                .extracting(Finding::id)
                .contains(
                        "hot.reachable",
                        "hot.migrations",
                        "hot.stream-name",
                        "hot.external-schema",
                        "hot.views",
                        "hot.auto-refresh",
                        "hot.refresh",
                        "hot.scan-errors",
                        "hot.dropped",
                        "hot.lag",
                        "stream.retention",
                        "stream.consumers",
                        "hot.trim");
        assertThat(only(checkup, "hot.views").what()).contains("8 streaming views");
        assertThat(only(checkup, "stream.consumers"))
                .returns(Severity.NOTICE, Finding::severity)
                .satisfies(finding ->
                        assertThat(finding.what()).contains("9 readers", "22 % of its limit", "every 1.8 s"));
    }

    @Test
    void views_that_stand_still_are_told_with_the_age_of_what_they_have_not_read() {
        new AutoRefresh(tier.hotTier).turn(false);
        tier.putCalls(1, 9);

        Checkup soon = examine(tier.hotTier, Optional.empty(), later(Duration.ofMinutes(3)));
        Checkup laterOn = examine(tier.hotTier, Optional.empty(), later(Duration.ofHours(2)));
        Checkup late = examine(tier.hotTier, Optional.empty(), later(Duration.ofHours(13)));

        assertThat(only(soon, "hot.auto-refresh"))
                .returns(Severity.WARNING, Finding::severity)
                .satisfies(finding -> assertThat(finding.what()).contains("transcribe_call_analytics"));
        assertThat(all(soon, "hot.lag")).hasSize(8).allMatch(finding -> finding.severity() == Severity.NOTICE);
        assertThat(all(laterOn, "hot.lag"))
                .hasSize(8)
                .allMatch(finding -> finding.severity() == Severity.WARNING)
                .allMatch(finding -> finding.what().contains("2h"));
        assertThat(all(late, "hot.lag"))
                .hasSize(8)
                .allMatch(finding -> finding.severity() == Severity.ERROR)
                .allMatch(finding -> finding.fix().contains("increase-stream-retention-period"));
    }

    @Test
    void another_role_or_region_than_the_external_schema_was_made_with_is_an_error() {
        HotTier otherRole = new HotTier(
                tier.hotTier.redshift(),
                tier.hotTier.kinesisSchema(),
                tier.hotTier.stream(),
                "'arn:aws:iam::111122223333:role/other'",
                Optional.empty(),
                HotTierTopology.PER_DETAIL_TYPE);
        HotTier unseen = new HotTier(
                tier.hotTier.redshift(),
                "no_such_schema",
                tier.hotTier.stream(),
                "default",
                Optional.empty(),
                HotTierTopology.PER_DETAIL_TYPE);

        Finding role = only(examine(otherRole, Optional.empty(), Clock.systemUTC()), "hot.external-schema");
        Finding none = only(examine(unseen, Optional.empty(), Clock.systemUTC()), "hot.external-schema");

        assertThat(role.severity()).isEqualTo(Severity.ERROR);
        assertThat(role.what()).contains("default", "arn:aws:iam::111122223333:role/other");
        assertThat(role.fix()).contains("CASCADE", "archive first");
        assertThat(none.severity()).isEqualTo(Severity.NOTICE);
    }

    @Test
    void capitals_in_the_stream_name_are_an_error() {
        HotTier capitals = new HotTier(
                tier.hotTier.redshift(),
                tier.hotTier.kinesisSchema(),
                "Doctor_calls",
                "default",
                Optional.empty(),
                HotTierTopology.PER_DETAIL_TYPE);

        Checkup checkup = examine(capitals, Optional.empty(), Clock.systemUTC());

        assertThat(only(checkup, "hot.stream-name").severity()).isEqualTo(Severity.ERROR);
        assertThat(only(checkup, "hot.migrations").what()).contains("Doctor_calls");
    }

    @Test
    void views_that_read_another_stream_than_the_setting_says_are_an_error() {
        HotTier other = new HotTier(
                tier.hotTier.redshift(),
                tier.hotTier.kinesisSchema(),
                "other-calls",
                "default",
                Optional.empty(),
                HotTierTopology.PER_DETAIL_TYPE);

        Finding name = only(examine(other, Optional.empty(), Clock.systemUTC()), "hot.stream-name");

        assertThat(name.severity()).isEqualTo(Severity.ERROR);
        assertThat(name.what()).contains(tier.hotTier.stream(), "other-calls");
    }

    @Test
    void records_that_no_view_takes_and_rows_that_are_not_archived_are_counted() {
        // In one refresh, so that one scan of each shard covers them all.
        AutoRefresh refresh = new AutoRefresh(tier.hotTier);
        refresh.turn(false);
        List<Placed> strange = tier.putNoJson(60);
        List<Placed> calls = tier.putCalls(1, 10);
        refresh.now();
        Lake lake = tier.lakeAt("doctor" + lakes++);
        tier.sayArchived(lake, calls, Optional.of(later(WEEK).instant()));

        Checkup checkup = examine(tier.hotTier, Optional.of(lake), Clock.systemUTC());
        Checkup later = examine(tier.hotTier, Optional.of(lake), later(WEEK.plusHours(1)));

        assertThat(only(checkup, "hot.dropped").what()).contains(strange.size() + " records are in no streaming view");
        assertThat(only(later, "hot.trim").severity()).isEqualTo(Severity.WARNING);
        assertThat(only(later, "hot.trim").what()).contains(calls.size() + " rows are due");
    }

    @Test
    void a_view_whose_query_fails_on_a_record_is_an_error() throws InterruptedException {
        StreamWriter writer = new StreamWriter(tier.kinesis, "doctor_poison");
        writer.createIfAbsent(1);
        writer.put(List.of(new StreamWriter.NewRecord("k", "no number".getBytes(StandardCharsets.UTF_8))));
        // What the ingestion rightly logs about it is not this test's output.
        Logger ingestion = (Logger) LoggerFactory.getLogger("io.github.calllake.local.redshift");
        ingestion.setLevel(Level.OFF);
        tier.sql("CREATE MATERIALIZED VIEW " + tier.hotTier.schema()
                + ".poisoned AUTO REFRESH YES AS SELECT approximate_arrival_timestamp, partition_key, shard_id,"
                + " sequence_number, refresh_time, FROM_VARBYTE(kinesis_data, 'utf-8')::INT AS n FROM "
                + tier.hotTier.kinesisSchema() + ".\"doctor_poison\"");
        try {
            Finding refresh = await("hot.refresh", Severity.ERROR);
            assertThat(refresh.what()).contains("poisoned");
            assertThat(refresh.fix()).contains("REFRESH MATERIALIZED VIEW");
        } finally {
            tier.sql("DROP MATERIALIZED VIEW " + tier.hotTier.schema() + ".poisoned");
            ingestion.setLevel(null);
        }
    }

    @Test
    void a_hot_tier_that_is_not_migrated_or_not_there_is_said_to_be_so() {
        HotTier empty = HotTier.of(at(tier.hotTier.redshift().url(), "no_such_lake"), tier.hotTier.stream());
        HotTier gone = HotTier.of(at("jdbc:redshift://127.0.0.1:1/dev?ssl=false", "x"), tier.hotTier.stream());

        Checkup unmigrated = examine(empty, Optional.empty(), Clock.systemUTC());
        Checkup unreachable = examine(gone, Optional.empty(), Clock.systemUTC());

        assertThat(only(unmigrated, "hot.migrations").what()).contains("no migration is applied");
        assertThat(unmigrated.worst()).isEqualTo(Severity.ERROR);
        assertThat(unreachable.reached()).isFalse();
        assertThat(unreachable.findings()).singleElement().returns("hot.reachable", Finding::id);
    }

    @Test
    void a_repeatable_migration_that_has_changed_since_it_ran_is_told() {
        String history = tier.hotTier.schema() + ".flyway_schema_history";
        String readers = " WHERE script LIKE '%R__readers.sql'";
        tier.sql("UPDATE " + history + " SET checksum = checksum + 1" + readers);

        Checkup checkup = examine(tier.hotTier, Optional.empty(), Clock.systemUTC());
        tier.sql("UPDATE " + history + " SET checksum = checksum - 1" + readers);

        assertThat(only(checkup, "hot.migrations"))
                .returns(Severity.WARNING, Finding::severity)
                .satisfies(finding -> assertThat(finding.what()).contains("repeatable", "readers"))
                .satisfies(finding -> assertThat(finding.fix()).contains("call-lake migrate"));
    }

    @Test
    void a_reader_of_flat_views_is_told_freshness_from_their_own_columns() throws InterruptedException {
        String schema = "doctor_readers";
        tier.sql("CREATE SCHEMA " + schema);
        tier.sql("CREATE VIEW " + schema + ".utterance AS SELECT * FROM " + tier.hotTier.schema() + ".utterance");
        tier.awaitRows(tier.putCalls(1, 11));
        HotTier reader = HotTier.of(at(tier.hotTier.redshift().url(), schema), tier.hotTier.stream());

        Checkup withStream = examine(reader, Optional.empty(), Clock.systemUTC());
        Checkup without =
                new HotTierDoctor(reader, Optional.empty(), Optional.empty(), WEEK, Clock.systemUTC()).examine();

        assertThat(only(withStream, "hot.views").what()).contains("no streaming view");
        assertThat(only(withStream, "hot.lag").what()).contains("the views together");
        assertThat(only(without, "hot.lag").what()).contains("the newest row that can be seen arrived at");
    }

    @Test
    void a_reader_without_rights_beyond_a_flat_view_is_told_freshness_and_what_he_may_not_see()
            throws InterruptedException {
        String schema = tier.hotTier.schema();
        tier.sql("CREATE USER doctors_reader PASSWORD 'Abcd1234efgh'");
        tier.sql("GRANT USAGE ON SCHEMA " + schema + " TO doctors_reader");
        tier.sql("GRANT SELECT ON " + schema + ".utterance TO doctors_reader");
        RedshiftSettings owner = tier.hotTier.redshift();
        HotTier reader = HotTier.of(
                new RedshiftSettings(owner.url(), "doctors_reader", "Abcd1234efgh", schema, 2, owner.timeout()),
                tier.hotTier.stream());

        Checkup checkup = examine(reader, Optional.empty(), Clock.systemUTC());

        assertThat(checkup.reached()).isTrue();
        assertThat(checkup.worst()).isLessThan(Severity.ERROR);
        assertThat(only(checkup, "hot.views").what()).contains("no streaming view");
        assertThat(only(checkup, "hot.lag").what()).contains("the views together");
        assertThat(only(checkup, "hot.migrations").severity()).isEqualTo(Severity.NOTICE);
    }

    private Finding await(String id, Severity severity) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            Optional<Finding> found = all(examine(tier.hotTier, Optional.empty(), Clock.systemUTC()), id).stream()
                    .filter(finding -> finding.severity() == severity)
                    .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            assertThat(System.nanoTime()).as("waited long enough for " + id).isLessThan(deadline);
            Thread.sleep(100);
        }
    }

    private RedshiftSettings at(String url, String schema) {
        RedshiftSettings settings = tier.hotTier.redshift();
        return new RedshiftSettings(url, settings.user(), settings.password(), schema, 2, settings.timeout());
    }

    private Checkup examine(HotTier hotTier, Optional<Lake> lake, Clock clock) {
        return new HotTierDoctor(hotTier, Optional.of(tier.stream), lake, WEEK, clock).examine();
    }

    private static Clock later(Duration span) {
        return Clock.offset(Clock.systemUTC(), span);
    }

    private static Finding only(Checkup checkup, String id) {
        assertThat(all(checkup, id)).as(() -> checkup.findings().toString()).hasSize(1);
        return all(checkup, id).get(0);
    }

    private static List<Finding> all(Checkup checkup, String id) {
        return checkup.findings().stream()
                .filter(finding -> finding.id().equals(id))
                .toList();
    }
}
