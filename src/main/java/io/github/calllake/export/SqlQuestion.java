package io.github.calllake.export;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.QueryOptions;
import io.github.calllake.engine.QueryRows;
import io.github.calllake.engine.RowView;
import io.github.calllake.schema.ColumnType.Scalar;
import io.github.calllake.schema.FlatView;
import io.github.calllake.schema.FlatViews;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * SQL of one's own over the flat views, in what both engines take. Flat views are named without a schema; {@code :from} and {@code :to}
 * are the window's bounds, {@code :from_date} and {@code :to_date} their days, by which the cold tier prunes.
 *
 * <p>Rows are sorted by their columns, from the first to the last, so that they come in the same order each time.
 *
 * @param sql a SELECT
 */
record SqlQuestion(String sql, List<ExportColumn> columns) implements ExportQuestion {

    private static final Set<String> VIEWS =
            FlatViews.all().stream().map(FlatView::name).collect(Collectors.toUnmodifiableSet());
    private static final Set<String> BEFORE_A_TABLE = Set.of("from", "join");
    private static final Set<String> PARAMETERS = Set.of("from", "to", "from_date", "to_date");

    static SqlQuestion of(String sql, Map<String, String> result) {
        if (result.isEmpty()) {
            throw new IllegalArgumentException(
                    "'result' names the columns with their types: text, bigint, double, ...");
        }
        List<ExportColumn> columns = result.entrySet().stream()
                .map(each -> new ExportColumn(each.getKey(), type(each.getValue())))
                .toList();
        SqlQuestion question = new SqlQuestion(sql.strip(), columns);
        SqlTemplate template = SqlTemplate.of(question.sql());
        template.parameters().stream()
                .filter(name -> !PARAMETERS.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(
                            "there is no :" + name + " in a job's SQL; there are :from, :to, :from_date and :to_date");
                });
        if (!template.parameters().containsAll(Set.of("from", "to"))) {
            throw new IllegalArgumentException("SQL must ask for its window by :from and :to");
        }
        return question;
    }

    private static Scalar type(String name) {
        if (name.equals("text")) {
            return Scalar.STRING;
        }
        return JobYaml.choice(Scalar.class, "type", name);
    }

    @Override
    public String name() {
        return "SQL";
    }

    @Override
    public boolean takes(ExportTier tier) {
        return tier != ExportTier.BOTH;
    }

    @Override
    public ExportRows ask(AskedTier tier, ExportWindow window) {
        QueryEngine engine = tier.engine().orElseThrow();
        QueryRows<? extends Record> rows = engine.open(select(engine, window), QueryOptions.standard());
        int count = columns.size();
        return ExportRows.of(rows.reading(row -> values(row, count)), row -> row, rows::close);
    }

    private List<Field<?>> fields() {
        return columns.stream()
                .<Field<?>>map(column -> DSL.field(DSL.name(column.name()), javaType(column.type())))
                .toList();
    }

    private static Class<?> javaType(Scalar type) {
        return switch (type) {
            case STRING, JSON -> String.class;
            case BOOLEAN -> Boolean.class;
            case INT -> Integer.class;
            case BIGINT -> Long.class;
            case DOUBLE -> Double.class;
            case TIMESTAMP -> LocalDateTime.class;
        };
    }

    private static @Nullable Object[] values(RowView row, int count) {
        @Nullable Object[] values = new @Nullable Object[count];
        for (int i = 0; i < count; i++) {
            Object value = row.value(i);
            values[i] = value instanceof LocalDateTime time ? time.toInstant(ZoneOffset.UTC) : value;
        }
        return values;
    }

    private Select<? extends Record> select(QueryEngine engine, ExportWindow window) {
        LocalDateTime from = LocalDateTime.ofInstant(window.from(), ZoneOffset.UTC);
        LocalDateTime to = LocalDateTime.ofInstant(window.to(), ZoneOffset.UTC);
        LocalDate first = from.toLocalDate().minusDays(engine.daysBeside());
        LocalDate last = to.toLocalDate().plusDays(engine.daysBeside());
        Map<String, String> parameters = Map.of(
                "from", engine.sql().renderInlined(DSL.inline(from)),
                "to", engine.sql().renderInlined(DSL.inline(to)),
                "from_date", engine.sql().renderInlined(DSL.inline(first)),
                "to_date", engine.sql().renderInlined(DSL.inline(last)));
        String text = SqlTemplate.of(sql)
                .filled(
                        parameters,
                        BEFORE_A_TABLE,
                        name -> VIEWS.contains(name.toLowerCase(Locale.ROOT))
                                ? engine.sql().render(DSL.table(engine.qualified(name.toLowerCase(Locale.ROOT))))
                                : name);
        List<Field<?>> fields = fields();
        // Not a template: its text is never read for parameters again.
        return engine.sql()
                .select(fields)
                .from(DSL.table(DSL.raw("(" + text + "\n)")).as("export_rows"))
                .orderBy(fields);
    }
}
