package io.github.calllake.engine;

import io.github.calllake.engine.SqlText.Kind;
import io.github.calllake.engine.SqlText.Token;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes a statement fit into what Athena takes, if what makes it long is a text that it repeats, such as a call's id that is
 * looked for in each view: the text then stands in a WITH clause, once, and a subquery in each place of it. Otherwise a statement
 * stays as it is, since a condition on a literal is what Athena skips parts of files by.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/service-limits.html">Maximum query string length: 262,144 bytes</a>
 */
final class RepeatedTexts {

    private static final int MOST_BYTES = 262_144;
    private static final int LONG = 1_000;
    private static final String TEXTS = "repeated_texts";

    private RepeatedTexts() {}

    static String once(String statement) {
        // A character takes three bytes at most.
        if (statement.length() <= MOST_BYTES / 3 || bytes(statement) <= MOST_BYTES) {
            return statement;
        }
        List<Token> tokens = SqlText.of(statement, Tier.COLD).tokens();
        Map<String, String> names = names(tokens);
        return names.isEmpty() ? statement : with(statement, tokens, names);
    }

    private static int bytes(String statement) {
        return statement.getBytes(StandardCharsets.UTF_8).length;
    }

    private static Map<String, String> names(List<Token> tokens) {
        Map<String, Integer> times = new LinkedHashMap<>();
        tokens.stream()
                .filter(token -> token.kind() == Kind.TEXT && token.text().length() >= LONG)
                .forEach(token -> times.merge(token.text(), 1, Integer::sum));
        Map<String, String> names = new LinkedHashMap<>();
        times.forEach((text, count) -> {
            if (count > 1) {
                names.put(text, "text_" + (names.size() + 1));
            }
        });
        return names;
    }

    private static String with(String statement, List<Token> tokens, Map<String, String> names) {
        String texts = names.entrySet().stream()
                .map(each -> each.getKey() + " as " + each.getValue())
                .collect(Collectors.joining(", "));
        boolean isWith = tokens.get(0).is("with");
        StringBuilder with = new StringBuilder("with " + TEXTS + " as (select " + texts + ")" + (isWith ? ", " : " "));
        int from = isWith ? tokens.get(0).end() : tokens.get(0).start();
        for (Token token : tokens) {
            String name = names.get(token.text());
            if (token.kind() == Kind.TEXT && name != null) {
                with.append(statement, from, token.start()).append("(select " + name + " from " + TEXTS + ")");
                from = token.end();
            }
        }
        return with.append(statement, from, statement.length()).toString();
    }
}
