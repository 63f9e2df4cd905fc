package io.github.calllake.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.export.ExportJob;
import io.github.calllake.export.ExportRequestException;
import io.github.calllake.export.ExportRunner;
import io.github.calllake.export.ExportStores;
import io.github.calllake.export.JobFile;
import io.github.calllake.export.RunRequest;
import io.github.calllake.export.RunResult;
import io.github.calllake.export.ScheduledJob;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** One job's windows, exported or planned, and what is said about it. */
final class ExportWork {

    private static final long BUSY_POLL_MILLIS = 1000;

    private ExportWork() {}

    /** Runs a job until nothing is due, waiting for others that are at its windows. */
    static int run(
            JobFile file,
            ScheduledJob job,
            ExportTierOptions options,
            RunRequest request,
            boolean json,
            CommandLine command)
            throws Exception {
        PrintWriter out = command.getOut();
        ExportProgress progress = new ExportProgress(command.getErr(), job.job().name());
        ExportTelling telling = new ExportTelling(List.of(job), request.dryRun(), out);
        try (ExportTierOptions.Open open = options.open(file, List.of(job));
                ExportStores stores = ExportStores.open()) {
            ExportRunner runner = new ExportRunner(file.settings(), stores, open.tiers(), Clock.systemUTC());
            RunRequest told = json
                    ? request
                    : request.telling(window -> progress.done(window, telling)).watchedBy(progress);
            RunResult result = runner.run(job.job(), told);
            while (result.isBusy() && !request.stop().getAsBoolean()) {
                Thread.sleep(BUSY_POLL_MILLIS);
                result = runner.run(job.job(), told);
            }
            if (json) {
                out.println(json(job.job().name(), result));
            } else {
                if (request.dryRun()) {
                    result.windows().forEach(telling);
                }
                say(job.job(), request, result, out);
            }
            return 0;
        } catch (ExportRequestException e) {
            throw new CommandLine.ParameterException(command, String.valueOf(e.getMessage()), e);
        } finally {
            progress.clear();
        }
    }

    /** Where the job stands now, and what it waits for. */
    private static void say(ExportJob job, RunRequest request, RunResult result, PrintWriter out) {
        if (result.windows().isEmpty()) {
            out.println(job.name() + "  nothing is due" + (request.skipped() ? ", and no window is skipped" : "")
                    + named(request));
        }
        String next = result.next()
                .map(at -> "the next window starts at " + at + " and is due once the tier is complete up to "
                        + job.completeFor(job.grid().at(at)))
                .orElse("nothing has been exported yet");
        String complete = result.complete()
                .map(at -> "the tier is complete up to " + at)
                .orElse("it is not known up to where the tier is complete");
        out.println(next + "; " + complete);
    }

    private static String named(RunRequest request) {
        return request.from().map(from -> " from " + from + " on").orElse("")
                + request.to().map(to -> " up to " + to).orElse("");
    }

    private static ObjectNode json(String job, RunResult result) {
        ObjectNode object = JsonNodeFactory.instance
                .objectNode()
                .put("job", job)
                .put("next", text(result.next()))
                .put("complete", text(result.complete()));
        var windows = object.putArray("windows");
        result.windows().forEach(window -> windows.addObject()
                .put("from", window.window().from().toString())
                .put("to", window.window().to().toString())
                .put("outcome", window.outcome().name().toLowerCase(Locale.ROOT))
                .put("rows", window.rows())
                .put("objects", window.objects()));
        return object;
    }

    static @Nullable String text(Optional<Instant> instant) {
        return instant.map(Instant::toString).orElse(null);
    }
}
