package io.github.calllake.grammar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement of {@code corpus.sql}, which says what its headers mean.
 *
 * @param documented what Redshift's documentation says of it
 * @param elsewhere what a parser says where that is something else, by the parser's name
 */
record CorpusStatement(Sql sql, Documented documented, Map<String, String> elsewhere) {

    enum Documented {
        SET_UP,
        TAKES,
        SYNTAX,
        MEANING;

        boolean isTaken() {
            return this == SET_UP || this == TAKES;
        }

        /** Whether a grammar should parse it: what a statement means is not a grammar's business. */
        boolean isGrammatical() {
            return this != SYNTAX;
        }
    }

    private static final Pattern HEADER = Pattern.compile("-- (set-up|takes|syntax|meaning): (\\w+) \\[[\\w-]+]");
    private static final Pattern ELSEWHERE = Pattern.compile("-- (\\w+): (takes|refuses|not emulated)");

    /** All of them, in their order. */
    static List<CorpusStatement> all() throws IOException {
        List<CorpusStatement> statements = new ArrayList<>();
        for (String block : text().split("\n\n")) {
            Matcher header = HEADER.matcher(block);
            if (header.lookingAt()) {
                statements.add(statement(header, block.substring(header.end())));
            }
        }
        return statements;
    }

    /**
     * What a parser should say, by label.
     *
     * @param parser its name in the corpus
     * @param taken which statements it takes by the documentation
     */
    static Map<String, String> expected(List<CorpusStatement> corpus, String parser, Predicate<Documented> taken) {
        Map<String, String> expected = new LinkedHashMap<>();
        for (CorpusStatement statement : corpus) {
            String documented = taken.test(statement.documented) ? "takes" : "refuses";
            expected.put(statement.sql.label(), statement.elsewhere.getOrDefault(parser, documented));
        }
        return expected;
    }

    private static CorpusStatement statement(Matcher header, String rest) {
        Map<String, String> elsewhere = new HashMap<>();
        StringBuilder text = new StringBuilder();
        for (String line : rest.strip().split("\n")) {
            Matcher other = ELSEWHERE.matcher(line);
            if (other.matches()) {
                elsewhere.put(other.group(1), other.group(2));
            } else {
                text.append(line).append('\n');
            }
        }
        Documented documented =
                switch (header.group(1)) {
                    case "takes" -> Documented.TAKES;
                    case "syntax" -> Documented.SYNTAX;
                    case "meaning" -> Documented.MEANING;
                    default -> Documented.SET_UP;
                };
        List<String> statements = SqlScript.statements(text.toString());
        if (statements.size() != 1) {
            throw new IllegalArgumentException(header.group() + " has " + statements.size() + " statements");
        }
        return new CorpusStatement(new Sql("corpus:" + header.group(2), statements.get(0)), documented, elsewhere);
    }

    private static String text() throws IOException {
        try (InputStream in = CorpusStatement.class.getResourceAsStream("corpus.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
