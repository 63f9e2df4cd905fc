package io.github.calllake.export;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

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
     * @throws io.github.calllake.CallLakeException if a window could not be exported; those before it are
     */
    public RunResult run(ExportJob job, RunRequest request) {
        JobRun run = runs.computeIfAbsent(job.name(), name -> new JobRun(job, settings, tools));
        return request.dryRun() ? run.plan(request) : run.run(request);
    }
}
