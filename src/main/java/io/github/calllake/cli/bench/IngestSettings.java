package io.github.calllake.cli.bench;

import io.github.calllake.engine.HotTierTopology;
import io.github.calllake.event.DetailType;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTables;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * One run of {@code bench ingest}.
 *
 * @param topology how Redshift reads the stream
 * @param shards of the stream
 * @param rate records a second; 0 to find the highest that holds
 * @param limits whether Kinesis keeps AWS's rates
 * @param warmUp seconds before the measured time
 * @param seconds how long is measured
 * @param bound a rate holds if all but a hundredth of the records are visible within this
 */
record IngestSettings(
        HotTierTopology topology, int shards, int rate, boolean limits, int warmUp, int seconds, Duration bound) {

    static final int MOST_RATE = 100_000;

    private static final int MOST_IN_A_PUT = 500;
    private static final int PUTS_A_SECOND = 100;
    private static final int MOST_EVENTS = 60_000;

    IngestSettings {
        requireWithin("--shards", shards, 1, 200);
        requireWithin("--rate", rate, 0, MOST_RATE);
        requireWithin("--warm-up", warmUp, 0, 3600);
        requireWithin("--seconds", seconds, 1, 3600);
        requireWithin("--p99", (int) bound.toMillis(), 1, 60_000);
    }

    private static void requireWithin(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be from " + least + " to " + most);
        }
    }

    /** How many shards a topology is measured on unless told otherwise. */
    static int defaultShards(HotTierTopology topology) {
        return topology == HotTierTopology.LANDING ? 4 : 16;
    }

    /** Within what a topology is meant to show records: one view reads at once, eight take turns. */
    static Duration defaultBound(HotTierTopology topology) {
        return topology == HotTierTopology.LANDING ? Duration.ofSeconds(1) : Duration.ofMillis(2500);
    }

    /** The same at this rate. */
    IngestSettings at(int recordsASecond) {
        return new IngestSettings(topology, shards, recordsASecond, limits, warmUp, seconds, bound);
    }

    /** Records of a PutRecords. */
    int batch() {
        return Math.max(1, Math.min(MOST_IN_A_PUT, rate / PUTS_A_SECOND));
    }

    /** The streaming view that the events of each type land in. */
    Map<DetailType, String> views() {
        Map<DetailType, String> views = new EnumMap<>(DetailType.class);
        for (EventTable table : EventTables.all()) {
            views.put(table.type(), topology == HotTierTopology.LANDING ? "landing" : table.name());
        }
        return views;
    }

    /** How many records are put in all; where that is to be found out, enough to put them again and again. */
    int records() {
        return findsRate() ? MOST_EVENTS : Math.min(MOST_EVENTS, rate * (warmUp + seconds));
    }

    /** Whether the rate is what is asked for. */
    boolean findsRate() {
        return rate == 0;
    }
}
