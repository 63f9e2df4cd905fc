package io.github.calllake.export;

import io.github.calllake.export.LedgerEntry.Action;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * What is decided about one job: entries of its ledger are appended here, and what they decide is brought about before anything else is done. For
 * one thread.
 *
 * <p>What happens between any two lines here, and what the next to come does about it, is in ARCHITECTURE.md, "Each window once".
 */
final class JobDecisions {

    private final ExportJob job;
    private final ExportTools tools;
    private final ExportLedger ledger;
    private final ExportStore state;
    private final Settlement settlement;
    private long settled;
    private Optional<LocalDate> swept = Optional.empty();

    /** @param state where ledgers lie */
    JobDecisions(ExportJob job, ExportTools tools, ExportStore state, Settlement settlement) {
        this.job = job;
        this.tools = tools;
        this.state = state;
        this.ledger = new ExportLedger(state, job.name());
        this.settlement = settlement;
    }

    ExportLedger ledger() {
        return ledger;
    }

    /** The last entry, after it was brought about. */
    LedgerEntry last() {
        return settled(ledger.last()
                .orElseThrow(() -> new ExportException("The ledger of job " + job.name() + " at " + state.address()
                        + " is gone. Restore it: without it, windows are exported again")));
    }

    /** Brings an entry about. */
    LedgerEntry settled(LedgerEntry last) {
        if (last.number() > settled) {
            settlement.settle(job.name(), last);
            settled = last.number();
        }
        return last;
    }

    /**
     * The last entry; of a job without one, where it begins. As long as no window is decided, whoever names an earlier beginning moves it
     * there, behind the entry before as every decision: an attempt that was begun meanwhile is then no longer allowed.
     */
    LedgerEntry begun(RunRequest request) {
        Optional<LedgerEntry> last = ledger.last();
        while (last.isEmpty() || isMoved(last.get(), request)) {
            Instant at = beginning(request);
            // Whoever was faster has said where the job begins, or has decided a window.
            ledger.append(new LedgerEntry(
                    last.map(LedgerEntry::number).orElse(0L) + 1,
                    Action.BEGUN,
                    job.grid().at(at),
                    Attempts.random(),
                    tools.clock().instant(),
                    Optional.empty(),
                    LedgerState.beginning(at)));
            last = ledger.last();
        }
        LedgerEntry entry = last.orElseThrow();
        requireNotBefore(entry.state(), request);
        return settled(entry);
    }

    /** What a run would find, without a ledger or with one; nothing is written. */
    LedgerState planned(RunRequest request) {
        Optional<LedgerEntry> last = ledger.last();
        if (last.isEmpty() || isMoved(last.get(), request)) {
            return LedgerState.beginning(beginning(request));
        }
        requireNotBefore(last.get().state(), request);
        return last.get().state();
    }

    private boolean isMoved(LedgerEntry last, RunRequest request) {
        return last.action() == Action.BEGUN
                && request.from()
                        .filter(from -> from.isBefore(last.state().begun()))
                        .isPresent();
    }

    private void requireNotBefore(LedgerState state, RunRequest request) {
        request.from().filter(from -> from.isBefore(state.begun())).ifPresent(from -> {
            throw new ExportRequestException("Job " + job.name() + " begins at " + state.begun()
                    + " by its ledger, which has windows already, and not at " + from
                    + ". For earlier windows make a job of another name");
        });
    }

    /** Where a job without a ledger begins. */
    private Instant beginning(RunRequest request) {
        Instant now = tools.clock().instant();
        return request.from().or(job::start).orElseGet(() -> job.grid()
                .before(job.grid().floor(now)));
    }

    /** Leaves a span out for now; false if another one has decided something else. */
    boolean skipped(ExportWindow span, LedgerEntry last) {
        return ledger.append(new LedgerEntry(
                last.number() + 1,
                Action.SKIPPED,
                span,
                Attempts.random(),
                tools.clock().instant(),
                Optional.empty(),
                last.state().passed(span, LedgerState.Why.SKIPPED)));
    }

    /** Appends the entry of an attempt, behind whatever others append meanwhile, as long as it is allowed; empty if it is not. */
    Optional<LedgerEntry> decided(
            ExportWindow window, WindowExport attempt, Action action, WindowOutput output, LedgerEntry seen) {
        LedgerEntry last = seen;
        while (last.action() != Action.SENDING && isAllowed(window, action, last.state())) {
            LedgerEntry entry = attempt.entry(last, action, output, tools.clock());
            if (appended(entry)) {
                return Optional.of(entry);
            }
            last = last();
        }
        return Optional.empty();
    }

    private boolean appended(LedgerEntry entry) {
        try {
            return ledger.append(entry);
        } catch (RuntimeException e) {
            throw new DoubtfulException(e);
        }
    }

    /** Whether an attempt at a window can still be of use. */
    boolean isWanted(ExportWindow window, Action action) {
        return isAllowed(window, action, last().state());
    }

    private static boolean isAllowed(ExportWindow window, Action action, LedgerState state) {
        return action == Action.PROVISIONAL ? window.from().equals(state.next()) : state.wants(window);
    }

    /** At the start, and once a day: a query whose asker died may go on, and write behind whoever has cleaned up. */
    void sweep(LedgerState at) {
        Optional<LocalDate> day = Optional.of(LocalDate.ofInstant(tools.clock().instant(), ZoneOffset.UTC));
        if (!swept.equals(day)) {
            settlement.sweep(job, at);
            swept = day;
        }
    }

    /** Whether an entry was written is not known. */
    static final class DoubtfulException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DoubtfulException(RuntimeException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
