package io.github.calllake.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The statements of a script as Flyway would send them: placeholders filled, comments between statements left out. */
final class SqlScript {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]+)}");

    /** What holds semicolons that end nothing: comments, literals, quoted names, bodies in dollars. */
    private static final Pattern PART = Pattern.compile(
            "--[^\\n]*|/\\*.*?\\*/|'(?:[^'\\\\]|''|\\\\.)*'|\"(?:[^\"]|\"\")*\"|(\\$\\w*\\$).*?\\1|;|.",
            Pattern.DOTALL);

    private SqlScript() {}

    /** @throws IllegalArgumentException when a placeholder has no value, with its name */
    static String filled(String script, Map<String, String> placeholders) {
        return PLACEHOLDER.matcher(script).replaceAll(match -> {
            String value = placeholders.get(match.group(1));
            if (value == null) {
                throw new IllegalArgumentException("no value for the placeholder " + match.group());
            }
            return Matcher.quoteReplacement(value);
        });
    }

    static List<String> statements(String script) {
        List<String> statements = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        Matcher part = PART.matcher(script);
        while (part.find()) {
            String text = part.group();
            if (text.equals(";")) {
                addIfAny(statements, statement);
            } else if (!isComment(text) || !statement.toString().isBlank()) {
                statement.append(text);
            }
        }
        addIfAny(statements, statement);
        return statements;
    }

    private static boolean isComment(String part) {
        return part.startsWith("--") || part.startsWith("/*");
    }

    private static void addIfAny(List<String> statements, StringBuilder statement) {
        String text = statement.toString().strip();
        if (!text.isEmpty()) {
            statements.add(text);
        }
        statement.setLength(0);
    }
}
