package io.github.calllake.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The project's SQL before grammars that others wrote. JSQLParser is asked at each run. sqlfluff is asked where it is installed;
 * elsewhere the record of what it said stands for it, and a text that is not in the record fails.
 */
class GrammarTest {

    private static Map<String, List<Sql>> migrations;
    private static List<Sql> questions;
    private static List<CorpusStatement> corpus;

    @BeforeAll
    static void gather(@TempDir Path directory) throws IOException, InterruptedException {
        migrations = Migrations.statements();
        questions = Questions.statements();
        corpus = CorpusStatement.all();
        if (Boolean.getBoolean("call-lake.write-grammar-record")) {
            Map<Sql, Verdict> verdicts = Sqlfluff.installed()
                    .orElseThrow(() -> new AssertionError(Sqlfluff.NAME + " is needed to write the record"))
                    .parse(statements(), directory);
            Files.writeString(GrammarRecord.FILE, GrammarRecord.text(statements(), verdicts));
        }
    }

    @Test
    void the_record_has_every_statement_and_nothing_else() throws IOException {
        GrammarRecord verdicts = GrammarRecord.read();

        assertThat(statements())
                .as(
                        "have changed since %s parsed them; install it and run mvn test -Dtest=GrammarTest"
                                + " -Dcall-lake.write-grammar-record=true",
                        Sqlfluff.NAME)
                .allSatisfy(sql -> assertThat(verdicts.sqlfluff(sql)).isPresent());
        assertThat(GrammarRecord.FILE).hasContent(GrammarRecord.text(statements(), bySqlfluff()));
    }

    @Test
    void sqlfluff_says_what_the_record_says(@TempDir Path directory) throws IOException, InterruptedException {
        Optional<Sqlfluff> sqlfluff = Sqlfluff.installed();
        assumeTrue(sqlfluff.isPresent(), Sqlfluff.NAME + " is not installed: the record stands for it");

        assertThat(sqlfluff.get().parse(statements(), directory)).isEqualTo(bySqlfluff());
    }

    @Test
    void a_grammar_of_redshift_parses_every_statement_of_every_migration() throws IOException {
        Map<Sql, Verdict> verdicts = bySqlfluff();

        assertThat(migrations).isNotEmpty().allSatisfy((script, statements) -> assertThat(statements)
                .isNotEmpty()
                .allSatisfy(sql -> assertThat(verdicts.get(sql).accepted()
                                || JsqlParser.parse(sql).accepted())
                        .isTrue()));
    }

    @Test
    void both_grammars_parse_every_question() throws IOException {
        Map<Sql, Verdict> verdicts = bySqlfluff();

        assertThat(questions).hasSizeGreaterThan(18).allSatisfy(sql -> {
            assertThat(verdicts.get(sql).accepted()).isTrue();
            assertThat(JsqlParser.parse(sql).accepted()).isTrue();
        });
    }

    @Test
    void a_view_or_query_is_parsed_down_to_its_columns_and_both_grammars_find_as_many() throws IOException {
        Map<Sql, Verdict> verdicts = bySqlfluff();
        List<Sql> queries = statements().stream()
                .filter(sql -> sql.text().startsWith("SELECT") || sql.text().contains("\nSELECT "))
                .filter(sql -> verdicts.get(sql).accepted())
                .toList();

        assertThat(queries).hasSizeGreaterThan(17).allSatisfy(sql -> {
            assertThat(verdicts.get(sql).columns()).isPositive();
            Verdict other = JsqlParser.parse(sql);
            assertThat(other.accepted() ? other.columns() : verdicts.get(sql).columns())
                    .isEqualTo(verdicts.get(sql).columns());
        });
    }

    @Test
    void sqlfluff_tells_what_the_documentation_allows_from_what_it_does_not() throws IOException {
        Map<Sql, Verdict> verdicts = bySqlfluff();

        Map<String, String> said = new LinkedHashMap<>();
        corpus.forEach(statement ->
                said.put(statement.sql().label(), verdicts.get(statement.sql()).accepted() ? "takes" : "refuses"));

        assertThat(said)
                .containsExactlyEntriesOf(
                        CorpusStatement.expected(corpus, "sqlfluff", CorpusStatement.Documented::isGrammatical));
    }

    private static List<Sql> statements() {
        List<Sql> statements = new ArrayList<>();
        migrations.values().forEach(statements::addAll);
        statements.addAll(questions);
        corpus.forEach(statement -> statements.add(statement.sql()));
        return statements;
    }

    private static Map<Sql, Verdict> bySqlfluff() throws IOException {
        GrammarRecord verdicts = GrammarRecord.read();
        Map<Sql, Verdict> bySqlfluff = new HashMap<>();
        for (Sql sql : statements()) {
            bySqlfluff.put(sql, verdicts.sqlfluff(sql).orElse(Verdict.REFUSED));
        }
        return bySqlfluff;
    }
}
