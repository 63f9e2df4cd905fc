package io.github.calllake.cli;

import io.github.calllake.export.JobFile;
import io.github.calllake.export.RunRequest;
import io.github.calllake.export.ScheduledJob;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A job, and which of its windows: what is exported by hand. */
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class ExportWindowsOptions {

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
            description =
                    "Windows from the one on that holds this time; of a job that has exported nothing yet, where it begins. All of them, however many.")
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

    /** Exports them, or says which they are. */
    int run(RunRequest wanted, CommandLine command) throws Exception {
        JobFile file = jobs.read();
        ScheduledJob job = jobs.job(file, name);
        RunRequest request = wanted.withRange(Optional.ofNullable(from), Optional.ofNullable(to));
        return ExportWork.run(file, job, tiers, dryRun ? request.dry() : request, json, command);
    }
}
