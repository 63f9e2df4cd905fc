package io.github.calllake.cli;

import io.github.calllake.export.RunRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

    @Mixin
    private ExportWindowsOptions windows;

    @Override
    public Integer call() throws Exception {
        return windows.run(RunRequest.due().withSkipped(), spec.commandLine());
    }
}
