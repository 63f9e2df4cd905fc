package io.github.calllake.cli.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.StreamWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench seam}. */
@Command(
        name = "seam",
        description = {
            "Asks both tiers as one while records come with arrival times out of order, events come twice, shards split",
            "and merge, the archiver rolls every 2 s, the hot tier is trimmed and the boundary moves; then holds every",
            "answer against what was put. The local stack runs in another process."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class BenchSeamCommand implements Callable<Integer> {

    private static final String DATABASE = "bench_seam";
    private static final String NAME = "library";
    private static final String STREAM = "bench-seam";

    @Spec
    private CommandSpec spec;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "300", description = "How long; ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "500",
            description = "Records a second; ${DEFAULT-VALUE}.")
    private int rate;

    @Option(
            names = "--questions",
            paramLabel = "N",
            defaultValue = "2000",
            description = "How many are asked in that time, at most; ${DEFAULT-VALUE}.")
    private int questions;

    @Option(
            names = "--seed",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2,3",
            description = "One run each, on a stack of its own; ${DEFAULT-VALUE}.")
    private List<Long> seeds = List.of();

    @Option(names = "--rebuild", description = "In the middle of a run, drop the hot tier and make it anew.")
    private boolean rebuild;

    @Option(
            names = "--margin",
            paramLabel = "MILLIS",
            description =
                    "Let the boundary keep away from the watermark by this and not by as much as arrival times are out"
                            + " of order, 2000: with less, answers miss records.")
    private @Nullable Long margin;

    @Option(names = "--json", description = "Print one JSON array instead of lines.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        List<SeamSettings> runs = runs();
        PrintWriter out = spec.commandLine().getOut();
        List<SeamResult> results = new ArrayList<>();
        for (SeamSettings run : runs) {
            SeamResult result = run(run);
            results.add(result);
            if (!json) {
                result.lines().forEach(out::println);
                out.flush();
            }
        }
        if (json) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            results.forEach(result -> all.add(result.json()));
            out.println(all);
        }
        boolean holds = results.stream().allMatch(SeamResult::holds);
        if (!holds) {
            spec.commandLine().getErr().println("call-lake bench seam: answers miss or double records");
        }
        return holds ? 0 : ExitCode.SOFTWARE;
    }

    private List<SeamSettings> runs() {
        try {
            return seeds.stream()
                    .map(seed -> SeamSettings.standard(seconds, rate, questions, rebuild, seed))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private SeamResult run(SeamSettings settings) throws IOException, InterruptedException, SQLException {
        try (StackProcess process = StackProcess.start(List.of());
                StreamWriter writer = StreamWriter.open(STREAM);
                LakeStore store = LakeStore.open(process.bucket());
                DirectStream source = DirectStream.open(STREAM);
                LakeCatalog catalog = LakeCatalog.open();
                QueryEngine cold = AthenaEngine.open(AthenaSettings.of(DATABASE))) {
            SeamStack stack = new SeamStack(
                    process.kinesis(),
                    STREAM,
                    DATABASE,
                    process.redshift(),
                    LakeLayout.inBucket(process.bucket()),
                    store,
                    writer,
                    source,
                    catalog,
                    cold);
            Duration kept = margin == null ? settings.margin() : Duration.ofMillis(margin);
            PrintWriter err = spec.commandLine().getErr();
            SeamRun seam = new SeamRun(settings, stack, Map.of(NAME, SeamRun.asking(kept)), line -> {
                err.println(line);
                err.flush();
            });
            return Objects.requireNonNull(seam.run().get(NAME));
        }
    }
}
