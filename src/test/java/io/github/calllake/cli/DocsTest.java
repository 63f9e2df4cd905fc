package io.github.calllake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.event.Undecodable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents hang together and speak of commands that there are. */
class DocsTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern INLINE = Pattern.compile("`((?:\\./)?call-lake [a-z][^`]*)`");
    private static final Pattern ERROR =
            Pattern.compile("public (?:static )?(?:final )?class (\\w+) extends (?:CallLake|Query)Exception");
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`]*`");

    @Test
    void every_link_to_a_file_of_ours_leads_somewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            String prose = CODE.matcher(Files.readString(document)).replaceAll("``");
            LINK.matcher(prose)
                    .results()
                    .map(link -> link.group(1))
                    .filter(link -> !link.contains("://") && !link.startsWith("mailto:"))
                    .filter(link -> !leadsSomewhere(document, link))
                    .forEach(link -> broken.add(document + ": " + link));
        }

        assertThat(broken).isEmpty();
    }

    private static boolean leadsSomewhere(Path document, String link) {
        String file = link.replaceFirst("#.*", "");
        Path target = file.isEmpty()
                ? document
                : document.toAbsolutePath().getParent().resolve(file).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return !link.contains("#") || headings(target).contains(link.substring(link.indexOf('#') + 1));
    }

    /** As GitHub names them. */
    private static List<String> headings(Path document) {
        try (Stream<String> lines = Files.lines(document)) {
            return lines.filter(line -> line.startsWith("#"))
                    .map(line -> line.replaceFirst("^#+ ", "")
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^a-z0-9 _-]", "")
                            .replace(' ', '-'))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(document + " cannot be read", e);
        }
    }

    @Test
    void every_command_in_a_document_is_one_that_the_command_line_takes() throws IOException {
        List<String> complaints = new ArrayList<>();
        int examples = 0;
        for (Path document : documents()) {
            for (String command : commands(Files.readString(document))) {
                examples++;
                CommandModel.complaint(command).ifPresent(complaint -> complaints.add(document + ": " + complaint));
            }
        }

        assertThat(complaints).isEmpty();
        assertThat(examples).isGreaterThan(50);
    }

    /** Lines of code blocks, fenced or indented, in one line each however they are broken; and what is quoted within a line whole. */
    private static List<String> commands(String text) {
        List<String> commands = new ArrayList<>();
        text.replaceAll("\\\\\\n\\s*", " ")
                .lines()
                .filter(line -> line.strip().matches("(\\./)?call-lake [a-z-].*"))
                .filter(line ->
                        line.startsWith("    ") || line.startsWith("./call-lake") || line.startsWith("call-lake"))
                .map(String::strip)
                .filter(line -> !line.matches(".*(\\[-|\\.\\.\\.).*"))
                .forEach(commands::add);
        Matcher quoted = INLINE.matcher(text.replaceAll("(?s)```.*?```", "").replace('\n', ' '));
        while (quoted.find()) {
            String command = quoted.group(1);
            // A command's name alone, a pattern, or an option without its value is no example.
            if (command.contains(" --")
                    && !command.matches(".*(\\[|\\.\\.\\.|\\|).*")
                    && CommandModel.complaint(command)
                            .filter(wrong -> wrong.contains("Missing required"))
                            .isEmpty()) {
                commands.add(command);
            }
        }
        return commands;
    }

    @Test
    void every_document_is_found_by_following_links_from_the_readme() throws IOException {
        Set<Path> found = new LinkedHashSet<>(List.of(Path.of("README.md")));
        Deque<Path> next = new ArrayDeque<>(found);
        while (!next.isEmpty()) {
            Path document = next.remove();
            Path directory = document.toAbsolutePath().getParent();
            LINK.matcher(Files.readString(document))
                    .results()
                    .map(link -> link.group(1).replaceFirst("#.*", ""))
                    .filter(link -> link.endsWith(".md") && !link.contains("://"))
                    .map(link -> Path.of("")
                            .toAbsolutePath()
                            .relativize(directory.resolve(link).normalize()))
                    .filter(linked -> Files.exists(linked) && found.add(linked))
                    .forEach(next::add);
        }

        assertThat(found).containsAll(documents());
        assertThat(Files.readString(Path.of("docs/README.md"))).contains("(archiver.md)", "(library.md)");
    }

    @Test
    void the_exit_codes_are_documented_as_they_are() throws IOException {
        String document = Files.readString(Path.of("docs/reference/exit-codes.md"));
        StringBuilder table = new StringBuilder("| code | when |\n|---|---|\n");
        for (ExitCode code : ExitCode.values()) {
            table.append("| ")
                    .append(code.code())
                    .append(" | ")
                    .append(code.meaning())
                    .append(" |\n");
        }

        assertThat(document).contains(table);
    }

    @Test
    void every_error_is_documented() throws IOException {
        String document = Files.readString(Path.of("docs/reference/errors.md"));
        List<String> names = new ArrayList<>(Arrays.stream(Undecodable.Reason.values())
                .map(reason -> "| `" + reason + "` |")
                .toList());
        Path root = Path.of("src/main/java/io/github/calllake");
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                Matcher error = ERROR.matcher(Files.readString(file));
                while (error.find()) {
                    names.add("." + error.group(1) + "` |");
                }
            }
        }

        assertThat(names).hasSizeGreaterThan(10);
        assertThat(document).contains(names).contains("`Stream.RecordsExpired`");
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents =
                new ArrayList<>(Stream.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md")
                        .map(Path::of)
                        .toList());
        try (Stream<Path> files = Files.walk(Path.of("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        return documents;
    }
}
