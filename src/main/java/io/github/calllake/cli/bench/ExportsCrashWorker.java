package io.github.calllake.cli.bench;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.export.ExportRunner;
import io.github.calllake.export.ExportScheduler;
import io.github.calllake.export.ExportSettings;
import io.github.calllake.export.ExportStores;
import io.github.calllake.export.ExportTiers;
import io.github.calllake.export.JobFile;
import io.github.calllake.export.WindowResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A scheduler that is to be killed. It is what {@code export schedule} is, but with claims that soon run out, so that several
 * schedulers are at one window, and with objects of a row or two, so that a window has several. It ends with its standard input.
 */
public final class ExportsCrashWorker {

    private static final long OBJECT_BYTES = 200;
    private static final Duration SEND_FOR = Duration.ofSeconds(30);

    private ExportsCrashWorker() {}

    /** Arguments: the job file, and for how long a claim holds, as {@code PT1S}. */
    public static void main(String[] args) throws IOException {
        System.setProperty("logback.configurationFile", "io/github/calllake/cli/logback.xml");
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
        JobFile file = JobFile.read(Path.of(args[0]));
        ExportSettings settings = settings(file, Duration.parse(args[1]));
        Map<String, String> environment = System.getenv();
        RedshiftSettings redshift = RedshiftSettings.of(
                environment.getOrDefault("FLYWAY_URL", ""),
                environment.getOrDefault("FLYWAY_USER", ""),
                environment.getOrDefault("FLYWAY_PASSWORD", ""));
        Clock clock = Clock.systemUTC();
        try (QueryEngine hot = RedshiftEngine.open(redshift);
                ExportStores stores = ExportStores.open();
                ExportScheduler scheduler = ExportScheduler.start(
                        file.jobs(),
                        () -> new ExportRunner(settings, stores, tiers(hot), clock),
                        ExportsCrashWorker::say,
                        clock)) {
            while (System.in.read() >= 0) {
                // Nothing is said to it.
            }
        }
    }

    static ExportSettings settings(JobFile file, Duration claim) {
        return new ExportSettings(file.state(), claim, SEND_FOR, OBJECT_BYTES);
    }

    static ExportTiers tiers(QueryEngine hot) {
        return new ExportTiers(
                Optional.of(hot), Optional.empty(), Optional.empty(), Duration.ZERO, Runnable::run, Clock.systemUTC());
    }

    private static void say(WindowResult window) {
        if (window.outcome() != WindowResult.Outcome.BUSY) {
            System.out.println(window.outcome() + " " + window.window());
        }
    }
}
