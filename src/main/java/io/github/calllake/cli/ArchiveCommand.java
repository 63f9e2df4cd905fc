package io.github.calllake.cli;

import io.github.calllake.CallLakeException;
import io.github.calllake.archive.Archiver;
import io.github.calllake.archive.ArchiverSettings;
import io.github.calllake.archive.CallAnalyticsDecoder;
import io.github.calllake.archive.RollPolicy;
import io.github.calllake.archive.StreamRange;
import io.github.calllake.lake.FileCompression;
import io.github.calllake.lake.LakeFiles;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.lake.Takeover;
import io.github.calllake.stream.ReadBudget;
import io.github.calllake.stream.StreamSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "archive",
        description = "Archives a stream into the lake, from where it stopped before, until it is told to stop.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Each option can also be given by the environment, as CALL_LAKE_ROLL_INTERVAL, or by the settings file; see 'call-lake config'.",
            "SIGTERM or SIGINT: archives what has been read, or hands it over, and ends with 0; with 1 if it was not done in",
            "time, which loses nothing.",
            "",
            "Examples:",
            "  call-lake archive --stream calls --bucket s3://my-bucket --metrics-port 9464",
            "  call-lake archive --stream calls --bucket s3://my-bucket --until now"
        })
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class ArchiveCommand implements Callable<Integer>, Stopping.StopsItself {

    private static final Duration SHORTEST_ROLL = Duration.ofMillis(100);
    /** Half of the day that a stream keeps its records at least. */
    private static final Duration LONGEST_ROLL = Duration.ofHours(12);

    private static final Duration SHORTEST_STOP = Duration.ofSeconds(1);
    private static final Duration LONGEST_STOP = Duration.ofHours(1);
    private static final int MOST_MEGABYTES = 1024;
    private static final long MOST_READ_MEGABYTES = 1 << 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private StreamOption stream;

    @Mixin
    private LakeOptions lake;

    @Mixin
    private FleetOptions fleet;

    @Mixin
    private MetricsOptions metrics;

    @Option(
            names = "--roll-interval",
            paramLabel = "15m",
            converter = Durations.class,
            defaultValue = "15m",
            description = "Records become a file when the oldest is so old, 100ms to 12h; ${DEFAULT-VALUE}.")
    private Duration rollInterval;

    @Option(
            names = "--roll-mb",
            paramLabel = "N",
            defaultValue = "128",
            description = "And when a shard has so many megabytes, 1 to 1024; ${DEFAULT-VALUE}.")
    private long rollMegabytes;

    @Option(
            names = "--read-mb",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "How much of the heap reads of all shards together may hold until the records are on disk, in"
                            + " megabytes: shards wait for each other where they are more. 0: a quarter of the heap; ${DEFAULT-VALUE}.")
    private long readMegabytes;

    @Option(
            names = "--compression",
            paramLabel = "ZSTD|SNAPPY",
            defaultValue = "ZSTD",
            description = "How files are compressed: SNAPPY for readers that know nothing newer; ${DEFAULT-VALUE}.")
    private FileCompression compression;

    @Option(
            names = "--spool-directory",
            paramLabel = "DIR",
            description =
                    "Where records wait on this machine until they become files: room for all shards between two rolls."
                            + " Nothing in it is worth keeping; java.io.tmpdir.")
    private @Nullable Path spoolDirectory;

    @Option(
            names = "--stop-timeout",
            paramLabel = "25s",
            converter = Durations.class,
            defaultValue = "25s",
            description =
                    "How long a stop may take, 1s to 1h; ${DEFAULT-VALUE}, within the 30 s that Kubernetes and ECS give.")
    private Duration stopTimeout;

    @Option(
            names = "--from",
            paramLabel = "TRIM_HORIZON|TIME",
            defaultValue = "TRIM_HORIZON",
            description =
                    "Where to begin in a shard of which nothing is archived yet: with the oldest record that the stream"
                            + " still holds, or with the first that arrived at 2026-03-01T12:00:00Z or later; ${DEFAULT-VALUE}.")
    private String from = "";

    @Option(
            names = "--until",
            paramLabel = "now|TIME",
            description =
                    "now: stop when all that is in the stream now is archived. A time such as 2026-03-01T12:00:00Z: stop"
                            + " before the first record that arrived then or later.")
    private String until = "";

    @Option(names = "--json", description = "Print what was archived as one JSON object at the end.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        StreamRange range = range();
        LakeLayout layout = lake.layout();
        check();
        Optional<ArchiverEndpoint> endpoint = metrics.endpoint().map(ArchiverEndpoint::open);
        try {
            endpoint.ifPresent(open -> say("metrics: " + open.url() + "/metrics, /live and /ready"));
            archive(range, layout, endpoint);
        } finally {
            endpoint.ifPresent(ArchiverEndpoint::close);
        }
        return 0;
    }

    private void archive(StreamRange asked, LakeLayout layout, Optional<ArchiverEndpoint> endpoint)
            throws InterruptedException {
        try (StreamSource source = source();
                LakeStore store = open(layout)) {
            archive(source, store, LakeFiles.at(store, layout), asked, endpoint);
        }
    }

    private void archive(
            StreamSource source,
            LakeStore store,
            LakeFiles lakeHere,
            StreamRange asked,
            Optional<ArchiverEndpoint> endpoint)
            throws InterruptedException {
        Clock clock = Clock.systemUTC();
        StreamRange range =
                Usage.checked(spec, () -> asked.notBefore(lakeHere.takeover().map(Takeover::cutover)));
        try (Archiver archiver = Archiver.start(
                source,
                store,
                lakeHere.layout(),
                lakeHere.tables(),
                new CallAnalyticsDecoder(lakeHere.tables()),
                settings(range),
                clock)) {
            endpoint.ifPresent(open -> open.watch(archiver, clock));
            ArchiveRun run = new ArchiveRun(
                    archiver,
                    stopTimeout,
                    ArchiveRun.REPORT,
                    spec.commandLine().getErr(),
                    json ? Optional.of(spec.commandLine().getOut()) : Optional.empty(),
                    clock);
            if (until.isEmpty()) {
                run.untilSignal();
            } else if (range.until().isPresent()) {
                run.until(archiver::reachedEnd);
            } else {
                run.until(() -> {
                    archiver.rollNow();
                    return archiver.caughtUp();
                });
            }
        }
    }

    private ArchiverSettings settings(StreamRange range) {
        ArchiverSettings settings = ArchiverSettings.defaults()
                .withRoll(new RollPolicy(rollMegabytes << 20, rollInterval))
                .withCompression(compression)
                .withRange(range);
        return spoolDirectory == null ? settings : settings.withSpoolDirectory(spoolDirectory);
    }

    /** All that is wrong at once, before anything is asked of AWS. */
    private void check() {
        List<String> wrong = new ArrayList<>();
        checkWithin(wrong, "--roll-interval", rollInterval, SHORTEST_ROLL, LONGEST_ROLL);
        checkWithin(wrong, "--stop-timeout", stopTimeout, SHORTEST_STOP, LONGEST_STOP);
        if (rollMegabytes < 1 || rollMegabytes > MOST_MEGABYTES) {
            wrong.add("--roll-mb is " + rollMegabytes + ", and may be 1 to " + MOST_MEGABYTES);
        }
        if (readMegabytes < 0 || readMegabytes > MOST_READ_MEGABYTES) {
            wrong.add("--read-mb is " + readMegabytes + ", and may be 0 to " + MOST_READ_MEGABYTES);
        }
        if (fleet.isFleet() && !until.isEmpty()) {
            wrong.add("--until ends one process, and a worker of a --fleet runs until it is told to stop");
        }
        checkSpool(wrong);
        metrics.check(wrong);
        if (!wrong.isEmpty()) {
            throw Usage.wrong(spec, String.join("; ", wrong));
        }
    }

    private static void checkWithin(List<String> wrong, String option, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            wrong.add(option + " is " + Durations.text(value) + ", and may be " + Durations.text(least) + " to "
                    + Durations.text(most));
        }
    }

    private void checkSpool(List<String> wrong) {
        if (spoolDirectory == null) {
            return;
        }
        try {
            Files.createDirectories(spoolDirectory);
        } catch (IOException e) {
            wrong.add("--spool-directory " + spoolDirectory
                    + " cannot be made: a file is in its way, or the right is missing");
            return;
        }
        if (!Files.isWritable(spoolDirectory)) {
            wrong.add("--spool-directory " + spoolDirectory + " cannot be written");
        }
    }

    private void say(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    private StreamSource source() {
        ReadBudget budget = readMegabytes == 0 ? ReadBudget.ofHeap() : ReadBudget.ofBytes(readMegabytes << 20);
        return Usage.checked(spec, () -> fleet.open(stream.name, budget));
    }

    private StreamRange range() {
        return Usage.checked(
                spec, () -> new StreamRange(time("--from", from, "TRIM_HORIZON"), time("--until", until, "now")));
    }

    /** The option's time; empty for its word, or for nothing. */
    private Optional<Instant> time(String option, String text, String word) {
        if (text.isEmpty() || text.equalsIgnoreCase(word)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Instants().convert(text));
        } catch (TypeConversionException e) {
            throw new ParameterException(
                    spec.commandLine(), option + " takes " + word + " or a time: " + e.getMessage(), e);
        }
    }

    private static LakeStore open(LakeLayout layout) {
        LakeStore store = LakeStore.open(layout.bucket());
        try {
            store.requireBucket();
            return store;
        } catch (CallLakeException e) {
            store.close();
            throw e;
        }
    }
}
