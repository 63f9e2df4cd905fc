package io.github.calllake;

import io.github.calllake.archive.Archiver;
import io.github.calllake.archive.ArchiverSettings;
import io.github.calllake.archive.CallAnalyticsDecoder;
import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.engine.AthenaClients;
import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.engine.HotTierMigrations;
import io.github.calllake.engine.HotTierSettings;
import io.github.calllake.engine.HotTierTopology;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.local.LocalAws;
import io.github.calllake.query.TierComparison;
import io.github.calllake.schema.EventTables;
import io.github.calllake.simulate.CallSimulator;
import io.github.calllake.simulate.PostCallFile;
import io.github.calllake.simulate.SimulatedRecord;
import io.github.calllake.simulate.SimulatorSettings;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.ReadPace;
import io.github.calllake.stream.StreamWriter;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A local stack with simulated calls in both tiers, one for all test classes that ask for it: {@code @ExtendWith(TestLake.Shared.class)}
 * and a parameter of this type.
 */
public final class TestLake implements AutoCloseable {

    /** The stream that fills it. */
    public static final String STREAM = "test-calls";

    /** Its Glue database. */
    public static final String DATABASE = "test_lake";

    /** Of the simulated calls; others by the system property {@code call-lake.seeds}. */
    private static final String SEEDS = "4,11";

    /** So many of the first seed, half as many of each other. */
    private static final int CALLS = 6;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final LocalAws aws;
    private final LakeLayout layout = LakeLayout.inBucket("test-lake");
    private final Instant start = Instant.now().minus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MINUTES);
    private final List<SimulatedRecord> records;
    private final List<PostCallFile> postCallFiles;
    private final QueryEngine hot;
    private final QueryEngine cold;
    private @Nullable QueryEngine landing;

    private TestLake() throws IOException, InterruptedException {
        aws = LocalAws.startTemporary();
        List<CallSimulator> simulators = new ArrayList<>();
        for (String seed : System.getProperty("call-lake.seeds", SEEDS).split(",")) {
            simulators.add(simulator(Long.parseLong(seed), simulators.isEmpty() ? CALLS : CALLS / 2));
        }
        records = simulators.stream()
                .flatMap(CallSimulator::records)
                .sorted(Comparator.comparing(SimulatedRecord::arrivalTime))
                .map(IssueSpellings::varied)
                .toList();
        postCallFiles =
                simulators.stream().flatMap(CallSimulator::postCallFiles).toList();
        RedshiftSettings redshift = redshift(RedshiftSettings.DEFAULT_SCHEMA);
        hot = RedshiftEngine.open(redshift);
        cold = new AthenaEngine(AthenaSettings.of(DATABASE), athenaClients());
        fill(redshift);
    }

    private CallSimulator simulator(long seed, int calls) {
        return new CallSimulator(SimulatorSettings.builder()
                .calls(calls)
                .seed(seed)
                .start(start)
                .meanCallLength(Duration.ofSeconds(40))
                .duplicateChance(0.05)
                .lateChance(0.05)
                .outOfOrderChance(0.05)
                .malformedChance(0.05)
                .postCallLocation(layout.address() + "/post_call")
                .build());
    }

    private void fill(RedshiftSettings redshift) throws InterruptedException {
        try (KinesisClient kinesis = client(KinesisClient.builder(), aws.kinesisEndpoint());
                S3Client s3 = client(S3Client.builder(), aws.s3Endpoint());
                LakeStore store = new LakeStore(s3, layout.bucket());
                StreamWriter writer = new StreamWriter(kinesis, STREAM);
                DirectStream stream = new DirectStream(kinesis, STREAM, ReadPace.DEFAULT);
                LakeCatalog catalog = catalog()) {
            writer.createIfAbsent(2);
            store.createBucketIfAbsent();
            writer.put(records.stream()
                    .map(record -> new StreamWriter.NewRecord(record.partitionKey(), record.data()))
                    .toList());
            postCallFiles.forEach(file -> store.put(file.key(), file.data(), "application/octet-stream"));
            HotTierMigrations.migrate(redshift, HotTierSettings.of(STREAM));
            catalog.create(LakeDefinition.of(DATABASE, layout).withRestricted());
            archive(stream, store);
            awaitHot(hot);
        }
    }

    private void archive(DirectStream stream, LakeStore store) throws InterruptedException {
        try (Archiver archiver = Archiver.start(
                stream,
                store,
                layout,
                EventTables::of,
                new CallAnalyticsDecoder(),
                ArchiverSettings.defaults(),
                Clock.systemUTC())) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (archiver.counts().records() < records.size()) {
                requireBefore(deadline, "archived");
                archiver.rollNow();
                Thread.sleep(50);
            }
        }
    }

    private void awaitHot(QueryEngine engine) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (events(engine) < events(cold)) {
            requireBefore(deadline, "in the hot tier");
            Thread.sleep(50);
        }
    }

    private static long events(QueryEngine engine) {
        return EventTables.all().stream()
                .mapToLong(table -> TierComparison.countEvents(engine, table, Map.of()))
                .sum();
    }

    private static void requireBefore(long deadline, String what) {
        if (System.nanoTime() > deadline) {
            throw new AssertionError("Not all records are " + what + " after " + PATIENCE);
        }
    }

    /** What was put, in its order. */
    public List<SimulatedRecord> records() {
        return records;
    }

    /** What Transcribe left after the calls, in the lake's own place for it. */
    public List<PostCallFile> postCallFiles() {
        return postCallFiles;
    }

    /** Around all events, late ones too. */
    public Instant start() {
        return start;
    }

    public QueryEngine hot() {
        return hot;
    }

    public QueryEngine cold() {
        return cold;
    }

    /** Where the cold tier lies. */
    public LakeLayout layout() {
        return layout;
    }

    /** A hot tier of the landing topology over the same stream, beside {@link #hot()}; made when first asked for. */
    public synchronized QueryEngine landing() throws InterruptedException {
        if (landing == null) {
            RedshiftSettings redshift = redshift("landed_calls");
            HotTierMigrations.migrate(
                    redshift, HotTierSettings.of(redshift.schema(), STREAM).withTopology(HotTierTopology.LANDING));
            landing = RedshiftEngine.open(redshift);
            awaitHot(landing);
        }
        return landing;
    }

    /** Runs statements in the hot tier, each in a transaction of its own. */
    public void execute(String... statements) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(aws.redshiftJdbcUrl(), aws.redshiftUser(), aws.redshiftPassword());
                Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    /** Drops a test's own hot tiers, so that they do not go on taking their share of the streams. */
    public void drop(String... schemas) throws SQLException {
        for (String schema : schemas) {
            execute(
                    "DROP SCHEMA " + schema + "_restricted CASCADE",
                    "DROP SCHEMA " + schema + " CASCADE",
                    "DROP SCHEMA " + schema + "_stream");
        }
    }

    /** How to reach a hot tier of the stack. */
    public RedshiftSettings redshift(String schema) {
        return new RedshiftSettings(
                aws.redshiftJdbcUrl(), aws.redshiftUser(), aws.redshiftPassword(), schema, 4, Duration.ofMinutes(1));
    }

    public LocalAws aws() {
        return aws;
    }

    /** Clients for an engine, which closes them. */
    public AthenaClients athenaClients() {
        return new AthenaClients(
                client(AthenaClient.builder(), aws.athenaEndpoint()),
                client(GlueClient.builder(), aws.glueEndpoint()),
                client(S3Client.builder(), aws.s3Endpoint()));
    }

    /** Another client of the catalog. */
    public LakeCatalog catalog() {
        return new LakeCatalog(
                client(GlueClient.builder(), aws.glueEndpoint()),
                client(AthenaClient.builder(), aws.athenaEndpoint()),
                client(S3Client.builder(), aws.s3Endpoint()));
    }

    /** A client of the stack. */
    public <C> C client(AwsClientBuilder<?, C> builder, URI endpoint) {
        return builder.endpointOverride(endpoint)
                .region(Region.of(aws.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(aws.accessKeyId(), aws.secretAccessKey())))
                .build();
    }

    @Override
    public void close() throws IOException {
        if (landing != null) {
            landing.close();
        }
        hot.close();
        cold.close();
        aws.close();
    }

    /** Starts the lake for the first test class that asks, and closes it after the last. */
    public static final class Shared implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == TestLake.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            // Not of the run: a build in several JVMs makes a run of each class.
            return context.getStore(
                            ExtensionContext.StoreScope.LAUNCHER_SESSION,
                            ExtensionContext.Namespace.create(TestLake.class))
                    .getOrComputeIfAbsent(TestLake.class, type -> start());
        }

        private static TestLake start() {
            try {
                return new TestLake();
            } catch (IOException e) {
                throw new AssertionError("The test lake does not start", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }
}
