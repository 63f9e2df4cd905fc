package io.github.calllake.archive;

import io.github.calllake.archive.RecordDecoder.Decoded;
import io.github.calllake.event.DetailType;
import io.github.calllake.lake.ArchivedStream;
import io.github.calllake.lake.EventFileWriter;
import io.github.calllake.lake.FileCompression;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.local.LocalAws;
import io.github.calllake.local.kinesis.KinesisSettings;
import io.github.calllake.schema.ColumnSource;
import io.github.calllake.schema.ColumnType;
import io.github.calllake.schema.ColumnType.Scalar;
import io.github.calllake.schema.EventRow;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTable.Column;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.ReadPace;
import io.github.calllake.stream.StreamRecord;
import io.github.calllake.stream.StreamSource;
import io.github.calllake.stream.StreamWriter;
import io.github.calllake.stream.StreamWriter.NewRecord;
import io.github.calllake.stream.StreamWriter.Placed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * A stream and a lake of one test, on a local stack that the tests of a class share. A record's text is
 * {@code <detail type>,<event time>,<id>}, or anything else for one that no decoder reads.
 */
final class TestLake implements AutoCloseable {

    static final ReadPace FAST = new ReadPace(Duration.ZERO, Duration.ofMillis(5));
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final Clock CLOCK = Clock.systemUTC();

    final LakeLayout layout;
    final LakeStore store;
    final KinesisClient kinesis;
    final StreamWriter writer;
    final DirectStream stream;
    private final S3Client s3;
    private final LocalAws aws;
    private final Connection duckdb;

    TestLake(LocalAws aws, String name, int shards, ExecutionInterceptor... interceptors) {
        this(
                aws,
                name,
                shards,
                builder -> builder.overrideConfiguration(
                        configuration -> List.of(interceptors).forEach(configuration::addExecutionInterceptor)));
    }

    /** With a client of S3 that differs from others. */
    TestLake(LocalAws aws, String name, int shards, Consumer<S3ClientBuilder> differences) {
        this.aws = aws;
        // Its readers look every few milliseconds, which AWS would not have.
        aws.kinesis().use(KinesisSettings.UNLIMITED);
        duckdb = openDuckDb();
        StaticCredentialsProvider credentials =
                StaticCredentialsProvider.create(AwsBasicCredentials.create(aws.accessKeyId(), aws.secretAccessKey()));
        S3ClientBuilder builder = S3Client.builder()
                .endpointOverride(aws.s3Endpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(credentials);
        differences.accept(builder);
        s3 = builder.build();
        kinesis = KinesisClient.builder()
                .endpointOverride(aws.kinesisEndpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(credentials)
                .build();
        layout = LakeLayout.inBucket(name);
        store = new LakeStore(s3, name);
        store.createBucketIfAbsent();
        writer = new StreamWriter(kinesis, name);
        writer.createIfAbsent(shards);
        stream = new DirectStream(kinesis, name, FAST);
    }

    static EventTable table(DetailType type) {
        return new EventTable(
                type,
                type.text().toLowerCase(java.util.Locale.ROOT),
                List.of(
                        column("id", Scalar.STRING),
                        column("event_time", Scalar.TIMESTAMP),
                        column("sequence_number", Scalar.STRING)));
    }

    private static Column column(String name, ColumnType type) {
        // Where values come from is the mapper's business, which no test here asks.
        return new Column(name, type, ColumnSource.Delivery.UNMAPPED);
    }

    static Decoded decode(StreamRecord record) {
        String[] parts = new String(record.data(), StandardCharsets.UTF_8).split(",", -1);
        if (parts.length != 3) {
            return new Decoded.Failed("Test.NotThreeParts", "It has " + parts.length + " parts");
        }
        DetailType type = DetailType.fromText(parts[0]).orElseThrow();
        Instant time = Instant.parse(parts[1]);
        return new Decoded.Row(new EventRow(type, time, List.of(parts[2], time, record.sequenceNumber())));
    }

    static String event(DetailType type, Instant time, String id) {
        return type.text() + "," + time + "," + id;
    }

    /** Puts the texts, each under itself as partition key; the highest sequence number of each shard that got one. */
    Map<String, String> put(List<String> texts) {
        List<NewRecord> records = texts.stream()
                .map(text -> new NewRecord(text, text.getBytes(StandardCharsets.UTF_8)))
                .toList();
        Map<String, String> last = new TreeMap<>();
        for (Placed placed : writer.put(records)) {
            last.merge(
                    placed.shardId(), placed.sequenceNumber(), (one, other) -> one.compareTo(other) > 0 ? one : other);
        }
        return last;
    }

    Archiver archiver(ArchiverSettings settings) {
        return archiver(stream, settings);
    }

    Archiver archiver(StreamSource source, ArchiverSettings settings) {
        return Archiver.start(source, store, layout, TestLake::table, TestLake::decode, settings, CLOCK);
    }

    static ArchiverSettings settings(long maxBytes, Duration maxAge) {
        return new ArchiverSettings(
                new RollPolicy(maxBytes, maxAge),
                1 << 20,
                Duration.ZERO,
                FileCompression.ZSTD,
                Path.of(System.getProperty("java.io.tmpdir")),
                StreamRange.ALL);
    }

    ShardTools tools(String prefix, ArchiverSettings settings, RecordDecoder decoder) {
        return tools(prefix, settings, decoder, CommitStep.Observer.NONE, CLOCK);
    }

    ShardTools tools(
            String prefix,
            ArchiverSettings settings,
            RecordDecoder decoder,
            CommitStep.Observer observer,
            Clock clock) {
        LakeLayout at = new LakeLayout(layout.bucket(), prefix);
        ArchiverState state = new ArchiverState();
        ArchivedStream archived =
                new ArchivedStream(stream.name(), stream.description().created());
        return new ShardTools(
                archived,
                store,
                at,
                new CutFiles(
                        at,
                        archived,
                        TestLake::table,
                        new EventFileWriter(settings.compression()),
                        settings.spoolDirectory()),
                decoder,
                settings,
                state,
                new GapReport(store, at, archived, state, () -> Duration.ofHours(24), clock),
                observer,
                clock);
    }

    /** The ids of all rows below a prefix, sorted; one that is there twice is here twice. */
    List<String> ids(String prefix) {
        Path root = aws.s3Directory().resolve(layout.bucket()).resolve(prefix);
        if (files(root, ".parquet").isEmpty()) {
            return List.of();
        }
        List<String> ids = new ArrayList<>();
        try (Statement statement = duckdb.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM read_parquet('" + root
                        + "/**/*.parquet', union_by_name = true, hive_partitioning = false) ORDER BY id")) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return ids;
    }

    List<String> ids() {
        return ids(layout.prefix());
    }

    /** Puts an object where S3 has its files, without asking S3. */
    void placeFile(String key, String content) {
        try {
            Files.writeString(aws.s3Directory().resolve(layout.bucket()).resolve(key), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many failed events the lake's files have, read without S3. */
    long failedLines() throws IOException {
        long lines = 0;
        for (Path file : files(aws.s3Directory().resolve(layout.bucket()).resolve(layout.prefix()), ".ndjson")) {
            lines += Files.readAllLines(file).size();
        }
        return lines;
    }

    /** The keys in the bucket that begin with a prefix. */
    List<String> keys(String prefix) {
        return store.list(prefix, "");
    }

    private static Connection openDuckDb() {
        try {
            return DriverManager.getConnection("jdbc:duckdb:");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> files(Path root, String ending) {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> path.toString().endsWith(ending)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        s3.close();
        kinesis.close();
        try {
            duckdb.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
