package io.github.calllake.local.redshift;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;

/** Reads shards, some at a time, and leaves one that refused or failed alone for a while. Not thread-safe. */
final class ShardReads {

    private static final int AT_ONCE = 4;

    /** Of one refresh, which holds all it has read in memory. */
    private static final long MOST_BYTES = 32L * 1024 * 1024;

    /** Kinesis refills a shard's five reads a second in this time. */
    private static final Duration ONE_READ = Duration.ofMillis(200);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Executor threads;
    private final Clock clock;
    private final Map<String, Backoff> backoffs = new HashMap<>();

    /** @param threads to read in; the caller's thread waits */
    ShardReads(Executor threads, Clock clock) {
        this.threads = threads;
        this.clock = clock;
    }

    /**
     * What came of a round.
     *
     * @param batches by reader; shards that were left out are missing
     * @param more whether the stream holds more than was read, or may
     * @param throttled whether Kinesis refused a read for its rate
     * @param failure another reason why a shard was not read
     */
    record Round(
            Map<ShardReader, ShardBatch> batches, boolean more, boolean throttled, Optional<SdkException> failure) {

        /** The batches that change something. */
        boolean isEmpty() {
            return batches.values().stream().allMatch(ShardBatch::isEmpty);
        }
    }

    /** Reads each shard once, as far as that fits into memory and no shard is left alone. */
    Round read(List<ShardReader> readers) {
        List<ShardReader> open = new ArrayList<>();
        for (ShardReader reader : readers) {
            if (backoff(reader).isOver(clock.instant())) {
                open.add(reader);
            }
        }
        // Shards that do not fit now come another time.
        Collections.shuffle(open);
        Map<ShardReader, ShardBatch> batches = new LinkedHashMap<>();
        List<SdkException> failures = new ArrayList<>();
        long bytes = 0;
        int at = 0;
        while (at < open.size() && bytes < MOST_BYTES) {
            List<ShardReader> some = open.subList(at, Math.min(at + AT_ONCE, open.size()));
            bytes += read(some, batches, failures);
            at += some.size();
        }
        boolean throttled = failures.stream().anyMatch(ShardReads::isThrottled);
        Optional<SdkException> failure =
                failures.stream().filter(e -> !isThrottled(e)).findFirst();
        boolean more = batches.size() < readers.size()
                || batches.values().stream().anyMatch(batch -> batch.behind() || batch.closed());
        return new Round(batches, more, throttled, failure);
    }

    private long read(List<ShardReader> some, Map<ShardReader, ShardBatch> batches, List<SdkException> failures) {
        Map<ShardReader, CompletableFuture<ShardBatch>> reads = new LinkedHashMap<>();
        for (ShardReader reader : some) {
            reads.put(
                    reader,
                    some.size() == 1
                            ? CompletableFuture.supplyAsync(reader::read, Runnable::run)
                            : CompletableFuture.supplyAsync(reader::read, threads));
        }
        long bytes = 0;
        for (var read : reads.entrySet()) {
            try {
                ShardBatch batch = read.getValue().join();
                backoff(read.getKey()).succeeded();
                batches.put(read.getKey(), batch);
                bytes += batch.bytes();
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof SdkException cause)) {
                    throw e;
                }
                backoff(read.getKey()).failed(clock.instant());
                failures.add(cause);
            }
        }
        return bytes;
    }

    /** When the first of the shards that are left alone may be read again; in the past if there is none. */
    Instant nextTry() {
        Instant now = clock.instant();
        return backoffs.values().stream()
                .map(Backoff::until)
                .filter(now::isBefore)
                .min(Instant::compareTo)
                .orElse(Instant.MIN);
    }

    private Backoff backoff(ShardReader reader) {
        return backoffs.computeIfAbsent(reader.shardId(), id -> new Backoff(ONE_READ, LONGEST_PAUSE));
    }

    private static boolean isThrottled(SdkException e) {
        return e instanceof ProvisionedThroughputExceededException
                || e instanceof LimitExceededException
                || (e instanceof AwsServiceException service && service.isThrottlingException());
    }
}
