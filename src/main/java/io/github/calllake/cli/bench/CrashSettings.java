package io.github.calllake.cli.bench;

import java.time.Duration;

/**
 * What {@code bench crash} does.
 *
 * @param kills how many times a process is killed
 * @param atMost no process is killed later than so long after the start
 * @param fleets how many fleets archive the stream, each for itself; 0 for one process without a fleet
 * @param workers processes of each fleet
 * @param s3Faults the share of the archivers' requests to S3 that are struck, from 0 to 1
 * @param seed of the records, the moments and the faults
 */
record CrashSettings(int kills, Duration atMost, int fleets, int workers, double s3Faults, long seed) {

    private static final int MOST_PROCESSES = 16;

    CrashSettings {
        if (kills < 1 || fleets < 0 || workers < 1 || fleets * workers > MOST_PROCESSES) {
            throw new IllegalArgumentException("Not to be done: " + kills + " kills, " + fleets + " fleets of "
                    + workers + " workers. At least one kill, and at most " + MOST_PROCESSES + " processes");
        }
        if (!(s3Faults >= 0 && s3Faults < 1)) {
            throw new IllegalArgumentException("--s3-faults is " + s3Faults + ", not from 0 to below 1");
        }
    }

    /** Archiving processes in all. */
    int processes() {
        return Math.max(1, fleets * workers);
    }

    /** The name of a fleet. */
    static String fleet(int number) {
        return "crash-" + number;
    }
}
