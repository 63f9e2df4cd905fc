package io.github.calllake.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.trino.sql.parser.SqlParser;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

class RenderingTest {

    private static final int MOST_BYTES = 262_144;
    private static final Field<String> CALL = DSL.field(DSL.name("call_id"), String.class);

    private final DSLContext sql = Rendering.athena("lake", 0);

    private Select<Record1<String>> of(String text) {
        return sql.select(CALL).from(view()).where(CALL.ne(DSL.inline(text)));
    }

    private static Table<?> view() {
        return DSL.table(DSL.name("lake", "utterance"));
    }

    @Test
    void a_limit_is_athenas_wherever_it_stands() {
        Table<?> latest = sql.select(CALL)
                .from(view())
                .where(CALL.ne(DSL.inline("fetch next 9 rows only")))
                .orderBy(CALL.desc())
                .limit(DSL.inline(2))
                .asTable("latest");
        Select<?> query = sql.select(CALL)
                .from(latest)
                .where(CALL.in(sql.select(CALL)
                        .from(view())
                        .orderBy(CALL)
                        .offset(DSL.inline(1))
                        .limit(DSL.inline(3))))
                .unionAll(sql.select(CALL).from(view()).limit(DSL.inline(4)))
                .limit(DSL.inline(5));

        String text = Rendering.athena(sql, query);

        assertThat(text.replaceAll("offset 1 rows? limit", "offset 1 limit"))
                .contains("limit 2)", "offset 1 limit 3)", "limit 4)", "<> 'fetch next 9 rows only'")
                .endsWith("limit 5");
        assertThat(text.replace("'fetch next 9 rows only'", "")).doesNotContainIgnoringCase("fetch");
        new SqlParser().createStatement(text);
    }

    @Test
    void a_long_text_that_a_statement_repeats_stands_in_it_once_if_it_would_be_too_long() {
        String text = "it's \u20ac ".repeat(8_000);
        Select<Record1<String>> few = of(text).unionAll(of(text));
        Select<Record1<String>> many =
                IntStream.range(0, 8).mapToObj(n -> of(text)).reduce(of("short"), Select::unionAll);

        String shortened = Rendering.athena(sql, many);

        assertThat(Rendering.athena(sql, few)).isEqualTo(sql.renderInlined(few));
        assertThat(shortened.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(MOST_BYTES);
        assertThat(shortened)
                .startsWith("with repeated_texts as (select '" + text.replace("'", "''") + "' as text_1) ")
                .contains("<> 'short'")
                .containsOnlyOnce(text.replace("'", "''"));
        assertThat(shortened.split("<> \\(select text_1 from repeated_texts\\)", -1))
                .hasSize(9);
        new SqlParser().createStatement(shortened);
    }

    @Test
    void a_statement_that_begins_with_a_WITH_clause_keeps_it() {
        String text = "x".repeat(100_000);
        String statement =
                "with a as (select '%s' as x) select '%s' as y, '%s' as z from a".formatted(text, text, text);

        String shortened = RepeatedTexts.once(statement);

        assertThat(shortened)
                .isEqualTo(
                        "with repeated_texts as (select '" + text + "' as text_1),"
                                + "  a as (select (select text_1 from repeated_texts) as x)"
                                + " select (select text_1 from repeated_texts) as y, (select text_1 from repeated_texts) as z from a");
    }

    @Test
    void a_statement_that_is_too_long_without_repeating_anything_stays_as_it_is() {
        String statement = "select '" + "x".repeat(MOST_BYTES) + "' as x, 'y' as y, 'y' as z";

        assertThat(RepeatedTexts.once(statement)).isEqualTo(statement);
    }
}
