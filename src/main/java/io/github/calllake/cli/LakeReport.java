package io.github.calllake.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.catalog.LakeChange;
import io.github.calllake.lake.LakeDefinition;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Option;

/** What the commands about a lake's catalog tell, to people or, by {@code --json}, to programs. */
final class LakeReport {

    @Option(names = "--json", description = "Print JSON, one object a line.")
    private boolean json;

    /** What a lake is, in words and by its names. */
    void describe(PrintWriter out, LakeDefinition lake, List<String> lines) {
        if (!json) {
            lines.forEach(out::println);
            return;
        }
        ObjectNode object = JsonNodeFactory.instance
                .objectNode()
                .put("database", lake.database())
                .put("lake", lake.layout().address())
                .put("stream", lake.stream().orElse(null))
                .put("postCall", lake.postCall());
        lake.takeover()
                .ifPresent(takeover -> object.put("cutover", takeover.cutover().toString())
                        .put("overlapUntil", takeover.overlapUntil().toString()));
        lines.forEach(object.putArray("description")::add);
        out.println(object);
    }

    /** Makes a change, unless it is only to be said, and tells its steps. */
    void change(PrintWriter out, LakeChange change, boolean dryRun) {
        if (json) {
            if (!dryRun) {
                change.apply();
            }
            ObjectNode object = JsonNodeFactory.instance.objectNode().put("dryRun", dryRun);
            change.steps().forEach(object.putArray("steps")::add);
            out.println(object);
        } else if (change.isEmpty()) {
            out.println("Nothing to do.");
        } else if (dryRun) {
            change.steps().forEach(step -> out.println("would " + step));
        } else {
            change.apply(step -> out.println("done: " + step));
        }
    }

    /** Tells in what the catalog differs from the definition; the exit code says whether it does. */
    int differences(PrintWriter out, LakeDefinition lake, List<String> differences) {
        if (json) {
            ObjectNode object = JsonNodeFactory.instance.objectNode().put("database", lake.database());
            ArrayNode all = object.putArray("differences");
            differences.forEach(all::add);
            out.println(object);
        } else if (differences.isEmpty()) {
            out.println("Database " + lake.database() + " is as defined.");
        } else {
            differences.forEach(out::println);
        }
        return (differences.isEmpty() ? ExitCode.DONE : ExitCode.FAILED).code();
    }
}
