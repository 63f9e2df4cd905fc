package io.github.calllake.export;

import io.github.calllake.engine.Unloader;
import io.github.calllake.export.JobFileException.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

    private static final int DEFAULT_CATCH_UP = 100;
    private static final String UTC = "UTC";

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
            Optional<ScheduledJob> read = job(job, node);
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

    private static Optional<Transfer> transfer(YamlMap map) {
        Optional<Transfer.Way> way = map.read("transfer", text -> choice(Transfer.Way.class, "transfer", text));
        Optional<Long> above = map.read("unload-above", JobFile::rows);
        if (above.isPresent() && way.orElse(Transfer.Way.AUTO) != Transfer.Way.AUTO) {
            map.fault(map.at("unload-above"), "'unload-above' goes with 'transfer: auto'");
        }
        return map.checked(
                map.at("unload-above"),
                () -> new Transfer(way.orElse(Transfer.Way.AUTO), above.orElse(Transfer.DEFAULT_ABOVE)));
    }

    private static Destination.Objects objects(String text) {
        if (Destination.parse(text) instanceof Destination.Objects objects) {
            return objects;
        }
        throw new IllegalArgumentException(
                "a ledger lies at s3://bucket/prefix or file:/directory, not at '" + text + "'");
    }

    private static Optional<ScheduledJob> job(YamlMap map, Node node) {
        Optional<String> name = map.require("name", text -> text);
        Optional<ExportQuestion> question = question(map, node);
        Optional<ExportTier> tier = map.require("tier", text -> choice(ExportTier.class, "tier", text));
        Optional<YamlMap> window = map.map("window");
        Optional<WindowGrid> grid = window.flatMap(JobFile::grid);
        Duration wait =
                window.flatMap(given -> given.read("wait", TimeSpans::parse)).orElse(Duration.ZERO);
        window.ifPresentOrElse(YamlMap::refuseOthers, () -> map.fault(node, "'window' is missing"));
        Optional<Schedule> schedule = map.map("schedule").flatMap(JobFile::schedule);
        Optional<OutputFormat> format = format(map);
        Optional<Destination> destination = map.require("destination", Destination::parse);
        ColumnRules columns = map.map("columns").map(JobFile::columns).orElse(ColumnRules.none());
        int catchUp = map.read("catch-up", JobFile::count).orElse(DEFAULT_CATCH_UP);
        boolean provisional = map.read("provisional", JobFile::truth).orElse(false);
        Optional<Instant> start = map.read("start", Instant::parse);
        Optional<Transfer> transfer = transfer(map);
        if (name.isEmpty()
                || question.isEmpty()
                || tier.isEmpty()
                || grid.isEmpty()
                || destination.isEmpty()
                || format.isEmpty()
                || transfer.isEmpty()) {
            return Optional.empty();
        }
        return map.checked(
                        node,
                        () -> new ExportJob(
                                name.get(),
                                question.get(),
                                tier.get(),
                                grid.get(),
                                wait,
                                format.get(),
                                destination.get(),
                                columns,
                                catchUp,
                                provisional,
                                start,
                                transfer.get()))
                .map(job -> new ScheduledJob(job, schedule));
    }

    private static Optional<ExportQuestion> question(YamlMap map, Node node) {
        Optional<String> report = map.text("report");
        Optional<String> sql = map.text("sql");
        Map<String, String> parameters = map.map("parameters").map(YamlMap::all).orElse(Map.of());
        Map<String, String> result = map.map("result").map(YamlMap::all).orElse(Map.of());
        if (report.isPresent() == sql.isPresent()) {
            map.fault(node, "either 'report' or 'sql' says what is exported");
            return Optional.empty();
        }
        if (report.isPresent()) {
            if (map.has("result")) {
                map.fault(map.at("result"), "'result' goes with 'sql': a report has its own columns");
            }
            return map.checked(map.at("report"), () -> Reports.named(report.get(), parameters));
        }
        if (map.has("parameters")) {
            map.fault(map.at("parameters"), "'parameters' go with 'report'; write them into 'sql'");
        }
        return map.checked(map.at("sql"), () -> SqlQuestion.of(sql.get(), result));
    }

    private static Optional<WindowGrid> grid(YamlMap window) {
        Optional<ZoneId> zone = window.read("zone", ZoneId::of);
        Optional<Duration> length = window.require("length", TimeSpans::parse);
        return length.flatMap(given -> window.checked(window.at("length"), () -> {
            if (zone.isEmpty() || zone.get().normalized().equals(ZoneId.of(UTC).normalized())) {
                return new WindowGrid.Equal(given);
            }
            if (!given.equals(Duration.ofDays(1))) {
                throw new IllegalArgumentException("with a 'zone' windows are its days: the length is 1d");
            }
            return new WindowGrid.Days(zone.get());
        }));
    }

    private static Optional<Schedule> schedule(YamlMap map) {
        Optional<Duration> every = map.read("every", TimeSpans::parse);
        Optional<String> cron = map.text("cron");
        Optional<ZoneId> zone = map.read("zone", ZoneId::of);
        map.refuseOthers();
        if (map.has("every") == map.has("cron")) {
            map.fault(map.at(""), "a schedule has either 'every' or 'cron'");
            return Optional.empty();
        }
        if (map.has("every")) {
            return every.flatMap(span -> map.checked(map.at("every"), () -> new Schedule.Every(span)));
        }
        return cron.flatMap(
                text -> map.checked(map.at("cron"), () -> new Schedule.ByCron(text, zone.orElse(ZoneId.of(UTC)))));
    }

    private static Optional<OutputFormat> format(YamlMap map) {
        Optional<YamlMap> format = map.map("format");
        if (format.isEmpty()) {
            return Optional.of(OutputFormat.of(OutputFormat.Kind.PARQUET));
        }
        YamlMap given = format.get();
        Optional<OutputFormat.Kind> kind = given.require("type", text -> choice(OutputFormat.Kind.class, "type", text));
        Optional<OutputFormat.Compression> compression =
                given.read("compression", text -> choice(OutputFormat.Compression.class, "compression", text));
        given.refuseOthers();
        if (given.has("compression") && compression.isEmpty()) {
            return Optional.empty();
        }
        return kind.flatMap(type -> given.checked(
                given.at("compression"),
                () -> compression.map(by -> new OutputFormat(type, by)).orElseGet(() -> OutputFormat.of(type))));
    }

    private static ColumnRules columns(YamlMap map) {
        ColumnRules rules = new ColumnRules(new HashSet<>(map.texts("leave-out")), new HashSet<>(map.texts("mask")));
        map.refuseOthers();
        return rules;
    }

    private static int count(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no whole number", e);
        }
    }

    private static long rows(String text) {
        try {
            return Long.parseLong(text.replace("_", ""));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no number of rows", e);
        }
    }

    private static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        };
    }

    static <E extends Enum<E>> E choice(Class<E> type, String key, String text) {
        for (E each : type.getEnumConstants()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no " + key + "; there are "
                + java.util.Arrays.stream(type.getEnumConstants())
                        .map(each -> each.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")));
    }
}
