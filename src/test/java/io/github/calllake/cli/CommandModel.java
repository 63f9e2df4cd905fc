package io.github.calllake.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The command line as picocli knows it, for tests that hold documents against it. */
final class CommandModel {

    /** What a reader of an example has in the environment. */
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "CALL_LAKE_STREAM", "calls", "CALL_LAKE_BUCKET", "s3://my-bucket", "CALL_LAKE_DATABASE", "call_lake");

    private CommandModel() {}

    static CommandLine root() {
        return Main.commandLine(new Settings(ENVIRONMENT, SettingsFile.NONE));
    }

    /** Commands without commands below them. */
    static List<CommandSpec> leaves() {
        List<CommandSpec> leaves = new ArrayList<>();
        collect(root(), leaves);
        return leaves;
    }

    private static void collect(CommandLine command, List<CommandSpec> leaves) {
        if (command.getSubcommands().isEmpty()) {
            leaves.add(command.getCommandSpec());
        }
        command.getSubcommands().values().stream().distinct().forEach(sub -> collect(sub, leaves));
    }

    /** Those and the ones above them. */
    static Stream<CommandSpec> all() {
        return leaves().stream()
                .flatMap(leaf -> Stream.iterate(leaf, spec -> spec != null, CommandSpec::parent))
                .distinct();
    }

    /** What is wrong with a line such as {@code ./call-lake query counts  # how many}; empty if the command line takes it. */
    static Optional<String> complaint(String line) {
        try {
            root().parseArgs(arguments(line));
            return Optional.empty();
        } catch (ParameterException e) {
            return Optional.of(line + ": " + e.getMessage());
        }
    }

    /** The arguments of a line that begins with the program's name. */
    static String[] arguments(String line) {
        List<String> words = words(line);
        return words.subList(1, words.size()).toArray(String[]::new);
    }

    /** As a shell would cut it, up to what is no longer this command's. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        boolean begun = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                begun = true;
            } else if (Character.isWhitespace(c)) {
                if (begun) {
                    words.add(word.toString());
                    word.setLength(0);
                    begun = false;
                }
            } else if (c == ';' || c == '|' || c == '&' || c == '>' || (c == '#' && !begun)) {
                break;
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (begun) {
            words.add(word.toString());
        }
        return words;
    }
}
