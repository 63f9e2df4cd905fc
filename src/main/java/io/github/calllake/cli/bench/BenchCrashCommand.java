package io.github.calllake.cli.bench;

import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.StreamWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench crash}. */
@Command(
        name = "crash",
        description = {
            "Kills archivers at random moments (kill -9) and starts them again, while records come and shards split and",
            "merge; then holds the lake against the stream, record for record. The local stack runs in another process."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class BenchCrashCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--kills", paramLabel = "N", description = "How many; else 300, or 30 with --fleets.")
    private @Nullable Integer kills;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "600",
            description = "Kill no more after so long, however many there were; ${DEFAULT-VALUE}.")
    private int minutes;

    @Option(
            names = "--fleets",
            paramLabel = "N",
            defaultValue = "0",
            description = "So many fleets that archive the same stream and take each other's shards; else one process"
                    + " without a fleet.")
    private int fleets;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "2",
            description = "Processes of each fleet; ${DEFAULT-VALUE}.")
    private int workers;

    @Option(
            names = "--s3-faults",
            paramLabel = "SHARE",
            defaultValue = "0",
            description =
                    "Strike this share of the archivers' requests to S3, from 0 to 1: errors, before or after it was"
                            + " done; silence; connections reset before, after or in the answer. ${DEFAULT-VALUE}.")
    private double s3Faults;

    @Option(names = "--seed", paramLabel = "N", description = "Of records, moments and faults; else another each time.")
    private @Nullable Long seed;

    @Option(names = "--json", description = "Print one JSON object instead of lines.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        CrashSettings settings = settings();
        PrintWriter err = spec.commandLine().getErr();
        Path directory = Files.createTempDirectory("call-lake-crash-");
        err.println("--seed " + settings.seed() + "; stack and logs in " + directory + ", kept unless all is well");
        return run(settings, directory, err).tell(spec.commandLine(), json, directory);
    }

    private CrashSettings settings() {
        try {
            return new CrashSettings(
                    kills != null ? kills : fleets > 0 ? 30 : 300,
                    Duration.ofMinutes(minutes),
                    fleets,
                    workers,
                    s3Faults,
                    seed != null ? seed : new Random().nextInt(Integer.MAX_VALUE));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static CrashResult run(CrashSettings settings, Path directory, PrintWriter err)
            throws IOException, InterruptedException, SQLException {
        Path lake = directory.resolve("stack");
        List<String> options = new ArrayList<>(List.of("--dir", lake.toString()));
        IntStream.range(0, settings.fleets())
                .forEach(fleet -> options.addAll(List.of("--fleet", CrashSettings.fleet(fleet))));
        try (StackProcess stack = StackProcess.start(options);
                StreamWriter writer = StreamWriter.open(stack.stream());
                LakeStore store = LakeStore.open(stack.bucket());
                DirectStream source = DirectStream.open(stack.stream())) {
            CrashStack parts = new CrashStack(
                    stack.kinesis(),
                    stack.s3(),
                    stack.dynamoDb(),
                    stack.stream(),
                    LakeLayout.inBucket(stack.bucket()),
                    store,
                    writer,
                    source,
                    lake.resolve("s3"));
            return new CrashRun(settings, parts, directory, line -> {
                        err.println(line);
                        err.flush();
                    })
                    .run();
        }
    }
}
