package io.github.calllake.cli.bench;

import io.github.calllake.archive.Archiver;
import io.github.calllake.archive.ArchiverSettings;
import io.github.calllake.archive.CallAnalyticsDecoder;
import io.github.calllake.archive.RollPolicy;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.schema.EventTables;
import io.github.calllake.stream.ShardBatch;
import io.github.calllake.stream.ShardConsumer;
import io.github.calllake.stream.StreamDescription;
import io.github.calllake.stream.StreamRecord;
import io.github.calllake.stream.StreamShard;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The archiver itself, from its shard consumers on, commit log and all; a file stands in for the shards. */
final class ArchiverSide implements BenchSide {

    private static final int BATCH = 1_000;
    private static final StreamDescription STREAM =
            new StreamDescription("bench", Instant.EPOCH, Duration.ofDays(1), 1);

    private final Path input;
    private final LakeStore store;
    private final int threads;
    private final long bytesOfShard;
    private final CallAnalyticsDecoder decoder = new CallAnalyticsDecoder();

    /**
     * One shard a thread.
     *
     * @param bytesOfShard 0 to deal the input out to the shards; else each has the whole input, as often as it takes to have
     *     so many bytes
     */
    ArchiverSide(Path input, LakeStore store, int threads, long bytesOfShard) {
        this.input = input;
        this.store = store;
        this.threads = threads;
        this.bytesOfShard = bytesOfShard;
    }

    @Override
    public void pass(String prefix) throws Exception {
        ShardConsumer.Factory consumers = Archiver.consumers(
                store,
                new LakeLayout(store.bucket(), prefix),
                EventTables::of,
                decoder,
                ArchiverSettings.defaults().withRoll(RollPolicy.DEFAULT),
                Clock.systemUTC());
        if (threads == 1) {
            shard(consumers, 0);
            return;
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Boolean>> shards = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int shard = i;
                shards.add(() -> shard(consumers, shard));
            }
            for (Future<Boolean> done : pool.invokeAll(shards)) {
                done.get();
            }
        } finally {
            pool.shutdown();
        }
    }

    private boolean shard(ShardConsumer.Factory consumers, int shard) throws IOException {
        String id = shard == 0 ? BenchInput.SHARD : BenchInput.SHARD + shard;
        ShardConsumer consumer = consumers.consumerOf(new StreamShard(id, List.of()), STREAM);
        consumer.start();
        long number = 0;
        long bytes = 0;
        do {
            try (InputStream file = Files.newInputStream(input)) {
                Lines lines = new Lines(file);
                List<StreamRecord> batch = new ArrayList<>(BATCH);
                for (byte[] line = lines.next(); line.length > 0; line = lines.next()) {
                    number++;
                    bytes += line.length;
                    if (bytesOfShard > 0 || number / BATCH % threads == shard) {
                        batch.add(new StreamRecord(
                                id, BenchInput.sequenceNumber(number), 0, BenchInput.ARRIVAL, "", line));
                    }
                    if (batch.size() == BATCH) {
                        accept(consumer, batch);
                    }
                    if (bytesOfShard > 0 && bytes >= bytesOfShard) {
                        break;
                    }
                }
                accept(consumer, batch);
            }
        } while (bytes < bytesOfShard);
        consumer.stop();
        return true;
    }

    private static void accept(ShardConsumer consumer, List<StreamRecord> batch) {
        consumer.accept(new ShardBatch(batch, 1_000, Optional.empty(), Optional.empty(), Optional.empty()));
        batch.clear();
    }

    /** Lines as byte arrays, as a stream would hand them over. */
    private static final class Lines {
        private final InputStream in;
        private byte[] chunk = new byte[1 << 20];
        private int from;
        private int to;

        Lines(InputStream in) {
            this.in = in;
        }

        /** The next line; an empty one at the end. */
        byte[] next() throws IOException {
            int p = from;
            while (true) {
                while (p < to && chunk[p] != '\n') {
                    p++;
                }
                if (p < to) {
                    byte[] line = Arrays.copyOfRange(chunk, from, p);
                    from = p + 1;
                    return line;
                }
                System.arraycopy(chunk, from, chunk, 0, to - from);
                p -= from;
                to -= from;
                from = 0;
                if (to == chunk.length) {
                    chunk = Arrays.copyOf(chunk, to * 2);
                }
                int read = in.read(chunk, to, chunk.length - to);
                if (read < 0) {
                    return new byte[0];
                }
                to += read;
            }
        }
    }
}
