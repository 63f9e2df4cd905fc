package io.github.calllake.export;

import io.github.calllake.export.LedgerState.Open;
import io.github.calllake.export.LedgerState.Why;
import java.time.Instant;
import java.util.Optional;

/**
 * What a job does next, by its ledger, its windows and what is complete. Asks nobody.
 *
 * @param complete everything that arrived before it is there; empty for nothing
 * @param now for provisional windows
 */
record WindowPlan(ExportJob job, RunRequest request, Optional<Instant> complete, Instant now) {

    /** Something to do. */
    sealed interface Step {
        ExportWindow window();

        /** Export it for good. */
        record Final(ExportWindow window) implements Step {}

        /** Export it as it is. */
        record Provisional(ExportWindow window) implements Step {}

        /** Leave it out for now. */
        record Skip(ExportWindow window) implements Step {}
    }

    /**
     * The first thing to do.
     *
     * @param state the ledger's
     */
    Optional<Step> next(LedgerState state) {
        Optional<Step> open = open(state);
        return open.isPresent() ? open : atNext(state);
    }

    private Optional<Step> open(LedgerState state) {
        for (Open span : state.open()) {
            if (span.why() == Why.PROVISIONAL || request.skipped()) {
                Optional<Step> first = firstIn(span.span());
                if (first.isPresent()) {
                    return first;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Step> firstIn(ExportWindow span) {
        Instant at = span.from();
        while (at.isBefore(span.to())) {
            ExportWindow window = windowAt(at);
            if (window.to().isAfter(span.to())) {
                throw otherWindows(span.to());
            }
            if (request.covers(window)) {
                return isComplete(window) ? Optional.of(new Step.Final(window)) : Optional.empty();
            }
            at = window.to();
        }
        return Optional.empty();
    }

    private Optional<Step> atNext(LedgerState state) {
        ExportWindow window = windowAt(state.next());
        request.from().filter(from -> from.isAfter(state.next())).ifPresent(from -> {
            throw new ExportRequestException("Job " + job.name() + ": windows before " + from
                    + " are not exported yet, and windows are exported in order. The next one starts at " + state.next()
                    + ": leave --from out, or begin there");
        });
        if (request.to().filter(to -> window.to().isAfter(to)).isPresent()) {
            return Optional.empty();
        }
        if (!isComplete(window)) {
            boolean early = job.provisional() && !now.isBefore(window.to());
            return early ? Optional.of(new Step.Provisional(window)) : Optional.empty();
        }
        Optional<Step> skip = tooMany(window);
        return skip.isPresent() ? skip : Optional.of(new Step.Final(window));
    }

    /** The newest windows, as many as are caught up, stay; whoever names a beginning means all of them. */
    private Optional<Step> tooMany(ExportWindow first) {
        if (request.from().isPresent()) {
            return Optional.empty();
        }
        Instant kept = first.from();
        Instant end = first.from();
        int windows = 0;
        for (ExportWindow window = first;
                isComplete(window);
                window = job.grid().at(window.to())) {
            end = window.to();
            windows++;
            if (windows > job.catchUp()) {
                kept = job.grid().after(kept);
            }
        }
        return kept.equals(first.from()) || !kept.isBefore(end)
                ? Optional.empty()
                : Optional.of(new Step.Skip(new ExportWindow(first.from(), kept)));
    }

    private ExportWindow windowAt(Instant boundary) {
        if (!job.grid().has(boundary)) {
            throw otherWindows(boundary);
        }
        return job.grid().at(boundary);
    }

    private ExportException otherWindows(Instant boundary) {
        return new ExportException("Job " + job.name() + ": its ledger has a window that starts or ends at " + boundary
                + ", where no window of this length does. Give the job its old windows back, or another name");
    }

    boolean isComplete(ExportWindow window) {
        Instant needed = job.completeFor(window);
        return complete.map(instant -> !instant.isBefore(needed)).orElse(false);
    }
}
