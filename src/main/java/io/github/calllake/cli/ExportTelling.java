package io.github.calllake.cli;

import io.github.calllake.export.Destination;
import io.github.calllake.export.ExportWindow;
import io.github.calllake.export.ScheduledJob;
import io.github.calllake.export.WindowResult;
import io.github.calllake.export.WindowResult.Outcome;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Says what became of each window, a line each; of one that is waited for, once. Thread-safe. */
final class ExportTelling implements Consumer<WindowResult> {

    private final Set<String> intoStreams;
    private final boolean dryRun;
    private final PrintWriter out;
    private final Map<String, ExportWindow> awaited = new HashMap<>();

    ExportTelling(List<ScheduledJob> jobs, boolean dryRun, PrintWriter out) {
        this.intoStreams = jobs.stream()
                .map(ScheduledJob::job)
                .filter(job -> job.destination() instanceof Destination.Stream)
                .map(job -> job.name())
                .collect(Collectors.toSet());
        this.dryRun = dryRun;
        this.out = out;
    }

    @Override
    public synchronized void accept(WindowResult window) {
        if (isNews(window)) {
            out.println(window.job() + "  " + window.window() + "  " + what(window));
            out.flush();
        }
    }

    private boolean isNews(WindowResult window) {
        if (window.outcome() != Outcome.BUSY) {
            awaited.remove(window.job());
            return true;
        }
        return !window.window().equals(awaited.put(window.job(), window.window()));
    }

    private String what(WindowResult window) {
        return switch (window.outcome()) {
            case EXPORTED -> dryRun ? "would be exported" : "exported, " + rows(window);
            case PROVISIONAL -> dryRun ? "would be exported provisionally" : "exported provisionally, " + rows(window);
            case SKIPPED -> (dryRun ? "would be" : "is") + " skipped: too long ago; export it by `export retry`";
            case BY_ANOTHER -> "exported by another scheduler";
            case BUSY -> "another scheduler is at it, or was a moment ago; waiting for it";
            case ALREADY -> "exported before";
        };
    }

    private String rows(WindowResult window) {
        String unit = intoStreams.contains(window.job()) ? "record" : "object";
        return count(window.rows(), "row") + " in " + count(window.objects(), unit);
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
