package io.github.calllake.export;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a run did. Immutable.
 *
 * @param windows the windows that it met, in order
 * @param next where the first window starts that is not exported; empty for a job that has not begun
 * @param complete everything that had arrived before it was in the tier; empty if nothing is known
 */
public record RunResult(List<WindowResult> windows, Optional<Instant> next, Optional<Instant> complete) {
    public RunResult {
        windows = List.copyOf(windows);
    }

    /** Whether another scheduler is at a window, so that it is worth asking again. */
    public boolean isBusy() {
        return windows.stream().anyMatch(window -> window.outcome() == WindowResult.Outcome.BUSY);
    }
}
