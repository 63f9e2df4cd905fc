package io.github.calllake.grammar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the grammars said, in a file: sqlfluff is not installed everywhere, and a text that it has parsed it parses again.
 * A statement is found by its text, so that one that has changed is not in the record.
 */
final class GrammarRecord {

    static final Path FILE = Path.of("src/test/resources/io/github/calllake/grammar/verdicts.txt");

    private static final String HEADER = """
            # Which grammar parses which statement, as what, with how many columns in its outermost query; "-" if it refuses.
            # Written by mvn test -Dtest=GrammarTest -Dcall-lake.write-grammar-record=true where %s is installed.
            # text | %s | %s | statement
            """.formatted(Sqlfluff.NAME, Sqlfluff.NAME, JsqlParser.NAME);
    private static final String SEPARATOR = " | ";

    private final Map<String, Verdict> bySqlfluff = new HashMap<>();

    private GrammarRecord() {}

    static GrammarRecord read() throws IOException {
        GrammarRecord verdicts = new GrammarRecord();
        for (String line : Files.readAllLines(FILE)) {
            if (!line.startsWith("#")) {
                String[] fields = line.split(" *\\| *");
                verdicts.bySqlfluff.put(fields[0], Verdict.of(fields[1]));
            }
        }
        return verdicts;
    }

    /** What sqlfluff said of this very text; empty if it was not asked. */
    Optional<Verdict> sqlfluff(Sql sql) {
        return Optional.ofNullable(bySqlfluff.get(sql.digest()));
    }

    /** The file's content for these statements. */
    static String text(List<Sql> statements, Map<Sql, Verdict> bySqlfluff) {
        return statements.stream()
                .map(sql -> String.join(
                                SEPARATOR,
                                sql.digest(),
                                "%-39s".formatted(bySqlfluff.get(sql)),
                                "%-34s".formatted(JsqlParser.parse(sql)),
                                sql.label())
                        + "\n")
                .collect(Collectors.joining("", HEADER, ""));
    }
}
