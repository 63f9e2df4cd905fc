package io.github.calllake.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.export.ExportRunner;
import io.github.calllake.export.ExportStores;
import io.github.calllake.export.ExportWindow;
import io.github.calllake.export.JobFile;
import io.github.calllake.export.JobStatus;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        description = {
            "Says of each job how far it is exported, what was skipped, and what failed last. Reads the ledgers alone.",
            "Exit code 1 if something failed and was not made up for, or was skipped."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  call-lake export status --jobs exports.yaml"})
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class ExportStatusCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private JobsOption jobs;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        JobFile file = jobs.read();
        try (ExportStores stores = ExportStores.open()) {
            List<JobStatus> all = file.jobs().stream()
                    .map(job ->
                            ExportRunner.status(file.state(), stores, job.job().name()))
                    .toList();
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                ArrayNode array = object.putArray("jobs");
                all.forEach(status -> array.add(json(status)));
                out.println(object);
            } else {
                all.forEach(status -> print(status, out));
            }
            return all.stream().anyMatch(JobStatus::isTroubled) ? 1 : 0;
        }
    }

    private static void print(JobStatus status, PrintWriter out) {
        out.println(status.job() + ": "
                + status.next()
                        .map(next -> reach(status.begun().orElseThrow(), next))
                        .orElse("has not begun"));
        status.provisional().forEach(span -> out.println("  provisional: " + span));
        status.skipped()
                .forEach(
                        span -> out.println("  skipped: " + span + "; `export retry " + status.job() + "` exports it"));
        status.sending().ifPresent(window -> out.println("  on its way into the stream: " + window));
        status.failure().ifPresent(failure -> out.println("  failed at " + failure.at() + ": " + failure.message()));
    }

    private static String reach(Instant begun, Instant next) {
        return begun.equals(next)
                ? "nothing exported yet; begins at " + begun
                : "exported from " + begun + " up to " + next;
    }

    private static ObjectNode json(JobStatus status) {
        ObjectNode object = JsonNodeFactory.instance
                .objectNode()
                .put("job", status.job())
                .put("begun", ExportWork.text(status.begun()))
                .put("next", ExportWork.text(status.next()));
        windows(object.putArray("skipped"), status.skipped());
        windows(object.putArray("provisional"), status.provisional());
        windows(object.putArray("sending"), status.sending().stream().toList());
        status.failure().ifPresent(failure -> object.putObject("failure")
                .put("at", failure.at().toString())
                .put("message", failure.message()));
        return object;
    }

    private static void windows(ArrayNode array, List<ExportWindow> windows) {
        windows.forEach(window -> array.addObject()
                .put("from", window.from().toString())
                .put("to", window.to().toString()));
    }
}
