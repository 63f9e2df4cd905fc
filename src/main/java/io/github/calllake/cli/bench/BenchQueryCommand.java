package io.github.calllake.cli.bench;

import io.github.calllake.CallLakeException;
import io.github.calllake.archive.Archiver;
import io.github.calllake.archive.ArchiverSettings;
import io.github.calllake.archive.RollPolicy;
import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.engine.HotTierMigrations;
import io.github.calllake.engine.HotTierSettings;
import io.github.calllake.engine.HotTierTopology;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.query.TimeRange;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.StreamWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench query}. */
@Command(
        name = "query",
        description = {
            "What the library costs: against hand-written JDBC on the same connection settings, in CPU time of a client",
            "alone in its JVM; a large answer in a small heap; a lookup among many rows; both tiers against the slower one.",
            "The local stack runs in another process, and its records come through the stream."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class BenchQueryCommand implements Callable<Integer> {

    private static final String STREAM = "bench-query";
    private static final String DATABASE = "bench_query";
    private static final int SHARDS = 4;
    private static final RollPolicy ROLL = new RollPolicy(32L << 20, Duration.ofSeconds(5));
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    // A pass takes tens of milliseconds: the first ones are the compiler's.
    /** Of what takes the engines' time: nothing found, and the answers of two tiers. */
    private static final int WARM_UP = 3;

    /**
     * Before both sides are asked for rows, so that what makes a question is compiled, as in an application that has run a while: making
     * and rendering one takes 6 ms the sixtieth time and 0.3 ms the three hundredth.
     */
    private static final int ASKED_FOR_NOTHING = 400;

    private static final Duration LOOK_BACK = Duration.ofDays(1);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Utterances that library and JDBC read; ${DEFAULT-VALUE}.")
    private int rows;

    @Option(
            names = "--all-rows",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Utterances in the hot tier for the large answer and the lookup; ${DEFAULT-VALUE}.")
    private int allRows;

    @Option(
            names = "--passes",
            paramLabel = "N",
            defaultValue = "15",
            description = "Of each side, in turns; ${DEFAULT-VALUE}.")
    private int passes;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "30",
            description = "Passes of library and JDBC before those that count; ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(names = "--lookups", paramLabel = "N", defaultValue = "15", description = "How many; ${DEFAULT-VALUE}.")
    private int lookups;

    private final List<String> client = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        if (rows < 100 || allRows < rows || passes < 1 || warmUp < 0 || lookups < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--rows is at least 100, --all-rows at least --rows, --passes and --lookups at least 1");
        }
        QueryEvents events = new QueryEvents(allRows, Clock.systemUTC().instant());
        try (StackProcess stack = StackProcess.start(false);
                StreamWriter writer = StreamWriter.open(STREAM);
                LakeStore store = LakeStore.open(stack.bucket());
                DirectStream source = DirectStream.open(STREAM);
                LakeCatalog catalog = LakeCatalog.open()) {
            LakeLayout layout = LakeLayout.inBucket(stack.bucket());
            writer.createIfAbsent(SHARDS);
            store.createBucketIfAbsent();
            catalog.create(LakeDefinition.of(DATABASE, layout));
            HotTierMigrations.migrate(
                    stack.redshift(), HotTierSettings.of(STREAM).withTopology(HotTierTopology.LANDING));
            client.addAll(List.of(
                    stack.redshift().url(),
                    stack.redshift().user(),
                    stack.redshift().password(),
                    DATABASE));
            QueryLoad load = new QueryLoad(events, writer, stack.redshift());
            try (BenchProcess process = client(stack, List.of())) {
                // The local tier, which reads all that has landed, answers at once as long as that is nothing.
                inTurns(process, nothing(events), 0, ASKED_FOR_NOTHING);
                Instant boundary = loadBothHalves(load, source, store, layout);
                ratio(process, events);
                tiered(process, events, boundary);
            }
            load.load(rows, allRows);
            try (BenchProcess process = client(stack, List.of("-Xmx128m"))) {
                stream(process, events);
                lookups(process, events);
            }
        }
        return 0;
    }

    private BenchProcess client(StackProcess stack, List<String> jvm) throws IOException {
        return new BenchProcess(BenchWorker.QUERY, jvm, stack.clientProperties(), client);
    }

    /** What is put before the instant is archived by the end; everything can be seen in the hot tier. */
    private Instant loadBothHalves(QueryLoad load, DirectStream source, LakeStore store, LakeLayout layout)
            throws Exception {
        Clock clock = Clock.systemUTC();
        load.load(0, rows / 2);
        Thread.sleep(2);
        Instant boundary = clock.instant();
        Thread.sleep(2);
        load.load(rows / 2, rows);
        try (Archiver archiver = Archiver.start(
                source, store, layout, ArchiverSettings.defaults().withRoll(ROLL), clock)) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (archiver.counts().records() < rows) {
                if (System.nanoTime() > deadline) {
                    throw new CallLakeException("Not all records are archived after " + PATIENCE);
                }
                Thread.sleep(100);
            }
        }
        return boundary;
    }

    private void ratio(BenchProcess process, QueryEvents events) throws IOException {
        Turns none = inTurns(process, nothing(events), 0, WARM_UP);
        Turns all = inTurns(process, events.range(0, rows), rows, warmUp);
        say(
                "ratio %.2f: %,d utterances take the library %.4f CPU s and hand-written JDBC %.4f, median of %d passes"
                        + " in turns (aim 1.10)",
                all.library() / all.jdbc(), rows, all.library(), all.jdbc(), passes);
        say(
                "nothing: asking and finding no row takes the library %.1f ms of CPU and hand-written JDBC %.1f",
                1_000 * none.library(), 1_000 * none.jdbc());
    }

    private static TimeRange nothing(QueryEvents events) {
        Instant first = events.range(0, 1).from();
        return new TimeRange(first.minusSeconds(1), first);
    }

    /** CPU seconds of each. */
    private record Turns(double library, double jdbc) {}

    private Turns inTurns(BenchProcess process, TimeRange range, int wanted, int warmUp) throws IOException {
        List<BenchProcess.Pass> ours = new ArrayList<>();
        List<BenchProcess.Pass> byHand = new ArrayList<>();
        for (int pass = -warmUp; pass < passes; pass++) {
            BenchProcess.Pass library = pass(process, "hot-lines " + range.from() + " " + range.to(), wanted);
            BenchProcess.Pass jdbc = pass(process, "jdbc " + range.from() + " " + range.to(), wanted);
            if (pass >= 0) {
                ours.add(library);
                byHand.add(jdbc);
            }
        }
        return new Turns(
                Median.of(ours, BenchProcess.Pass::cpuSeconds), Median.of(byHand, BenchProcess.Pass::cpuSeconds));
    }

    /**
     * A tier alone is asked for what it has of the answer from both. How far the hot tier looks back beyond its part for an earlier
     * delivery of what it counts is work of its own, and here, where all rows arrived within minutes, it looks at all of them: so both
     * are asked without looking back, and once more with it.
     */
    private void tiered(BenchProcess process, QueryEvents events, Instant boundary) throws IOException {
        for (String question : List.of("counts", "lines")) {
            int from = question.equals("lines") ? rows / 2 - rows / 20 : 0;
            int to = question.equals("lines") ? rows / 2 + rows / 20 : rows;
            TimeRange all = events.range(from, to);
            TimeRange older = events.range(from, rows / 2);
            TimeRange newer = events.range(rows / 2, to);
            String fromBoth = "both-" + question + " " + all.from() + " " + all.to() + " " + boundary + " ";
            List<BenchProcess.Pass> both = new ArrayList<>();
            List<BenchProcess.Pass> lookingBack = new ArrayList<>();
            List<BenchProcess.Pass> cold = new ArrayList<>();
            List<BenchProcess.Pass> hot = new ArrayList<>();
            for (int pass = -WARM_UP; pass < passes; pass++) {
                BenchProcess.Pass one = pass(process, fromBoth + Duration.ZERO, to - from);
                BenchProcess.Pass two = pass(process, fromBoth + LOOK_BACK, to - from);
                BenchProcess.Pass three =
                        pass(process, "cold-" + question + " " + older.from() + " " + older.to(), rows / 2 - from);
                BenchProcess.Pass four =
                        pass(process, "hot-" + question + " " + newer.from() + " " + newer.to(), to - rows / 2);
                if (pass >= 0) {
                    both.add(one);
                    lookingBack.add(two);
                    cold.add(three);
                    hot.add(four);
                }
            }
            double slower = Math.max(
                    Median.of(cold, BenchProcess.Pass::wallSeconds), Median.of(hot, BenchProcess.Pass::wallSeconds));
            say(
                    "tiered %s %.2f: %,d events from both tiers in %.0f ms; its own part alone takes the cold tier %.0f ms"
                            + " and the hot one %.0f (aim 1.15 of the slower); client's CPU %.0f ms, of both alone %.0f;"
                            + " with all rows looked back on %.0f ms",
                    question,
                    Median.of(both, BenchProcess.Pass::wallSeconds) / slower,
                    to - from,
                    1_000 * Median.of(both, BenchProcess.Pass::wallSeconds),
                    1_000 * Median.of(cold, BenchProcess.Pass::wallSeconds),
                    1_000 * Median.of(hot, BenchProcess.Pass::wallSeconds),
                    1_000 * Median.of(both, BenchProcess.Pass::cpuSeconds),
                    1_000
                            * (Median.of(cold, BenchProcess.Pass::cpuSeconds)
                                    + Median.of(hot, BenchProcess.Pass::cpuSeconds)),
                    1_000 * Median.of(lookingBack, BenchProcess.Pass::wallSeconds));
        }
    }

    private void stream(BenchProcess process, QueryEvents events) throws IOException {
        TimeRange range = events.range(0, allRows);
        BenchProcess.Pass done = pass(process, "hot-lines " + range.from() + " " + range.to(), allRows);
        say(
                "stream: %,d utterances one by one in -Xmx128m: %.1f CPU s, %.1f s, peak memory %s MB",
                allRows, done.cpuSeconds(), done.wallSeconds(), process.peakMegabytes());
    }

    private void lookups(BenchProcess process, QueryEvents events) throws IOException {
        List<BenchProcess.Pass> found = new ArrayList<>();
        for (int lookup = 0; lookup < lookups; lookup++) {
            int number = (int) ((long) allRows / QueryEvents.A_CALL * lookup / lookups) * QueryEvents.A_CALL;
            TimeRange range = events.range(number, Math.min(allRows, number + QueryEvents.A_CALL));
            found.add(pass(
                    process,
                    "transcript " + range.from() + " " + range.to() + " " + QueryEvents.call(number),
                    Math.min(allRows, number + QueryEvents.A_CALL) - number));
        }
        say(
                "lookup: a call's transcript in the hot tier among %,d utterances: p50 %.0f ms, most %.0f ms, of %d",
                allRows,
                1_000 * Median.of(found, BenchProcess.Pass::wallSeconds),
                1_000
                        * found.stream()
                                .mapToDouble(BenchProcess.Pass::wallSeconds)
                                .max()
                                .orElseThrow(),
                lookups);
    }

    private static BenchProcess.Pass pass(BenchProcess process, String command, long wanted) throws IOException {
        BenchProcess.Pass pass = process.pass(command, "");
        String found = pass.answer().split(" ", -1)[0];
        if (!found.equals(Long.toString(wanted))) {
            throw new CallLakeException(command + " gave " + found + " rows, not " + wanted);
        }
        return pass;
    }

    private void say(String format, Object... values) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
