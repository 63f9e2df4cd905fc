package io.github.calllake.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "export",
        description = {
            "Exports reports and SQL, window by window, as files or records: each window once, however many schedulers run.",
            "Jobs are in a YAML file; docs/exports.md has every key."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            ExportRunCommand.class,
            ExportRetryCommand.class,
            ExportScheduleCommand.class,
            ExportStatusCommand.class,
            ExportListCommand.class
        })
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class ExportCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: run, retry, schedule, status or list");
    }
}
