package io.github.calllake.cli;

import io.github.calllake.CallLakeException;
import io.github.calllake.cli.bench.BenchCommand;
import io.github.calllake.export.NearMiss;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. What it ends with is an {@link ExitCode}; what fails says so in a line, with what to do. */
@Command(
        name = "call-lake",
        description = "Amazon Chime SDK call analytics, fresh in Redshift and forever in S3.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            DemoCommand.class,
            BenchCommand.class,
            LocalCommand.class,
            MigrateCommand.class,
            LakeCommand.class,
            SimulateCommand.class,
            ArchiveCommand.class,
            CompactCommand.class,
            FailedCommand.class,
            QueryCommand.class,
            ExportCommand.class,
            DoctorCommand.class,
            ReconcileCommand.class,
            HotCommand.class,
            IamCommand.class,
            ConfigCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Commands reach AWS by its standard environment: AWS_REGION, credentials, AWS_ENDPOINT_URL_*.",
            "Exit code 0: done. 1: failed, or found what should not be. 2: wrong usage. 3: out of heap. 4: could not look.",
            "130, 143: stopped by SIGINT or SIGTERM before its end."
        })
public final class Main implements Runnable {

    /** So long must a value be that a message which has it is taken to speak of it. */
    private static final int TELLING = 4;

    private static final Pattern CHOICES =
            Pattern.compile("expected one of \\[([^]]+)] \\(case-insensitive\\) but was '(.*)'");

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--stacktrace", description = "Show where a failure came from.", scope = ScopeType.INHERIT)
    private boolean stacktrace;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "A file of settings; else $CALL_LAKE_CONFIG, else call-lake.yaml if it is here.")
    private @Nullable Path config;

    @SuppressWarnings("NullAway.Init") // picocli fills in the specification before anything runs.
    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "io/github/calllake/cli/logback.xml");
        }
        // Once, before the stand-ins start side by side.
        LoggerFactory.getILoggerFactory();
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Stopping stopping = Stopping.onSignal(Thread.currentThread(), err);
        System.exit(run(System.getenv(), stopping, out, err, args));
    }

    /** Runs a command in this process. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return run(System.getenv(), out, err, args);
    }

    /** Runs a command in this process, with these variables for the environment's where settings are read from it. */
    static int run(Map<String, String> environment, PrintWriter out, PrintWriter err, String... args) {
        return run(environment, Stopping.NEVER, out, err, args);
    }

    private static int run(
            Map<String, String> environment, Stopping stopping, PrintWriter out, PrintWriter err, String... args) {
        Settings settings;
        try {
            settings = new Settings(environment, SettingsFile.named(args, environment, Path.of("")));
            if (!settings.file().entries().isEmpty()) {
                new SettingsCheck(commandLine(settings)).requireGood(settings.file());
            }
        } catch (IllegalArgumentException e) {
            if (!asksForHelp(args)) {
                err.println("call-lake: " + e.getMessage() + " (see call-lake config --help)");
                return ExitCode.WRONG_USAGE.code();
            }
            settings = new Settings(environment, SettingsFile.NONE);
        }
        Settings inForce = settings;
        CommandLine command = commandLine(inForce);
        Main main = command.getCommand();
        command.setOut(out)
                .setErr(err)
                .setExecutionStrategy(parsed -> main.execute(command, parsed, environment, stopping))
                .setParameterExceptionHandler((wrong, given) -> wrongUsage(wrong, inForce))
                .setExecutionExceptionHandler((failure, asked, parsed) -> main.failed(failure, asked, stopping));
        try {
            return command.execute(args);
        } finally {
            stopping.ended();
        }
    }

    /** The command line, with what options are where they are not given. */
    static CommandLine commandLine(Settings settings) {
        CommandLine command = new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setDefaultValueProvider(settings);
        Map<String, CommandLine.IHelpSectionRenderer> sections = new HashMap<>(command.getHelpSectionMap());
        sections.put(CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST, HelpCommand::list);
        command.setHelpSectionMap(sections);
        // What follows is another command's.
        Objects.requireNonNull(command.getSubcommands().get("config")).setStopAtPositional(true);
        return command;
    }

    private static boolean asksForHelp(String[] args) {
        return Arrays.stream(args).anyMatch(Set.of("--help", "-h", "--version", "-V", "help")::contains);
    }

    private int execute(CommandLine root, ParseResult parsed, Map<String, String> environment, Stopping stopping) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        List<CommandLine> asked = parsed.asCommandLineList();
        CommandLine last = asked.get(asked.size() - 1);
        new SettingsCheck(root).requireKnown(environment, last);
        stopping.begins(last.getCommand());
        try {
            return stopping.exitCode(new CommandLine.RunLast().execute(parsed));
        } catch (NoClassDefFoundError e) {
            return missing(e, last);
        }
    }

    /** An image or a class path of our making may go without the stand-ins. */
    private int missing(NoClassDefFoundError missing, CommandLine command) {
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName() + ": " + missing.getMessage()
                + " is not on the class path. The container image has no stand-ins for AWS: run local, demo and bench from a"
                + " checkout");
        if (stacktrace) {
            missing.printStackTrace(err);
        }
        return ExitCode.FAILED.code();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static int wrongUsage(ParameterException wrong, Settings settings) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        String words = String.valueOf(wrong.getMessage());
        String message = wrong instanceof Usage.WrongFile ? words : inWordsOfHelp(firstLine(words));
        command.getErr()
                .println(name + ": " + message + suggestion(wrong) + origins(message, command, settings) + " (see "
                        + name + " --help)");
        return ExitCode.WRONG_USAGE.code();
    }

    /** Of choices: as the help writes them, not as the enum does. */
    private static String inWordsOfHelp(String message) {
        return CHOICES.matcher(message)
                .replaceAll(choice -> Matcher.quoteReplacement("'" + choice.group(2) + "' is none of "
                        + choice.group(1).toLowerCase(Locale.ROOT)));
    }

    /** Where values come from that the message speaks of and the command line does not have. */
    private static String origins(String message, CommandLine command, Settings settings) {
        StringBuilder origins = new StringBuilder();
        for (OptionSpec option : command.getCommandSpec().options()) {
            boolean named = Pattern.compile(Pattern.quote(option.longestName()) + "(?![a-z-])")
                    .matcher(message)
                    .find();
            ParseResult parsed = command.getParseResult();
            if (parsed == null || !parsed.hasMatchedOption(option)) {
                settings.given(option)
                        .filter(given ->
                                named || (given.value().length() >= TELLING && message.contains(given.value())))
                        .ifPresent(given -> origins.append("; ")
                                .append(option.longestName())
                                .append(" comes from ")
                                .append(given.place()));
            }
        }
        return origins.toString();
    }

    /** What an unknown option or command may have been meant to be. */
    private static String suggestion(ParameterException wrong) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
            return "";
        }
        // picocli's own have no eye for letters that changed places.
        return unmatched.getSuggestions().stream()
                .findFirst()
                .or(() -> NearMiss.of(
                        unmatched.getUnmatched().get(0).split("=", 2)[0],
                        wrong.getCommandLine().getCommandSpec().optionsMap().keySet()))
                .map(near -> "; is " + near + " meant?")
                .orElse("");
    }

    private int failed(Exception failure, CommandLine command, Stopping stopping) {
        PrintWriter err = command.getErr();
        if (stopping.isStopping()) {
            // What it was about is broken off because it was told to be.
            err.println(command.getCommandSpec().qualifiedName() + ": stopped before its end");
            return ExitCode.TERMINATED.code();
        }
        err.println(command.getCommandSpec().qualifiedName() + ": " + explain(failure));
        if (stacktrace) {
            failure.printStackTrace(err);
        }
        return ExitCode.FAILED.code();
    }

    /**
     * Our own messages say what to do; what comes from below is named with its kind. A database driver's text is left out, for
     * it may quote a row: what may be told of it is in our own.
     */
    private static String explain(Exception failure) {
        StringBuilder message = new StringBuilder(describe(failure));
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            String text = cause.getMessage();
            if (text != null && !(cause instanceof SQLException) && message.indexOf(firstLine(text)) < 0) {
                message.append(": ").append(firstLine(text));
            }
        }
        return message.toString();
    }

    private static String describe(Exception failure) {
        String message = failure instanceof SQLException ? null : failure.getMessage();
        if (message == null) {
            return failure.getClass().getSimpleName() + "; run again with --stacktrace to see where";
        }
        if (failure instanceof FileSystemException file) {
            return describe(file);
        }
        // Of a bare IOException the kind says nothing.
        return failure instanceof CallLakeException
                        || failure instanceof IllegalArgumentException
                        || failure.getClass() == IOException.class
                ? message
                : failure.getClass().getSimpleName() + ": " + message;
    }

    private static String describe(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return failure.getFile() + ": there is no such file or directory";
        }
        if (failure instanceof AccessDeniedException) {
            return failure.getFile() + ": permission denied";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return failure.getFile() + ": it is there already, and not as it is needed";
        }
        return String.valueOf(failure.getMessage());
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
