package io.github.calllake.cli;

import io.github.calllake.cli.SettingsFile.Entry;
import io.github.calllake.export.NearMiss;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Refuses settings that no command has, which are most likely misspelt ones, and values that no option takes. */
final class SettingsCheck {

    private static final Pattern VARIABLE = Pattern.compile(Settings.PREFIX + "[A-Z_]+");
    /** Read where the local stack starts; the launcher sets it for every command. */
    private static final String CACHE = Settings.PREFIX + "CACHE";

    private static final Pattern SECRET =
            Pattern.compile(".*(password|passwd|secret-access-key|access-key|session-token|credential).*");
    private static final Pattern SECRET_IN_URL =
            Pattern.compile("(?i).*[?;&](password|pwd|secretaccesskey|sessiontoken)=.*");

    private final CommandLine root;
    private final List<OptionSpec> settings = new ArrayList<>();

    SettingsCheck(CommandLine root) {
        this.root = root;
        collect(root, settings);
    }

    private static void collect(CommandLine command, List<OptionSpec> settings) {
        command.getCommandSpec().options().stream().filter(Settings::isSetting).forEach(settings::add);
        command.getSubcommands().values().forEach(sub -> collect(sub, settings));
    }

    /**
     * Refuses variables that no command knows.
     *
     * @throws ParameterException if there is one; the message names it, and the one that it is most like
     */
    void requireKnown(Map<String, String> environment, CommandLine asked) {
        SortedSet<String> known = new TreeSet<>(Set.of(CACHE, SettingsFile.VARIABLE));
        settings.forEach(setting -> known.add(Settings.variable(setting)));
        named(root, known);
        environment.keySet().stream()
                .filter(name -> name.startsWith(Settings.PREFIX) && !known.contains(name))
                .sorted()
                .findFirst()
                .ifPresent(unknown -> {
                    throw new ParameterException(
                            asked,
                            "The environment variable " + unknown + " is no setting of call-lake; "
                                    + meant(unknown, known).orElse("unset it"));
                });
    }

    /** Those that the help of an option speaks of. */
    private static void named(CommandLine command, Set<String> known) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            Matcher variables = VARIABLE.matcher(String.join(" ", option.description()) + " " + option.defaultValue());
            while (variables.find()) {
                known.add(variables.group());
            }
        }
        command.getSubcommands().values().forEach(sub -> named(sub, known));
    }

    /**
     * Refuses a file in which anything is wrong, for whichever command.
     *
     * @throws IllegalArgumentException whose message begins with the file and the line
     */
    void requireGood(SettingsFile file) {
        file.entries().forEach(this::requireGood);
    }

    private void requireGood(Entry entry) {
        CommandSpec section = section(entry);
        List<OptionSpec> meant = settings.stream()
                .filter(setting -> Settings.name(setting).equals(entry.name()))
                .filter(setting -> isWithin(setting.command(), section))
                .toList();
        if (meant.isEmpty()) {
            throw wrong(entry, "'" + String.join(".", entry.path()) + "' is no setting" + unknown(entry, section));
        }
        if (SECRET_IN_URL.matcher(entry.value()).matches()) {
            throw wrong(entry, entry.name() + " has a password in it. " + WHERE_SECRETS_ARE);
        }
        for (OptionSpec option : meant) {
            requireConvertible(entry, option);
        }
    }

    private static final String WHERE_SECRETS_ARE =
            "Passwords and keys are not for this file: give FLYWAY_PASSWORD in the environment, or"
                    + " name a Secrets Manager entry by redshift-secret; AWS credentials come from the SDK's own chain";

    private String unknown(Entry entry, CommandSpec section) {
        if (SECRET.matcher(entry.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .matches()) {
            return ". " + WHERE_SECRETS_ARE;
        }
        SortedSet<String> known = new TreeSet<>();
        settings.stream()
                .filter(setting -> isWithin(setting.command(), section))
                .forEach(setting -> known.add(Settings.name(setting)));
        Optional<String> isOption = hasOption(entry.name(), section)
                ? Optional.of("--" + entry.name() + " is for the command line alone: it says what one run is to do")
                : Optional.empty();
        return "; " + isOption.or(() -> meant(entry.name(), known)).orElse("'call-lake config' lists them all");
    }

    private static boolean hasOption(String name, CommandSpec section) {
        return section.options().stream()
                        .anyMatch(option -> Settings.name(option).equals(name))
                || section.subcommands().values().stream().anyMatch(sub -> hasOption(name, sub.getCommandSpec()));
    }

    /** The command that a setting stands below; the whole program for none. */
    private CommandSpec section(Entry entry) {
        CommandSpec at = root.getCommandSpec();
        for (String name : entry.commands()) {
            CommandLine below = at.subcommands().get(name);
            if (below == null) {
                throw wrong(
                        entry,
                        "'" + name + "' is no command, and only commands have settings below them; "
                                + meant(name, at.subcommands().keySet()).orElse("see call-lake --help"));
            }
            at = below.getCommandSpec();
        }
        return at;
    }

    private static boolean isWithin(CommandSpec command, CommandSpec section) {
        for (CommandSpec at = command; at != null; at = at.parent()) {
            if (at == section) {
                return true;
            }
        }
        return false;
    }

    /** As the command line would: by a parser that knows this option alone. */
    private static void requireConvertible(Entry entry, OptionSpec option) {
        CommandSpec alone = CommandSpec.create()
                .addOption(OptionSpec.builder(option).required(false).build());
        try {
            new CommandLine(alone)
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .parseArgs(option.longestName() + "=" + entry.value());
        } catch (ParameterException e) {
            throw wrong(entry, String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> meant(String unknown, Set<String> known) {
        return NearMiss.of(unknown, known).map(near -> "is " + near + " meant?");
    }

    private static IllegalArgumentException wrong(Entry entry, String message) {
        return new IllegalArgumentException(entry.place() + ": " + message);
    }
}
