package io.github.calllake.export;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Node;

/** One job of a {@link JobFile}. */
final class JobYaml {

    private static final int DEFAULT_CATCH_UP = 100;
    private static final String UTC = "UTC";

    private JobYaml() {}

    /** The job; empty if something in it is wrong, which is noted with the map. Keys that are not read stay to be refused. */
    static Optional<ScheduledJob> read(YamlMap map, Node node) {
        Optional<String> name = map.require("name", text -> text);
        Optional<ExportQuestion> question = question(map, node);
        Optional<ExportTier> tier = map.require("tier", text -> choice(ExportTier.class, "tier", text));
        Optional<YamlMap> window = map.map("window");
        Optional<WindowGrid> grid = window.flatMap(JobYaml::grid);
        Duration wait =
                window.flatMap(given -> given.read("wait", TimeSpans::parse)).orElse(Duration.ZERO);
        window.ifPresentOrElse(YamlMap::refuseOthers, () -> map.fault(node, "'window' is missing"));
        Optional<Schedule> schedule = map.map("schedule").flatMap(JobYaml::schedule);
        Optional<OutputFormat> format = format(map);
        Optional<Destination> destination = map.require("destination", Destination::parse);
        ColumnRules columns = map.map("columns").map(JobYaml::columns).orElse(ColumnRules.none());
        int catchUp = map.read("catch-up", JobYaml::count).orElse(DEFAULT_CATCH_UP);
        boolean provisional = map.read("provisional", JobYaml::truth).orElse(false);
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

    private static Optional<Transfer> transfer(YamlMap map) {
        Optional<Transfer.Way> way = map.read("transfer", text -> choice(Transfer.Way.class, "transfer", text));
        Optional<Long> above = map.read("unload-above", JobYaml::rows);
        if (above.isPresent() && way.orElse(Transfer.Way.AUTO) != Transfer.Way.AUTO) {
            map.fault(map.at("unload-above"), "'unload-above' goes with 'transfer: auto'");
        }
        return map.checked(
                map.at("unload-above"),
                () -> new Transfer(way.orElse(Transfer.Way.AUTO), above.orElse(Transfer.DEFAULT_ABOVE)));
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
