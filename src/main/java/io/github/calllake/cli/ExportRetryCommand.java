package io.github.calllake.cli;

import io.github.calllake.export.JobFile;
import io.github.calllake.export.RunRequest;
import io.github.calllake.export.ScheduledJob;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "retry",
        description = "Exports the windows of one job that were skipped, beside those that are due.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  call-lake export retry calls-nightly"})
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class ExportRetryCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "JOB", description = "The job's name in the file.")
    private String name;

    @Mixin
    private JobsOption jobs;

    @Mixin
    private ExportTierOptions tiers;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = Instants.class,
            description = "Windows that start at this time or later.")
    private @Nullable Instant from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = Instants.class,
            description = "Windows that end at this time or earlier.")
    private @Nullable Instant to;

    @Option(names = "--dry-run", description = "Say which windows would be exported, and export none.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        JobFile file = jobs.read();
        ScheduledJob job = jobs.job(file, name);
        RunRequest request =
                RunRequest.due().withSkipped().withRange(Optional.ofNullable(from), Optional.ofNullable(to));
        return ExportWork.run(file, job, tiers, dryRun ? request.dry() : request, json, spec.commandLine());
    }
}
