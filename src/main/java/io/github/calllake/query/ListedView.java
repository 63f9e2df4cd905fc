package io.github.calllake.query;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.QOM;
import org.jooq.impl.SQLDataType;

/**
 * Where the rows of a {@link Listing} come from: one flat view. Immutable.
 *
 * @param columns of the view, or {@link #none} where it lacks what another source of the same listing has, or computed, with a name
 * @param operands columns of the view from which others are computed
 * @param condition which rows, beside the filter
 * @param sameBy text columns in which rows are alike that count once; empty for those of the same event
 */
record ListedView(
        FlatTable view, List<Field<?>> columns, List<Field<?>> operands, Condition condition, List<String> sameBy) {

    /** As long as a column of a table may be: a shorter NULL would cut the texts that a union puts beside it. */
    static final DataType<String> TEXT = SQLDataType.VARCHAR(65_535);

    ListedView {
        columns = List.copyOf(columns);
        operands = List.copyOf(operands);
        sameBy = List.copyOf(sameBy);
    }

    /** All rows of a view. */
    static ListedView of(FlatTable view, List<Field<?>> columns) {
        return new ListedView(view, columns, List.of(), DSL.noCondition(), List.of());
    }

    /** NULL in the place of a column. */
    static Field<?> none(String name, DataType<?> type) {
        return DSL.inline(null, type).as(name);
    }

    private static boolean isThere(Field<?> column) {
        return !(column instanceof QOM.FieldAlias);
    }

    /** Of several, for one of them alone is selected as it stands in the view. */
    ListedView computedFrom(Field<?>... read) {
        return new ListedView(view, columns, List.of(read), condition, sameBy);
    }

    ListedView where(Condition wanted) {
        return new ListedView(view, columns, operands, condition.and(wanted), sameBy);
    }

    ListedView onceBy(String... names) {
        return new ListedView(view, columns, operands, condition, List.of(names));
    }

    boolean hasPlace() {
        return view.view().place().isPresent();
    }

    /**
     * The columns, and behind them those that a row's key is read from and that are not among them.
     *
     * @param key the view whose key it is: where this one's rows have no place in their events, another's may
     */
    private List<Field<?>> withKey(FlatTable key) {
        List<Field<?>> all = new ArrayList<>(columns);
        RowKey.columns(key).stream()
                .filter(column -> !columns.contains(column))
                .forEach(column ->
                        all.add(view.has(column.getName()) ? column : none(column.getName(), column.getDataType())));
        return all;
    }

    /** What is selected from {@link #rows}, or from a union that it begins: the columns. */
    List<Field<?>> names() {
        return names(columns);
    }

    /** Likewise, with those of the key. */
    List<Field<?>> names(FlatTable key) {
        return names(withKey(key));
    }

    private static List<Field<?>> names(List<Field<?>> columns) {
        return columns.stream()
                .<Field<?>>map(column ->
                        isThere(column) ? column : DSL.field(DSL.name(column.getName()), column.getDataType()))
                .toList();
    }

    /** The rows in a slice, as a table that has the columns and those of the key. */
    Table<?> rows(Slice slice, CallFilter filter) {
        Set<Field<?>> read = new LinkedHashSet<>();
        withKey(view).stream().filter(ListedView::isThere).forEach(read::add);
        read.addAll(operands);
        return EventRows.of(slice, view.view(), filter).onceBy(sameBy).table(read, condition);
    }

    /** The same as a part of a union, whose columns are named by the first. */
    Select<? extends Record> select(Slice slice, CallFilter filter, FlatTable key, List<Field<?>> names) {
        List<Field<?>> own = withKey(key);
        List<Field<?>> named = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            String name = names.get(i).getName();
            named.add(
                    own.get(i).getName().equals(name) ? own.get(i) : own.get(i).as(name));
        }
        return slice.engine().sql().select(named).from(rows(slice, filter));
    }
}
