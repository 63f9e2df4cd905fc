package io.github.calllake.query;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.schema.FlatView;
import io.github.calllake.schema.FlatViews;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * The columns of a flat view in jOOQ's terms. A column is one and the same field wherever it is named: a record finds the value
 * of the very field that was selected at once, and that of its like by comparing names. Immutable.
 */
final class FlatTable {

    private static final Map<String, FlatTable> ALL =
            FlatViews.all().stream().collect(Collectors.toUnmodifiableMap(FlatView::name, FlatTable::new));

    private final FlatView view;
    private final Map<String, Field<?>> fields;

    private FlatTable(FlatView view) {
        this.view = view;
        this.fields = view.columns().stream()
                .collect(Collectors.toUnmodifiableMap(
                        FlatView.Column::name, column -> DSL.field(DSL.name(column.name()), typeOf(column.type()))));
    }

    private static Class<?> typeOf(FlatView.ValueType type) {
        return switch (type) {
            case VARCHAR, JSON -> String.class;
            case BOOLEAN -> Boolean.class;
            case INTEGER -> Integer.class;
            case BIGINT -> Long.class;
            case DOUBLE -> Double.class;
            case TIMESTAMP -> LocalDateTime.class;
            case DATE -> LocalDate.class;
        };
    }

    static FlatTable of(String view) {
        return of(FlatViews.of(view));
    }

    static FlatTable of(FlatView view) {
        return Objects.requireNonNull(ALL.get(view.name()), view.name());
    }

    FlatView view() {
        return view;
    }

    /** The view in the place where an engine has it. */
    Table<?> in(QueryEngine engine) {
        return DSL.table(engine.qualified(view.name()));
    }

    boolean has(String column) {
        return fields.containsKey(column);
    }

    Field<String> text(String column) {
        return field(column, String.class);
    }

    Field<LocalDateTime> time(String column) {
        return field(column, LocalDateTime.class);
    }

    /** A column of the view, as it is. */
    Field<?> field(String column) {
        return Objects.requireNonNull(fields.get(view.column(column).name()), column);
    }

    /** A column of the view, as it is or read as another type; a name that the definition does not know is a mistake of ours. */
    @SuppressWarnings("unchecked") // The type has been looked at.
    <T> Field<T> field(String column, Class<T> type) {
        String name = view.column(column).name();
        Field<?> field = fields.get(name);
        return field != null && field.getType() == type ? (Field<T>) field : DSL.field(DSL.name(name), type);
    }

    /** The first column of each event's rows: the views give an event without elements one row, without an index. */
    Condition onceAnEvent() {
        return view.place()
                .map(index ->
                        DSL.coalesce(field(index, Integer.class), DSL.inline(0)).eq(DSL.inline(0)))
                .orElseGet(DSL::noCondition);
    }
}
