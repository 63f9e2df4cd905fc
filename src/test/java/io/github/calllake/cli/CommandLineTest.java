package io.github.calllake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What holds for every command. */
class CommandLineTest {

    /** They run until they are told to stop, or explain others. */
    private static final Set<String> NOT_REPORTING =
            Set.of("call-lake local", "call-lake help", "call-lake export schedule");

    @Test
    void every_command_that_reports_does_so_in_json_when_asked() {
        List<String> without = CommandModel.leaves().stream()
                .filter(command -> command.findOption("--json") == null)
                .map(CommandSpec::qualifiedName)
                .filter(name -> !name.startsWith("call-lake bench"))
                .toList();

        assertThat(without).containsExactlyInAnyOrderElementsOf(NOT_REPORTING);
    }

    @Test
    void every_commands_help_has_examples_and_the_command_line_takes_them() {
        List<String> without = CommandModel.leaves().stream()
                .filter(command -> examples(command).isEmpty())
                .map(CommandSpec::qualifiedName)
                .filter(name -> !name.startsWith("call-lake bench") && !name.equals("call-lake help"))
                .toList();
        List<String> complaints = CommandModel.all()
                .flatMap(command -> examples(command).stream())
                .map(CommandModel::complaint)
                .flatMap(Optional::stream)
                .toList();

        assertThat(without).isEmpty();
        assertThat(complaints).isEmpty();
    }

    @Test
    void an_example_stands_on_one_line_of_a_narrow_terminal() {
        assertThat(CommandModel.all().flatMap(command -> examples(command).stream()))
                .allSatisfy(example -> assertThat(example).hasSizeLessThanOrEqualTo(78));
    }

    @Test
    void help_goes_down_to_a_command_below_another() {
        CommandRun asked = CommandRun.of("help", "lake", "create");
        CommandRun unknown = CommandRun.of("help", "lake", "crate");

        assertThat(asked.exitCode()).as(asked.err()).isZero();
        assertThat(asked.out())
                .isEqualTo(CommandRun.of("lake", "create", "--help").out());
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("no command 'crate' below call-lake lake", "is create meant?");
    }

    @Test
    void commands_are_listed_with_a_whole_sentence() {
        assertThat(CommandRun.of("bench", "--help").out().replaceAll("\\s+", " "))
                .contains("by DuckDB's COPY, each in a process of its own, in turns. ")
                .contains("against a local stack in another process. files ");
        assertThat(CommandRun.of("lake", "--help").out()).contains("Data is never deleted.");
    }

    private static List<String> examples(CommandSpec command) {
        return Arrays.stream(command.usageMessage().footer())
                .flatMap(String::lines)
                .map(String::strip)
                .filter(line -> line.startsWith("call-lake "))
                .toList();
    }

    @Test
    void a_setting_of_one_name_takes_one_kind_of_value_whichever_command_has_it() {
        Map<String, Set<Class<?>>> kinds = CommandModel.leaves().stream()
                .flatMap(command -> command.options().stream())
                .filter(Settings::isSetting)
                .collect(Collectors.groupingBy(
                        Settings::name, Collectors.mapping(OptionSpec::type, Collectors.toSet())));

        assertThat(kinds)
                .containsKeys("stream", "bucket", "keep")
                .allSatisfy((name, types) -> assertThat(types).as(name).hasSize(1));
    }

    @Test
    void no_two_exit_codes_are_the_same_and_none_is_one_of_javas_or_the_shells() {
        List<Integer> codes =
                Arrays.stream(ExitCode.values()).map(ExitCode::code).toList();

        assertThat(codes).doesNotHaveDuplicates().doesNotContain(126, 127);
        assertThat(ExitCode.OUT_OF_HEAP.code())
                .as("by HotSpot's -XX:+ExitOnOutOfMemoryError")
                .isEqualTo(3);
    }
}
