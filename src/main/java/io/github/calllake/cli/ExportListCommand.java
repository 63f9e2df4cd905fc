package io.github.calllake.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.export.ExportColumn;
import io.github.calllake.export.ExportJob;
import io.github.calllake.export.JobFile;
import io.github.calllake.export.Schedule;
import io.github.calllake.export.ScheduledJob;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        description = "Checks the job file, and says what its jobs are. Asks nobody.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  call-lake export list --jobs exports.yaml"})
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class ExportListCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private JobsOption jobs;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        JobFile file = jobs.read();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode object = JsonNodeFactory.instance.objectNode().put("state", file.state());
            ArrayNode array = object.putArray("jobs");
            file.jobs().forEach(job -> array.add(json(job)));
            out.println(object);
        } else {
            file.jobs().forEach(job -> out.println(line(job)));
        }
        return 0;
    }

    private static String line(ScheduledJob scheduled) {
        ExportJob job = scheduled.job();
        return job.name() + "  " + job.question().name() + " of "
                + job.tier().name().toLowerCase(Locale.ROOT) + "  "
                + scheduled.schedule().map(Schedule::text).orElse("by hand") + "  "
                + job.destination().address() + "  " + job.format().extension();
    }

    private static ObjectNode json(ScheduledJob scheduled) {
        ExportJob job = scheduled.job();
        ObjectNode object = JsonNodeFactory.instance
                .objectNode()
                .put("name", job.name())
                .put("what", job.question().name())
                .put("tier", job.tier().name().toLowerCase(Locale.ROOT))
                .put("schedule", scheduled.schedule().map(Schedule::text).orElse(null))
                .put("destination", job.destination().address())
                .put("format", job.format().extension());
        List<ExportColumn> columns = job.question().columns();
        ArrayNode array = object.putArray("columns");
        columns.stream()
                .filter(column -> !job.columns().leaveOut().contains(column.name()))
                .forEach(column -> array.addObject()
                        .put("name", column.name())
                        .put("type", column.type().name().toLowerCase(Locale.ROOT)));
        return object;
    }
}
