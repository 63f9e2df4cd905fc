package io.github.calllake.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.archive.QuietLogs;
import io.github.calllake.lake.LakeStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExportSchedulerTest {

    private static final ExportJob JOB = new ExportJob(
            "broken",
            Reports.named("calls", Map.of()),
            ExportTier.HOT,
            new WindowGrid.Equal(Duration.ofHours(1)),
            Duration.ZERO,
            OutputFormat.of(OutputFormat.Kind.CSV),
            Destination.parse("s3://bucket/out"),
            ColumnRules.none(),
            1,
            false,
            Optional.empty(),
            Transfer.auto());

    private static final ScheduledJob EVERY_SECOND =
            new ScheduledJob(JOB, Optional.of(new Schedule.Every(Duration.ofSeconds(1))));

    private final QuietLogs quiet = new QuietLogs();

    @AfterEach
    void loud() {
        quiet.close();
    }

    /** Of the one job, whose ledger lies in a bucket that is opened so. */
    private static ExportScheduler start(Function<String, LakeStore> bucket) {
        ExportStores stores = new ExportStores(bucket, stream -> {
            throw new AssertionError("no stream is named");
        });
        ExportTiers tiers = new ExportTiers(
                Optional.empty(), Optional.empty(), Optional.empty(), Duration.ZERO, Runnable::run, Clock.systemUTC());
        return ExportScheduler.start(
                List.of(EVERY_SECOND),
                () -> new ExportRunner(ExportSettings.of("s3://bucket/state"), stores, tiers, Clock.systemUTC()),
                window -> {},
                Clock.systemUTC());
    }

    @Test
    void a_job_is_tried_again_after_a_failure_that_nobody_has_foreseen() throws Exception {
        CountDownLatch tries = new CountDownLatch(2);
        try (ExportScheduler scheduler = start(bucket -> {
            tries.countDown();
            throw new IllegalStateException("not foreseen");
        })) {
            assertThat(tries.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(scheduler.stop(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void what_is_not_done_towards_the_end_of_a_stop_is_broken_off() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch brokenOff = new CountDownLatch(1);
        try (ExportScheduler scheduler = start(bucket -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                brokenOff.countDown();
            }
            throw new ExportException("broken off");
        })) {
            assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(scheduler.stop(Duration.ofMillis(50))).isFalse();
            assertThat(brokenOff.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void a_stop_does_not_wait_for_what_cannot_be_broken_off() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (ExportScheduler scheduler = start(bucket -> {
            begun.countDown();
            awaitWhatever(end);
            throw new ExportException("at last");
        })) {
            assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(scheduler.stop(Duration.ofMillis(50))).isFalse();
            end.countDown();
            assertThat(scheduler.stop(Duration.ofMinutes(1))).isTrue();
        }
    }

    private static void awaitWhatever(CountDownLatch end) {
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException e) {
                // As a read that does not hear of it.
                continue;
            }
        }
    }
}
