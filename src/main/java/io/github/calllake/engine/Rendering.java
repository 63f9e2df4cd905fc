package io.github.calllake.engine;

import io.github.calllake.engine.SqlText.Kind;
import io.github.calllake.engine.SqlText.Token;
import io.github.calllake.schema.tables.FlatViewTable;
import java.util.List;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.conf.BackslashEscaping;
import org.jooq.conf.MappedSchema;
import org.jooq.conf.ParamType;
import org.jooq.conf.RenderMapping;
import org.jooq.conf.RenderOptionalKeyword;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.conf.StatementType;
import org.jooq.impl.DSL;

/**
 * How jOOQ writes SQL for each engine. jOOQ's open-source edition has neither a Redshift nor an Athena dialect.
 *
 * <p>A backslash in a string literal is an escape in Redshift, always, and an ordinary character in Athena: the setting is
 * what keeps an inlined value inside its quotes.
 */
final class Rendering {

    /** A number stands in the middle. */
    private static final List<String> FETCH = List.of("fetch", "next", "n", "rows", "only");

    private Rendering() {}

    /** YugabyteDB's is the one PostgreSQL dialect that renders LIMIT, LISTAGG and DATE_TRUNC as Redshift has them. */
    static DSLContext redshift(String schema) {
        return DSL.using(SQLDialect.YUGABYTEDB, settings(BackslashEscaping.ON, schema));
    }

    static DSLContext athena(String database, int daysBeside) {
        DSLContext sql = DSL.using(SQLDialect.TRINO, settings(BackslashEscaping.OFF, database));
        FlatViewTable.setDaysBeside(sql.configuration(), daysBeside);
        return sql;
    }

    /**
     * A query's text for Athena. jOOQ writes a limit as FETCH NEXT, which is not in Athena's grammar; an OFFSET stands before
     * either.
     *
     * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/select.html">SELECT in Athena</a>
     */
    static String athena(DSLContext sql, Select<?> query) {
        return RepeatedTexts.once(limited(sql.renderInlined(query)));
    }

    private static String limited(String text) {
        List<Token> tokens = SqlText.of(text, Tier.COLD).tokens();
        StringBuilder limited = new StringBuilder();
        int from = 0;
        for (int i = 0; i + FETCH.size() <= tokens.size(); i++) {
            List<Token> found = tokens.subList(i, i + FETCH.size());
            if (isFetch(found)) {
                limited.append(text, from, found.get(0).start())
                        .append("limit ")
                        .append(found.get(2).text());
                from = found.get(FETCH.size() - 1).end();
            }
        }
        return limited.append(text, from, text.length()).toString();
    }

    private static boolean isFetch(List<Token> tokens) {
        return tokens.get(2).kind() == Kind.NUMBER
                && IntStream.range(0, FETCH.size())
                        .allMatch(i -> i == 2 || tokens.get(i).is(FETCH.get(i)));
    }

    private static Settings settings(BackslashEscaping escaping, String place) {
        return new Settings()
                .withRenderMapping(new RenderMapping()
                        .withSchemata(new MappedSchema()
                                .withInput(FlatViewTable.PLACE)
                                .withOutput(place)))
                .withBackslashEscaping(escaping)
                .withStatementType(StatementType.STATIC_STATEMENT)
                .withParamType(ParamType.INLINED)
                .withRenderQuotedNames(RenderQuotedNames.EXPLICIT_DEFAULT_QUOTED)
                .withRenderOptionalAsKeywordForTableAliases(RenderOptionalKeyword.ON)
                .withExecuteLogging(false);
    }
}
