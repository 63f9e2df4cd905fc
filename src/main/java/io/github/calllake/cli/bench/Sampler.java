package io.github.calllake.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.calllake.CallLakeException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What was counted at the moment when measuring began. */
final class Sampler {

    private final CompletableFuture<Sample> sample;

    private Sampler(CompletableFuture<Sample> sample) {
        this.sample = sample;
    }

    private record Sample(JsonNode traffic, long put) {}

    /** Takes the sample at a time of {@link System#nanoTime}. */
    static Sampler start(long atNanos, Callable<JsonNode> traffic, LongSupplier put) {
        long wait = Math.max(0, atNanos - System.nanoTime());
        return new Sampler(CompletableFuture.supplyAsync(
                () -> take(traffic, put), CompletableFuture.delayedExecutor(wait, TimeUnit.NANOSECONDS)));
    }

    private static Sample take(Callable<JsonNode> traffic, LongSupplier put) {
        try {
            long now = put.getAsLong();
            return new Sample(traffic.call(), now);
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    JsonNode trafficBefore() {
        return taken().traffic();
    }

    long putBefore() {
        return taken().put();
    }

    private Sample taken() {
        try {
            return sample.join();
        } catch (CompletionException e) {
            throw new CallLakeException("The traffic of Kinesis could not be asked: " + e.getCause(), e);
        }
    }
}
