package io.github.calllake.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How far long work is, in one line that is painted over and over, on a terminal only: where standard error is a file or a pipe, as
 * in CI, nothing is written. For one thread at a time.
 */
final class ProgressLine {

    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
    private static final long REPAINT_NANOS = Duration.ofMillis(200).toNanos();
    private static final String TO_BEGIN_OF_LINE = "\r";
    private static final String REST_OF_LINE = "\u001b[K";

    private final PrintWriter err;
    private final boolean terminal;
    private long painted = System.nanoTime();
    private boolean visible;

    ProgressLine(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /** On standard error, if a terminal is there and can do so much. */
    static ProgressLine on(PrintWriter err) {
        boolean dumb = "dumb".equals(System.getenv("TERM")) || System.getenv("CI") != null;
        return new ProgressLine(err, !dumb && isTerminal());
    }

    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(STANDARD_ERROR).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            // No Linux: then by whether a person has this process at a console.
            return System.console() != null;
        }
    }

    /** Shows it, a few times a second at most. */
    void show(Supplier<String> line) {
        long now = System.nanoTime();
        if (!terminal || now - painted < REPAINT_NANOS) {
            return;
        }
        painted = now;
        visible = true;
        err.print(TO_BEGIN_OF_LINE + line.get() + REST_OF_LINE);
        err.flush();
    }

    /** Makes room for a line that is to stay. */
    void clear() {
        if (visible) {
            visible = false;
            err.print(TO_BEGIN_OF_LINE + REST_OF_LINE);
            err.flush();
        }
    }
}
