package io.github.calllake.grammar;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every script below {@code db}, whichever set it belongs to, filled with the defaults of Flyway's configurations there and in the pom. */
final class Migrations {

    private static final Path DIRECTORY = Path.of("db");
    private static final Path POM = Path.of("pom.xml");
    private static final Pattern PLACEHOLDER = Pattern.compile("flyway\\.placeholders\\.(\\w+)");
    private static final Pattern CONFIGURED = Pattern.compile("^(flyway\\.[\\w.]+) *= *(.*)$", Pattern.MULTILINE);
    private static final Pattern PROPERTY = Pattern.compile("<(flyway\\.[\\w.]+)>([^<$]*)</");

    private Migrations() {}

    /** The statements of each script, by its path with slashes. */
    static Map<String, List<Sql>> statements() {
        Map<String, String> placeholders = placeholders();
        Map<String, List<Sql>> scripts = new TreeMap<>();
        for (Path script : files(".sql")) {
            String path = script.toString().replace('\\', '/');
            List<Sql> statements = new ArrayList<>();
            for (String text : SqlScript.statements(SqlScript.filled(read(script), placeholders))) {
                statements.add(new Sql(path + "#" + (statements.size() + 1), text));
            }
            scripts.put(path, statements);
        }
        return scripts;
    }

    private static Map<String, String> placeholders() {
        Map<String, String> placeholders = new HashMap<>();
        add(placeholders, PROPERTY.matcher(read(POM)));
        for (Path file : files(".conf")) {
            add(placeholders, CONFIGURED.matcher(read(file)));
        }
        return placeholders;
    }

    private static void add(Map<String, String> placeholders, Matcher settings) {
        while (settings.find()) {
            Matcher placeholder = PLACEHOLDER.matcher(settings.group(1));
            if (placeholder.matches()) {
                placeholders.put(placeholder.group(1), settings.group(2).strip());
            } else if (settings.group(1).equals("flyway.defaultSchema")) {
                placeholders.put("flyway:defaultSchema", settings.group(2).strip());
            }
        }
    }

    private static List<Path> files(String ending) {
        try (Stream<Path> files = Files.walk(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
