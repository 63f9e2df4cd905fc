package io.github.calllake.export;

import java.time.Instant;
import java.util.Optional;

/**
 * One decision about a job. Immutable.
 *
 * @param number its place in the log, from 1
 * @param action what was decided
 * @param window about which window or span
 * @param attempt who decided it: random, and used for nothing else
 * @param at when, by the clock of who did; for people
 * @param output what was exported; empty for {@code BEGUN} and {@code SKIPPED}
 * @param state what holds from here on
 */
record LedgerEntry(
        long number,
        Action action,
        ExportWindow window,
        String attempt,
        Instant at,
        Optional<WindowOutput> output,
        LedgerState state) {

    enum Action {
        /** The job has a ledger, and a first window. */
        BEGUN,
        /** The window is exported, for good. */
        EXPORTED,
        /** The window is exported, and will be once more. */
        PROVISIONAL,
        /** The span is left out for now. */
        SKIPPED,
        /** The window's rows are fixed, and go into a stream from now on. */
        SENDING,
        /** They all have gone. */
        SENT
    }
}
