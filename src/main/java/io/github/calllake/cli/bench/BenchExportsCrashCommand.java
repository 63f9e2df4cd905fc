package io.github.calllake.cli.bench;

import io.github.calllake.export.ExportStores;
import io.github.calllake.lake.LakeStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench exports-crash}. */
@Command(
        name = "exports-crash",
        description = {
            "Starts schedulers of exports at once on the windows of one job, kills them at random moments (kill -9) and",
            "starts them again until all is exported; then holds manifests and rows against what they must be, and sees",
            "that nothing else lies at the destination. The local stack runs in another process."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class BenchExportsCrashCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--schedulers",
            paramLabel = "N",
            defaultValue = "20",
            description = "Processes that run the job; ${DEFAULT-VALUE}.")
    private int schedulers;

    @Option(
            names = "--windows",
            paramLabel = "N",
            defaultValue = "200",
            description = "Windows to be exported; ${DEFAULT-VALUE}.")
    private int windows;

    @Option(
            names = "--kills",
            paramLabel = "N",
            defaultValue = "100",
            description = "At most so many, while there are windows left; ${DEFAULT-VALUE}.")
    private int kills;

    @Option(names = "--seed", paramLabel = "N", description = "Of rows and moments; else another each time.")
    private @Nullable Long seed;

    @Option(names = "--json", description = "Print one JSON object instead of lines.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ExportsCrashSettings settings = settings();
        PrintWriter err = spec.commandLine().getErr();
        Path directory = Files.createTempDirectory("call-lake-exports-crash-");
        err.println("--seed " + settings.seed() + "; stack and logs in " + directory + ", kept unless all is well");
        return run(settings, directory, err).tell(spec.commandLine(), json, directory);
    }

    private ExportsCrashSettings settings() {
        try {
            return new ExportsCrashSettings(
                    schedulers, windows, kills, seed != null ? seed : new Random().nextInt(Integer.MAX_VALUE));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static ExportsCrashResult run(ExportsCrashSettings settings, Path directory, PrintWriter err)
            throws IOException, InterruptedException {
        try (StackProcess stack = StackProcess.start(
                        List.of("--dir", directory.resolve("stack").toString()));
                LakeStore store = LakeStore.open(stack.bucket());
                ExportStores stores = ExportStores.open()) {
            ExportsCrashStack parts = new ExportsCrashStack(stack.s3(), stack.redshift(), store, stores);
            return new ExportsCrashRun(settings, parts, directory, line -> {
                        err.println(line);
                        err.flush();
                    })
                    .run();
        }
    }
}
