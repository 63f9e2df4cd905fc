package io.github.calllake.export;

import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What one run of a job is to do. Immutable.
 *
 * @param from windows from the one on that holds this instant; empty for where the ledger is
 * @param to windows that end at this instant or earlier; empty for all that are complete
 * @param skipped whether windows that were skipped are exported too
 * @param dryRun whether to say what would be done, and do nothing
 * @param stop asked between windows
 * @param progress is told of each window when it is done
 * @param watcher is told how far a window is
 */
public record RunRequest(
        Optional<Instant> from,
        Optional<Instant> to,
        boolean skipped,
        boolean dryRun,
        BooleanSupplier stop,
        Consumer<WindowResult> progress,
        Watcher watcher) {

    /** Is told how far a window is, again and again, by whatever thread is at it. */
    public interface Watcher {

        /** Looks away. */
        Watcher NONE = new Watcher() {
            @Override
            public void unloaded(ExportWindow window, long rows) {
                // Nobody wants to know.
            }

            @Override
            public void written(ExportWindow window, long rows) {
                // Nobody wants to know.
            }
        };

        /** So many rows of what an engine has unloaded have been read back. */
        void unloaded(ExportWindow window, long rows);

        /** So many rows have been written to the output. */
        void written(ExportWindow window, long rows);
    }

    /** All that is due. */
    public static RunRequest due() {
        return new RunRequest(
                Optional.empty(), Optional.empty(), false, false, () -> false, result -> {}, Watcher.NONE);
    }

    public RunRequest withRange(Optional<Instant> start, Optional<Instant> end) {
        return new RunRequest(start, end, skipped, dryRun, stop, progress, watcher);
    }

    public RunRequest withSkipped() {
        return new RunRequest(from, to, true, dryRun, stop, progress, watcher);
    }

    public RunRequest dry() {
        return new RunRequest(from, to, skipped, true, stop, progress, watcher);
    }

    public RunRequest stoppedBy(BooleanSupplier signal) {
        return new RunRequest(from, to, skipped, dryRun, signal, progress, watcher);
    }

    public RunRequest telling(Consumer<WindowResult> listener) {
        return new RunRequest(from, to, skipped, dryRun, stop, listener, watcher);
    }

    public RunRequest watchedBy(Watcher eye) {
        return new RunRequest(from, to, skipped, dryRun, stop, progress, eye);
    }

    boolean covers(ExportWindow window) {
        return from.map(start -> !window.from().isBefore(start)).orElse(true)
                && to.map(end -> !window.to().isAfter(end)).orElse(true);
    }
}
