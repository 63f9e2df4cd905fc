package io.github.calllake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java in the documentation and in the Javadoc of what applications use compiles. */
class DocumentedJavaTest {

    private static final List<Path> DOCUMENTS = List.of(Path.of("README.md"), Path.of("docs/library.md"));
    private static final List<Path> SOURCES = List.of(
            Path.of("src/main/java/io/github/calllake/query"),
            Path.of("src/main/java/io/github/calllake/schema/tables"),
            Path.of("src/main/java/io/github/calllake/CallLake.java"));
    private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)<pre>\\{@code\n(.*?)\n *\\* *\\}</pre>");

    /** What the examples take for granted. */
    private static final String AROUND = """
            import static io.github.calllake.schema.tables.FlatTables.*;
            import static java.time.temporal.ChronoUnit.HOURS;
            import static java.util.Comparator.naturalOrder;
            import io.github.calllake.*;
            import io.github.calllake.engine.*;
            import io.github.calllake.query.*;
            import io.github.calllake.query.Recording;
            import java.time.*;
            import java.time.temporal.ChronoUnit;
            import java.util.*;
            import org.jooq.Record2;
            import org.jooq.Select;
            import org.jooq.impl.DSL;

            abstract class %s {
                interface Somewhere {
                    void add(Object... what);
                    void put(Object... what);
                    void load(Object... what);
                }
                CallAnalytics analytics;
                CallLake callLake;
                CallFilter filter;
                CallSummary call;
                TimeRange lastHour, yesterday, lastWeek, lastMonth;
                Instant from, to;
                String callId, url, user, password;
                Somewhere report, view, page, list, index, player;

                void example() throws Exception {
                    %s
                }
            }
            """;

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    @Test
    void every_example_compiles(@TempDir Path classes) throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        for (Path document : DOCUMENTS) {
            examples(Files.readString(document), BLOCK).forEach(code -> sources.add(source(sources.size(), code)));
        }
        int inDocuments = sources.size();
        for (Path file : sourceFiles()) {
            String text = Files.readString(file);
            examples(text, EXAMPLE)
                    .forEach(code -> sources.add(source(sources.size(), code.replaceAll("(?m)^ *\\* ?", ""))));
        }

        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        compiler.getTask(null, null, found, List.of("-proc:none", "-d", classes.toString()), null, sources)
                .call();

        assertThat(found.getDiagnostics().stream()
                        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                        .map(DocumentedJavaTest::describe))
                .isEmpty();
        assertThat(inDocuments).isGreaterThan(5);
        assertThat(sources.size() - inDocuments).isGreaterThan(20);
    }

    private static List<Path> sourceFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path source : SOURCES) {
            try (Stream<Path> below = Files.walk(source)) {
                below.filter(path -> path.toString().endsWith(".java")).sorted().forEach(files::add);
            }
        }
        return files;
    }

    private static List<String> examples(String text, Pattern pattern) {
        List<String> examples = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            examples.add(matcher.group(1));
        }
        return examples;
    }

    private static JavaFileObject source(int number, String code) {
        String name = "Example" + number;
        return new Source(name, AROUND.formatted(name, code.replace("{ ... }", "{}")));
    }

    private static String describe(Diagnostic<? extends JavaFileObject> diagnostic) {
        try {
            String code = diagnostic.getSource().getCharContent(true).toString();
            return diagnostic.getMessage(Locale.ROOT) + " at "
                    + code.lines()
                            .skip(Math.max(0, diagnostic.getLineNumber() - 1))
                            .findFirst()
                            .orElse("");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
