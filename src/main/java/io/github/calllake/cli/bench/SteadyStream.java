package io.github.calllake.cli.bench;

import io.github.calllake.archive.Archiver;
import io.github.calllake.archive.ArchiverSettings;
import io.github.calllake.archive.CallAnalyticsDecoder;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.schema.EventTables;
import io.github.calllake.simulate.CallSimulator;
import io.github.calllake.simulate.SimulatedRecord;
import io.github.calllake.simulate.SimulatorSettings;
import io.github.calllake.stream.ShardBatch;
import io.github.calllake.stream.ShardConsumer;
import io.github.calllake.stream.StreamDescription;
import io.github.calllake.stream.StreamRecord;
import io.github.calllake.stream.StreamShard;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Simulated calls at one rate, dealt out to shards by partition key and archived as they arrive, by a clock that goes with
 * them.
 */
final class SteadyStream {

    /** Until about as many calls end as start. */
    private static final Duration RAMP = Duration.ofMinutes(10);
    /** About. */
    private static final long EVENTS_OF_A_CALL = 200;
    /** As often as a reader of few shards reads each. */
    private static final Duration READ = Duration.ofSeconds(1);

    private final List<Shard> shards;
    private Instant now = Instant.EPOCH;

    SteadyStream(LakeStore store, LakeLayout layout, ArchiverSettings settings, int count) {
        InstantSource moving = () -> now;
        Clock clock = moving.withZone(ZoneOffset.UTC);
        ShardConsumer.Factory consumers =
                Archiver.consumers(store, layout, EventTables::of, new CallAnalyticsDecoder(), settings, clock);
        StreamDescription stream = new StreamDescription("bench", Instant.EPOCH, Duration.ofDays(1), count);
        this.shards = IntStream.range(0, count)
                .mapToObj(number -> new Shard(consumers, stream, number))
                .toList();
    }

    void archive(Instant start, Duration length, int rate) {
        now = start;
        shards.forEach(shard -> shard.consumer.start());
        Instant nextRead = start.plus(READ);
        long number = 0;
        for (SimulatedRecord record : calls(start.minus(RAMP), rate)) {
            if (!record.arrivalTime().isBefore(start.plus(length))) {
                break;
            }
            while (record.arrivalTime().isAfter(nextRead)) {
                now = nextRead;
                shards.forEach(Shard::read);
                nextRead = nextRead.plus(READ);
            }
            if (!record.arrivalTime().isBefore(start)) {
                int shard = Math.floorMod(record.partitionKey().hashCode(), shards.size());
                shards.get(shard).take(record, number++);
            }
        }
        now = start.plus(length);
        shards.forEach(Shard::end);
    }

    private static CallSimulator calls(Instant start, int rate) {
        return new CallSimulator(SimulatorSettings.builder()
                .calls(Long.MAX_VALUE >> 1)
                .start(start)
                .meanBetweenCalls(Duration.ofMillis(1_000 * EVENTS_OF_A_CALL / rate))
                .build());
    }

    private static final class Shard {

        private final String id;
        private final ShardConsumer consumer;
        private final List<StreamRecord> arrived = new ArrayList<>();

        Shard(ShardConsumer.Factory consumers, StreamDescription stream, int number) {
            this.id = "shardId-" + "0".repeat(9) + (100 + number);
            this.consumer = consumers.consumerOf(new StreamShard(id, List.of()), stream);
        }

        void take(SimulatedRecord record, long number) {
            Instant arrival = Instant.ofEpochMilli(record.arrivalTime().toEpochMilli());
            arrived.add(new StreamRecord(id, BenchInput.sequenceNumber(number), 0, arrival, "", record.data()));
        }

        void read() {
            accept(Optional.empty());
        }

        void end() {
            accept(Optional.of(new ShardBatch.Ended(List.of())));
        }

        private void accept(Optional<ShardBatch.Ended> end) {
            consumer.accept(new ShardBatch(arrived, 0, Optional.empty(), Optional.empty(), end));
            arrived.clear();
        }
    }
}
