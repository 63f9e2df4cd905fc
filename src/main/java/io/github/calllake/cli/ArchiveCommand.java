package io.github.calllake.cli;

import io.github.calllake.CallLakeException;
import io.github.calllake.archive.Archiver;
import io.github.calllake.archive.ArchiverCounts;
import io.github.calllake.archive.ArchiverSettings;
import io.github.calllake.archive.CallAnalyticsDecoder;
import io.github.calllake.archive.RollPolicy;
import io.github.calllake.archive.StreamRange;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.lake.Takeover;
import io.github.calllake.stream.StreamSource;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class ArchiveCommand implements Callable<Integer> {

    private static final long REPORT_SECONDS = 60;
    private static final long POLL_MILLIS = 200;
    /** How long failing shards may keep a bounded run. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Spec
    private CommandSpec spec;

    @Mixin
    private StreamOption stream;

    @Mixin
    private LakeOptions lake;

    @Mixin
    private FleetOptions fleet;

    @Option(
            names = "--roll-interval",
            paramLabel = "15m",
            converter = Durations.class,
            defaultValue = "15m",
            description = "Records become a file when the oldest is so old: 500ms, 60s, 15m; ${DEFAULT-VALUE}.")
    private Duration rollInterval;

    @Option(
            names = "--roll-mb",
            paramLabel = "N",
            defaultValue = "128",
            description = "And when a shard has so many megabytes; ${DEFAULT-VALUE}.")
    private long rollMegabytes;

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

    @Override
    public Integer call() throws InterruptedException {
        StreamRange asked = range();
        LakeLayout layout = lake.layout();
        try (StreamSource source = source();
                LakeStore store = open(layout)) {
            archive(source, store, LakeDefinition.at(store, layout), asked);
        }
        return 0;
    }

    private void archive(StreamSource source, LakeStore store, LakeDefinition definition, StreamRange asked)
            throws InterruptedException {
        StreamRange range =
                Usage.checked(spec, () -> asked.notBefore(definition.takeover().map(Takeover::cutover)));
        ArchiverSettings settings = ArchiverSettings.defaults()
                .withRoll(new RollPolicy(rollMegabytes << 20, rollInterval))
                .withRange(range);
        try (Archiver archiver = Archiver.start(
                source,
                store,
                definition.layout(),
                definition.tables(),
                new CallAnalyticsDecoder(definition.tables()),
                settings,
                Clock.systemUTC())) {
            if (until.isEmpty()) {
                runUntilSignal(archiver);
            } else if (range.until().isPresent()) {
                runUntil(archiver, archiver::reachedEnd);
            } else {
                runUntil(archiver, () -> {
                    archiver.rollNow();
                    return archiver.caughtUp();
                });
            }
        }
    }

    private StreamSource source() {
        if (fleet.isFleet() && !until.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--until ends one process; a worker of a --fleet runs until it is told to stop");
        }
        try {
            return fleet.open(stream.name);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private StreamRange range() {
        try {
            return new StreamRange(time("--from", from, "TRIM_HORIZON"), time("--until", until, "now"));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
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

    private void runUntil(Archiver archiver, BooleanSupplier done) throws InterruptedException {
        Standstill standstill = new Standstill(PATIENCE);
        while (!done.getAsBoolean()) {
            if (standstill.isOver(archiver.counts().records())
                    && !archiver.failing().isEmpty()) {
                throw new CallLakeException("The archiver stands still: " + archiver.failing());
            }
            Thread.sleep(POLL_MILLIS);
        }
        report(archiver);
    }

    /** The hook keeps the process alive until the archiver has finished what it holds. */
    private void runUntilSignal(Archiver archiver) throws InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            archiver.close();
                            report(archiver);
                            stop.countDown();
                        },
                        "call-lake-archive-stop"));
        while (!stop.await(REPORT_SECONDS, TimeUnit.SECONDS)) {
            report(archiver);
        }
    }

    private void report(Archiver archiver) {
        ArchiverCounts counts = archiver.counts();
        PrintWriter err = spec.commandLine().getErr();
        err.println("archived: records=" + counts.records() + " failed=" + counts.failed() + " objects="
                + counts.objects() + " bytes=" + counts.bytes() + " gaps=" + counts.gaps());
        archiver.failing().forEach((shard, reason) -> err.println("failing: shard=" + shard + " " + reason));
    }
}
