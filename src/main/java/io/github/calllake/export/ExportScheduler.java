package io.github.calllake.export;

import io.github.calllake.CallLakeException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs by their schedules until it is closed, a thread each. Any number of schedulers may run the same jobs.
 *
 * <p>At each time of its schedule a job exports what is due; windows that had ended by then and are not complete yet are asked for
 * again every few seconds. A window that fails is tried again after a pause that grows to five minutes, and those behind it wait.
 */
public final class ExportScheduler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExportScheduler.class);

    private static final Duration SHORTEST_POLL = Duration.ofSeconds(1);
    private static final Duration LONGEST_POLL = Duration.ofSeconds(15);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** One of so many parts of the time for a stop is for breaking off. */
    private static final int PARTS = 5;

    private static final int TOLD_FRAMES = 5;

    private final Supplier<ExportRunner> runners;
    private final Consumer<WindowResult> progress;
    private final Clock clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    private ExportScheduler(Supplier<ExportRunner> runners, Consumer<WindowResult> progress, Clock clock) {
        this.runners = runners;
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * Begins, with what is due by now.
     *
     * @param runners makes a runner for each thread
     * @param progress is told of each window, by several threads
     */
    public static ExportScheduler start(
            List<ScheduledJob> jobs, Supplier<ExportRunner> runners, Consumer<WindowResult> progress, Clock clock) {
        ExportScheduler scheduler = new ExportScheduler(runners, progress, clock);
        for (ScheduledJob job : jobs) {
            job.schedule().ifPresent(schedule -> scheduler.begin(job.job(), schedule));
        }
        return scheduler;
    }

    private void begin(ExportJob job, Schedule schedule) {
        Thread thread = new Thread(() -> run(job, schedule), "export-" + job.name());
        threads.add(thread);
        thread.start();
    }

    private void run(ExportJob job, Schedule schedule) {
        ExportRunner runner = runners.get();
        int failures = 0;
        Instant fired = clock.instant();
        while (!isStopped()) {
            try {
                RunResult result = runner.run(
                        job, RunRequest.due().stoppedBy(this::isStopped).telling(progress));
                failures = 0;
                fired = pauseAfter(job, schedule, fired, result);
            } catch (CallLakeException e) {
                failures++;
                if (isStopped()) {
                    LOG.info("job={} stopped {}", job.name(), e.getMessage());
                } else {
                    LOG.error("job={} failures={} {}", job.name(), failures, e.getMessage());
                }
                pause(pauseAfter(failures));
            } catch (RuntimeException e) {
                // Nobody has foreseen it, and its words may hold anything. The other jobs go on, and so does this one.
                failures++;
                LOG.error(
                        "job={} failures={} {} at {}",
                        job.name(),
                        failures,
                        e.getClass().getName(),
                        Arrays.stream(e.getStackTrace()).limit(TOLD_FRAMES).toList());
                pause(pauseAfter(failures));
            }
        }
    }

    /** Waits for the next time of the schedule, or a moment for what this time could not have yet; gives the time it is for. */
    private Instant pauseAfter(ExportJob job, Schedule schedule, Instant fired, RunResult result) {
        Instant now = clock.instant();
        Optional<Instant> following = schedule.after(fired);
        if (following.isPresent() && !following.get().isAfter(now)) {
            // Times that passed while it ran are one.
            return now;
        }
        boolean hasAll = result.next()
                .map(next -> !next.isBefore(job.grid().floor(fired)))
                .orElse(true);
        Duration untilNext = following.map(next -> Duration.between(now, next)).orElse(LONGEST_PAUSE);
        Duration poll = result.isBusy() ? SHORTEST_POLL : poll(job);
        if (!hasAll && poll.compareTo(untilNext) < 0) {
            pause(poll);
            return fired;
        }
        pause(untilNext);
        return following.filter(next -> !clock.instant().isBefore(next)).orElse(fired);
    }

    private static Duration poll(ExportJob job) {
        Instant boundary = job.grid().floor(Instant.EPOCH);
        Duration tenth = Duration.between(boundary, job.grid().after(boundary)).dividedBy(10);
        Duration atLeast = tenth.compareTo(SHORTEST_POLL) < 0 ? SHORTEST_POLL : tenth;
        return atLeast.compareTo(LONGEST_POLL) > 0 ? LONGEST_POLL : atLeast;
    }

    private static Duration pauseAfter(int failures) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private void pause(Duration time) {
        try {
            stopped.await(Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped.countDown();
        }
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /**
     * Ends after the windows at hand. What is not done towards the end of the patience is broken off, so that its claim is given up and
     * another scheduler may begin it anew at once.
     *
     * @return whether all windows at hand were done
     */
    public boolean stop(Duration patience) throws InterruptedException {
        stopped.countDown();
        Duration rest = patience.dividedBy(PARTS);
        boolean whole = haveEnded(patience.minus(rest));
        if (!whole) {
            threads.forEach(Thread::interrupt);
            haveEnded(rest);
        }
        return whole;
    }

    private boolean haveEnded(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        }
        return threads.stream().noneMatch(Thread::isAlive);
    }

    /** Interrupts what has not ended. */
    @Override
    public void close() {
        stopped.countDown();
        threads.forEach(Thread::interrupt);
    }
}
