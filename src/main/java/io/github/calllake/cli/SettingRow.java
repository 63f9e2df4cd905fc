package io.github.calllake.cli;

import io.github.calllake.cli.Settings.Given;
import io.github.calllake.cli.Settings.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * A setting in force.
 *
 * @param name as it stands in the file, below its command where commands differ
 * @param value without passwords; empty for none
 * @param place the flag, the variable, or the file and its line; empty for the default
 */
record SettingRow(String name, String value, Source source, String place) {

    private static final Pattern SECRET =
            Pattern.compile("(?i)([?;&](?:password|pwd|secretaccesskey|accesskeyid|sessiontoken)=)[^;&]*");

    /** For people. */
    String from() {
        return switch (source) {
            case DEFAULT -> "default";
            case ENVIRONMENT -> "environment " + place;
            case FILE, FLAG -> place;
        };
    }

    /** Those of all commands: once, where all commands have the same. */
    static List<SettingRow> ofAll(CommandLine root, Settings settings) {
        Map<String, Map<String, SettingRow>> byName = new TreeMap<>();
        collect(root, settings, byName);
        List<SettingRow> rows = new ArrayList<>();
        byName.forEach((name, commands) -> {
            if (commands.values().stream().distinct().count() == 1) {
                rows.add(commands.values().iterator().next());
            } else {
                commands.forEach((command, row) ->
                        rows.add(new SettingRow(command + "." + name, row.value(), row.source(), row.place())));
            }
        });
        return rows;
    }

    private static void collect(CommandLine command, Settings settings, Map<String, Map<String, SettingRow>> byName) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (Settings.isSetting(option)) {
                byName.computeIfAbsent(Settings.name(option), name -> new LinkedHashMap<>())
                        .put(String.join(".", Settings.commands(option.command())), row(option, settings));
            }
        }
        command.getSubcommands().values().forEach(sub -> collect(sub, settings, byName));
    }

    /** Those of a parsed command, with the options that it was given. */
    static List<SettingRow> of(ParseResult parsed, Settings settings) {
        Map<String, SettingRow> rows = new TreeMap<>();
        for (OptionSpec option : parsed.commandSpec().options()) {
            if (parsed.hasMatchedOption(option)) {
                if (!option.usageHelp() && !option.inherited()) {
                    rows.put(Settings.name(option), flag(option));
                }
            } else if (Settings.isSetting(option)) {
                rows.put(Settings.name(option), row(option, settings));
            }
        }
        return List.copyOf(rows.values());
    }

    private static SettingRow flag(OptionSpec option) {
        String value = option.originalStringValues().stream().collect(Collectors.joining(","));
        return new SettingRow(Settings.name(option), withoutSecrets(value), Source.FLAG, option.longestName());
    }

    private static SettingRow row(OptionSpec option, Settings settings) {
        Given given = settings.given(option).orElse(new Given(Settings.ownDefault(option), Source.DEFAULT, ""));
        return new SettingRow(Settings.name(option), withoutSecrets(given.value()), given.source(), given.place());
    }

    private static String withoutSecrets(String value) {
        return SECRET.matcher(value).replaceAll("$1...");
    }
}
