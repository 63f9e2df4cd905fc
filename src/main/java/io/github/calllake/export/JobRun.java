package io.github.calllake.export;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.export.LedgerEntry.Action;
import io.github.calllake.export.WindowPlan.Step;
import io.github.calllake.export.WindowResult.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * One job at the hands of one process: window after window, each decided by its ledger. For one thread.
 *
 * <p>What happens between any two lines here, and what the next to come does about it, is in ARCHITECTURE.md, "Each window once".
 */
final class JobRun {

    private static final Duration LEAST_CLAIM = Duration.ofMinutes(1);

    private final ExportJob job;
    private final ExportSettings settings;
    private final ExportTools tools;
    private final ExportLedger ledger;
    private final ExportStore state;
    private final Settlement settlement;
    private final Claims claims;
    private final Optional<UnloadWork> work;
    private long settled;
    private Optional<LocalDate> swept = Optional.empty();
    private RunRequest.Watcher watcher = RunRequest.Watcher.NONE;
    private long watched;
    private long watchedSince;

    JobRun(ExportJob job, ExportSettings settings, ExportTools tools) {
        this.job = job;
        this.settings = settings;
        this.tools = tools;
        this.state = tools.stores().at(settings.state());
        this.ledger = new ExportLedger(state, job.name());
        this.claims = new Claims(state, claimLifetime(job, settings), tools.clock());
        this.work = work(job, settings, tools);
        this.settlement = new Settlement(tools.stores(), state, claims, tools.steps(), work);
    }

    private static Optional<UnloadWork> work(ExportJob job, ExportSettings settings, ExportTools tools) {
        if (job.transfer().way() == Transfer.Way.STREAM) {
            return Optional.empty();
        }
        if (job.transfer().way() == Transfer.Way.UNLOAD && settings.unloads().isEmpty()) {
            throw new ExportException(
                    "Job " + job.name()
                            + " is to be unloaded, and nothing says where to: name a place in S3 by ExportSettings.withUnloads");
        }
        settings.unloads()
                .flatMap(place -> place.clash(job.destination().address()).or(() -> place.clash(settings.state())))
                .ifPresent(clash -> {
                    throw new ExportException("Job " + job.name() + ": " + clash);
                });
        return settings.unloads().map(place -> new UnloadWork(place, tools));
    }

    /** A short window is asked for quickly, and a crash should not hold up those behind it for longer than it must. */
    private static Duration claimLifetime(ExportJob job, ExportSettings settings) {
        Instant boundary = job.grid().floor(Instant.EPOCH);
        Duration length = Duration.between(boundary, job.grid().after(boundary));
        Duration wanted = length.compareTo(LEAST_CLAIM) > 0 ? length : LEAST_CLAIM;
        return wanted.compareTo(settings.claimLifetime()) > 0 ? settings.claimLifetime() : wanted;
    }

    /** Does all that is due. */
    RunResult run(RunRequest request) {
        watcher = request.watcher();
        LedgerEntry last = settled(begun(request));
        if (last.action() == Action.SENDING) {
            Optional<LedgerEntry> sent = taken(last);
            if (sent.isEmpty()) {
                WindowResult busy = new WindowResult(job.name(), last.window(), Outcome.BUSY, 0, 0);
                request.progress().accept(busy);
                return new RunResult(List.of(busy), Optional.of(last.state().next()), Optional.empty());
            }
            last = settled(sent.get());
        }
        sweep(last.state());
        List<WindowResult> results = new ArrayList<>(already(request, last.state()));
        results.forEach(request.progress());
        Optional<Instant> complete = complete();
        WindowPlan plan = new WindowPlan(job, request, complete, tools.clock().instant());
        Optional<Step> next = plan.next(last.state());
        while (next.isPresent() && !request.stop().getAsBoolean()) {
            tools.steps().reached(ExportStep.TAIL_READ, next.get().window());
            WindowResult result = done(next.get(), last, complete);
            results.add(result);
            request.progress().accept(result);
            last = last();
            // Nobody decides anything else before what is on its way has arrived.
            boolean waits = result.outcome() == Outcome.BUSY || last.action() == Action.SENDING;
            next = waits ? Optional.empty() : plan.next(last.state());
        }
        return new RunResult(results, Optional.of(last.state().next()), complete);
    }

    /** At the start, and once a day: a query whose asker died may go on, and write behind whoever has cleaned up. */
    private void sweep(LedgerState state) {
        Optional<LocalDate> day = Optional.of(LocalDate.ofInstant(tools.clock().instant(), ZoneOffset.UTC));
        if (!swept.equals(day)) {
            settlement.sweep(job, state);
            swept = day;
        }
    }

    /** Says what would be done, and does nothing. */
    RunResult plan(RunRequest request) {
        Optional<LedgerEntry> last = ledger.last();
        LedgerState at = last.map(LedgerEntry::state).orElseGet(() -> LedgerState.beginning(beginning(request)));
        List<WindowResult> results = new ArrayList<>(already(request, at));
        Optional<Instant> complete = complete();
        WindowPlan plan = new WindowPlan(job, request, complete, tools.clock().instant());
        for (Optional<Step> next = plan.next(at); next.isPresent(); next = plan.next(at)) {
            ExportWindow window = next.get().window();
            Outcome outcome = outcome(next.get());
            at = switch (outcome) {
                case SKIPPED -> at.passed(window, LedgerState.Why.SKIPPED);
                case PROVISIONAL -> at.passed(window, LedgerState.Why.PROVISIONAL);
                default -> at.exported(window);
            };
            results.add(new WindowResult(job.name(), window, outcome, 0, 0));
        }
        return new RunResult(results, last.map(entry -> entry.state().next()), complete);
    }

    private static Outcome outcome(Step step) {
        if (step instanceof Step.Skip) {
            return Outcome.SKIPPED;
        }
        return step instanceof Step.Provisional ? Outcome.PROVISIONAL : Outcome.EXPORTED;
    }

    private Optional<Instant> complete() {
        return job.question().knowsItself()
                ? job.question().complete(tools.tiers().ask(job.tier()))
                : tools.tiers().complete(job.tier());
    }

    /** Of the windows that were named, those that have their final export. */
    private List<WindowResult> already(RunRequest request, LedgerState at) {
        List<WindowResult> results = new ArrayList<>();
        request.from().ifPresent(from -> {
            ExportWindow window = job.grid().at(job.grid().floor(from));
            while (!window.to().isAfter(at.next()) && request.covers(window)) {
                if (at.isFinal(window)) {
                    results.add(new WindowResult(job.name(), window, Outcome.ALREADY, 0, 0));
                }
                window = job.grid().at(window.to());
            }
        });
        return results;
    }

    /** The last entry, after it was brought about. */
    private LedgerEntry last() {
        return settled(ledger.last()
                .orElseThrow(() -> new ExportException("The ledger of job " + job.name() + " at " + state.address()
                        + " is gone. Restore it: without it, windows are exported again")));
    }

    private LedgerEntry settled(LedgerEntry last) {
        if (last.number() > settled) {
            settlement.settle(job.name(), last);
            settled = last.number();
        }
        return last;
    }

    private LedgerEntry begun(RunRequest request) {
        Optional<LedgerEntry> last = ledger.last();
        if (last.isEmpty()) {
            Instant at = beginning(request);
            LedgerEntry begun = new LedgerEntry(
                    1,
                    Action.BEGUN,
                    job.grid().at(at),
                    Attempts.random(),
                    tools.clock().instant(),
                    Optional.empty(),
                    LedgerState.beginning(at));
            // Whoever was faster has said where the job begins.
            ledger.append(begun);
            last = ledger.last();
        }
        LedgerEntry entry = last.orElseThrow();
        request.from().filter(from -> from.isBefore(entry.state().begun())).ifPresent(from -> {
            throw new ExportException(
                    "Job " + job.name() + " begins at " + entry.state().begun() + " by its ledger, and not at " + from
                            + ". For earlier windows make a job of another name");
        });
        return entry;
    }

    private Instant beginning(RunRequest request) {
        Instant now = tools.clock().instant();
        return request.from().map(job.grid()::floor).or(job::start).orElseGet(() -> job.grid()
                .before(job.grid().floor(now)));
    }

    private WindowResult done(Step step, LedgerEntry last, Optional<Instant> complete) {
        ExportWindow window = step.window();
        if (step instanceof Step.Skip) {
            return skipped(window, last);
        }
        if (!claims.take(job.name(), window)) {
            return new WindowResult(job.name(), window, Outcome.BUSY, 0, 0);
        }
        if (job.destination() instanceof Destination.Stream) {
            return sent(window, last, complete);
        }
        boolean provisional = step instanceof Step.Provisional;
        return exported(window, last, provisional ? Optional.empty() : complete, provisional);
    }

    private WindowResult skipped(ExportWindow span, LedgerEntry last) {
        LedgerEntry entry = new LedgerEntry(
                last.number() + 1,
                Action.SKIPPED,
                span,
                Attempts.random(),
                tools.clock().instant(),
                Optional.empty(),
                last.state().passed(span, LedgerState.Why.SKIPPED));
        Outcome outcome = ledger.append(entry) ? Outcome.SKIPPED : Outcome.BY_ANOTHER;
        return new WindowResult(job.name(), span, outcome, 0, 0);
    }

    /** What another one has begun to send, once it has not gone on for long enough by this process's own watch. */
    private Optional<LedgerEntry> taken(LedgerEntry sending) {
        if (watched != sending.number()) {
            watched = sending.number();
            watchedSince = System.nanoTime();
        }
        if (System.nanoTime() - watchedSince < settings.sendFor().toNanos() * 2) {
            return Optional.empty();
        }
        return sending().takeOver(sending);
    }

    private StreamSending sending() {
        return new StreamSending(job.name(), ledger, state, tools, settings.sendFor());
    }

    /** Into a stream: the rows are fixed first, and nothing is decided before they have all gone. */
    private WindowResult sent(ExportWindow window, LedgerEntry last, Optional<Instant> complete) {
        WindowExport attempt =
                new WindowExport(job, window, state, job.destination().address());
        long began = System.nanoTime();
        Optional<LedgerEntry> written = written(window, attempt, last, complete, Action.SENDING);
        if (written.isEmpty()) {
            attempt.abandon();
            return new WindowResult(job.name(), window, Outcome.BY_ANOTHER, 0, 0);
        }
        tools.steps().reached(ExportStep.SENDING_WRITTEN, window);
        Optional<LedgerEntry> sent = sending().send(written.get(), began);
        if (sent.isEmpty()) {
            return new WindowResult(job.name(), window, Outcome.BY_ANOTHER, 0, 0);
        }
        tools.steps().reached(ExportStep.SENT_WRITTEN, window);
        settled(sent.get());
        long rows = written.get().output().orElseThrow().rows();
        return new WindowResult(job.name(), window, Outcome.EXPORTED, rows, rows);
    }

    private WindowResult exported(
            ExportWindow window, LedgerEntry last, Optional<Instant> complete, boolean provisional) {
        ExportStore destination = tools.stores().at(job.destination().address());
        WindowExport attempt = new WindowExport(job, window, destination, destination.address());
        Optional<LedgerEntry> written =
                written(window, attempt, last, complete, provisional ? Action.PROVISIONAL : Action.EXPORTED);
        if (written.isEmpty()) {
            attempt.abandon();
            return new WindowResult(job.name(), window, Outcome.BY_ANOTHER, 0, 0);
        }
        // From here on the entry names the objects, whatever happens.
        tools.steps().reached(ExportStep.ENTRY_WRITTEN, window);
        settled(written.get());
        Outcome outcome = provisional ? Outcome.PROVISIONAL : Outcome.EXPORTED;
        WindowOutput output = written.get().output().orElseThrow();
        return new WindowResult(
                job.name(), window, outcome, output.rows(), output.objects().size());
    }

    /** The entry that names what was written; empty if another one was faster. */
    private Optional<LedgerEntry> written(
            ExportWindow window, WindowExport attempt, LedgerEntry last, Optional<Instant> complete, Action action) {
        try {
            WindowOutput output = attempt.write(
                    tools.tiers().ask(job.tier(), through(window, attempt, last)),
                    formatOf(action),
                    settings.objectBytes(),
                    complete,
                    tools.steps(),
                    rows -> watcher.written(window, rows));
            return decided(window, attempt, action, output, last);
        } catch (RuntimeException e) {
            // Told to stop: what is put away takes requests, and they would be broken off too.
            boolean interrupted = Thread.interrupted();
            try {
                if (isTakenAway(window, attempt, action, e)) {
                    return Optional.empty();
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            throw new ExportException(
                    "Job " + job.name() + ", window " + window + " was not exported: " + e.getMessage(), e);
        }
    }

    /** Puts away what a failed attempt has, and says whether it failed because another one was faster, and cleaned up behind itself. */
    private boolean isTakenAway(ExportWindow window, WindowExport attempt, Action action, RuntimeException failure) {
        try {
            // After a doubtful append the entry may be there, and then names the objects: they stay for the next run to
            // judge.
            if (!(failure instanceof DoubtfulException)) {
                attempt.abandon(failure);
                work.ifPresent(left -> left.clear(job.name(), window, attempt.attempt()));
                if (!isAllowed(window, action, last().state())) {
                    return true;
                }
            }
            claims.release(job.name(), window);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        return false;
    }

    /** What engines are asked through: themselves, or what has them unload large answers. */
    private UnaryOperator<QueryEngine> through(ExportWindow window, WindowExport attempt, LedgerEntry last) {
        long before = last.output().map(WindowOutput::rows).orElse(0L);
        if (work.isEmpty() || job.transfer().isSurelySmall(before)) {
            return UnaryOperator.identity();
        }
        OptionalLong above = job.transfer().isSurelyLarge(before)
                ? OptionalLong.empty()
                : OptionalLong.of(job.transfer().unloadAbove());
        return work.get().through(window, job.name(), attempt.attempt(), above, rows -> watcher.unloaded(window, rows));
    }

    private OutputFormat formatOf(Action action) {
        return action == Action.SENDING ? OutputFormat.of(OutputFormat.Kind.JSON) : job.format();
    }

    /** Appends the entry, behind whatever others append meanwhile, as long as it is allowed. */
    private Optional<LedgerEntry> decided(
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

    private static boolean isAllowed(ExportWindow window, Action action, LedgerState state) {
        return action == Action.PROVISIONAL ? window.from().equals(state.next()) : state.wants(window);
    }

    /** Whether an entry was written is not known. */
    private static final class DoubtfulException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DoubtfulException(RuntimeException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
