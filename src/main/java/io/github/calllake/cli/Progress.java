package io.github.calllake.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** Tells on standard error what has been done, and when. */
final class Progress {

    private static final double NANOS_PER_SECOND = 1e9;

    private final PrintWriter err;
    private final long start = System.nanoTime();

    Progress(PrintWriter err) {
        this.err = err;
    }

    synchronized void step(String what) {
        double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
        err.println(String.format(Locale.ROOT, "%6.1f s  %s", seconds, what));
        err.flush();
    }
}
