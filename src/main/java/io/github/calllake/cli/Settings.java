package io.github.calllake.cli;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/**
 * What options are where the command line does not say: the environment, then the file, then the default. {@code --roll-interval} is
 * {@code CALL_LAKE_ROLL_INTERVAL} in the environment and {@code roll-interval} in the file. Options that Flyway has too are also read
 * from its variables. Immutable.
 */
final class Settings implements IDefaultValueProvider {

    static final String PREFIX = "CALL_LAKE_";

    private static final Pattern NAMED = Pattern.compile("\\$\\{env:([A-Z_]+)(?::-(.*))?}");
    /** What picocli has where an option declares no default. */
    private static final String NO_DEFAULT = "__no_default_value__";

    /** They have a stack of their own. */
    private static final Set<String> WITHOUT_SETTINGS = Set.of("demo", "bench", "local", "help", "config");

    /** What one run is to do; none of them says how things are. The archiver, which runs for years, takes all of its options. */
    private static final Set<String> OF_ONE_RUN = Set.of(
            "--adopt",
            "--before",
            "--call-length",
            "--calls",
            "--config",
            "--cutover",
            "--day",
            "--disorder",
            "--dry-run",
            "--for",
            "--from",
            "--malformed",
            "--out",
            "--overlap",
            "--rate",
            "--seed",
            "--start",
            "--to",
            "--until",
            "--view");

    private static final String ARCHIVE = "archive";

    /** Where a value comes from. */
    enum Source {
        FLAG,
        ENVIRONMENT,
        FILE,
        DEFAULT
    }

    /**
     * A value that was given.
     *
     * @param place the variable, or the file and its line
     */
    record Given(String value, Source source, String place) {}

    private final Map<String, String> environment;
    private final SettingsFile file;

    Settings(Map<String, String> environment, SettingsFile file) {
        this.environment = environment;
        this.file = file;
    }

    /** Those that a command was made with. */
    static Settings of(@Nullable CommandSpec command) {
        if (command != null && command.commandLine().getDefaultValueProvider() instanceof Settings settings) {
            return settings;
        }
        throw new IllegalStateException("The command line was made without settings");
    }

    Map<String, String> environment() {
        return environment;
    }

    SettingsFile file() {
        return file;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        // By this interface null is for none.
        return argument instanceof OptionSpec option
                ? given(option).map(Given::value).orElse(null)
                : null;
    }

    /** What environment and file say of an option; empty if they say nothing, or if it is no setting. */
    Optional<Given> given(OptionSpec option) {
        return isSetting(option)
                ? fromEnvironment(variable(option))
                        .or(() -> otherVariable(option).flatMap(this::fromEnvironment))
                        .or(() -> file.find(commands(option.command()), name(option))
                                .map(entry -> new Given(entry.value(), Source.FILE, entry.place())))
                : Optional.empty();
    }

    private Optional<Given> fromEnvironment(String variable) {
        return Optional.ofNullable(environment.get(variable))
                .filter(value -> !value.isEmpty())
                .map(value -> new Given(value, Source.ENVIRONMENT, variable));
    }

    /** Whether environment and file may say what it is: it has a value, and says how things are rather than what to do now. */
    static boolean isSetting(OptionSpec option) {
        List<String> commands = commands(option.command());
        return !commands.isEmpty()
                && !WITHOUT_SETTINGS.contains(commands.get(0))
                && !option.inherited()
                && (!isSwitch(option) || !option.fallbackValue().isEmpty())
                && (!OF_ONE_RUN.contains(option.longestName()) || commands.equals(List.of(ARCHIVE)));
    }

    /** A switch that is on by default is turned off by naming it, unless it has a fallback value. */
    private static boolean isSwitch(OptionSpec option) {
        return option.arity().max() == 0 || option.type() == boolean.class;
    }

    /** The commands that it is below, and its own name, without that of the program. */
    static List<String> commands(CommandSpec command) {
        List<String> names = new ArrayList<>();
        for (CommandSpec at = command; at.parent() != null; at = at.parent()) {
            names.add(0, at.name());
        }
        return names;
    }

    /** As it stands in the file. */
    static String name(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    /** As it stands in the environment. */
    static String variable(OptionSpec option) {
        return PREFIX + name(option).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** The variable of another program, such as Flyway, that means the same. */
    static Optional<String> otherVariable(OptionSpec option) {
        Matcher named = NAMED.matcher(declaredDefault(option));
        return named.matches()
                ? Optional.of(named.group(1)).filter(other -> !other.equals(variable(option)))
                : Optional.empty();
    }

    /** What it is where nobody says; empty for nothing. */
    static String ownDefault(OptionSpec option) {
        String declared = declaredDefault(option);
        Matcher named = NAMED.matcher(declared);
        return named.matches() ? Optional.ofNullable(named.group(2)).orElse("") : declared;
    }

    /** As it was written, since picocli has its variables replaced already. */
    private static String declaredDefault(OptionSpec option) {
        if (option.userObject() instanceof Field field && field.isAnnotationPresent(Option.class)) {
            String declared = field.getAnnotation(Option.class).defaultValue();
            return declared.equals(NO_DEFAULT) || declared.equals(Option.NULL_VALUE) ? "" : declared;
        }
        return "";
    }
}
