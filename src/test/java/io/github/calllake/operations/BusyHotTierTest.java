package io.github.calllake.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.engine.HotTierTopology;
import io.github.calllake.engine.RedshiftSession;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.local.kinesis.KinesisFaults;
import io.github.calllake.local.kinesis.KinesisSettings;
import io.github.calllake.local.kinesis.LocalKinesis;
import io.github.calllake.local.redshift.IngestionSettings;
import io.github.calllake.local.redshift.LocalRedshift;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.ReadPace;
import io.github.calllake.stream.StreamWriter;
import io.github.calllake.stream.StreamWriter.NewRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * What the doctor says of many views on one shard, of records that are too large for a view, and of a Region that is not the setting's. One view
 * reads; the others are there to be counted as readers, so that little is needed for much. A minute and a half of records is put at once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BusyHotTierTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration SPREAD = Duration.ofSeconds(90);
    private static final int RESTING_VIEWS = 19;
    private static final int LARGEST = 128 << 10;

    /** For 21 readers a shard gives 0.095 MB/s to each, so that 5.3 MB of 90 seconds are a little over three fifths of what it can be written at. */
    private static final int RECORDS = 60;

    private static final int BYTES = 88_000;

    /** The records of a request have one arrival time. */
    private static final int REQUESTS = 20;

    private final LocalKinesis localKinesis;
    private final LocalRedshift redshift;
    private final KinesisClient kinesis;
    private final StreamWriter writer;
    private final DirectStream stream;
    private final RedshiftSettings settings;

    BusyHotTierTest(@TempDir Path directory) throws IOException {
        localKinesis = LocalKinesis.start(
                directory.resolve("kinesis"),
                KinesisSettings.UNLIMITED.withFaults(KinesisFaults.NONE.withArrivalSkew(SPREAD)));
        redshift = LocalRedshift.start(
                directory.resolve("redshift"),
                localKinesis.endpoint(),
                true,
                IngestionSettings.DEFAULT.withLargestRecord(LARGEST));
        kinesis = KinesisClient.builder()
                .endpointOverride(localKinesis.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build();
        writer = new StreamWriter(kinesis, "busy");
        stream = new DirectStream(kinesis, "busy", ReadPace.DEFAULT);
        settings = new RedshiftSettings(
                redshift.jdbcUrl(), redshift.user(), redshift.password(), "busy", 2, Duration.ofMinutes(1));
    }

    @BeforeAll
    void putAndRead() throws InterruptedException {
        writer.createIfAbsent(1);
        sql(
                "CREATE SCHEMA busy",
                "CREATE EXTERNAL SCHEMA busy_stream FROM KINESIS REGION 'us-east-1' IAM_ROLE default");
        putSpread();
        put(1, LARGEST + 1);
        sql(view("reading", "YES"));
        for (int view = 0; view < RESTING_VIEWS; view++) {
            sql(view("resting" + view, "NO"));
        }
        awaitRead(RECORDS);
    }

    @AfterAll
    void close() throws IOException {
        writer.close();
        redshift.close();
        localKinesis.close();
    }

    @Test
    void a_record_that_is_too_large_for_a_view_is_a_warning_that_says_where_it_is() {
        Finding skipped = only("hot.scan-errors", Optional.empty());

        assertThat(skipped.severity()).isEqualTo(Severity.WARNING);
        assertThat(skipped.what()).contains("reading skipped 1 records", "the last at 20");
        assertThat(skipped.why()).contains("The lake has them");
        assertThat(skipped.fix()).contains("Ask the cold tier", "made anew");
    }

    @Test
    void another_region_than_the_external_schema_was_made_with_is_an_error() {
        assertThat(only("hot.external-schema", Optional.of("us-east-1")).severity())
                .isEqualTo(Severity.OK);

        Finding drifted = only("hot.external-schema", Optional.of("eu-west-1"));

        assertThat(drifted.severity()).isEqualTo(Severity.ERROR);
        assertThat(drifted.what()).contains("reads Region us-east-1", "the setting says eu-west-1");
        assertThat(drifted.why()).contains("the old Region");
        assertThat(drifted.fix()).contains("correct the setting", "DROP SCHEMA busy_stream CASCADE", "archive first");
    }

    @Test
    void a_shard_that_nearly_gets_more_than_its_readers_can_read_is_a_warning_and_then_an_error() throws Exception {
        Finding busy = only("stream.consumers", Optional.empty());

        assertThat(busy.severity()).as(busy.what()).isEqualTo(Severity.WARNING);
        assertThat(busy.what()).contains("21 readers", "of each of 1 shards", "10 % of its limit", "MB/s a shard");
        assertThat(busy.why()).contains("records expire");
        assertThat(busy.fix()).contains("landing topology", "docs/hot-tier.md", "update-shard-count");

        putSpread();
        awaitRead(2 * RECORDS);
        Finding full = only("stream.consumers", Optional.empty());
        assertThat(full.severity()).as(full.what()).isEqualTo(Severity.ERROR);
        assertThat(full.fix()).isEqualTo(busy.fix());
    }

    private static String view(String name, String autoRefresh) {
        return "CREATE MATERIALIZED VIEW busy." + name + " AUTO REFRESH " + autoRefresh
                + " AS SELECT approximate_arrival_timestamp, partition_key, shard_id, sequence_number, refresh_time"
                + " FROM busy_stream.busy";
    }

    private void putSpread() {
        for (int request = 0; request < REQUESTS; request++) {
            put(RECORDS / REQUESTS, BYTES);
        }
    }

    private void put(int records, int bytes) {
        writer.put(IntStream.range(0, records)
                .mapToObj(record -> new NewRecord("key" + record, new byte[bytes]))
                .toList());
    }

    private void awaitRead(int rows) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (RedshiftSession session = RedshiftSession.open(settings)) {
            while (session.rows("SELECT COUNT(*) AS n FROM busy.reading").get(0).number("n") < rows) {
                assertThat(System.nanoTime()).as("waited long enough").isLessThan(deadline);
                Thread.sleep(50);
            }
        }
    }

    private void sql(String... statements) {
        try (RedshiftSession session = RedshiftSession.open(settings)) {
            for (String statement : statements) {
                session.execute(statement);
            }
        }
    }

    private Finding only(String id, Optional<String> region) {
        HotTier hotTier =
                new HotTier(settings, "busy_stream", "busy", "default", region, HotTierTopology.PER_DETAIL_TYPE);
        Checkup checkup = new HotTierDoctor(
                        hotTier, Optional.of(stream), Optional.empty(), Duration.ofDays(7), Clock.systemUTC())
                .examine();
        assertThat(checkup.findings())
                .filteredOn(finding -> finding.id().equals(id))
                .hasSize(1);
        return checkup.findings().stream()
                .filter(finding -> finding.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
