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
