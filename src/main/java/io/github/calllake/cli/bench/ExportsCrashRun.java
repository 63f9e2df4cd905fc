package io.github.calllake.cli.bench;

import io.github.calllake.CallLakeException;
import io.github.calllake.cli.bench.Visibility.Percentiles;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.export.ExportRunner;
import io.github.calllake.export.JobFile;
import io.github.calllake.export.JobStatus;
import io.github.calllake.export.RunRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One run of {@code bench exports-crash}: schedulers in processes of their own, all started at once on one job, killed at random
 * moments and started again until every window is exported; then the destination is held against what the rows must be.
 */
final class ExportsCrashRun {

    private static final Duration PATIENCE = Duration.ofMinutes(40);
    private static final long POLL_MILLIS = 20;
    private static final int LONGEST_LIFE_MILLIS = 1_500;
    private static final int LONGEST_DOWN_MILLIS = 500;

    /** Of so many kills one strikes several at once, as the loss of a machine does. */
    private static final int SEVERAL = 6;

    private static final int AT_ONCE = 5;

    /** Shorter than a window takes, about as long, and longer. */
    private static final List<Duration> CLAIMS =
            List.of(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(4));

    private final ExportsCrashSettings settings;
    private final ExportsCrashStack stack;
    private final ExportsCrashData data;
    private final Path logs;
    private final Consumer<String> progress;
    private final Random random;
    private final List<Long> recoveries = new ArrayList<>();
    private int kills;

    /**
     * A run.
     *
     * @param logs where the job file and the schedulers' output go, and their temporary files
     * @param progress is told of each kill
     */
    ExportsCrashRun(ExportsCrashSettings settings, ExportsCrashStack stack, Path logs, Consumer<String> progress) {
        this.settings = settings;
        this.stack = stack;
        this.data = new ExportsCrashData(settings.windows(), settings.seed());
        this.logs = logs;
        this.progress = progress;
        this.random = new Random(settings.seed());
    }

    ExportsCrashResult run() throws IOException, InterruptedException {
        data.fill(stack.redshift());
        Path jobs = Files.writeString(
                logs.resolve("exports.yaml"), data.jobs(stack.store().bucket()));
        JobFile file = JobFile.read(jobs);
        try (CrashWorkers workers =
                new CrashWorkers(settings.schedulers(), "96m", worker -> scheduler(jobs), stack.environment(), logs)) {
            long began = System.nanoTime();
            workers.startAll();
            killAll(workers, file);
            double seconds = (System.nanoTime() - began) / 1e9;
            workers.stop();
            int leftovers = ExportsComparison.of(stack.store(), data).unnamed().size();
            runOnceMore(file);
            return new ExportsCrashResult(
                    settings,
                    kills,
                    seconds,
                    ExportsComparison.of(stack.store(), data),
                    leftovers,
                    said(workers, line -> line.startsWith("BY_ANOTHER ")),
                    said(workers, line -> line.contains(" failures=")),
                    Percentiles.of(
                            recoveries.stream().mapToLong(Long::longValue).toArray()));
        }
    }

    private List<String> scheduler(Path jobs) {
        return List.of(
                ExportsCrashWorker.class.getName(),
                jobs.toString(),
                CLAIMS.get(random.nextInt(CLAIMS.size())).toString());
    }

    private void killAll(CrashWorkers workers, JobFile file) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        awaitAfter(data.starts().get(0), workers, file, deadline);
        while (next(file).isBefore(data.end()) && kills < settings.kills()) {
            Thread.sleep(random.nextInt(LONGEST_LIFE_MILLIS));
            Instant before = next(file);
            long killed = System.nanoTime();
            List<Integer> victims = victims();
            for (int victim : victims) {
                workers.kill(victim);
            }
            kills += victims.size();
            Thread.sleep(random.nextInt(LONGEST_DOWN_MILLIS));
            for (int victim : victims) {
                workers.start(victim);
            }
            if (before.isBefore(data.end())) {
                awaitAfter(before, workers, file, deadline);
                recoveries.add(System.nanoTime() - killed);
                progress.accept(kills + " kills, exported up to " + next(file));
            }
        }
        awaitAfter(data.end().minusNanos(1), workers, file, deadline);
    }

    private List<Integer> victims() {
        int count = random.nextInt(SEVERAL) == 0 ? Math.min(AT_ONCE, settings.schedulers()) : 1;
        int first = random.nextInt(settings.schedulers());
        return Stream.iterate(first, victim -> (victim + 1) % settings.schedulers())
                .limit(count)
                .toList();
    }

    private void awaitAfter(Instant before, CrashWorkers workers, JobFile file, long deadline)
            throws InterruptedException {
        while (!next(file).isAfter(before)) {
            if (System.nanoTime() > deadline) {
                throw new CallLakeException("No window after " + before + " was exported in " + PATIENCE.toMinutes()
                        + " minutes from the start. What the schedulers say is in " + logs);
            }
            workers.requireAlive();
            Thread.sleep(POLL_MILLIS);
        }
    }

    private Instant next(JobFile file) {
        JobStatus status = ExportRunner.status(file.state(), stack.stores(), ExportsCrashData.JOB);
        return status.next().orElse(data.starts().get(0));
    }

    /** The next run after the last crash, by which leftovers go. */
    private void runOnceMore(JobFile file) {
        try (QueryEngine hot = RedshiftEngine.open(stack.redshift())) {
            new ExportRunner(
                            ExportsCrashWorker.settings(file, CLAIMS.get(0)),
                            stack.stores(),
                            ExportsCrashWorker.tiers(hot),
                            Clock.systemUTC())
                    .run(file.jobs().get(0).job(), RunRequest.due());
        }
    }

    private static long said(CrashWorkers workers, Predicate<String> line) throws IOException {
        long count = 0;
        for (int worker = 0; worker < workers.count(); worker++) {
            try (Stream<String> lines = Files.lines(workers.log(worker), StandardCharsets.UTF_8)) {
                count += lines.filter(line).count();
            }
        }
        return count;
    }
}
