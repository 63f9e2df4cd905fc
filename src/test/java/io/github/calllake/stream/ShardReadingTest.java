package io.github.calllake.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

class ShardReadingTest {

    private static final StreamDescription STREAM =
            new StreamDescription("calls", Instant.EPOCH, Duration.ofHours(24), 1);

    @Test
    void a_consumer_that_failed_leaves_the_shard_too_when_another_worker_takes_it() {
        AtomicInteger left = new AtomicInteger();
        try (KinesisClient nobodyThere = KinesisClient.builder()
                        .endpointOverride(URI.create("http://127.0.0.1:1"))
                        .region(Region.US_EAST_1)
                        .credentialsProvider(AnonymousCredentialsProvider.create())
                        .build();
                DirectStream stream = new DirectStream(nobodyThere, "calls", ReadPace.DEFAULT)) {
            ShardReading reading = new ShardReading(
                    stream,
                    new StreamShard("shard", List.of()),
                    (shard, of) -> new Failing(left),
                    new StopSignal(),
                    new ReadMonitor());

            assertThatThrownBy(() -> reading.takeUp(STREAM)).hasMessage("No disk");
            assertThat(reading.failed()).isPositive();
            assertThat(reading.isTakenUp()).isFalse();
            reading.leave();
            reading.leave();

            assertThat(left).hasValue(1);
        }
    }

    private record Failing(AtomicInteger left) implements ShardConsumer {

        @Override
        public Optional<ShardPosition> start() {
            throw new IllegalStateException("No disk");
        }

        @Override
        public void accept(ShardBatch batch) {
            throw new AssertionError("It has not started");
        }

        @Override
        public boolean hasMadeDurable() {
            return false;
        }

        @Override
        public Optional<String> durableThrough() {
            return Optional.empty();
        }

        @Override
        public void stop() {
            throw new AssertionError("It has not started");
        }

        @Override
        public void leave() {
            left.incrementAndGet();
        }
    }
}
