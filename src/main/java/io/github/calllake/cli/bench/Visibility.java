package io.github.calllake.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.stream.StreamWriter.Placed;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * When each record was put and when it was seen. A view takes a shard's records in order, so whoever sees one sees all that
 * the view has of the shard before it. Thread-safe.
 */
final class Visibility {

    private final Map<Place, Watched> places = new HashMap<>();
    private final List<Long> lags = new ArrayList<>();
    private long seen;
    private long measureFrom = Long.MAX_VALUE;
    private long measureTo = Long.MAX_VALUE;
    private long boundNanos = Long.MAX_VALUE;
    private long late;

    /** One shard in one view. */
    record Place(String view, String shard) {}

    private static final class Watched {
        private final NavigableMap<BigInteger, Long> answeredAt = new TreeMap<>();
        private BigInteger newest = BigInteger.ZERO;
    }

    /**
     * Records answered within this time are measured, in nanoseconds of {@link System#nanoTime}.
     *
     * @param bound what waits longer is {@link #late}
     */
    synchronized void measure(long fromNanos, long toNanos, Duration bound) {
        measureFrom = fromNanos;
        measureTo = toNanos;
        boundNanos = bound.toNanos();
    }

    /** Notes the answer to a put. */
    synchronized void put(String view, Placed placed, long answeredNanos) {
        Watched watched = places.computeIfAbsent(new Place(view, placed.shardId()), place -> new Watched());
        BigInteger number = new BigInteger(placed.sequenceNumber());
        if (number.compareTo(watched.newest) <= 0) {
            note(answeredNanos, answeredNanos);
        } else {
            watched.answeredAt.put(number, answeredNanos);
        }
    }

    /** Notes the newest record that a query has found. */
    synchronized void see(Place place, BigInteger newest, long nowNanos) {
        Watched watched = places.computeIfAbsent(place, key -> new Watched());
        watched.newest = newest;
        NavigableMap<BigInteger, Long> visible = watched.answeredAt.headMap(newest, true);
        visible.values().forEach(answered -> note(answered, nowNanos));
        visible.clear();
    }

    private void note(long answered, long seenAt) {
        seen++;
        if (isMeasured(answered)) {
            lags.add(seenAt - answered);
            late += seenAt - answered > boundNanos ? 1 : 0;
        }
    }

    private boolean isMeasured(long answered) {
        return answered >= measureFrom && answered < measureTo;
    }

    /** Measured records that waited longer than the bound, or have by now. */
    synchronized long late(long nowNanos) {
        return late
                + places.values().stream()
                        .flatMap(watched -> watched.answeredAt.values().stream())
                        .filter(answered -> isMeasured(answered) && nowNanos - answered > boundNanos)
                        .count();
    }

    /** Records that have been put and seen. */
    synchronized long seen() {
        return seen;
    }

    synchronized long unseen() {
        return places.values().stream()
                .mapToLong(watched -> watched.answeredAt.size())
                .sum();
    }

    /** How long the oldest of the unseen has been waiting. */
    synchronized long oldestNanos(long nowNanos) {
        return places.values().stream()
                .filter(watched -> !watched.answeredAt.isEmpty())
                .mapToLong(watched -> nowNanos - watched.answeredAt.firstEntry().getValue())
                .max()
                .orElse(0);
    }

    synchronized Percentiles lags() {
        return Percentiles.of(lags.stream().mapToLong(Long::longValue).toArray());
    }

    /**
     * Of spans of time, in milliseconds.
     *
     * @param count of the spans
     * @param least the shortest
     * @param p50 the median
     * @param p99 that 99 % are not above
     * @param most the longest
     */
    record Percentiles(int count, double least, double p50, double p99, double most) {

        private static final double NANOS_A_MILLI = 1e6;

        static Percentiles of(long[] nanos) {
            if (nanos.length == 0) {
                return new Percentiles(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
            }
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            return new Percentiles(sorted.length, at(sorted, 0), at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
        }

        /** For people. */
        String text() {
            return String.format(
                    Locale.ROOT,
                    "min %.0f ms, median %.0f ms, p99 %.0f ms, max %.0f ms (%d times)",
                    least,
                    p50,
                    p99,
                    most,
                    count);
        }

        ObjectNode json() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("count", count)
                    .put("min", least)
                    .put("p50", p50)
                    .put("p99", p99)
                    .put("max", most);
        }

        /** The smallest that so large a share is not above. */
        private static double at(long[] sorted, double share) {
            int rank = (int) Math.ceil(share * sorted.length);
            return sorted[Math.max(0, rank - 1)] / NANOS_A_MILLI;
        }
    }
}
