package io.github.calllake.cli.bench;

/**
 * What {@code bench exports-crash} does.
 *
 * @param schedulers processes that run the same job at once
 * @param windows how many the job has
 * @param kills how many times processes are killed, at most: no more than there are windows to export meanwhile
 * @param seed of the rows and the moments
 */
record ExportsCrashSettings(int schedulers, int windows, int kills, long seed) {

    private static final int MOST_SCHEDULERS = 64;
    private static final int MOST_WINDOWS = 10_000;

    ExportsCrashSettings {
        if (schedulers < 1 || schedulers > MOST_SCHEDULERS || windows < 1 || windows > MOST_WINDOWS || kills < 0) {
            throw new IllegalArgumentException(
                    "Not to be done: " + schedulers + " schedulers, " + windows + " windows, "
                            + kills + " kills. From 1 to " + MOST_SCHEDULERS + " schedulers and to " + MOST_WINDOWS
                            + " windows");
        }
    }
}
