package io.github.calllake.cli;

import io.github.calllake.stream.FleetSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "local",
        description =
                "Runs stand-ins for Kinesis, S3, DynamoDB, Redshift, Glue and Athena on this machine until it is told to stop.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  call-lake local --dir lake --env lake.env &",
            "  set -a; . ./lake.env; set +a",
            "  mvn flyway:migrate; call-lake lake create; call-lake simulate; aws kinesis list-streams"
        })
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class LocalCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--dir", paramLabel = "DIR", description = "Keep all state there; else it is temporary.")
    private @Nullable Path directory;

    @Option(names = "--env", paramLabel = "FILE", description = "Write what other programs need in their environment.")
    private @Nullable Path environmentFile;

    @Option(
            names = "--fleet",
            paramLabel = "NAME",
            description =
                    "Make this fleet's table and leases, so that its first 'archive --fleet NAME' begins in seconds.")
    private @Nullable String fleet;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Usage.requireNotEmpty(spec, "--dir", directory);
        Usage.requireNotEmpty(spec, "--env", environmentFile);
        Optional<String> seeded = fleet == null
                ? Optional.empty()
                : Optional.of(
                        Usage.checked(spec, "--fleet", fleet, FleetSettings::of).name());
        CountDownLatch stopped = new CountDownLatch(1);
        LocalStack stack = LocalStack.start(directory);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stack, stopped), "call-lake-local-stop"));
        seeded.ifPresent(name -> stack.aws().seedLeases(name, LocalStack.STREAM));
        if (environmentFile != null) {
            EnvironmentFile.write(environmentFile, stack.environment());
        }
        spec.commandLine().getErr().println(announcement(stack));
        stopped.await();
        return 0;
    }

    private String announcement(LocalStack stack) {
        String state = "The local stack is up in " + stack.aws().directory() + ". Stop it with Ctrl-C.";
        return environmentFile == null
                ? state + System.lineSeparator() + EnvironmentFile.text(stack.environment())
                : state + " Environment: set -a; . "
                        + EnvironmentFile.quoted(
                                environmentFile.toAbsolutePath().toString()) + "; set +a";
    }

    private void stop(LocalStack stack, CountDownLatch stopped) {
        try {
            stack.close();
        } catch (IOException | RuntimeException e) {
            spec.commandLine().getErr().println("call-lake local: stopping failed: " + e.getMessage());
        }
        stopped.countDown();
    }
}
