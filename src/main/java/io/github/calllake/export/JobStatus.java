package io.github.calllake.export;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a job stands by its ledger. Immutable.
 *
 * @param job its name
 * @param begun where its first window starts; empty if it has never run
 * @param next where the first window starts that is not decided
 * @param skipped spans that were missed and wait for a retry
 * @param provisional spans that were exported as they were and wait for being complete
 * @param last the last window that was decided
 * @param sending the window that is on its way into a stream
 * @param failure why the window at {@code next} was not exported when it was tried last
 */
public record JobStatus(
        String job,
        Optional<Instant> begun,
        Optional<Instant> next,
        List<ExportWindow> skipped,
        List<ExportWindow> provisional,
        Optional<ExportWindow> last,
        Optional<ExportWindow> sending,
        Optional<Failure> failure) {
    public JobStatus {
        skipped = List.copyOf(skipped);
        provisional = List.copyOf(provisional);
    }

    /** Whether somebody has to look at it. */
    public boolean isTroubled() {
        return failure.isPresent() || !skipped.isEmpty();
    }

    /**
     * A try that failed.
     *
     * @param at when, by the clock of who tried
     * @param message without call content
     */
    public record Failure(Instant at, String message) {}

    static JobStatus of(String job, Optional<LedgerEntry> last, Optional<Failure> failure) {
        return new JobStatus(
                job,
                last.map(entry -> entry.state().begun()),
                last.map(entry -> entry.state().next()),
                open(last, LedgerState.Why.SKIPPED),
                open(last, LedgerState.Why.PROVISIONAL),
                last.filter(entry -> entry.action() != LedgerEntry.Action.BEGUN).map(LedgerEntry::window),
                last.filter(entry -> entry.action() == LedgerEntry.Action.SENDING)
                        .map(LedgerEntry::window),
                failure);
    }

    private static List<ExportWindow> open(Optional<LedgerEntry> last, LedgerState.Why why) {
        return last.map(entry -> entry.state().open()).orElse(List.of()).stream()
                .filter(open -> open.why() == why)
                .map(LedgerState.Open::span)
                .toList();
    }
}
