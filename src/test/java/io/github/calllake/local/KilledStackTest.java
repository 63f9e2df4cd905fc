package io.github.calllake.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * A stack that is killed at any moment, with records coming in and views taking them, loses and doubles nothing. {@code -Dstack.kills=20} kills it
 * more often than the build has time for.
 */
class KilledStackTest {

    private static final int KILLS = Integer.getInteger("stack.kills", 2);
    private static final List<String> VIEWS = List.of("one", "two", "three");
    private static final int SHARDS = 3;

    private final Set<Integer> answered = ConcurrentHashMap.newKeySet();
    private final AtomicInteger next = new AtomicInteger();
    private final Random random = new Random();

    /** The child JVM, and how to reach what it runs. */
    private record Stack(Process process, URI kinesis, String jdbcUrl, String user, String password)
            implements AutoCloseable {

        static Stack start(Path directory) throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            LocalAwsProcess.class.getName(),
                            directory.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            // The rest of its output goes nowhere; there is little of it.
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String[] words = out.lines()
                    .filter(line -> line.startsWith("stack "))
                    .findFirst()
                    .orElseThrow(() -> new IOException("the stack does not start"))
                    .split(" ");
            return new Stack(process, URI.create(words[1]), words[2], words[3], words[4]);
        }

        Connection connect() throws SQLException {
            return DriverManager.getConnection(jdbcUrl + "&enableFetchRingBuffer=false", user, password);
        }

        KinesisClient client() {
            return KinesisClient.builder()
                    .endpointOverride(kinesis)
                    .region(Region.US_EAST_1)
                    .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                    .httpClientBuilder(ApacheHttpClient.builder())
                    .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
                    .build();
        }

        /** As {@code kill -9} does; what the JVM started ends by itself, and the next start waits for it. */
        @Override
        public void close() {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    @Test
    @Timeout(1200)
    void nothing_is_lost_or_doubled_when_the_stack_is_killed_at_any_moment(@TempDir Path directory) throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            try (Stack stack = Stack.start(directory)) {
                if (kill == 0) {
                    create(stack);
                }
                putUntilKilled(stack, Duration.ofMillis(300 + random.nextInt(2_000)));
            }
        }
        try (Stack stack = Stack.start(directory);
                KinesisClient kinesis = stack.client();
                Connection connection = stack.connect()) {
            List<String> records = records(kinesis);
            assertThat(numbers(records)).containsAll(answered);
            assertThat(answered).isNotEmpty();
            for (String view : VIEWS) {
                awaitRows(connection, view, records);
            }
        }
    }

    private static void create(Stack stack) throws SQLException {
        try (KinesisClient kinesis = stack.client();
                Connection connection = stack.connect();
                Statement statement = connection.createStatement()) {
            kinesis.createStream(r -> r.streamName("calls").shardCount(SHARDS));
            kinesis.waiter().waitUntilStreamExists(r -> r.streamName("calls"));
            statement.execute("create external schema ext from kinesis iam_role default");
            for (String view : VIEWS) {
                statement.execute(
                        "create materialized view " + view
                                + " auto refresh yes as select shard_id, sequence_number, json_parse(kinesis_data) as p from ext.calls where can_json_parse(kinesis_data)");
            }
        }
    }

    private void putUntilKilled(Stack stack, Duration life) throws InterruptedException {
        AtomicBoolean dead = new AtomicBoolean();
        List<CompletableFuture<Void>> producers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            producers.add(CompletableFuture.runAsync(() -> put(stack, dead)));
        }
        Thread.sleep(life.toMillis());
        stack.close();
        dead.set(true);
        producers.forEach(CompletableFuture::join);
    }

    private void put(Stack stack, AtomicBoolean dead) {
        try (KinesisClient kinesis = stack.client()) {
            while (!dead.get()) {
                int number = next.getAndIncrement();
                try {
                    kinesis.putRecord(r -> r.streamName("calls")
                            .partitionKey("key-" + number)
                            .data(SdkBytes.fromUtf8String("{\"n\":" + number + "}")));
                    answered.add(number);
                } catch (SdkException e) {
                    // Refused, or not answered: it may be in the stream or not.
                    Thread.onSpinWait();
                }
            }
        }
    }

    /** Shard, sequence number and number of all records of the stream. */
    private static List<String> records(KinesisClient kinesis) throws InterruptedException {
        List<String> records = new ArrayList<>();
        for (Shard shard : kinesis.listShards(r -> r.streamName("calls")).shards()) {
            String iterator = kinesis.getShardIterator(r -> r.streamName("calls")
                            .shardId(shard.shardId())
                            .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                    .shardIterator();
            boolean behind = true;
            while (behind) {
                String from = iterator;
                GetRecordsResponse response = getRecords(kinesis, from);
                for (Record record : response.records()) {
                    String data = record.data().asUtf8String();
                    records.add(shard.shardId() + "|" + record.sequenceNumber() + "|"
                            + data.substring(5, data.length() - 1));
                }
                iterator = response.nextShardIterator();
                behind = response.millisBehindLatest() > 0;
            }
        }
        Collections.sort(records);
        return records;
    }

    /** The views read as well, so Kinesis may refuse. */
    private static GetRecordsResponse getRecords(KinesisClient kinesis, String iterator) throws InterruptedException {
        while (true) {
            try {
                return kinesis.getRecords(r -> r.shardIterator(iterator));
            } catch (SdkException e) {
                Thread.sleep(100);
            }
        }
    }

    private static List<Integer> numbers(List<String> records) {
        return records.stream()
                .map(record -> Integer.valueOf(record.substring(record.lastIndexOf('|') + 1)))
                .toList();
    }

    private static void awaitRows(Connection connection, String view, List<String> records) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        List<String> rows = rows(connection, view);
        while (rows.size() < records.size() && System.nanoTime() < end) {
            Thread.sleep(50);
            rows = rows(connection, view);
        }
        assertThat(rows).as(view).isEqualTo(records);
    }

    private static List<String> rows(Connection connection, String view) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "select trim(shard_id) || '|' || sequence_number || '|' || p.n::int::varchar from " + view)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        Collections.sort(rows);
        return rows;
    }
}
