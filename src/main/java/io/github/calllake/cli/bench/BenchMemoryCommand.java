package io.github.calllake.cli.bench;

import io.github.calllake.local.LocalAws;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench memory}. */
@Command(
        name = "memory",
        description = {
            "Archives many shards at once, at full speed, with events of all types and many dates in no order, with a heap",
            "of 512 MB; again and again, to see whether memory grows."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
public final class BenchMemoryCommand implements Callable<Integer> {

    private static final long INPUT_BYTES = 60_000_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--shards", paramLabel = "N", defaultValue = "16", description = "How many; ${DEFAULT-VALUE}.")
    private int shards;

    @Option(names = "--dates", paramLabel = "N", defaultValue = "40", description = "How many; ${DEFAULT-VALUE}.")
    private int dates;

    @Option(
            names = "--mb",
            paramLabel = "N",
            defaultValue = "140",
            description = "Megabytes of JSON of each shard in each pass; ${DEFAULT-VALUE}: a full cut and a bit.")
    private long megabytes;

    @Option(names = "--passes", paramLabel = "N", defaultValue = "3", description = "How many; ${DEFAULT-VALUE}.")
    private int passes;

    /** Made by picocli. */
    public BenchMemoryCommand() {}

    @Override
    public Integer call() throws Exception {
        try (LocalAws aws = LocalAws.startTemporary()) {
            Path directory = BenchStack.prepare(aws);
            BenchInput input = BenchInput.shuffled(directory.resolve("events.ndjson"), INPUT_BYTES, dates);
            say("%d shards, %d dates, 8 types, %d MB of JSON a shard and pass, -Xmx512m", shards, dates, megabytes);
            try (BenchProcess process =
                    BenchStack.start(BenchStack.OURS, input, directory, shards, megabytes * 1_000_000)) {
                for (int pass = 0; pass < passes; pass++) {
                    BenchProcess.Pass done = process.pass("pass", "memory-" + pass);
                    BenchStack.clear(aws, "memory-" + pass);
                    say(
                            "pass %d: %.1f CPU s, %.1f s, %.1f MB per CPU s; heap peak %s MB,"
                                    + " after a full collection %s MB; peak memory %s MB; %.1f GB of JSON so far",
                            pass,
                            done.cpuSeconds(),
                            done.wallSeconds(),
                            shards * megabytes / done.cpuSeconds(),
                            done.answer(),
                            process.pass("settle", "-").answer(),
                            process.peakMegabytes(),
                            (pass + 1) * shards * megabytes / 1000.0);
                }
            }
        }
        return 0;
    }

    private void say(String format, Object... values) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
