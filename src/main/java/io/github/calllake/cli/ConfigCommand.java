package io.github.calllake.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

@Command(
        name = "config",
        description = {
            "Prints every setting in force, and where its value comes from: a flag, the environment, the file, or the default.",
            "With a command: its settings alone, with those of its options that follow."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A flag goes before the environment, the environment before the file, the file before the default. The file is that",
            "of --config, else of CALL_LAKE_CONFIG, else call-lake.yaml in the working directory if there is one. Passwords are",
            "never printed.",
            "",
            "Examples:",
            "  call-lake config",
            "  call-lake config archive --roll-interval 5m",
            "  call-lake config --json"
        })
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class ConfigCommand implements Callable<Integer> {

    private static final Set<String> SECRET =
            Set.of("FLYWAY_PASSWORD", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN");

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "[COMMAND [OPTION...]]",
            hideParamSyntax = true,
            description = "A command, as it would be given.")
    private List<String> asked = List.of();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Settings settings = Settings.of(spec);
        List<SettingRow> rows = asked.isEmpty()
                ? SettingRow.ofAll(spec.root().commandLine(), settings)
                : SettingRow.of(parsed(settings), settings);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(rows, settings));
        } else {
            print(rows, settings, out);
        }
        return ExitCode.DONE.code();
    }

    /** The command line that is asked about, which is parsed and not run. What must be given and is not does not matter. */
    private ParseResult parsed(Settings settings) {
        CommandLine model = Main.commandLine(settings);
        ParseResult all;
        try {
            all = model.parseArgs(asked.toArray(String[]::new));
        } catch (CommandLine.MissingParameterException e) {
            all = e.getCommandLine().getParseResult();
        } catch (CommandLine.ParameterException e) {
            throw Usage.wrong(spec, String.valueOf(e.getMessage()));
        }
        ParseResult last = all;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        if (SettingRow.of(last, settings).isEmpty()) {
            throw Usage.wrong(spec, "'" + String.join(" ", asked) + "' has no settings");
        }
        return last;
    }

    private static void print(List<SettingRow> rows, Settings settings, PrintWriter out) {
        out.println(
                settings.file().name().isEmpty()
                        ? "No settings file."
                        : "Settings file " + settings.file().name() + ".");
        int width = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        int values = rows.stream()
                .mapToInt(row -> row.value().length())
                .filter(length -> length < 40)
                .max()
                .orElse(0);
        String format = "%-" + Math.max(1, width) + "s  %-" + Math.max(1, values) + "s  %s";
        for (SettingRow row : rows) {
            out.println(String.format(
                            Locale.ROOT, format, row.name(), row.value().isEmpty() ? "-" : row.value(), row.from())
                    .stripTrailing());
        }
        out.println();
        surroundings(settings).forEach((name, value) -> out.println(name + "  " + value));
    }

    private static ObjectNode json(List<SettingRow> rows, Settings settings) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("file", settings.file().name());
        ArrayNode all = object.putArray("settings");
        for (SettingRow row : rows) {
            all.addObject()
                    .put("setting", row.name())
                    .put("value", row.value())
                    .put("source", row.source().name().toLowerCase(Locale.ROOT))
                    .put("from", row.place());
        }
        ObjectNode environment = object.putObject("environment");
        surroundings(settings).forEach(environment::put);
        return object;
    }

    /** What else decides where commands go: the AWS SDK's own variables, of which those that are secret are only said to be there. */
    private static Map<String, String> surroundings(Settings settings) {
        Map<String, String> shown = new TreeMap<>();
        settings.environment().forEach((name, value) -> {
            if (SECRET.contains(name)) {
                shown.put(name, "(set, not shown)");
            } else if (name.startsWith("AWS_ENDPOINT_URL")
                    || Set.of("AWS_REGION", "AWS_PROFILE", "AWS_ROLE_ARN", "AWS_MAX_ATTEMPTS")
                            .contains(name)) {
                shown.put(name, value);
            }
        });
        return shown;
    }
}
