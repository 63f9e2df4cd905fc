package io.github.calllake.cli;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Settings by environment variables. A command that has this as its provider of default values takes each of its options as
 * {@code CALL_LAKE_} and its name: {@code --roll-interval} as {@code CALL_LAKE_ROLL_INTERVAL}. A variable of that kind which no
 * command knows is an error, for it is most likely a misspelt one.
 */
final class EnvironmentSettings implements IDefaultValueProvider {

    private static final String PREFIX = "CALL_LAKE_";
    private static final Pattern VARIABLE = Pattern.compile(PREFIX + "[A-Z_]+");
    /** Read where the local stack starts; the launcher sets it for every command. */
    private static final String CACHE = PREFIX + "CACHE";

    private static final int NEAR = 3;

    /** Made by picocli. */
    EnvironmentSettings() {}

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        // By this interface null is for none.
        return argument instanceof OptionSpec option && isSetting(option) ? System.getenv(variable(option)) : null;
    }

    /** What a bucket's variable holds is not what its option takes, and help is no setting. */
    private static boolean isSetting(OptionSpec option) {
        return !option.usageHelp()
                && !option.versionHelp()
                && !option.inherited()
                && !option.longestName().equals("--bucket");
    }

    private static String variable(OptionSpec option) {
        return PREFIX
                + option.longestName().replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /**
     * Refuses variables that no command knows.
     *
     * @throws ParameterException if there is one; the message names it, and the one that it is most like
     */
    static void requireKnown(CommandLine root, CommandLine asked, Map<String, String> environment) {
        Set<String> known = new TreeSet<>(Set.of(CACHE));
        collect(root, known);
        environment.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !known.contains(name))
                .sorted()
                .findFirst()
                .ifPresent(unknown -> {
                    throw new ParameterException(
                            asked,
                            "The environment variable " + unknown + " is no setting of call-lake; "
                                    + nearest(unknown, known)
                                            .map(near -> "is " + near + " meant?")
                                            .orElse("unset it"));
                });
    }

    /** Those that an option is named for or its help speaks of. */
    private static void collect(CommandLine command, Set<String> known) {
        boolean all = command.getCommandSpec().defaultValueProvider() instanceof EnvironmentSettings;
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (all && isSetting(option)) {
                known.add(variable(option));
            }
            String text = String.join(" ", option.description()) + " " + option.defaultValue();
            Matcher variables = VARIABLE.matcher(text);
            while (variables.find()) {
                known.add(variables.group());
            }
        }
        command.getSubcommands().values().forEach(sub -> collect(sub, known));
    }

    private static Optional<String> nearest(String unknown, Set<String> known) {
        return known.stream()
                .filter(name -> distance(unknown, name) <= NEAR)
                .min(Comparator.comparingInt(name -> distance(unknown, name)));
    }

    /** How many letters must be added, dropped or changed to come from one to the other. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
