package io.github.calllake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code docs/reference/settings.md} has every setting as the command line has it. */
class SettingsDocumentTest {

    private static final Path DOCUMENT = Path.of("docs/reference/settings.md");
    private static final String BEGIN = "<!-- settings: made from the options -->\n";
    private static final String END = "<!-- end of settings -->\n";
    private static final String WRITE = "call-lake.write-settings";

    @Test
    void every_setting_is_documented_with_its_default_variable_and_commands() throws IOException {
        String text = Files.readString(DOCUMENT);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        if (Boolean.getBoolean(WRITE)) {
            text = text.substring(0, begin) + table() + text.substring(end);
            Files.writeString(DOCUMENT, text);
            end = text.indexOf(END);
        }

        assertThat(text.substring(begin, end))
                .as("after a change of options: mvn test -Dtest=SettingsDocumentTest -D" + WRITE + "=true")
                .isEqualTo(table());
    }

    private static String table() {
        StringBuilder table = new StringBuilder("| setting | default | commands | what |\n|---|---|---|---|\n");
        rows().forEach(row -> table.append(row).append('\n'));
        return table.toString();
    }

    private static List<String> rows() {
        Map<String, List<OptionSpec>> settings = CommandModel.leaves().stream()
                .flatMap(command -> command.options().stream())
                .filter(Settings::isSetting)
                .collect(Collectors.groupingBy(Settings::name, TreeMap::new, Collectors.toList()));
        List<String> rows = new ArrayList<>();
        settings.forEach(
                (name, options) -> byMeaning(options).forEach((meaning, same) -> rows.add(row(name, meaning, same))));
        return rows;
    }

    /** Options of one name that say the same of themselves. */
    private static Map<String, List<OptionSpec>> byMeaning(List<OptionSpec> options) {
        Map<String, List<OptionSpec>> meanings = new LinkedHashMap<>();
        options.stream()
                .sorted(Comparator.comparing(option -> option.command().qualifiedName()))
                .forEach(option -> meanings.computeIfAbsent(meaning(option), text -> new ArrayList<>())
                        .add(option));
        return meanings;
    }

    private static String meaning(OptionSpec option) {
        String value = Settings.ownDefault(option);
        String what = String.join(" ", option.description())
                .replace("$$", "$")
                .replace("|", "\\|")
                .replace("<", "\\<")
                .replaceAll("; " + Pattern.quote(value) + "(?=[.,])", "")
                .strip();
        String other = Settings.otherVariable(option)
                .map(name -> " Also `" + name + "`.")
                .orElse("");
        return (value.isEmpty() ? "" : "`" + value + "`") + " | %s | " + what + other;
    }

    private static String row(String name, String meaning, List<OptionSpec> options) {
        String commands = options.stream()
                .map(OptionSpec::command)
                .map(CommandSpec::qualifiedName)
                .map(command -> command.replaceFirst("call-lake ", ""))
                .distinct()
                .collect(Collectors.joining(", "));
        return "| `" + name + "` | " + meaning.replace("%s", commands) + " |";
    }
}
