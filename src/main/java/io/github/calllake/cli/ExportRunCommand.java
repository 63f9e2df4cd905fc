package io.github.calllake.cli;

import io.github.calllake.export.RunRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        description = "Exports the windows of one job that are complete and not exported yet, in order, and ends.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  call-lake export run calls-nightly",
            "  call-lake export run calls-nightly --from 2026-03-01T00:00:00Z --dry-run"
        })
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class ExportRunCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ExportWindowsOptions windows;

    @Override
    public Integer call() throws Exception {
        return windows.run(RunRequest.due(), spec.commandLine());
    }
}
