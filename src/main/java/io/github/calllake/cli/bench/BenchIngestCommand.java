package io.github.calllake.cli.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.calllake.engine.HotTierTopology;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

    private static final double BYTES_A_MEGABYTE = 1e6;

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
            description =
                    "Records a second with Kinesis' limits on; most: rates are tried, limits off, until the highest"
                            + " is found that holds. Else both: ${DEFAULT-VALUE}.")
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

    @Option(
            names = "--p99",
            paramLabel = "MILLIS",
            description =
                    "A rate holds if all but a hundredth of its records are visible within this; else 1000 for landing"
                            + " and 2500 for per-detail-type.")
    private @Nullable Integer p99;

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
        List<String> found = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (IngestSettings run : runs) {
            err.println("Measuring " + run.topology() + " on " + run.shards() + " shards, "
                    + (run.findsRate() ? "rate by rate, " : "") + run.seconds() + " s");
            Optional<IngestResult> result = new IngestRun(run, events, clock, results::add).run();
            if (run.findsRate()) {
                found.add(found(run, result));
            } else if (!result.orElseThrow().wasPut()) {
                faults.add("only " + Math.round(result.orElseThrow().records()) + " of " + run.rate()
                        + " records a second could be put on " + run.topology()
                        + ": this machine was too busy for the figures to count");
            }
            if (result.isEmpty()) {
                faults.add(run.topology() + " holds no rate on this machine as it is now");
            }
        }
        print(results, found, events);
        faults.forEach(fault -> err.println("call-lake bench ingest: " + fault));
        return faults.isEmpty() ? 0 : CommandLine.ExitCode.SOFTWARE;
    }

    private static String found(IngestSettings run, Optional<IngestResult> highest) {
        String within = run.bound().toMillis() + " ms at p99";
        return highest.map(result -> String.format(
                        Locale.ROOT,
                        "%s on %d shards, limits off, holds %,d records a second (%.1f MB) within %s: p99 %.0f ms.",
                        run.topology(),
                        run.shards(),
                        result.settings().rate(),
                        result.settings().rate() * result.meanBytes() / BYTES_A_MEGABYTE,
                        within,
                        result.lag().p99()))
                .orElse(run.topology() + ", limits off, holds no rate within " + within + ".");
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
        Duration bound = p99 == null ? IngestSettings.defaultBound(topology) : Duration.ofMillis(p99);
        if (rate.equals("most")) {
            return new IngestSettings(topology, on, 0, false, warmUp, seconds, bound);
        }
        if (!rate.matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException("--rate is \"" + rate + "\", but must be a number of records or most");
        }
        return new IngestSettings(topology, on, Integer.parseInt(rate), true, warmUp, seconds, bound);
    }

    private void print(List<IngestResult> results, List<String> found, BenchEvents events) {
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
        found.forEach(out::println);
        out.println(String.format(
                Locale.ROOT,
                "Records of %.0f bytes on average. limits: whether Kinesis kept AWS's rates. put/s: put and answered a"
                        + " second.%np50, p99, max: from the answer to PutRecords until a query found the row in its"
                        + " streaming view; the query itself%n(%s) is part of it. writes, reads: attempts that Kinesis"
                        + " throttled while it was measured.%narchived: records in the lake at the end, all that were"
                        + " put. holds: whether 98 %% of what was asked for was put, and p99%nkept its bound.",
                events.meanBytes(),
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
