package io.github.calllake.engine;

import io.github.calllake.schema.tables.FlatViewTable;
import java.util.regex.Pattern;
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

    private static final Pattern FETCH = Pattern.compile("fetch next (\\d+) rows only$");

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
     * A query's text for Athena. jOOQ writes a limit as FETCH NEXT, which is not in Athena's grammar, behind everything else;
     * a literal that looks like one ends in a quote.
     *
     * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/select.html">SELECT in Athena</a>
     */
    static String athena(DSLContext sql, Select<?> query) {
        return FETCH.matcher(sql.renderInlined(query)).replaceFirst("limit $1");
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
