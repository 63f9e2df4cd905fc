package io.github.calllake.cli;

import io.github.calllake.CallLakeException;
import io.github.calllake.archive.Archiver;
import io.github.calllake.archive.ArchiverCounts;
import io.github.calllake.archive.ArchiverSettings;
import io.github.calllake.archive.CallAnalyticsDecoder;
import io.github.calllake.archive.RollPolicy;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.schema.EventTables;
import io.github.calllake.stream.DirectStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
            names = "--until",
            paramLabel = "now",
            description = "now: stop when all that is in the stream now is archived.")
    private String until = "";

    @Override
    public Integer call() throws InterruptedException {
        if (!until.isEmpty() && !until.equals("now")) {
            throw new ParameterException(spec.commandLine(), "--until takes only now, not \"" + until + "\"");
        }
        LakeLayout layout = lake.layout();
        ArchiverSettings settings =
                ArchiverSettings.defaults().withRoll(new RollPolicy(rollMegabytes << 20, rollInterval));
        try (DirectStream source = DirectStream.open(stream.name);
                LakeStore store = open(layout);
                Archiver archiver = Archiver.start(
                        source,
                        store,
                        layout,
                        EventTables::of,
                        new CallAnalyticsDecoder(),
                        settings,
                        Clock.systemUTC())) {
            if (until.isEmpty()) {
                runUntilSignal(archiver);
            } else {
                runUntilCaughtUp(archiver);
            }
        }
        return 0;
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

    private void runUntilCaughtUp(Archiver archiver) throws InterruptedException {
        Standstill standstill = new Standstill(PATIENCE);
        while (!archiver.caughtUp()) {
            if (standstill.isOver(archiver.counts().records())
                    && !archiver.failing().isEmpty()) {
                throw new CallLakeException("The archiver stands still: " + archiver.failing());
            }
            archiver.rollNow();
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
