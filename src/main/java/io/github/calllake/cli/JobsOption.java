package io.github.calllake.cli;

import io.github.calllake.export.JobFile;
import io.github.calllake.export.JobFileException;
import io.github.calllake.export.ScheduledJob;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code --jobs}, for every command about exports. */
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class JobsOption {

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--jobs",
            paramLabel = "FILE",
            defaultValue = "${env:CALL_LAKE_JOBS:-exports.yaml}",
            description = "The YAML file of the jobs; else $CALL_LAKE_JOBS, else exports.yaml.")
    private Path file;

    /** The file; what is wrong in it is wrong usage. */
    JobFile read() {
        try {
            return JobFile.read(file);
        } catch (JobFileException e) {
            throw new Usage.WrongFile(command, e);
        }
    }

    /** A job of the file; another name is wrong usage. */
    ScheduledJob job(JobFile jobs, String name) {
        return jobs.job(name)
                .orElseThrow(() -> Usage.wrong(
                        command,
                        "there is no job '" + name + "' in " + file + "; there are "
                                + jobs.jobs().stream()
                                        .map(each -> each.job().name())
                                        .collect(Collectors.joining(", "))));
    }
}
