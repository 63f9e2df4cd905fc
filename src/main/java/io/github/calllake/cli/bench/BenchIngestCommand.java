package io.github.calllake.cli.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.calllake.engine.HotTierTopology;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "ingest",
        description = {
            "Measures how soon a record that was put can be seen in Redshift, with the archiver reading the stream too.",
            "The local stack runs in another process. Without options: each topology at 1,000 records a second with"
                    + " Kinesis' limits, then at the highest rate it holds without."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class BenchIngestCommand implements Callable<Integer> {

    private static final int BATCH_AT_FULL_RATE = 250;
    private static final int BATCHES_A_SECOND = 100;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--topology",
            paramLabel = "landing|per-detail-type",
            split = ",",
            defaultValue = "landing,per-detail-type",
            description = "How Redshift reads the stream; else both, one after the other.")
    private List<String> topologies = List.of();

    @Option(
            names = "--rate",
            paramLabel = "N|most",
            split = ",",
            defaultValue = "1000,most",
            description = "Records a second with Kinesis' limits on; most: as many as are visible within 2.5 s, limits"
                    + " off. Else both: ${DEFAULT-VALUE}.")
    private List<String> rates = List.of();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "30",
            description = "How long to measure; ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "8",
            description = "Seconds before; ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(names = "--shards", paramLabel = "N", description = "Else 4 for landing and 16 for per-detail-type.")
    private @Nullable Integer shards;

    @Option(names = "--json", description = "Print one JSON array instead of the table.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        List<IngestSettings> runs = runs();
        Clock clock = Clock.systemUTC();
        PrintWriter err = spec.commandLine().getErr();
        err.println("Simulating events");
        BenchEvents events = BenchEvents.simulate(
                runs.stream().mapToInt(IngestSettings::records).max().orElse(1), clock.instant());
        List<IngestResult> results = new ArrayList<>();
        for (IngestSettings run : runs) {
            err.println("Measuring " + run.topology() + " on " + run.shards() + " shards for " + run.seconds() + " s");
            results.add(new IngestRun(run, events, clock).run());
        }
        print(results, events);
        results.stream()
                .filter(result -> !result.held())
                .forEach(result -> err.println("call-lake bench ingest: "
                        + result.settings().topology() + ": only " + Math.round(result.records())
                        + " of " + result.settings().rate()
                        + " records a second could be put: this machine was too busy"
                        + " for the figures to count"));
        return results.stream().allMatch(IngestResult::held) ? 0 : CommandLine.ExitCode.SOFTWARE;
    }

    private List<IngestSettings> runs() {
        try {
            List<IngestSettings> runs = new ArrayList<>();
            for (String name : topologies) {
                for (String rate : rates) {
                    runs.add(settings(HotTierTopology.fromText(name), rate));
                }
            }
            return runs;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private IngestSettings settings(HotTierTopology topology, String rate) {
        int on = shards == null ? IngestSettings.defaultShards(topology) : shards;
        if (rate.equals("most")) {
            return new IngestSettings(topology, on, 0, false, warmUp, seconds, BATCH_AT_FULL_RATE);
        }
        if (!rate.matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException("--rate is \"" + rate + "\", but must be a number of records or most");
        }
        int number = Integer.parseInt(rate);
        return new IngestSettings(topology, on, number, true, warmUp, seconds, Math.max(1, number / BATCHES_A_SECOND));
    }

    private void print(List<IngestResult> results, BenchEvents events) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            results.forEach(result -> all.add(result.json()));
            out.println(all);
            return;
        }
        out.println(IngestResult.head());
        results.forEach(result -> out.println(result.line()));
        out.println();
        out.println(String.format(
                Locale.ROOT,
                "Records of %.0f bytes on average. limits: whether Kinesis kept AWS's rates. put/s: put and answered a"
                        + " second;%nasked most: as many as became visible within %.1f s. p50, p99, max: from the answer"
                        + " to PutRecords until a query%nfound the row in its streaming view; the query itself (%s) is"
                        + " part of it. writes, reads: attempts that%nKinesis throttled while it was measured. archived:"
                        + " records in the lake at the end, all that were put.",
                events.meanBytes(),
                IngestSettings.LAG.toMillis() / 1000.0,
                queries(results)));
    }

    private static String queries(List<IngestResult> results) {
        return String.format(
                Locale.ROOT,
                "every 50 ms, up to %.0f ms at p99",
                results.stream()
                        .mapToDouble(result -> result.queries().p99())
                        .max()
                        .orElse(0));
    }
}
