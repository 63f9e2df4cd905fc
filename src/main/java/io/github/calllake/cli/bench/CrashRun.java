package io.github.calllake.cli.bench;

import io.github.calllake.CallLakeException;
import io.github.calllake.cli.Main;
import io.github.calllake.cli.bench.CrashProgress.Look;
import io.github.calllake.cli.bench.CrashProgress.Unfinished;
import io.github.calllake.cli.bench.Visibility.Percentiles;
import io.github.calllake.local.S3FaultProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * One run of {@code bench crash}: archivers in processes of their own, killed at random moments and started again, while
 * records come and shards split and merge; in the end the lake is held against the stream, record for record.
 */
final class CrashRun {

    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final Duration SILENCE = Duration.ofSeconds(3);
    private static final long POLL_MILLIS = 15;
    private static final int LONGEST_LIFE_MILLIS = 2_500;
    private static final int LONGEST_DOWN_MILLIS = 700;

    /** Of so many starts one is not waited for: it is killed while it starts, or takes over what the last one left. */
    private static final int EARLY = 4;

    private static final int EARLY_MILLIS = 3_500;
    private static final int RESHARD = 3;
    private static final Duration LONGEST_WATCH = Duration.ofSeconds(3);
    private static final int COMMIT_MILLIS = 25;

    private final CrashSettings settings;
    private final CrashStack stack;
    private final Path logs;
    private final Consumer<String> progress;
    private final Random random;
    private final Reshards reshards;
    private final CrashProgress lake;
    private final List<Unfinished> begun = new ArrayList<>();
    private final List<Long> firstCuts = new ArrayList<>();
    private final List<Long> caughtUps = new ArrayList<>();
    private int kills;
    private long unfinishedCuts;

    /**
     * A run.
     *
     * @param logs where the archivers' output goes, and their temporary files
     * @param progress is told of each kill
     */
    CrashRun(CrashSettings settings, CrashStack stack, Path logs, Consumer<String> progress) {
        this.settings = settings;
        this.stack = stack;
        this.logs = logs;
        this.progress = progress;
        this.random = new Random(settings.seed());
        this.reshards = new Reshards(stack.kinesis(), stack.stream(), new Random(settings.seed() + 1));
        this.lake = new CrashProgress(stack);
    }

    CrashResult run() throws IOException, InterruptedException, SQLException {
        try (S3FaultProxy proxy = S3FaultProxy.start(stack.s3(), settings.s3Faults(), SILENCE, settings.seed());
                CrashWorkers workers = workers(proxy.endpoint())) {
            workers.startAll();
            long put = killAll(workers);
            workers.stop();
            CrashComparison compared = CrashComparison.of(stack);
            long rewritten = begun.stream()
                    .filter(object -> object.content().isPresent())
                    .count();
            long different =
                    begun.stream().filter(object -> !lake.isAsBegun(object)).count();
            return new CrashResult(
                    settings,
                    kills,
                    put,
                    compared,
                    unfinishedCuts,
                    rewritten,
                    different,
                    times(firstCuts),
                    times(caughtUps),
                    settings.s3Faults() > 0 ? proxy.struck() : Map.of());
        }
    }

    private CrashWorkers workers(URI faultyS3) {
        URI s3 = settings.s3Faults() > 0 ? faultyS3 : stack.s3();
        return new CrashWorkers(settings.processes(), "256m", this::archiver, stack.environment(s3), logs);
    }

    private List<String> archiver(int worker) {
        List<String> arguments = new ArrayList<>(List.of(
                Main.class.getName(),
                "archive",
                "--stream",
                stack.stream(),
                "--bucket",
                stack.layout().address(),
                "--roll-interval",
                "300ms"));
        if (settings.fleets() > 0) {
            arguments.addAll(List.of("--fleet", CrashSettings.fleet(worker / settings.workers()), "--failover", "1s"));
        }
        return arguments;
    }

    private static Percentiles times(List<Long> nanos) {
        return Percentiles.of(nanos.stream().mapToLong(Long::longValue).toArray());
    }

    /** How many events were put meanwhile. */
    private long killAll(CrashWorkers workers) throws IOException, InterruptedException {
        long end = System.nanoTime() + settings.atMost().toNanos();
        CrashPuts puts = CrashPuts.start(stack.writer(), settings.seed() + 2);
        try (puts) {
            awaitAll(workers, puts);
            pause(LONGEST_LIFE_MILLIS);
            while (kills < settings.kills() && System.nanoTime() < end) {
                kills++;
                String took = kill(workers, puts);
                progress.accept("kill " + kills + " of " + settings.kills() + ": " + took);
            }
        }
        awaitAll(workers, puts);
        return puts.put();
    }

    private void awaitAll(CrashWorkers workers, CrashPuts puts) throws InterruptedException {
        lake.want(puts.lastPlaced());
        await(workers, PATIENCE, look -> {});
        requireArchived();
    }

    private String kill(CrashWorkers workers, CrashPuts puts) throws IOException, InterruptedException {
        reshardPerhaps();
        int victim = random.nextInt(settings.processes());
        if (random.nextBoolean()) {
            awaitCommit(puts);
        }
        workers.kill(victim);
        long killed = System.nanoTime();
        lake.want(puts.lastPlaced());
        if (settings.fleets() == 0) {
            noteUnfinished();
        }
        reshardPerhaps();
        pause(LONGEST_DOWN_MILLIS);
        lake.look();
        boolean waiting = lake.isWaiting();
        workers.start(victim);
        long from = settings.fleets() > 0 ? killed : System.nanoTime();
        if (random.nextInt(EARLY) == 0) {
            boolean archived = await(workers, Duration.ofMillis(random.nextInt(EARLY_MILLIS)), look -> {});
            return archived ? "all archived" : "killed again before all was archived";
        }
        boolean[] firstCut = new boolean[1];
        await(workers, PATIENCE, look -> {
            if (look.newCut() && !firstCut[0]) {
                firstCut[0] = true;
                firstCuts.add(System.nanoTime() - from);
            }
        });
        requireArchived();
        long took = System.nanoTime() - from;
        if (waiting) {
            caughtUps.add(took);
        }
        pause(LONGEST_LIFE_MILLIS);
        return "all archived after " + took / 1_000_000 + " ms";
    }

    /** A moment of all moments seldom falls between a cut and its progress, which is where it matters most. */
    private void awaitCommit(CrashPuts puts) throws InterruptedException {
        lake.want(puts.lastPlaced());
        long end = System.nanoTime() + LONGEST_WATCH.toNanos();
        while (!lake.isCommitting() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        Thread.sleep(random.nextInt(COMMIT_MILLIS));
    }

    private void reshardPerhaps() throws IOException, InterruptedException {
        if (random.nextInt(RESHARD) == 0) {
            reshards.one();
        }
    }

    private void noteUnfinished() {
        List<Unfinished> objects = lake.unfinished();
        begun.addAll(objects);
        unfinishedCuts += objects.isEmpty() ? 0 : 1;
    }

    /** Whether all that is wanted is archived in time. */
    private boolean await(CrashWorkers workers, Duration patience, Consumer<Look> seen) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            Look look = lake.look();
            seen.accept(look);
            if (look.allArchived()) {
                return true;
            }
            workers.requireAlive();
            Thread.sleep(POLL_MILLIS);
        }
        return false;
    }

    private void requireArchived() {
        if (lake.isWaiting()) {
            throw new CallLakeException("Not archived in " + PATIENCE.toSeconds() + " s: " + lake.waiting()
                    + ". What the archivers say is in " + logs);
        }
    }

    private void pause(int longestMillis) throws InterruptedException {
        Thread.sleep(random.nextInt(longestMillis));
    }
}
