package io.github.calllake.cli;

import io.github.calllake.export.ExportRunner;
import io.github.calllake.export.ExportScheduler;
import io.github.calllake.export.ExportStores;
import io.github.calllake.export.JobFile;
import io.github.calllake.export.ScheduledJob;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "schedule",
        description = {
            "Runs all jobs that have a schedule until it is told to stop.",
            "Run two of it if one machine may fail: each window is exported once all the same."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "SIGTERM or SIGINT: ends with the windows at hand and with 0. Those that take longer than --stop-timeout are broken off,",
            "which loses nothing, and it ends with 1.",
            "",
            "Example:",
            "  call-lake export schedule --jobs exports.yaml"
        })
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class ExportScheduleCommand implements Callable<Integer>, Stopping.StopsItself {

    @Spec
    private CommandSpec spec;

    @Mixin
    private JobsOption jobs;

    @Mixin
    private ExportTierOptions tiers;

    @Option(
            names = "--stop-timeout",
            paramLabel = "25s",
            converter = Durations.class,
            defaultValue = "25s",
            description = "How long a stop may take; ${DEFAULT-VALUE}, within the 30 s that Kubernetes and ECS give.")
    private Duration stopTimeout;

    @Override
    public Integer call() throws Exception {
        JobFile file = jobs.read();
        List<ScheduledJob> scheduled =
                file.jobs().stream().filter(job -> job.schedule().isPresent()).toList();
        if (scheduled.isEmpty()) {
            throw Usage.wrong(spec, "no job of the file has a schedule");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (ExportTierOptions.Open open = tiers.open(file, scheduled);
                ExportStores stores = ExportStores.open();
                ExportScheduler scheduler = ExportScheduler.start(
                        scheduled,
                        () -> new ExportRunner(file.settings(), stores, open.tiers(), Clock.systemUTC()),
                        new ExportTelling(scheduled, false, out),
                        Clock.systemUTC())) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(scheduler), "call-lake-export-stop"));
            new CountDownLatch(1).await();
        }
        return 0;
    }

    /** Ends the process here, since a Java process that a signal ends would say 143 for a job well done. */
    private void leave(ExportScheduler scheduler) {
        boolean whole = false;
        try {
            whole = scheduler.stop(stopTimeout);
        } catch (InterruptedException e) {
            // Nobody interrupts a hook; were it so, the process ends as if it had taken too long.
            Thread.currentThread().interrupt();
        } finally {
            Runtime.getRuntime().halt(whole ? 0 : 1);
        }
    }
}
