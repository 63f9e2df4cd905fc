package io.github.calllake.operations;

import io.github.calllake.TestLake;
import io.github.calllake.engine.HotTierMigrations;
import io.github.calllake.engine.HotTierTopology;
import io.github.calllake.engine.RedshiftSession;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.lake.ArchivedStream;
import io.github.calllake.lake.CommitLog;
import io.github.calllake.lake.Cut;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.lake.ShardProgress;
import io.github.calllake.lake.ShardProgress.State;
import io.github.calllake.simulate.CallSimulator;
import io.github.calllake.simulate.SimulatedRecord;
import io.github.calllake.simulate.SimulatorSettings;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.ReadPace;
import io.github.calllake.stream.SequenceNumbers;
import io.github.calllake.stream.StreamWriter;
import io.github.calllake.stream.StreamWriter.NewRecord;
import io.github.calllake.stream.StreamWriter.Placed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;

/** A stream, a hot tier in a schema of its own and a bucket, all of one name, on the shared local stack. */
final class TestHotTier implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int SHARDS = 2;

    final HotTier hotTier;
    final KinesisClient kinesis;
    final DirectStream stream;
    final StreamWriter writer;
    final LakeStore store;
    final Lake lake;
    private final S3Client s3;

    TestHotTier(TestLake shared, String name) {
        this(shared, name, HotTierTopology.PER_DETAIL_TYPE);
    }

    TestHotTier(TestLake shared, String name, HotTierTopology topology) {
        RedshiftSettings redshift = new RedshiftSettings(
                shared.aws().redshiftJdbcUrl(),
                shared.aws().redshiftUser(),
                shared.aws().redshiftPassword(),
                name,
                2,
                Duration.ofMinutes(1));
        HotTier usual = HotTier.of(redshift, name);
        hotTier = new HotTier(redshift, usual.kinesisSchema(), name, usual.iamRole(), usual.region(), topology);
        kinesis = shared.client(KinesisClient.builder(), shared.aws().kinesisEndpoint());
        s3 = shared.client(S3Client.builder(), shared.aws().s3Endpoint());
        writer = new StreamWriter(kinesis, name);
        stream = new DirectStream(kinesis, name, ReadPace.DEFAULT);
        String bucket = name.replace('_', '-');
        store = new LakeStore(s3, bucket);
        lake = new Lake(store, LakeLayout.inBucket(bucket));
        writer.createIfAbsent(SHARDS);
        store.createBucketIfAbsent();
        HotTierMigrations.migrate(redshift, hotTier.settings());
    }

    /** Puts simulated calls; none of them malformed. */
    List<Placed> putCalls(int calls, long seed) {
        List<SimulatedRecord> records = new CallSimulator(SimulatorSettings.builder()
                        .calls(calls)
                        .seed(seed)
                        .start(Instant.now().minus(Duration.ofMinutes(30)))
                        .meanCallLength(Duration.ofSeconds(20))
                        .build())
                .records()
                .toList();
        return writer.put(IntStream.range(0, records.size())
                .mapToObj(i -> new NewRecord("key" + i, records.get(i).data()))
                .toList());
    }

    List<Placed> putNoJson(int records) {
        return writer.put(IntStream.range(0, records)
                .mapToObj(i -> new NewRecord("key" + i, "no json".getBytes(StandardCharsets.UTF_8)))
                .toList());
    }

    /** Waits until the streaming views have the records. */
    void awaitRows(List<Placed> records) throws InterruptedException {
        List<String> wanted = records.stream().map(Placed::sequenceNumber).toList();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!new HashSet<>(sequenceNumbers()).containsAll(wanted)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not all of " + wanted.size() + " records are rows after " + PATIENCE);
            }
            Thread.sleep(50);
        }
    }

    /** The sequence numbers of all rows in all streaming views. */
    List<String> sequenceNumbers() {
        try (RedshiftSession session = RedshiftSession.open(hotTier.redshift())) {
            List<String> all = new ArrayList<>();
            for (StreamingView view : new HotTierCatalog(session, hotTier).streamingViews()) {
                session.rows("SELECT sequence_number FROM " + view.sql())
                        .forEach(row -> all.add(row.text("sequence_number").orElseThrow()));
            }
            return all;
        }
    }

    void sql(String statement) {
        try (RedshiftSession session = RedshiftSession.open(hotTier.redshift())) {
            session.execute(statement);
        }
    }

    /** Has the lake's log say that some records are archived, as one cut a shard. The last arrival is the watermark. */
    void sayArchived(Lake where, List<Placed> records, Optional<Instant> watermark) {
        Map<String, List<String>> byShard = new TreeMap<>(records.stream()
                .collect(Collectors.groupingBy(
                        Placed::shardId, Collectors.mapping(Placed::sequenceNumber, Collectors.toList()))));
        ArchivedStream archived =
                new ArchivedStream(hotTier.stream(), stream.description().created());
        byShard.forEach((shard, numbers) -> {
            numbers.sort(SequenceNumbers.ORDER);
            CommitLog log = new CommitLog(where.store(), where.layout(), archived, shard);
            long number = log.tail(0).map(Cut::number).orElse(0L) + 1;
            String last = numbers.get(numbers.size() - 1);
            log.append(new Cut(
                    number,
                    log.tail(0).map(Cut::last),
                    numbers.get(0),
                    last,
                    numbers.size(),
                    List.of(),
                    List.of(),
                    "a test",
                    1,
                    Instant.now()));
            log.writeProgress(new ShardProgress(shard, number, Optional.of(last), watermark, State.OPEN, List.of()));
        });
    }

    /** When the stream was made, as the lake writes it. */
    String stamp() {
        return new ArchivedStream(hotTier.stream(), stream.description().created()).stamp();
    }

    /** A lake of its own in the same bucket. */
    Lake lakeAt(String prefix) {
        return new Lake(store, new LakeLayout(store.bucket(), prefix));
    }

    @Override
    public void close() {
        kinesis.close();
        s3.close();
    }
}
