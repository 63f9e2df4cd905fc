package io.github.calllake.query;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.schema.FlatView;
import io.github.calllake.schema.FlatViews;
import java.time.LocalDateTime;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** The columns of a flat view in jOOQ's terms. */
record FlatTable(FlatView view) {

    static FlatTable of(String view) {
        return new FlatTable(FlatViews.of(view));
    }

    static FlatTable of(FlatView view) {
        return new FlatTable(view);
    }

    /** The view in the place where an engine has it. */
    Table<?> in(QueryEngine engine) {
        return DSL.table(engine.qualified(view.name()));
    }

    Field<String> text(String column) {
        return field(column, String.class);
    }

    Field<LocalDateTime> time(String column) {
        return field(column, LocalDateTime.class);
    }

    /** A column of the view; a name that the definition does not know is a mistake of ours. */
    <T> Field<T> field(String column, Class<T> type) {
        return DSL.field(DSL.name(view.column(column).name()), type);
    }

    /** The first column of each event's rows: the views give an event without elements one row, without an index. */
    Condition onceAnEvent() {
        return view.place()
                .map(index ->
                        DSL.coalesce(field(index, Integer.class), DSL.inline(0)).eq(DSL.inline(0)))
                .orElseGet(DSL::noCondition);
    }
}
