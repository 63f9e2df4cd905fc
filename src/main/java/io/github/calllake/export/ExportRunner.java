package io.github.calllake.export;

import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Exports windows of jobs, each once: however many runners there are, wherever they stop, and however often they are started.
 *
 * <p>For one thread. Stores and tiers stay the caller's to close.
 *
 * <pre>{@code
 * try (ExportStores stores = ExportStores.open()) {
 *     ExportRunner runner = new ExportRunner(ExportSettings.of("s3://my-bucket/exports-state"), stores, tiers, Clock.systemUTC());
 *     runner.run(job, RunRequest.due());
 * }
 * }</pre>
 */
public final class ExportRunner {

    private final ExportSettings settings;
    private final ExportTools tools;
    private final Map<String, JobRun> runs = new HashMap<>();
    /** Jobs whose last run did not fail, which the failure that is noted says no more. */
    private final Set<String> clean = new HashSet<>();

    public ExportRunner(ExportSettings settings, ExportStores stores, ExportTiers tiers, Clock clock) {
        this(settings, new ExportTools(stores, tiers, clock, ExportStep.Observer.NONE));
    }

    ExportRunner(ExportSettings settings, ExportTools tools) {
        this.settings = settings;
        this.tools = tools;
    }

    /**
     * Exports the windows of a job that are due, in order, and says what it did.
     *
     * @throws ExportRequestException if the request names windows that the job cannot export; nothing is done
     * @throws io.github.calllake.CallLakeException if a window could not be exported; those before it are
     */
    public RunResult run(ExportJob job, RunRequest wanted) {
        RunRequest request = wanted.withRange(wanted.from().map(job.grid()::floor), wanted.to());
        JobRun run = runs.computeIfAbsent(job.name(), name -> new JobRun(job, settings, tools));
        if (request.dryRun()) {
            return run.plan(request);
        }
        Failures failures = new Failures(tools.stores().at(settings.state()));
        try {
            RunResult result = run.run(request);
            if (!result.isBusy() && clean.add(job.name())) {
                failures.clear(job.name());
            }
            return result;
        } catch (ExportRequestException e) {
            // The job is as well as it was.
            throw e;
        } catch (RuntimeException e) {
            clean.remove(job.name());
            noted(failures, job, e);
            throw e;
        }
    }

    private void noted(Failures failures, ExportJob job, RuntimeException failure) {
        try {
            failures.note(job.name(), tools.clock().instant(), failure);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * How a job stands by its ledger.
     *
     * @param state where ledgers lie
     * @param job its name
     */
    public static JobStatus status(String state, ExportStores stores, String job) {
        ExportStore store = stores.at(state);
        return JobStatus.of(job, new ExportLedger(store, job).last(), new Failures(store).last(job));
    }
}
