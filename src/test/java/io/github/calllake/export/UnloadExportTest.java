package io.github.calllake.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.TestLake;
import io.github.calllake.archive.Archiver;
import io.github.calllake.archive.ArchiverSettings;
import io.github.calllake.archive.CallAnalyticsDecoder;
import io.github.calllake.archive.Compaction;
import io.github.calllake.archive.RollPolicy;
import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.engine.Tier;
import io.github.calllake.engine.Unloaded;
import io.github.calllake.engine.Unloader;
import io.github.calllake.export.WindowResult.Outcome;
import io.github.calllake.lake.FileCompression;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.schema.EventTables;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.ReadPace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Windows whose rows engines unload, against the same windows streamed. */
@ExtendWith(TestLake.Shared.class)
class UnloadExportTest {

    private static final String DATABASE = "unload_exports";
    private static final String COLUMNS =
            "event_time,call_id,participant_role,utterance_id,begin_offset_millis,transcript,sentiment,is_partial";
    private static final Duration DAY = Duration.ofDays(1);
    private static final OutputFormat.Kind[] CSV = {OutputFormat.Kind.CSV};

    private final TestLake lake;
    private final S3Client s3;
    private final String bucket = "unload-exports-" + UUID.randomUUID();
    private final ExportStores stores;
    private final LakeStore store;
    private final List<ExportStep> steps = new ArrayList<>();

    UnloadExportTest(TestLake lake) {
        this.lake = lake;
        this.s3 =
                lake.client(S3Client.builder().forcePathStyle(true), lake.aws().s3Endpoint());
        this.store = new LakeStore(s3, bucket);
        this.stores = new ExportStores(name -> new LakeStore(s3, name), stream -> {
            throw new AssertionError("no stream is named");
        });
    }

    @BeforeEach
    void createBucket() {
        store.createBucketIfAbsent();
    }

    @AfterEach
    void close() {
        stores.close();
        s3.close();
    }

    private ExportTiers tiers(QueryEngine cold, Instant boundary) {
        return new ExportTiers(
                        Optional.of(lake.hot()),
                        Optional.of(cold),
                        Optional.of(() -> Optional.of(boundary)),
                        Duration.ZERO,
                        ForkJoinPool.commonPool(),
                        Clock.systemUTC())
                .unloading(Tier.HOT, Unloader.of((RedshiftEngine) lake.hot(), s3, "default"))
                .unloading(Tier.COLD, Unloader.of((AthenaEngine) cold));
    }

    @Test
    void an_export_into_the_place_for_work_is_refused_since_it_would_be_removed() {
        ExportTiers tiers = tiers(lake.cold(), lake.start());
        ExportSettings settings =
                ExportSettings.of("s3://" + bucket + "/state").withUnloads(Unloads.to("s3://" + bucket + "/out"));
        ExportRunner runner =
                new ExportRunner(settings, new ExportTools(stores, tiers, Clock.systemUTC(), ExportStep.Observer.NONE));
        ExportJob job = job("lost", rows(), ExportTier.HOT, OutputFormat.Kind.CSV, way(Transfer.Way.AUTO));

        assertThatThrownBy(() -> runner.run(job, RunRequest.due()))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("lies in 'work' of 'unload'");
    }

    private ExportRunner runner(ExportTiers tiers, ExportStep.Observer observer) {
        ExportSettings settings = new ExportSettings(
                        "s3://" + bucket + "/state", Duration.ofNanos(1), Duration.ofSeconds(30), 20_000)
                .withUnloads(Unloads.to("s3://" + bucket + "/work"));
        return new ExportRunner(settings, new ExportTools(stores, tiers, Clock.systemUTC(), observer));
    }

    /** The day that the calls are of, and the one before. */
    private Instant midnight() {
        return lake.start().truncatedTo(ChronoUnit.DAYS);
    }

    private ExportJob job(String name, ExportQuestion question, ExportTier tier, OutputFormat.Kind kind, Transfer way) {
        return new ExportJob(
                name,
                new Complete(question, midnight().plus(DAY)),
                tier,
                new WindowGrid.Equal(DAY),
                Duration.ZERO,
                OutputFormat.of(kind),
                Destination.parse("s3://" + bucket + "/out"),
                new ColumnRules(Set.of(), Set.of("call_id")),
                1000,
                false,
                Optional.of(midnight().minus(DAY)),
                way);
    }

    /** So that no watermark is waited for. */
    private record Complete(ExportQuestion asked, Instant until) implements ExportQuestion {
        @Override
        public String name() {
            return asked.name();
        }

        @Override
        public List<ExportColumn> columns() {
            return asked.columns();
        }

        @Override
        public ExportRows ask(AskedTier tier, ExportWindow window) {
            return asked.ask(tier, window);
        }

        @Override
        public boolean takes(ExportTier tier) {
            return asked.takes(tier);
        }

        @Override
        public boolean knowsItself() {
            return true;
        }

        @Override
        public Optional<Instant> complete(AskedTier tier) {
            return Optional.of(until);
        }
    }

    private static Transfer way(Transfer.Way way) {
        return new Transfer(way, 1);
    }

    private static ExportQuestion rows() {
        return Reports.named("rows", Map.of("view", "utterance", "columns", COLUMNS));
    }

    private static ExportQuestion sql() {
        Map<String, String> result = new LinkedHashMap<>();
        result.put("call_id", "text");
        result.put("sentiment", "text");
        result.put("utterances", "bigint");
        result.put("first_time", "timestamp");
        result.put("mean_millis", "double");
        return SqlQuestion.of("""
                SELECT call_id, sentiment, count(*) AS utterances, min(event_time) AS first_time,
                       avg(cast(end_offset_millis AS double precision)) AS mean_millis
                FROM utterance
                WHERE event_date BETWEEN :from_date AND :to_date AND event_time >= :from AND event_time < :to
                GROUP BY call_id, sentiment""", result);
    }

    /** Runs a job, and gives the SHA-256 of its objects in order. */
    private List<String> run(ExportTiers tiers, ExportJob job) {
        steps.clear();
        RunResult result = runner(tiers, (step, window) -> steps.add(step)).run(job, RunRequest.due());
        assertThat(result.windows()).isNotEmpty();
        return objects(job);
    }

    private List<String> objects(ExportJob job) {
        List<String> objects = new ArrayList<>();
        ExportLedger ledger = new ExportLedger(stores.at("s3://" + bucket + "/state"), job.name());
        for (long number = 2; ledger.entry(number).isPresent(); number++) {
            ledger.entry(number).get().output().ifPresent(output -> output.objects()
                    .forEach(object -> objects.add(object.rows() + " rows, " + object.sha256())));
        }
        return objects;
    }

    private List<String> work() {
        return store.list("work/", "");
    }

    @ParameterizedTest
    @EnumSource(ExportTier.class)
    void the_same_window_has_the_same_bytes_unloaded_and_streamed(ExportTier tier) {
        ExportTiers tiers = tiers(lake.cold(), lake.start().plus(10, ChronoUnit.SECONDS));
        Map<String, ExportQuestion> questions = new TreeMap<>(Map.of("rows", rows()));
        if (tier != ExportTier.BOTH) {
            questions.put("sql", sql());
        }
        reports(tier).forEach(report -> questions.put(report, Reports.named(report, Map.of())));
        questions.forEach((name, question) -> {
            for (OutputFormat.Kind kind : name.equals("rows") ? OutputFormat.Kind.values() : CSV) {
                String job = (tier + "-" + name + "-" + kind).toLowerCase(Locale.ROOT);
                List<String> streamed = run(tiers, job("s-" + job, question, tier, kind, way(Transfer.Way.STREAM)));
                assertThat(steps).doesNotContain(ExportStep.UNLOADED);
                List<String> unloaded = run(tiers, job("u-" + job, question, tier, kind, way(Transfer.Way.UNLOAD)));

                assertThat(steps).as(job).contains(ExportStep.UNLOADED, ExportStep.UNLOAD_TAKEN);
                assertThat(unloaded).as(job).isEqualTo(streamed).anySatisfy(object -> assertThat(object)
                        .doesNotStartWith("0 rows"));
                assertThat(work()).isEmpty();
            }
        });
    }

    /** Lines of JSON differ from tier to tier. */
    private static List<String> reports(ExportTier tier) {
        return switch (tier) {
            case HOT -> List.of("calls", "category-matches", "voice-tone", "speaker-matches", "recordings");
            case COLD -> List.of("category-matches", "voice-tone");
            case BOTH -> List.of("calls", "recordings");
        };
    }

    @Test
    void a_later_run_gives_the_same_bytes_with_the_lake_compacted_and_another_boundary() throws Exception {
        LakeLayout layout = LakeLayout.parse("s3://" + bucket + "/lake");
        archive(layout);
        try (LakeCatalog catalog = lake.catalog()) {
            catalog.create(LakeDefinition.of(DATABASE, layout));
        }
        try (AthenaEngine cold = new AthenaEngine(AthenaSettings.of(DATABASE), lake.athenaClients())) {
            List<List<String>> first = outputs("first", cold, lake.start().plus(10, ChronoUnit.SECONDS));
            Compaction later = new Compaction(
                    store,
                    layout,
                    EventTables::of,
                    FileCompression.ZSTD,
                    DAY,
                    Clock.offset(Clock.systemUTC(), DAY.multipliedBy(4)));
            assertThat(later.compact(day -> true)).isNotEmpty();

            assertThat(outputs("second", cold, lake.start().plus(1, ChronoUnit.HOURS)))
                    .isEqualTo(first);
            // Of both tiers as of the cold one alone.
            assertThat(first.get(0)).isEqualTo(first.get(1));
        }
    }

    /** In small files, as an archiver writes them that rolls often. */
    private void archive(LakeLayout layout) throws InterruptedException {
        ArchiverSettings often = ArchiverSettings.defaults().withRoll(new RollPolicy(50_000, DAY));
        try (KinesisClient kinesis =
                        lake.client(KinesisClient.builder(), lake.aws().kinesisEndpoint());
                DirectStream stream = new DirectStream(kinesis, TestLake.STREAM, ReadPace.DEFAULT);
                Archiver archiver = Archiver.start(
                        stream, store, layout, EventTables::of, new CallAnalyticsDecoder(), often, Clock.systemUTC())) {
            long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            while (archiver.counts().records() < lake.records().size()) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                archiver.rollNow();
                Thread.sleep(50);
            }
        }
    }

    private List<List<String>> outputs(String name, QueryEngine cold, Instant boundary) {
        ExportTiers tiers = tiers(cold, boundary);
        Transfer way = way(Transfer.Way.UNLOAD);
        return List.of(
                run(tiers, job(name + "-cold", rows(), ExportTier.COLD, OutputFormat.Kind.CSV, way)),
                run(tiers, job(name + "-both", rows(), ExportTier.BOTH, OutputFormat.Kind.CSV, way)),
                run(tiers, job(name + "-parquet", rows(), ExportTier.BOTH, OutputFormat.Kind.PARQUET, way)));
    }

    @Test
    void the_number_of_rows_decides_where_nothing_else_does() {
        ExportTiers tiers = tiers(lake.cold(), lake.start());
        run(tiers, job("few", rows(), ExportTier.HOT, OutputFormat.Kind.CSV, new Transfer(Transfer.Way.AUTO, 100_000)));
        assertThat(steps).doesNotContain(ExportStep.UNLOADED);
        run(tiers, job("many", rows(), ExportTier.HOT, OutputFormat.Kind.CSV, new Transfer(Transfer.Way.AUTO, 5)));
        assertThat(steps).contains(ExportStep.UNLOADED);
        assertThat(new Transfer(Transfer.Way.AUTO, 1000).isSurelySmall(9)).isTrue();
        assertThat(new Transfer(Transfer.Way.AUTO, 1000).isSurelySmall(10)).isFalse();
        assertThat(new Transfer(Transfer.Way.AUTO, 1000).isSurelyLarge(1000)).isFalse();
        assertThat(new Transfer(Transfer.Way.AUTO, 1000).isSurelyLarge(1001)).isTrue();
    }

    @Test
    void a_process_that_stops_after_any_step_leaves_what_the_next_one_completes() {
        ExportTiers tiers = tiers(lake.cold(), lake.start().plus(10, ChronoUnit.SECONDS));
        List<String> expected = run(tiers, unloaded("undisturbed"));
        int all = steps.size();
        assertThat(steps.stream().filter(ExportStep.UNLOADED::equals)).hasSize(4);
        for (int stop = 0; stop < all; stop += 3) {
            ExportJob job = unloaded("stopped-" + stop);
            runUntil(tiers, job, stop);
            runner(tiers, ExportStep.Observer.NONE).run(job, RunRequest.due());

            assertThat(objects(job)).as("stopped after " + stop).isEqualTo(expected);
            assertThat(work()).isEmpty();
        }
    }

    private ExportJob unloaded(String name) {
        return job(name, rows(), ExportTier.BOTH, OutputFormat.Kind.CSV, way(Transfer.Way.UNLOAD));
    }

    private void runUntil(ExportTiers tiers, ExportJob job, int stop) {
        int[] left = {stop};
        assertThatThrownBy(() -> runner(tiers, (step, window) -> {
                            if (left[0]-- == 0) {
                                throw new TestExports.Stopped();
                            }
                        })
                        .run(job, RunRequest.due()))
                .isInstanceOf(TestExports.Stopped.class);
    }

    @Test
    void what_a_sleeper_has_unloaded_is_taken_away_when_another_one_has_exported_the_window() {
        ExportTiers tiers = tiers(lake.cold(), lake.start());
        ExportJob job = job("asleep", rows(), ExportTier.HOT, OutputFormat.Kind.CSV, way(Transfer.Way.UNLOAD));
        boolean[] slept = {false};
        RunResult result = runner(tiers, (step, window) -> {
                    if (step == ExportStep.UNLOADED && !slept[0]) {
                        slept[0] = true;
                        run(tiers, job);
                    }
                })
                .run(job, RunRequest.due());

        assertThat(result.windows()).extracting(WindowResult::outcome).containsExactly(Outcome.BY_ANOTHER);
        assertThat(work()).isEmpty();
    }

    @Test
    void what_a_query_leaves_behind_a_window_that_is_exported_goes_within_a_day() {
        Clock[] now = {Clock.systemUTC()};
        ExportTiers tiers = tiers(lake.cold(), lake.start());
        ExportJob job = job("late", rows(), ExportTier.HOT, OutputFormat.Kind.CSV, way(Transfer.Way.UNLOAD));
        ExportRunner runner = new ExportRunner(
                ExportSettings.of("s3://" + bucket + "/state").withUnloads(Unloads.to("s3://" + bucket + "/work")),
                new ExportTools(stores, tiers, new Later(now), ExportStep.Observer.NONE));
        ExportWindow window = runner.run(job, RunRequest.due()).windows().get(0).window();
        store.putIfAbsent("work/" + Layout.stem("late", window, "gone") + "/hot/0/part", new byte[] {1}, "x/y");

        now[0] = Clock.offset(now[0], DAY);
        runner.run(job, RunRequest.due());

        assertThat(work()).isEmpty();
    }

    @Test
    void what_is_left_of_a_window_that_was_skipped_goes_with_the_next_run_unless_somebody_is_at_it() {
        ExportTiers tiers = tiers(lake.cold(), lake.start());
        ExportJob two = job("skips", rows(), ExportTier.HOT, OutputFormat.Kind.CSV, way(Transfer.Way.UNLOAD));
        ExportJob job = new ExportJob(
                two.name(),
                two.question(),
                two.tier(),
                two.grid(),
                two.waitForLate(),
                two.format(),
                two.destination(),
                two.columns(),
                1,
                false,
                two.start(),
                two.transfer());
        RunResult result = runner(tiers, ExportStep.Observer.NONE).run(job, RunRequest.due());
        assertThat(result.windows()).extracting(WindowResult::outcome).startsWith(Outcome.SKIPPED);
        ExportWindow skipped = result.windows().get(0).window();
        String left = "work/" + Layout.stem("skips", skipped, "gone") + "/hot/0/part";
        store.putIfAbsent(left, new byte[] {1}, "x/y");
        Claims claims = new Claims(stores.at("s3://" + bucket + "/state"), DAY, Clock.systemUTC());
        assertThat(claims.take("skips", skipped)).isPresent();

        ExportSettings settings =
                ExportSettings.of("s3://" + bucket + "/state").withUnloads(Unloads.to("s3://" + bucket + "/work"));
        ExportTools tools = new ExportTools(stores, tiers, Clock.systemUTC(), ExportStep.Observer.NONE);
        new ExportRunner(settings, tools).run(job, RunRequest.due());
        assertThat(work()).containsExactly(left);

        claims.release("skips", skipped);
        new ExportRunner(settings, tools).run(job, RunRequest.due());
        assertThat(work()).isEmpty();
    }

    @Test
    void a_retry_whose_objects_another_run_has_removed_does_not_pass_for_a_window_without_rows() {
        ExportTiers tiers = tiers(lake.cold(), midnight().plus(DAY));
        ExportJob job = skipping(way(Transfer.Way.UNLOAD));
        runner(tiers, ExportStep.Observer.NONE).run(skipping(way(Transfer.Way.STREAM)), RunRequest.due());
        Unloader athena = Unloader.of((AthenaEngine) lake.cold());
        ExportTiers disturbed = tiers.unloading(Tier.COLD, (unload, options) -> {
            Unloaded unloaded = athena.unload(unload, options);
            runner(tiers, ExportStep.Observer.NONE).run(job, RunRequest.due());
            assertThat(store.list(unload.target().substring(bucket.length() + 6), ""))
                    .isEmpty();
            return new Unloaded(List.of(), unloaded.stats());
        });

        assertThatThrownBy(() -> runner(disturbed, ExportStep.Observer.NONE)
                        .run(job, RunRequest.due().withSkipped()))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("removed while it was read");
        RunResult retried = runner(tiers, ExportStep.Observer.NONE)
                .run(job, RunRequest.due().withSkipped());
        assertThat(retried.windows().stream().mapToLong(WindowResult::rows).sum())
                .isPositive();
        assertThat(work()).isEmpty();
    }

    /** Of three days it exports the last, which has no rows, and skips the others. */
    private ExportJob skipping(Transfer way) {
        ExportJob all = job("swept", rows(), ExportTier.COLD, OutputFormat.Kind.CSV, way);
        return new ExportJob(
                all.name(),
                new Complete(rows(), midnight().plus(DAY.multipliedBy(2))),
                all.tier(),
                all.grid(),
                all.waitForLate(),
                all.format(),
                all.destination(),
                all.columns(),
                1,
                false,
                all.start(),
                all.transfer());
    }

    /** A clock that can be put forward. */
    private static final class Later extends Clock {
        private final Clock[] now;

        Later(Clock[] now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now[0].instant();
        }

        @Override
        public ZoneId getZone() {
            return now[0].getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return now[0].withZone(zone);
        }
    }

    @Test
    void a_place_that_cannot_be_is_refused() {
        String file = """
                state: file:/tmp/state
                unload: {work: %s, role: %s}
                jobs:
                  - {name: a, report: calls, tier: hot, window: {length: 1h}, destination: "file:/tmp/out", transfer: unload}
                """;
        assertThat(JobFile.parse("x", file.formatted("s3://bucket/work/", "default"))
                        .unloads())
                .contains(Unloads.to("s3://bucket/work"));
        assertThatThrownBy(() -> JobFile.parse("x", file.formatted("file:/tmp/work", "default")))
                .hasMessageContaining("x:2:16: engines unload to s3://bucket/prefix, not to 'file:/tmp/work'");
        assertThatThrownBy(() -> JobFile.parse("x", file.formatted("s3://bucket", "default")))
                .hasMessageContaining("not to 's3://bucket'");
        // What is exported would be taken for what an engine has left.
        assertThatThrownBy(() -> JobFile.parse(
                        "x",
                        file.formatted("s3://bucket/work", "default").replace("file:/tmp/out", "s3://bucket/work")))
                .hasMessageContaining("x:4:")
                .hasMessageContaining("'s3://bucket/work' lies in 'work' of 'unload'");
        assertThatThrownBy(() -> JobFile.parse(
                        "x",
                        file.formatted("s3://bucket/work", "default").replace("file:/tmp/state", "s3://bucket/work/s")))
                .hasMessageContaining("x:1:8: 's3://bucket/work/s' lies in 'work' of 'unload'");
        assertThatThrownBy(() -> JobFile.parse("x", file.formatted("s3://bucket/work", "me")))
                .hasMessageContaining("A role is default or arn:aws");
        assertThatThrownBy(() -> JobFile.parse("x", file.replaceFirst("unload: .*\n", "")))
                .hasMessageContaining("'unload' with 'work'");
        assertThatThrownBy(() -> JobFile.parse(
                        "x",
                        file.formatted("s3://bucket/work", "default")
                                .replace("transfer: unload", "transfer: unload, unload-above: 5")))
                .hasMessageContaining("goes with 'transfer: auto'");
    }
}
