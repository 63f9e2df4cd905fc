package io.github.calllake.cli;

import io.github.calllake.local.redshift.ExternalPostgres;
import io.github.calllake.stream.FleetSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
            "  call-lake migrate; call-lake lake create; call-lake simulate",
            "  aws kinesis list-streams"
        })
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class LocalCommand implements Callable<Integer>, Stopping.StopsItself {

    private static final String POSTGRES_PASSWORD = "CALL_LAKE_POSTGRES_PASSWORD";
    private static final Logger LOG = LoggerFactory.getLogger(LocalCommand.class);

    private enum Switch {
        ON,
        OFF
    }

    @Spec
    private CommandSpec spec;

    @Option(names = "--dir", paramLabel = "DIR", description = "Keep all state there; else it is temporary.")
    private @Nullable Path directory;

    @Option(
            names = "--kinesis-limits",
            paramLabel = "on|off",
            defaultValue = "on",
            description = "Whether Kinesis keeps AWS's rates: 1 MiB and 1,000 records a second and shard, and so on;"
                    + " ${DEFAULT-VALUE}.")
    private Switch kinesisLimits = Switch.ON;

    @Option(
            names = "--end-with-stdin",
            description = "Stop when standard input ends, as it does when the process that started this one is gone.")
    private boolean endWithInput;

    @Option(names = "--env", paramLabel = "FILE", description = "Write what other programs need in their environment.")
    private @Nullable Path environmentFile;

    @Option(
            names = "--fleet",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Make this fleet's table and leases, so that its first 'archive --fleet NAME' begins in seconds;"
                            + " or those of several.")
    private List<String> fleets = List.of();

    @Option(
            names = "--postgres",
            paramLabel = "USER@HOST[:PORT][/DB]",
            description = {
                "Keep Redshift's data in this PostgreSQL (17 or newer, a superuser); else in one of its own.",
                "The password comes from the environment: " + POSTGRES_PASSWORD + "."
            })
    private @Nullable String postgres;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Usage.requireNotEmpty(spec, "--dir", directory);
        Usage.requireNotEmpty(spec, "--env", environmentFile);
        List<String> seeded = fleets.stream()
                .map(fleet ->
                        Usage.checked(spec, "--fleet", fleet, FleetSettings::of).name())
                .toList();
        Optional<ExternalPostgres> database = named(postgres);
        CountDownLatch stopped = new CountDownLatch(1);
        LocalStack stack = started(database);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stack, stopped), "call-lake-local-stop"));
        seeded.forEach(name -> stack.aws().seedLeases(name, LocalStack.STREAM));
        keepLimits(stack, kinesisLimits == Switch.ON);
        if (environmentFile != null) {
            EnvironmentFile.write(environmentFile, stack.environment());
        }
        spec.commandLine().getErr().println(announcement(stack));
        if (endWithInput) {
            awaitEnd(System.in);
        } else {
            stopped.await();
        }
        return 0;
    }

    /** Whoever waits for the environment must not read an earlier stack's; but what cannot start leaves that of a running one. */
    private LocalStack started(Optional<ExternalPostgres> database) throws IOException {
        if (environmentFile == null) {
            return LocalStack.start(directory, database);
        }
        Optional<byte[]> earlier = EnvironmentFile.take(environmentFile);
        boolean up = false;
        try {
            LocalStack stack = LocalStack.start(directory, database);
            up = true;
            return stack;
        } finally {
            if (!up && earlier.isPresent()) {
                EnvironmentFile.write(environmentFile, earlier.get());
            }
        }
    }

    private Optional<ExternalPostgres> named(@Nullable String address) {
        if (address == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ExternalPostgres.of(address, System.getenv().getOrDefault(POSTGRES_PASSWORD, "")));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--postgres: " + e.getMessage(), e);
        }
    }

    /** The hook then stops the stack. */
    private static void awaitEnd(InputStream input) throws IOException {
        long said = input.transferTo(OutputStream.nullOutputStream());
        LOG.debug("Standard input has ended after {} bytes", said);
    }

    private static void keepLimits(LocalStack stack, boolean on) {
        var kinesis = stack.aws().kinesis();
        kinesis.use(kinesis.settings().withLimits(on));
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
            if (environmentFile != null) {
                EnvironmentFile.remove(environmentFile, stack.environment());
            }
            stack.close();
        } catch (IOException | RuntimeException e) {
            spec.commandLine().getErr().println("call-lake local: stopping failed: " + e.getMessage());
        }
        stopped.countDown();
    }
}
