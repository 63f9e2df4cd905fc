package io.github.calllake.export;

import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What one run of a job is to do. Immutable.
 *
 * @param from windows that start at this instant or later; empty for where the ledger is
 * @param to windows that end at this instant or earlier; empty for all that are complete
 * @param skipped whether windows that were skipped are exported too
 * @param dryRun whether to say what would be done, and do nothing
 * @param stop asked between windows
 * @param progress is told of each window when it is done
 */
public record RunRequest(
        Optional<Instant> from,
        Optional<Instant> to,
        boolean skipped,
        boolean dryRun,
        BooleanSupplier stop,
        Consumer<WindowResult> progress) {

    /** All that is due. */
    public static RunRequest due() {
        return new RunRequest(Optional.empty(), Optional.empty(), false, false, () -> false, result -> {});
    }

    public RunRequest withRange(Optional<Instant> start, Optional<Instant> end) {
        return new RunRequest(start, end, skipped, dryRun, stop, progress);
    }

    public RunRequest withSkipped() {
        return new RunRequest(from, to, true, dryRun, stop, progress);
    }

    public RunRequest dry() {
        return new RunRequest(from, to, skipped, true, stop, progress);
    }

    public RunRequest stoppedBy(BooleanSupplier signal) {
        return new RunRequest(from, to, skipped, dryRun, signal, progress);
    }

    public RunRequest telling(Consumer<WindowResult> listener) {
        return new RunRequest(from, to, skipped, dryRun, stop, listener);
    }

    boolean covers(ExportWindow window) {
        return from.map(start -> !window.from().isBefore(start)).orElse(true)
                && to.map(end -> !window.to().isAfter(end)).orElse(true);
    }
}
