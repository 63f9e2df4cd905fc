package io.github.calllake.export;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.export.LedgerEntry.Action;
import io.github.calllake.export.WindowPlan.Step;
import io.github.calllake.export.WindowResult.Outcome;
import java.time.Duration;
import java.time.Instant;
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
    private final ExportStore state;
    private final Claims claims;
    private final Optional<UnloadWork> work;
    private final JobDecisions decisions;
    private RunRequest.Watcher watcher = RunRequest.Watcher.NONE;
    private long watched;
    private long watchedSince;

    JobRun(ExportJob job, ExportSettings settings, ExportTools tools) {
        this.job = job;
        this.settings = settings;
        this.tools = tools;
        this.state = tools.stores().at(settings.state());
        this.claims = new Claims(state, claimLifetime(job, settings), tools.clock());
        this.work = work(job, settings, tools);
        this.decisions =
                new JobDecisions(job, tools, state, new Settlement(tools.stores(), state, claims, tools.steps(), work));
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

    /** Does all that is due. What is named begins where a window does, here and for {@link #plan}. */
    RunResult run(RunRequest request) {
        watcher = request.watcher();
        LedgerEntry last = decisions.begun(request);
        if (last.action() == Action.SENDING) {
            Optional<LedgerEntry> sent = taken(last);
            if (sent.isEmpty()) {
                WindowResult busy = new WindowResult(job.name(), last.window(), Outcome.BUSY, 0, 0);
                request.progress().accept(busy);
                return new RunResult(List.of(busy), Optional.of(last.state().next()), Optional.empty());
            }
            last = decisions.settled(sent.get());
        }
        decisions.sweep(last.state());
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
            last = decisions.last();
            // Nobody decides anything else before what is on its way has arrived.
            boolean waits = result.outcome() == Outcome.BUSY || last.action() == Action.SENDING;
            next = waits ? Optional.empty() : plan.next(last.state());
        }
        return new RunResult(results, Optional.of(last.state().next()), complete);
    }

    /** Says what would be done, and does nothing. */
    RunResult plan(RunRequest request) {
        Optional<LedgerEntry> last = decisions.ledger().last();
        LedgerState at = decisions.planned(request);
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
            ExportWindow window = job.grid().at(from);
            while (!window.to().isAfter(at.next()) && request.covers(window)) {
                if (at.isFinal(window)) {
                    results.add(new WindowResult(job.name(), window, Outcome.ALREADY, 0, 0));
                }
                window = job.grid().at(window.to());
            }
        });
        return results;
    }

    private WindowResult done(Step step, LedgerEntry last, Optional<Instant> complete) {
        ExportWindow window = step.window();
        if (step instanceof Step.Skip) {
            Outcome outcome = decisions.skipped(window, last) ? Outcome.SKIPPED : Outcome.BY_ANOTHER;
            return new WindowResult(job.name(), window, outcome, 0, 0);
        }
        Optional<Claims.Held> claim = claims.take(job.name(), window);
        if (claim.isEmpty()) {
            return new WindowResult(job.name(), window, Outcome.BUSY, 0, 0);
        }
        boolean provisional = step instanceof Step.Provisional;
        Turn turn = new Turn(window, last, provisional ? Optional.empty() : complete, claim.get());
        return job.destination() instanceof Destination.Stream ? sent(turn) : exported(turn, provisional);
    }

    /**
     * A window that is this process's to export.
     *
     * @param last the ledger's last entry when it was decided to
     * @param complete what the window's rows are known by; empty for a provisional window
     */
    private record Turn(ExportWindow window, LedgerEntry last, Optional<Instant> complete, Claims.Held claim) {}

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
        return new StreamSending(job.name(), decisions.ledger(), state, tools, settings.sendFor());
    }

    /** Into a stream: the rows are fixed first, and nothing is decided before they have all gone. */
    private WindowResult sent(Turn turn) {
        ExportWindow window = turn.window();
        WindowExport attempt =
                new WindowExport(job, window, state, job.destination().address());
        long began = System.nanoTime();
        Optional<LedgerEntry> written = written(turn, attempt, Action.SENDING);
        if (written.isEmpty()) {
            return byAnother(attempt, window);
        }
        tools.steps().reached(ExportStep.SENDING_WRITTEN, window);
        Optional<LedgerEntry> sent = sending().send(written.get(), began);
        if (sent.isEmpty()) {
            return new WindowResult(job.name(), window, Outcome.BY_ANOTHER, 0, 0);
        }
        tools.steps().reached(ExportStep.SENT_WRITTEN, window);
        decisions.settled(sent.get());
        long rows = written.get().output().orElseThrow().rows();
        return new WindowResult(job.name(), window, Outcome.EXPORTED, rows, rows);
    }

    /** The window is decided, or no longer the next one: its claim is given up in any case. */
    private WindowResult byAnother(WindowExport attempt, ExportWindow window) {
        attempt.abandon();
        claims.release(job.name(), window);
        return new WindowResult(job.name(), window, Outcome.BY_ANOTHER, 0, 0);
    }

    private WindowResult exported(Turn turn, boolean provisional) {
        ExportWindow window = turn.window();
        ExportStore destination = tools.stores().at(job.destination().address());
        WindowExport attempt = new WindowExport(job, window, destination, destination.address());
        Optional<LedgerEntry> written = written(turn, attempt, provisional ? Action.PROVISIONAL : Action.EXPORTED);
        if (written.isEmpty()) {
            return byAnother(attempt, window);
        }
        // From here on the entry names the objects, whatever happens.
        tools.steps().reached(ExportStep.ENTRY_WRITTEN, window);
        decisions.settled(written.get());
        Outcome outcome = provisional ? Outcome.PROVISIONAL : Outcome.EXPORTED;
        WindowOutput output = written.get().output().orElseThrow();
        return new WindowResult(
                job.name(), window, outcome, output.rows(), output.objects().size());
    }

    /** The entry that names what was written; empty if another one was faster. */
    private Optional<LedgerEntry> written(Turn turn, WindowExport attempt, Action action) {
        ExportWindow window = turn.window();
        try {
            return decisions.decided(window, attempt, action, asked(turn, attempt, action), turn.last());
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

    /** The claim is renewed until all is written, and no longer: whoever decides a window gives its claims up. */
    private WindowOutput asked(Turn turn, WindowExport attempt, Action action) {
        try (Claims.Held claim = turn.claim()) {
            claim.renewBesides();
            if (action == Action.SENDING) {
                // Rows that are on their way to nowhere would hold up every scheduler.
                tools.stores().stream(job.destination().address()).requireThere();
            }
            return attempt.write(
                    tools.tiers().ask(job.tier(), through(turn.window(), attempt, turn.last())),
                    formatOf(action),
                    settings.objectBytes(),
                    turn.complete(),
                    tools.steps(),
                    rows -> watcher.written(turn.window(), rows));
        }
    }

    /** Puts away what a failed attempt has, and says whether it failed because another one was faster, and cleaned up behind itself. */
    private boolean isTakenAway(ExportWindow window, WindowExport attempt, Action action, RuntimeException failure) {
        try {
            // After a doubtful append the entry may be there, and then names the objects: they stay for the next run to
            // judge.
            if (!(failure instanceof JobDecisions.DoubtfulException)) {
                attempt.abandon(failure);
                work.ifPresent(left -> left.clear(job.name(), window, attempt.attempt()));
                if (!decisions.isWanted(window, action)) {
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
}
