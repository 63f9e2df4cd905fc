package io.github.calllake.cli.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench}: measurements that anyone can repeat. */
@Command(
        name = "bench",
        description = "Measures, on this machine and on a local stack of its own.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            BenchIngestCommand.class,
            BenchArchiveCommand.class,
            BenchAthenaCommand.class,
            BenchFilesCommand.class,
            BenchLookupCommand.class,
            BenchMemoryCommand.class,
            BenchShardsCommand.class,
            BenchCrashCommand.class,
            BenchExportCommand.class,
            BenchExportsCrashCommand.class,
            BenchSeamCommand.class,
            BenchQueryCommand.class
        })
@SuppressWarnings("NullAway.Init") // picocli fills in the specification before anything runs.
public final class BenchCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Made by picocli. */
    public BenchCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a benchmark is missing");
    }
}
