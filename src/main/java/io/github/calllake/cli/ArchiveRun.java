package io.github.calllake.cli;

import io.github.calllake.CallLakeException;
import io.github.calllake.archive.Archiver;
import io.github.calllake.archive.ShardStatus;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * An archiver at work in a process of its own: says once a minute how it goes, and when the process is told to end (SIGTERM,
 * SIGINT), archives what has been read and leaves, within a bounded time.
 */
final class ArchiveRun {

    /** How often it says how it goes, unless told otherwise. */
    static final Duration REPORT = Duration.ofMinutes(1);

    private static final long POLL_MILLIS = 200;
    /** How long failing shards may keep a bounded run. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Archiver archiver;
    private final Duration stopTimeout;
    private final ArchiveReport report;
    private final long reportNanos;
    private final PrintWriter err;
    private final Optional<PrintWriter> json;
    private final ProgressLine progress;

    /** With how often it says how it goes; it prints nothing else at its end. */
    ArchiveRun(Archiver archiver, Duration stopTimeout, Duration report, PrintWriter err, Clock clock) {
        this(archiver, stopTimeout, report, err, Optional.empty(), clock);
    }

    /**
     * A run.
     *
     * @param report how often it says how it goes
     * @param json where an object is to be printed at the end; empty for nowhere
     */
    ArchiveRun(
            Archiver archiver,
            Duration stopTimeout,
            Duration report,
            PrintWriter err,
            Optional<PrintWriter> json,
            Clock clock) {
        this.reportNanos = report.toNanos();
        this.archiver = archiver;
        this.stopTimeout = stopTimeout;
        this.report = new ArchiveReport(archiver, err, clock);
        this.err = err;
        this.json = json;
        this.progress = ProgressLine.on(err);
    }

    /** Runs until the process is told to end, which is how it is meant to. Does not return otherwise. */
    void untilSignal() throws InterruptedException {
        run(() -> false, false);
    }

    /** Runs until it is done. */
    void until(BooleanSupplier done) throws InterruptedException {
        run(done, true);
    }

    private void run(BooleanSupplier done, boolean bounded) throws InterruptedException {
        Thread hook = new Thread(() -> leave(bounded), "call-lake-archive-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            Standstill standstill = new Standstill(PATIENCE);
            long reported = System.nanoTime();
            while (!done.getAsBoolean()) {
                archiver.error().ifPresent(error -> {
                    throw new CallLakeException(
                            "The archiver has ended by " + error + "; the next one goes on from the lake's log", error);
                });
                boolean still = standstill.isOver(archiver.counts().records());
                if (bounded && still && !archiver.failing().isEmpty()) {
                    throw new CallLakeException("The archiver stands still: " + archiver.failing());
                }
                if (System.nanoTime() - reported >= reportNanos) {
                    reported += reportNanos;
                    progress.clear();
                    report.print();
                }
                if (bounded) {
                    progress.show(() -> archiver.counts().records() + " records archived, "
                            + archiver.counts().objects() + " files");
                }
                Thread.sleep(POLL_MILLIS);
            }
            progress.clear();
            report.print();
            json.ifPresent(out -> out.println(report.json()));
        } finally {
            forget(hook);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already: the hook has the last word.
        }
    }

    /**
     * The process is told to end. Ends it here, since a Java process that a signal ends would say 143 for a job well done.
     *
     * @param bounded whether it had an end of its own, which it has not reached
     */
    private void leave(boolean bounded) {
        boolean whole = false;
        try {
            whole = archiver.closeWithin(stopTimeout);
        } catch (InterruptedException e) {
            // Nobody interrupts a hook; were it so, what is not archived would be said below.
            Thread.currentThread().interrupt();
        } finally {
            progress.clear();
            report.print();
            json.ifPresent(out -> out.println(report.json()));
            if (!whole) {
                long left = archiver.shards().values().stream()
                        .mapToLong(ShardStatus::bufferedRecords)
                        .sum();
                err.println("stopped: " + left + " records were read and not archived in --stop-timeout "
                        + stopTimeout.toSeconds() + " s; the next archiver reads them again");
            } else if (bounded) {
                err.println("stopped before its end; the next archiver goes on from there");
            }
            err.flush();
            Runtime.getRuntime().halt((whole && !bounded ? ExitCode.DONE : ExitCode.FAILED).code());
        }
    }
}
