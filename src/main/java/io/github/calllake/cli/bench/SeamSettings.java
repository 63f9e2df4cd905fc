package io.github.calllake.cli.bench;

import java.time.Duration;

/**
 * What {@code bench seam} does.
 *
 * @param seconds how long records are put and questions asked; longer if the questions take longer
 * @param rate records put a second, second deliveries of events among them
 * @param questions how many are asked, spread over the time
 * @param askers how many ask side by side
 * @param margin by how much arrival times are out of order, and by how much the boundary keeps away from the watermark
 * @param again by how much, at most, an event's second delivery is later than its first
 * @param rolls how often the archiver makes files
 * @param reshards how often a shard is split or two are merged
 * @param trims how often the hot tier loses what arrived long enough before the boundary
 * @param rebuilds whether the hot tier is dropped and made anew in the middle
 * @param seed of keys, second deliveries, questions, splits and merges
 */
record SeamSettings(
        int seconds,
        int rate,
        int questions,
        int askers,
        Duration margin,
        Duration again,
        Duration rolls,
        Duration reshards,
        Duration trims,
        boolean rebuilds,
        long seed) {

    /** Event times lie in the past, a day for so many, and may be 366 days back. */
    private static final long MOST_RECORDS = 1_000_000;

    SeamSettings {
        if (seconds < 1 || rate < 1 || questions < 1 || askers < 1 || (long) seconds * rate > MOST_RECORDS) {
            throw new IllegalArgumentException("Not to be done: " + questions + " questions by " + askers
                    + " askers while " + rate + " records a second come for " + seconds
                    + " s. At least one of each, and "
                    + "at most " + MOST_RECORDS + " records");
        }
    }

    /** How long questions may take, at most, where they take longer than the time that they are spread over. */
    Duration atMost() {
        return Duration.ofSeconds(4L * seconds + 60);
    }

    /** What the hot tier keeps before the boundary: an event's first delivery, however it is told to have arrived. */
    Duration kept() {
        return again.plus(margin.multipliedBy(2)).plusSeconds(1);
    }

    /** Rolls every 2 s, arrival times 2 s out of order, 3 askers, a split or merge every 15 s, a trim every 10 s. */
    static SeamSettings standard(int seconds, int rate, int questions, boolean rebuilds, long seed) {
        return new SeamSettings(
                seconds,
                rate,
                questions,
                3,
                Duration.ofSeconds(2),
                Duration.ofSeconds(12),
                Duration.ofSeconds(2),
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                rebuilds,
                seed);
    }
}
