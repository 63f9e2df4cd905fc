package io.github.calllake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.lake.CommitLog;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.lake.ShardProgress;
import io.github.calllake.local.LocalAws;
import io.github.calllake.simulate.CallSimulator;
import io.github.calllake.simulate.SimulatedRecord;
import io.github.calllake.simulate.SimulatorSettings;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.KplRecords;
import io.github.calllake.stream.ReadPace;
import io.github.calllake.stream.SequenceNumbers;
import io.github.calllake.stream.ShardBatch;
import io.github.calllake.stream.ShardPosition;
import io.github.calllake.stream.ShardReader;
import io.github.calllake.stream.StreamShard;
import io.github.calllake.stream.StreamWriter;
import io.github.calllake.stream.StreamWriter.NewRecord;
import io.github.calllake.stream.StreamWriter.Placed;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * By hand: workers of one fleet or more on one stream, in processes of their own, killed at random moments while records come
 * and shards split and merge. In the end the lake is held against the stream, record for record. Arguments: fleets, workers
 * a fleet, kills, seed.
 */
final class FleetCrash {

    private static final String STREAM = "crash";
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final int fleets;
    private final int workers;
    private final int kills;
    private final Random random;
    private final LocalAws aws = LocalAws.startTemporary();
    private final LakeLayout layout = LakeLayout.inBucket("crash-lake");
    private final KinesisClient kinesis = client(KinesisClient.builder(), aws.kinesisEndpoint());
    private final S3Client s3 = client(S3Client.builder(), aws.s3Endpoint());
    private final LakeStore store = new LakeStore(s3, layout.bucket());
    private final StreamWriter writer = new StreamWriter(kinesis, STREAM);
    private final Iterator<SimulatedRecord> calls;
    private final Process[] processes;
    private final Path logs = Files.createTempDirectory("fleet-crash");
    private long put;

    private FleetCrash(int fleets, int workers, int kills, long seed) throws IOException {
        this.fleets = fleets;
        this.workers = workers;
        this.kills = kills;
        this.random = new Random(seed);
        this.processes = new Process[fleets * workers];
        calls = new CallSimulator(SimulatorSettings.builder()
                        .calls(2_000)
                        .seed(seed)
                        .start(Instant.now().minus(Duration.ofHours(3)))
                        .malformedChance(0.02)
                        .build())
                .iterator();
    }

    public static void main(String[] arguments) throws Exception {
        int[] numbers = Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        FleetCrash crash = new FleetCrash(numbers[0], numbers[1], numbers[2], numbers[3]);
        crash.run();
        System.exit(0);
    }

    private <C> C client(AwsClientBuilder<?, C> builder, URI endpoint) {
        return builder.endpointOverride(endpoint)
                .region(Region.of(aws.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(aws.accessKeyId(), aws.secretAccessKey())))
                .build();
    }

    private void run() throws Exception {
        writer.createIfAbsent(4);
        store.createBucketIfAbsent();
        for (int fleet = 0; fleet < fleets; fleet++) {
            aws.seedLeases("fleet-" + fleet, STREAM);
        }
        for (int worker = 0; worker < processes.length; worker++) {
            start(worker);
        }
        awaitArchived(put(200));
        List<Long> recoveries = new ArrayList<>();
        for (int kill = 1; kill <= kills; kill++) {
            for (int puts = random.nextInt(20); puts >= 0; puts--) {
                put(50);
                Thread.sleep(random.nextInt(150));
            }
            int victim = random.nextInt(processes.length);
            processes[victim].destroyForcibly().waitFor();
            long killed = System.nanoTime();
            if (kill % 3 == 0) {
                reshard();
            }
            Map<String, String> last = put(100);
            Thread.sleep(random.nextInt(3_000));
            start(victim);
            awaitArchived(last);
            recoveries.add((System.nanoTime() - killed) / 1_000_000);
            System.out.println("kill " + kill + ": worker " + victim + ", all archived after "
                    + recoveries.get(recoveries.size() - 1) + " ms");
        }
        awaitArchived(put(100));
        for (Process process : processes) {
            process.destroy();
        }
        for (Process process : processes) {
            process.waitFor();
        }
        compare();
        recoveries.sort(null);
        System.out.println("recovery: median " + recoveries.get(recoveries.size() / 2) + " ms, most "
                + recoveries.get(recoveries.size() - 1) + " ms; logs in " + logs);
        kinesis.close();
        s3.close();
        aws.close();
    }

    private void start(int worker) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "archive",
                "--stream",
                STREAM,
                "--bucket",
                layout.address(),
                "--fleet",
                "fleet-" + worker / workers,
                "--failover",
                "1s",
                "--roll-interval",
                "300ms");
        Map<String, String> environment = builder.environment();
        environment.put("AWS_ENDPOINT_URL_KINESIS", aws.kinesisEndpoint().toString());
        environment.put("AWS_ENDPOINT_URL_S3", aws.s3Endpoint().toString());
        environment.put("AWS_ENDPOINT_URL_DYNAMODB", aws.dynamoDbEndpoint().toString());
        environment.put("AWS_ACCESS_KEY_ID", aws.accessKeyId());
        environment.put("AWS_SECRET_ACCESS_KEY", aws.secretAccessKey());
        environment.put("AWS_REGION", aws.region());
        processes[worker] = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        logs.resolve("worker-" + worker).toFile()))
                .start();
    }

    /** Some as aggregates; the last sequence number of each shard that got one. */
    private Map<String, String> put(int count) {
        List<NewRecord> records = new ArrayList<>();
        for (int n = 0; n < count && calls.hasNext(); n++) {
            SimulatedRecord call = calls.next();
            if (n % 10 == 0 && calls.hasNext()) {
                byte[] packed = KplRecords.aggregate(
                        call.partitionKey(), List.of(call.data(), calls.next().data()));
                records.add(new NewRecord(call.partitionKey(), packed));
            } else {
                records.add(new NewRecord(call.partitionKey(), call.data()));
            }
        }
        put += records.size();
        Map<String, String> last = new TreeMap<>();
        for (Placed placed : writer.put(records)) {
            last.merge(
                    placed.shardId(),
                    placed.sequenceNumber(),
                    (one, other) -> SequenceNumbers.isAfter(one, other) ? one : other);
        }
        return last;
    }

    private void reshard() throws InterruptedException {
        List<Shard> open = kinesis.listShards(request -> request.streamName(STREAM)).shards().stream()
                .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                .sorted((one, other) -> start(one).compareTo(start(other)))
                .toList();
        if (open.size() > 4) {
            kinesis.mergeShards(request -> request.streamName(STREAM)
                    .shardToMerge(open.get(0).shardId())
                    .adjacentShardToMerge(open.get(1).shardId()));
        } else {
            Shard shard = open.get(random.nextInt(open.size()));
            BigInteger middle = start(shard)
                    .add(new BigInteger(shard.hashKeyRange().endingHashKey()))
                    .shiftRight(1);
            kinesis.splitShard(request ->
                    request.streamName(STREAM).shardToSplit(shard.shardId()).newStartingHashKey(middle.toString()));
        }
        while (!kinesis.describeStreamSummary(request -> request.streamName(STREAM))
                .streamDescriptionSummary()
                .streamStatusAsString()
                .equals("ACTIVE")) {
            Thread.sleep(20);
        }
    }

    private static BigInteger start(Shard shard) {
        return new BigInteger(shard.hashKeyRange().startingHashKey());
    }

    private void awaitArchived(Map<String, String> last) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Map<String, String> waiting = new TreeMap<>(last);
        while (!waiting.isEmpty()) {
            for (ShardProgress shard : CommitLog.progressOfAllShards(store, layout, STREAM)) {
                String wanted = waiting.get(shard.shard());
                if (wanted != null
                        && shard.last().isPresent()
                        && !SequenceNumbers.isAfter(wanted, shard.last().get())) {
                    waiting.remove(shard.shard());
                }
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("Not archived in " + PATIENCE + ": " + waiting + "; logs in " + logs);
            }
            Thread.sleep(30);
        }
    }

    private void compare() throws Exception {
        Set<String> stream = new HashSet<>();
        try (DirectStream source = new DirectStream(kinesis, STREAM, new ReadPace(Duration.ZERO, Duration.ZERO))) {
            for (StreamShard shard : source.shards()) {
                ShardReader reader = source.reader(shard.id(), ShardPosition.trimHorizon());
                ShardBatch batch;
                do {
                    batch = reader.next();
                    batch.records()
                            .forEach(record -> stream.add(
                                    shard.id() + "/" + record.sequenceNumber() + "/" + record.subsequenceNumber()));
                } while (!batch.atTip() && batch.ended().isEmpty());
            }
        }
        Map<String, Integer> lake = new HashMap<>();
        Path root = aws.s3Directory().resolve(layout.bucket()).resolve(layout.prefix());
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT shard_id || '/' || sequence_number || '/' || subsequence_number FROM read_parquet('"
                                + root
                                + "/serviceType=*/**/*.parquet', union_by_name = true, hive_partitioning = false)")) {
            while (rows.next()) {
                lake.merge(rows.getString(1), 1, Integer::sum);
            }
        }
        int failed = 0;
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".ndjson")).toList()) {
                for (String line : Files.readAllLines(file, UTF_8)) {
                    JsonNode json = new ObjectMapper().readTree(line);
                    lake.merge(
                            json.get("shardId").asText() + "/"
                                    + json.get("sequenceNumber").asText() + "/"
                                    + json.path("subSequenceNumber").asLong(),
                            1,
                            Integer::sum);
                    failed++;
                }
            }
        }
        long missing = stream.stream().filter(id -> !lake.containsKey(id)).count();
        long doubled = lake.values().stream().filter(times -> times > 1).count();
        long unknown = lake.keySet().stream().filter(id -> !stream.contains(id)).count();
        System.out.println("fleets " + fleets + " x " + workers + " workers, " + kills + " kills, "
                + kinesis.listShards(request -> request.streamName(STREAM))
                        .shards()
                        .size() + " shards: " + put
                + " puts, " + stream.size() + " records in the stream, " + lake.size() + " in the lake (" + failed
                + " failed events): " + missing + " missing, " + doubled + " doubled, " + unknown + " unknown");
    }
}
