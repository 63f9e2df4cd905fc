package io.github.calllake.engine;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The query that an engine is told to unload: the asked one as a derived table, since UNLOAD takes no LIMIT outside, and over it
 * what makes both engines write the same.
 */
final class UnloadSql {
    private static final String REDSHIFT_TIME = "YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"";

    private static final String ROWS = "unloaded";

    private final QueryEngine engine;
    private final Tier tier;

    UnloadSql(QueryEngine engine) {
        this.engine = engine;
        this.tier = engine.tier();
    }

    /** The engine renders the inner query by itself: in Athena a LIMIT needs its help. */
    String text(Unload unload) {
        Field<?>[] asked = unload.query().getSelect().toArray(Field[]::new);
        List<Field<?>> columns = new ArrayList<>();
        for (Field<?> column : asked) {
            columns.add(DSL.field(DSL.name(ROWS, column.getName()), column.getDataType()));
        }
        String outer = engine.text(outer(unload, columns));
        String from = "\"" + ROWS + "\"";
        if (!outer.endsWith(" from " + from)) {
            throw new IllegalStateException("an unload's query does not end in where it reads from");
        }
        return outer.substring(0, outer.length() - from.length()) + "(" + engine.text(unload.query()) + ") as " + from;
    }

    private Select<?> outer(Unload unload, List<Field<?>> columns) {
        return switch (unload.format()) {
            case PARQUET -> engine.sql().select(columns).from(DSL.table(DSL.name(ROWS)));
            case JSON ->
                engine.sql().select(columns.stream().map(this::json).toList()).from(DSL.table(DSL.name(ROWS)));
            case CSV -> engine.sql().select(line(columns).as("line")).from(DSL.table(DSL.name(ROWS)));
        };
    }

    /** Redshift writes truth values as t and f, but a SUPER as the JSON that it is. */
    private Field<?> json(Field<?> column) {
        if (tier == Tier.COLD || column.getType() != Boolean.class) {
            return column;
        }
        return DSL.field(
                        "case when {0} then json_parse('true') when not {0} then json_parse('false') end",
                        SQLDataType.OTHER, column)
                .as(column.getUnqualifiedName());
    }

    /** One text: neither engine's own CSV or text files tell NULL from an empty text, and Athena's cannot hold the end of a line. */
    private Field<String> line(List<Field<?>> columns) {
        List<Field<String>> parts = new ArrayList<>();
        for (Field<?> column : columns) {
            if (!parts.isEmpty()) {
                parts.add(DSL.inline(","));
            }
            parts.add(field(column));
        }
        return parts.stream().reduce(UnloadSql::concat).orElseThrow();
    }

    private static Field<String> concat(Field<String> left, Field<String> right) {
        return DSL.field("{0} || {1}", SQLDataType.VARCHAR, left, right);
    }

    private Field<String> field(Field<?> column) {
        if (column.getType() == Boolean.class) {
            return DSL.field(
                    "case when {0} then 'true' when not {0} then 'false' else '' end", SQLDataType.VARCHAR, column);
        }
        return DSL.coalesce(text(column), DSL.inline(""));
    }

    private Field<String> text(Field<?> column) {
        if (column.getType() == LocalDateTime.class) {
            return tier == Tier.HOT
                    ? DSL.field("to_char({0}, {1})", SQLDataType.VARCHAR, column, DSL.inline(REDSHIFT_TIME))
                    : DSL.field(
                            "replace(cast(cast({0} as timestamp(3)) as varchar), ' ', 'T') || 'Z'",
                            SQLDataType.VARCHAR, column);
        }
        if (column.getType() == String.class) {
            return DSL.field("'\"' || replace({0}, '\"', '\"\"') || '\"'", SQLDataType.VARCHAR, column);
        }
        return DSL.field(
                tier == Tier.HOT ? "cast({0} as varchar(64))" : "cast({0} as varchar)", SQLDataType.VARCHAR, column);
    }
}
