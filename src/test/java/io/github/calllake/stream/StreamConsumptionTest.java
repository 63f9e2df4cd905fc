package io.github.calllake.stream;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.calllake.local.kinesis.KinesisSettings;
import io.github.calllake.local.kinesis.LocalKinesis;
import io.github.calllake.stream.StreamWriter.NewRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

class StreamConsumptionTest {

    private static final String SHARD = "shardId-000000000000";
    private static final ReadPace FAST = new ReadPace(Duration.ZERO, Duration.ofMillis(5));

    private final Logger logger = (Logger) LoggerFactory.getLogger(DirectConsumption.class);
    private final LocalKinesis server;
    private final KinesisClient kinesis;

    StreamConsumptionTest(@TempDir Path directory) throws IOException {
        server = LocalKinesis.start(directory, KinesisSettings.UNLIMITED);
        kinesis = KinesisClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build();
        StreamWriter writer = new StreamWriter(kinesis, "calls");
        writer.createIfAbsent(1);
        writer.put(List.of(new NewRecord("key", "record".getBytes(StandardCharsets.UTF_8))));
        // The failures here are made, and logged as they should be.
        logger.setLevel(Level.OFF);
    }

    @AfterEach
    void close() throws IOException {
        logger.setLevel(null);
        kinesis.close();
        server.close();
    }

    @Test
    void a_shard_whose_consumer_fails_is_taken_up_by_a_new_one_and_shows_until_that_one_is_durable() throws Exception {
        AtomicInteger consumers = new AtomicInteger();
        CountDownLatch accepted = new CountDownLatch(1);
        CountDownLatch mayBeDurable = new CountDownLatch(1);
        DirectStream stream = new DirectStream(kinesis, "calls", FAST);
        try (StreamConsumption consumption = stream.consume((shard, of) -> {
            boolean fails = consumers.incrementAndGet() == 1;
            return new Consumer(fails, accepted, mayBeDurable);
        })) {
            assertThat(accepted.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(consumption.failing()).isEqualTo(Map.of(SHARD, "No disk"));
            mayBeDurable.countDown();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!consumption.failing().isEmpty() && System.nanoTime() < end) {
                Thread.sleep(5);
            }

            assertThat(consumption.failing()).isEmpty();
            assertThat(consumers).hasValue(2);
            assertThat(consumption.unfinished()).containsExactly(SHARD);
        }
    }

    @Test
    void a_graceful_stop_stops_the_consumers() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch accepted = new CountDownLatch(1);
        DirectStream stream = new DirectStream(kinesis, "calls", FAST);
        try (StreamConsumption consumption =
                stream.consume((shard, of) -> new Consumer(false, accepted, new CountDownLatch(0)) {
                    @Override
                    public void stop() {
                        stopped.countDown();
                    }
                })) {
            assertThat(accepted.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(consumption.failing()).isEmpty();
        }
        assertThat(stopped.getCount()).isZero();
    }

    @Test
    void an_error_ends_the_reading_of_all_shards_and_says_so() throws Exception {
        DirectStream stream = new DirectStream(kinesis, "calls", FAST);
        try (StreamConsumption consumption =
                stream.consume((shard, of) -> new Consumer(false, new CountDownLatch(1), new CountDownLatch(0)) {
                    @Override
                    public void accept(ShardBatch batch) {
                        throw new OutOfMemoryError("made by the test");
                    }
                })) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (consumption.status().error().isEmpty() && System.nanoTime() < end) {
                Thread.sleep(5);
            }

            assertThat(consumption.status().error()).containsInstanceOf(OutOfMemoryError.class);
            assertThat(consumption.failing()).isEqualTo(Map.of(SHARD, "java.lang.OutOfMemoryError: made by the test"));
        }
    }

    @Test
    void consumers_of_many_shards_hold_no_more_than_the_budget_and_a_record_above_it_passes() throws Exception {
        int shards = 8;
        StreamWriter writer = new StreamWriter(kinesis, "many");
        writer.createIfAbsent(shards);
        byte[] data = new byte[100_000];
        List<String> put =
                writer
                        .put(IntStream.range(0, 40)
                                .mapToObj(n -> new NewRecord("key-" + n, data))
                                .toList())
                        .stream()
                        .map(StreamWriter.Placed::sequenceNumber)
                        .toList();
        // Less than one record: then one consumer at a time is given any.
        ReadBudget budget = ReadBudget.ofBytes(1_000);
        Set<String> got = ConcurrentHashMap.newKeySet();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        DirectStream stream = new DirectStream(kinesis, "many", FAST, budget);
        try (StreamConsumption consumption =
                stream.consume((shard, of) -> new Consumer(false, new CountDownLatch(0), new CountDownLatch(0)) {
                    @Override
                    public void accept(ShardBatch batch) {
                        if (!batch.records().isEmpty()) {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            batch.records().forEach(record -> got.add(record.sequenceNumber()));
                            inside.decrementAndGet();
                        }
                    }
                })) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (got.size() < put.size() && System.nanoTime() < end) {
                Thread.sleep(5);
            }
            assertThat(consumption.failing()).isEmpty();
        }

        assertThat(got).containsExactlyInAnyOrderElementsOf(put);
        assertThat(most).hasValue(1);
        assertThat(budget.taken()).isZero();
    }

    private static class Consumer implements ShardConsumer {

        private final boolean fails;
        private final CountDownLatch accepted;
        private final CountDownLatch mayBeDurable;

        Consumer(boolean fails, CountDownLatch accepted, CountDownLatch mayBeDurable) {
            this.fails = fails;
            this.accepted = accepted;
            this.mayBeDurable = mayBeDurable;
        }

        @Override
        public Optional<ShardPosition> start() {
            return Optional.of(ShardPosition.trimHorizon());
        }

        @Override
        public void accept(ShardBatch batch) {
            if (fails) {
                throw new IllegalStateException("No disk");
            }
            accepted.countDown();
        }

        @Override
        public boolean hasMadeDurable() {
            return mayBeDurable.getCount() == 0;
        }

        @Override
        public Optional<String> durableThrough() {
            return Optional.empty();
        }

        @Override
        public void stop() {
            // Nothing is held.
        }

        @Override
        public void leave() {
            // Nothing is held.
        }
    }
}
