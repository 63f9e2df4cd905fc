package io.github.calllake.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.TestLake;
import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.cli.bench.SeamJudge.Verdict;
import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.query.BrokenTiers;
import io.github.calllake.query.TieredCallAnalytics;
import io.github.calllake.query.TieredSettings;
import io.github.calllake.query.TimeBoundary;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.ReadPace;
import io.github.calllake.stream.StreamWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;

/** The short way of {@code bench seam}. */
@ExtendWith(TestLake.Shared.class)
class SeamRunTest {

    private static final String NAME = "seam-run";
    private static final String SCHEMA = "seam_run";
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final TestLake lake;

    SeamRunTest(TestLake lake) {
        this.lake = lake;
    }

    @Test
    void no_answer_misses_or_doubles_a_row_while_the_boundary_moves_and_what_is_done_wrongly_is_found()
            throws Exception {
        Map<String, SeamRun.Asking> ways = new LinkedHashMap<>();
        ways.put("library", SeamRun.asking(MARGIN));
        ways.put("no margin", SeamRun.asking(Duration.ZERO));
        ways.put(
                "two boundaries",
                (hot, cold, boundaries, executor) -> BrokenTiers.eachItsOwnBoundary(
                        hot, first(boundaries.apply(MARGIN)), cold, boundaries.apply(MARGIN), executor));
        ways.put(
                "no looking back",
                (hot, cold, boundaries, executor) -> TieredCallAnalytics.over(
                        hot,
                        cold,
                        boundaries.apply(MARGIN),
                        new TieredSettings(Duration.ZERO, false, Duration.ZERO),
                        executor,
                        Clock.systemUTC()));
        SeamSettings settings = new SeamSettings(
                12,
                100,
                80,
                3,
                MARGIN,
                Duration.ofSeconds(4),
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                false,
                Long.getLong("call-lake.seed", 1));

        Map<String, SeamResult> results = run(settings, ways);

        SeamResult library = results.get("library");
        assertThat(library.holds()).as("%s", library.lines()).isTrue();
        assertThat(library.count(verdict -> verdict.seam() && verdict.exact())).isPositive();
        assertThat(library.again()).isPositive();
        assertThat(library.shards()).isGreaterThan(2);
        assertThat(results.get("no margin").missed()).isPositive();
        assertThat(results.get("two boundaries").doubled()).isPositive();
        assertThat(results.get("no looking back").doubled()).isPositive();
        assertThat(results.values())
                .allSatisfy(result -> assertThat(result.count(Verdict::exact)).isPositive());
    }

    /** A boundary as it once was. */
    private static TimeBoundary first(TimeBoundary boundary) {
        Optional<Instant>[] known = newHolder();
        return () -> {
            synchronized (known) {
                known[0] = known[0].or(boundary::read);
                return known[0];
            }
        };
    }

    @SuppressWarnings("unchecked") // An array of a generic type.
    private static Optional<Instant>[] newHolder() {
        return new Optional[] {Optional.empty()};
    }

    private Map<String, SeamResult> run(SeamSettings settings, Map<String, SeamRun.Asking> ways) throws Exception {
        try (KinesisClient kinesis =
                        lake.client(KinesisClient.builder(), lake.aws().kinesisEndpoint());
                S3Client s3 = lake.client(S3Client.builder(), lake.aws().s3Endpoint());
                LakeStore store = new LakeStore(s3, NAME);
                StreamWriter writer = new StreamWriter(kinesis, NAME);
                DirectStream source = new DirectStream(kinesis, NAME, ReadPace.DEFAULT);
                LakeCatalog catalog = lake.catalog();
                QueryEngine cold = new AthenaEngine(AthenaSettings.of(SCHEMA), lake.athenaClients())) {
            SeamStack stack = new SeamStack(
                    lake.aws().kinesisEndpoint(),
                    NAME,
                    SCHEMA,
                    lake.redshift(SCHEMA),
                    LakeLayout.inBucket(NAME),
                    store,
                    writer,
                    source,
                    catalog,
                    cold);
            return new SeamRun(settings, stack, ways, line -> {}).run();
        }
    }

    @Test
    void what_cannot_be_done_is_refused() {
        assertThatThrownBy(() -> SeamSettings.standard(0, 500, 2_000, false, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("for 0 s");
    }
}
