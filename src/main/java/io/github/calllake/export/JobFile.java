package io.github.calllake.export;

import io.github.calllake.engine.Unloader;
import io.github.calllake.export.JobFileException.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Jobs in a YAML file; docs/exports.md has every key. Read as a whole before anything runs: what is wrong is said all at once, with
 * lines and columns. Immutable.
 *
 * @param state where ledgers lie: {@code s3://...} or {@code file:...}
 * @param unloads where engines may write rows; empty if all rows come through cursors
 * @param jobs the jobs in the order of the file
 */
public record JobFile(String state, Optional<Unloads> unloads, List<ScheduledJob> jobs) {

    public JobFile {
        jobs = List.copyOf(jobs);
    }

    /**
     * Reads a file.
     *
     * @throws JobFileException if it is not there, or something in it is wrong
     */
    public static JobFile read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new JobFileException(
                    "the job file " + file
                            + (Files.exists(file) ? " cannot be read" : " is not there")
                            + ": name another by --jobs",
                    e);
        }
    }

    /** How its jobs are run. */
    public ExportSettings settings() {
        ExportSettings settings = ExportSettings.of(state);
        return unloads.map(settings::withUnloads).orElse(settings);
    }

    /** The job of a name. */
    public Optional<ScheduledJob> job(String name) {
        return jobs.stream().filter(each -> each.job().name().equals(name)).findFirst();
    }

    /**
     * Reads what is in a file.
     *
     * @param name for messages
     */
    static JobFile parse(String name, String text) {
        List<Fault> faults = new ArrayList<>();
        Optional<JobFile> file = Optional.empty();
        try {
            Optional<Node> root =
                    new Compose(LoadSettings.builder().setLabel(name).build()).composeString(text);
            if (root.isEmpty()) {
                faults.add(new Fault(1, 1, "the file is empty"));
            } else {
                file = file(new YamlMap(root.get(), "the file", faults), faults);
            }
        } catch (MarkedYamlEngineException e) {
            faults.add(YamlMap.fault(e.getProblemMark(), "this is no YAML: " + e.getProblem()));
        }
        if (file.isEmpty() || !faults.isEmpty()) {
            throw new JobFileException(
                    name,
                    faults.stream()
                            .sorted(Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column))
                            .toList());
        }
        return file.get();
    }

    private static Optional<JobFile> file(YamlMap map, List<Fault> faults) {
        Optional<String> state = map.require("state", text -> objects(text).address());
        Optional<Unloads> unloads = map.map("unload").flatMap(JobFile::unloads);
        unloads.flatMap(work -> state.flatMap(work::clash)).ifPresent(clash -> map.fault(map.at("state"), clash));
        List<ScheduledJob> jobs = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<Node> nodes = map.list("jobs");
        if (nodes.isEmpty()) {
            map.fault(map.at("jobs"), "there are no jobs");
        }
        for (Node node : nodes) {
            YamlMap job = new YamlMap(node, "a job", faults);
            Optional<ScheduledJob> read = JobYaml.read(job, node);
            read.ifPresent(jobs::add);
            unloads.flatMap(work -> read.flatMap(
                            each -> work.clash(each.job().destination().address())))
                    .ifPresent(clash -> job.fault(job.at("destination"), clash));
            if (job.text("transfer").filter("unload"::equals).isPresent() && !map.has("unload")) {
                job.fault(
                        job.at("transfer"), "to unload, 'unload' with 'work' must say at the top of the file where to");
            }
            job.text("name")
                    .filter(name -> !names.add(name))
                    .ifPresent(name -> job.fault(job.at("name"), "another job has the name '" + name + "' already"));
            job.refuseOthers();
        }
        map.refuseOthers();
        return state.map(place -> new JobFile(place, unloads, jobs));
    }

    private static Optional<Unloads> unloads(YamlMap map) {
        Optional<Unloads> place = map.require("work", Unloads::to);
        Optional<String> role = map.read("role", Unloader::requireRole);
        Optional<Duration> timeout = map.read("timeout", TimeSpans::parse);
        map.refuseOthers();
        return place.map(at -> role.map(at::withRole).orElse(at))
                .flatMap(at -> map.checked(
                        map.at("timeout"), () -> timeout.map(at::withTimeout).orElse(at)));
    }

    private static Destination.Objects objects(String text) {
        if (Destination.parse(text) instanceof Destination.Objects objects) {
            return objects;
        }
        throw new IllegalArgumentException(
                "a ledger lies at s3://bucket/prefix or file:/directory, not at '" + text + "'");
    }
}
