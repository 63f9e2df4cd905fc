package io.github.calllake.cli;

import io.github.calllake.export.NearMiss;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code help lake create}; picocli's own stops at {@code lake}. Also how the commands below one are listed. */
@Command(name = "help", helpCommand = true, description = "Shows the help of a command, also of one below another.")
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class HelpCommand implements Runnable {

    private static final int GAP = 2;
    private static final Pattern END = Pattern.compile("[.:;](?= |$)");

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "As in 'help lake create'; else of all.")
    private List<String> asked = List.of();

    @Override
    public void run() {
        CommandLine at = Objects.requireNonNull(spec.parent()).commandLine();
        for (String name : asked) {
            CommandLine below = at.getSubcommands().get(name);
            if (below == null) {
                throw Usage.wrong(spec, unknown(name, at));
            }
            at = below;
        }
        at.usage(spec.commandLine().getOut());
    }

    private static String unknown(String name, CommandLine at) {
        return "there is no command '" + name + "' below " + at.getCommandSpec().qualifiedName()
                + NearMiss.of(name, at.getSubcommands().keySet())
                        .map(near -> "; is " + near + " meant?")
                        .orElse("");
    }

    /** The commands below one, each with the beginning of its description; picocli cuts it where the line ends. */
    static String list(Help help) {
        int names = GAP * 2
                + help.subcommands().keySet().stream()
                        .mapToInt(String::length)
                        .max()
                        .orElse(0);
        int width = help.commandSpec().usageMessage().width();
        Help.TextTable table = Help.TextTable.forColumns(
                help.colorScheme(),
                new Help.Column(names, GAP, Help.Column.Overflow.SPAN),
                new Help.Column(width - names, 0, Help.Column.Overflow.WRAP));
        help.subcommands()
                .forEach((name, below) -> table.addRowValues(
                        name, opening(below.commandSpec().usageMessage().description())));
        return help.subcommands().isEmpty() ? "" : table.toString();
    }

    /** The first line, to the end of the sentence that it is in. */
    private static String opening(String[] description) {
        String text = String.join(" ", description);
        Matcher end = END.matcher(text);
        return end.find(description[0].length() - 1) ? text.substring(0, end.start()) + "." : text;
    }
}
