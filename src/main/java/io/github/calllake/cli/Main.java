package io.github.calllake.cli;

import io.github.calllake.CallLakeException;
import io.github.calllake.cli.bench.BenchCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line. Exit code 0: done; 1: failed, with a line that says what and what to do; 2: wrong usage.
 */
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
            DoctorCommand.class,
            ReconcileCommand.class,
            HotCommand.class,
            IamCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "Commands reach AWS by its standard environment: AWS_REGION, credentials, AWS_ENDPOINT_URL_*.",
            "Exit code 0: done. 1: failed. 2: wrong usage."
        })
public final class Main implements Runnable {

    private static final int WRONG_USAGE = 2;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--stacktrace", description = "Show where a failure came from.", scope = ScopeType.INHERIT)
    private boolean stacktrace;

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
        System.exit(run(out, err, args));
    }

    /** Runs a command in this process. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return run(System.getenv(), out, err, args);
    }

    /** Runs a command in this process, with these variables for the environment's where they are checked for misspelt names. */
    static int run(Map<String, String> environment, PrintWriter out, PrintWriter err, String... args) {
        Main main = new Main();
        CommandLine command = new CommandLine(main);
        return command.setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(parsed -> execute(command, parsed, environment))
                .setParameterExceptionHandler(Main::wrongUsage)
                .setExecutionExceptionHandler((failure, asked, parsed) -> main.failed(failure, asked))
                .execute(args);
    }

    private static int execute(CommandLine root, ParseResult parsed, Map<String, String> environment) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        List<CommandLine> asked = parsed.asCommandLineList();
        EnvironmentSettings.requireKnown(root, asked.get(asked.size() - 1), environment);
        return new CommandLine.RunLast().execute(parsed);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static int wrongUsage(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr()
                .println(name + ": " + firstLine(String.valueOf(wrong.getMessage())) + suggestion(wrong) + " (see "
                        + name + " --help)");
        return WRONG_USAGE;
    }

    /** What an unknown option or command may have been meant to be. */
    private static String suggestion(ParameterException wrong) {
        List<String> near =
                wrong instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        return near.isEmpty() ? "" : "; is " + near.get(0) + " meant?";
    }

    private int failed(Exception failure, CommandLine command) {
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName() + ": " + explain(failure));
        if (stacktrace) {
            failure.printStackTrace(err);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Our own messages say what to do; what comes from below is named with its kind. */
    private static String explain(Exception failure) {
        StringBuilder message = new StringBuilder(describe(failure));
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            String text = cause.getMessage();
            if (text != null && message.indexOf(firstLine(text)) < 0) {
                message.append(": ").append(firstLine(text));
            }
        }
        return message.toString();
    }

    private static String describe(Exception failure) {
        String message = failure.getMessage();
        if (message == null) {
            return failure.getClass().getSimpleName() + "; run again with --stacktrace to see where";
        }
        if (failure instanceof FileSystemException file) {
            return describe(file);
        }
        return failure instanceof CallLakeException || failure instanceof IllegalArgumentException
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
