package io.github.calllake.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.operations.AutoRefresh;
import io.github.calllake.operations.HotTier;
import io.github.calllake.operations.HotTrim;
import io.github.calllake.operations.Lake;
import io.github.calllake.operations.TrimSettings;
import io.github.calllake.operations.Trimmed;
import io.github.calllake.stream.DirectStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "hot",
        description = "Keeps the hot tier's size and cost down.",
        mixinStandardHelpOptions = true,
        subcommands = {HotCommand.Trim.class, HotCommand.Refresh.class})
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class HotCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: trim or refresh");
    }

    @Command(
            name = "trim",
            description = "Removes rows that are old and safely archived. Other rows stay, however old.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  call-lake hot trim --keep 7d --dry-run"})
    @SuppressWarnings("NullAway.Init") // As above.
    static final class Trim implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Mixin
        private HotTierOptions hotTierOptions;

        @Mixin
        private LakeOptions lake;

        @Option(
                names = "--keep",
                paramLabel = "7d",
                required = true,
                converter = Durations.class,
                description = "Rows that arrived within this stay.")
        private Duration keep;

        @Option(
                names = "--way",
                paramLabel = "delete|delete-backing-table",
                defaultValue = "delete",
                description = "By DELETE from the view, or from the table under it; ${DEFAULT-VALUE}.")
        private String way;

        @Option(
                names = "--view",
                paramLabel = "NAME",
                description = "Trim this view, too, if Redshift does not say which stream it reads. Repeatable.")
        private Set<String> views = Set.of();

        @Option(names = "--dry-run", description = "Count, and remove nothing.")
        private boolean dryRun;

        @Option(names = "--json", description = "Print one JSON object.")
        private boolean json;

        @Override
        public Integer call() {
            HotTier hotTier = hotTierOptions.hotTier();
            LakeLayout layout = lake.layout();
            TrimSettings settings =
                    Usage.checked(spec, () -> TrimSettings.keeping(keep).by(way()));
            try (LakeStore store = LakeStore.open(layout.bucket())) {
                HotTrim trim =
                        new HotTrim(hotTier, new Lake(store, layout), settings, Clock.systemUTC()).vouchingFor(views);
                List<Trimmed> trimmed = dryRun ? trim.plan() : trim.run();
                if (json) {
                    spec.commandLine().getOut().println(json(trimmed));
                } else {
                    print(trimmed);
                }
            }
            return 0;
        }

        private TrimSettings.Way way() {
            return switch (way) {
                case "delete" -> TrimSettings.Way.DELETE;
                case "delete-backing-table" -> TrimSettings.Way.DELETE_BACKING_TABLE;
                default ->
                    throw new IllegalArgumentException("--way is delete or delete-backing-table, not \"" + way + "\"");
            };
        }

        private ObjectNode json(List<Trimmed> trimmed) {
            ObjectNode object = JsonNodeFactory.instance.objectNode().put("dry_run", dryRun);
            ArrayNode all = object.putArray("views");
            for (Trimmed view : trimmed) {
                all.addObject()
                        .put("view", view.view())
                        .put("due", view.due())
                        .put("removed", view.removed())
                        .put("not_archived", view.staying())
                        .put("left_alone", view.leftAlone());
            }
            return object;
        }

        private void print(List<Trimmed> trimmed) {
            PrintWriter out = spec.commandLine().getOut();
            String format = "%-45s %12s %12s %12s  %s%n";
            out.printf(Locale.ROOT, format, "view", "due", "removed", "not archived", "");
            for (Trimmed view : trimmed) {
                out.printf(
                        Locale.ROOT,
                        format,
                        view.view(),
                        view.due(),
                        dryRun ? "-" : view.removed(),
                        view.staying(),
                        view.leftAlone().isEmpty() ? "" : "left alone: " + view.leftAlone());
            }
        }
    }

    @Command(
            name = "refresh",
            description = "Turns auto refresh of all streaming views on or off, or refreshes them now.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "What a view does not read within the stream's retention it never gets.",
                "",
                "Examples:",
                "  call-lake hot refresh off --for 14h",
                "  call-lake hot refresh now --json"
            })
    @SuppressWarnings("NullAway.Init") // As above.
    static final class Refresh implements Callable<Integer> {

        private enum Action {
            ON,
            OFF,
            NOW
        }

        @Spec
        private CommandSpec spec;

        @Parameters(index = "0", paramLabel = "on|off|now", description = "What to do.")
        private Action action;

        @Mixin
        private HotTierOptions hotTierOptions;

        @Option(
                names = "--for",
                paramLabel = "14h",
                converter = Durations.class,
                description =
                        "With off: how long it is to be off. Refused if the stream's retention is too short for it.")
        private @Nullable Duration pause;

        @Option(names = "--json", description = "Print JSON, one object a line.")
        private boolean json;

        @Override
        public Integer call() {
            if (pause != null && action != Action.OFF) {
                throw Usage.wrong(spec, "--for goes with off only");
            }
            HotTier hotTier = hotTierOptions.hotTier();
            AutoRefresh refresh = new AutoRefresh(hotTier);
            PrintWriter out = spec.commandLine().getOut();
            switch (action) {
                case ON -> {
                    List<String> turned = refresh.turn(true);
                    out.println(json ? json(turned) : "Auto refresh is on for " + String.join(", ", turned) + ".");
                }
                case OFF -> {
                    if (pause != null) {
                        requireRetention(hotTier, pause);
                    }
                    List<String> turned = refresh.turn(false);
                    String text = "Auto refresh is off for " + String.join(", ", turned)
                            + ". Turn it on again well within the stream's retention.";
                    out.println(json ? json(turned) : text);
                }
                case NOW ->
                    refresh.now().forEach(each -> out.println(json ? json(each) : each.view() + ": " + each.status()));
            }
            return 0;
        }

        private ObjectNode json(List<String> turned) {
            ObjectNode object = JsonNodeFactory.instance
                    .objectNode()
                    .put("action", action.name().toLowerCase(Locale.ROOT));
            turned.forEach(object.putArray("views")::add);
            return object;
        }

        private static ObjectNode json(AutoRefresh.Refreshed view) {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("view", view.view())
                    .put("status", view.status());
        }

        private static void requireRetention(HotTier hotTier, Duration pause) {
            try (DirectStream stream = DirectStream.open(hotTier.stream())) {
                AutoRefresh.requireRetention(stream.description().retention(), pause);
            }
        }
    }
}
