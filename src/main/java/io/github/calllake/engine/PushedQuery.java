package io.github.calllake.engine;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.SelectFieldOrAsterisk;
import org.jooq.SortField;
import org.jooq.SortOrder;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A query as it is unloaded: without its order, which no engine keeps when it writes several files at once, and with what it is ordered by as
 * columns of its own, so that its rows can be sorted where they are read. Times are whole milliseconds since 1970, since engines write
 * timestamps to Parquet in several ways.
 *
 * @param select what the engine is to unload
 * @param fields those of the query that was asked; the columns that follow are there for the order
 * @param order the columns that rows are sorted by
 */
record PushedQuery(Select<?> select, List<Field<?>> fields, List<Integer> order) {

    private static final String ROWS = "pushed_rows";
    private static final String KEY = "order_key_";
    private static final Set<Class<?>> READ =
            Set.of(String.class, Boolean.class, Integer.class, Long.class, Double.class, LocalDateTime.class);

    PushedQuery {
        fields = List.copyOf(fields);
        order = List.copyOf(order);
    }

    /** The query for an engine; empty if it has no order, a limit, or anything else that cannot be made up for. */
    static Optional<PushedQuery> of(QueryEngine engine, Select<?> query) {
        List<? extends SortField<?>> order = query.$orderBy();
        boolean plain = !order.isEmpty()
                && query.$limit() == null
                && query.$offset() == null
                && !query.$distinct()
                && order.stream().allMatch(PushedQuery::isAscending)
                && query.getSelect().stream().allMatch(field -> READ.contains(field.getType()))
                && new HashSet<>(names(query.getSelect())).size()
                        == query.getSelect().size();
        return plain ? Optional.of(pushed(engine, query, order)) : Optional.empty();
    }

    /** Where NULL sorts otherwise is where engines differ. */
    private static boolean isAscending(SortField<?> sort) {
        return sort.$sortOrder() != SortOrder.DESC
                && sort.$nullOrdering() == null
                && READ.contains(sort.$field().getType());
    }

    private static List<String> names(List<Field<?>> fields) {
        return fields.stream().map(Field::getName).toList();
    }

    private static PushedQuery pushed(QueryEngine engine, Select<?> query, List<? extends SortField<?>> sorts) {
        List<Field<?>> asked = query.getSelect();
        List<Field<?>> selected = new ArrayList<>(asked);
        List<Integer> order = new ArrayList<>();
        for (SortField<?> sort : sorts) {
            int at = selected.indexOf(sort.$field());
            if (at < 0) {
                at = selected.size();
                selected.add(sort.$field().as(KEY + at));
            }
            order.add(at);
        }
        Select<?> unordered = query.$select(DSL.select(selected).$select())
                .$orderBy(DSL.selectOne().$orderBy());
        List<SelectFieldOrAsterisk> columns = new ArrayList<>();
        for (Field<?> field : selected) {
            Field<?> column = DSL.field(DSL.name(ROWS, field.getName()), field.getDataType());
            columns.add(
                    column.getType() == LocalDateTime.class
                            ? millis(engine.tier(), column).as(field.getName())
                            : column);
        }
        Select<?> select = engine.sql().select(columns).from(unordered.asTable(ROWS));
        return new PushedQuery(select, asked, order);
    }

    private static Field<Long> millis(Tier tier, Field<?> time) {
        String since = tier == Tier.HOT
                ? "datediff(millisecond, timestamp '1970-01-01 00:00:00', {0})"
                : "date_diff('millisecond', timestamp '1970-01-01 00:00:00', {0})";
        return DSL.field(since, Long.class, time);
    }

    /** How many rows it has, for the engine to say. */
    Select<?> count(QueryEngine engine) {
        return engine.sql().select(DSL.count().cast(Long.class).as("row_count")).from(select.asTable("counted_rows"));
    }

    /** The names of the columns of {@link #select}. */
    List<String> columns() {
        return names(select.getSelect());
    }

    /**
     * A row's values in the fields' types, of one that was read.
     *
     * @throws QueryException if one does not fit, as it would not through a cursor
     */
    @Nullable
    Object[] values(Tier tier, @Nullable Object[] row) {
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            Object value = row[i];
            values[i] = value == null ? null : value(tier, fields.get(i), value);
        }
        return values;
    }

    /** The cause would quote the value. */
    @SuppressWarnings("UnusedException")
    private static Object value(Tier tier, Field<?> field, Object value) {
        Class<?> type = field.getType();
        if (type == value.getClass()) {
            return value;
        }
        try {
            if (type == LocalDateTime.class && value instanceof Long millis) {
                return LocalDateTime.ofEpochSecond(
                        Math.floorDiv(millis, 1000L), (int) Math.floorMod(millis, 1000L) * 1_000_000, ZoneOffset.UTC);
            }
            if (value instanceof Number && !(value instanceof Double)) {
                BigDecimal number = new BigDecimal(value.toString());
                if (type == String.class) {
                    return number.toPlainString();
                }
                if (type == Long.class) {
                    return number.longValueExact();
                }
                if (type == Integer.class) {
                    return number.intValueExact();
                }
                if (type == Double.class) {
                    return number.doubleValue();
                }
            }
        } catch (ArithmeticException e) {
            // Said below, as what is of another kind.
        }
        throw new QueryException(tier, "column " + field.getName() + " holds what is no " + type.getSimpleName());
    }
}
