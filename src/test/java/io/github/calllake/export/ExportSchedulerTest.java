package io.github.calllake.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

    @Test
    void a_job_is_tried_again_after_a_failure_that_nobody_has_foreseen() throws Exception {
        CountDownLatch tries = new CountDownLatch(2);
        ExportStores stores = new ExportStores(
                bucket -> {
                    tries.countDown();
                    throw new IllegalStateException("not foreseen");
                },
                stream -> {
                    throw new AssertionError("no stream is named");
                });
        ExportTiers tiers = new ExportTiers(
                Optional.empty(), Optional.empty(), Optional.empty(), Duration.ZERO, Runnable::run, Clock.systemUTC());
        ScheduledJob scheduled = new ScheduledJob(JOB, Optional.of(new Schedule.Every(Duration.ofSeconds(1))));
        try (ExportScheduler scheduler = ExportScheduler.start(
                List.of(scheduled),
                () -> new ExportRunner(ExportSettings.of("s3://bucket/state"), stores, tiers, Clock.systemUTC()),
                window -> {},
                Clock.systemUTC())) {
            assertThat(tries.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(scheduler.stop(Duration.ofSeconds(10))).isTrue();
        }
    }
}
