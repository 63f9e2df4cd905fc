package io.github.calllake.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What becomes of a command when the process is told to end (SIGTERM, SIGINT): its thread is interrupted, so that it puts away what it
 * holds (a query of Athena is stopped, a file closed), and is waited for. The process then ends as the signal ends any: with 143 or
 * 130. Commands that {@linkplain StopsItself stop themselves} are left alone. Thread-safe.
 */
final class Stopping {

    /** A command that knows itself what to do when the process is told to end. */
    interface StopsItself {}

    /** Where no signal ends the process, as in a test. */
    static final Stopping NEVER = new Stopping();

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile boolean interruptible;

    private Stopping() {}

    /** For the one command that this thread runs. */
    static Stopping onSignal(Thread command, PrintWriter err) {
        Stopping stopping = new Stopping();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopping.stop(command, err), "call-lake-stop"));
        return stopping;
    }

    /** Whether the process was told to end while the command ran. */
    boolean isStopping() {
        return stopping;
    }

    private void stop(Thread command, PrintWriter err) {
        if (!interruptible) {
            return;
        }
        stopping = true;
        command.interrupt();
        try {
            if (!done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                err.println("call-lake: not stopped after " + PATIENCE.toSeconds() + " s; ending as it is");
            }
        } catch (InterruptedException e) {
            // Nobody interrupts a hook.
            Thread.currentThread().interrupt();
        }
    }

    /** A command is about to run. */
    void begins(Object command) {
        interruptible = !(command instanceof StopsItself) && this != NEVER;
    }

    /** The command's own exit code, unless a signal broke it off. */
    int exitCode(int own) {
        return stopping ? ExitCode.TERMINATED.code() : own;
    }

    /** It has ended, however it did, and has said so. */
    void ended() {
        interruptible = false;
        done.countDown();
    }
}
