package io.github.calllake.query;

import io.github.calllake.schema.PostCallView;
import io.github.calllake.schema.tables.FlatViewTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.AggregateFunction;
import org.jooq.Condition;
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.VisitContext;
import org.jooq.VisitListener;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.impl.DefaultVisitListenerProvider;
import org.jooq.impl.QOM;

/**
 * A select whose rows are those of one flat view, each by itself: put to parts of the view it gives parts of the answer. Nothing
 * else can be taken apart by arrival.
 */
final class RowSelect {

    private RowSelect() {}

    /**
     * Makes sure that a select is one.
     *
     * @throws IllegalArgumentException if it is not; the message says why
     */
    static void requireRowsOfOneView(Select<?> select) {
        refuseIf(!select.$groupBy().isEmpty(), "GROUP BY");
        refuseIf(select.$having() != null, "HAVING");
        refuseIf(select.$distinct() || !select.$distinctOn().isEmpty(), "DISTINCT");
        refuseIf(!select.$orderBy().isEmpty(), "ORDER BY");
        refuseIf(select.$limit() != null || select.$offset() != null, "LIMIT");
        refuseIf(!select.$window().isEmpty() || select.$qualify() != null, "a window");
        refuseIf(select.$with() != null, "WITH");
        List<QueryPart> parts = partsOf(select);
        refuseIf(
                parts.stream().filter(Select.class::isInstance).distinct().count() > 1,
                "a subquery or a set operation");
        refuseIf(
                parts.stream()
                        .anyMatch(part -> part instanceof QOM.WindowFunction || part instanceof AggregateFunction),
                "an aggregate or a window function");
        FlatViewTable view = viewOf(select)
                .orElseThrow(
                        () -> new IllegalArgumentException("Both tiers can be asked for rows of one flat view, such as"
                                + " FlatTables.UTTERANCE, without joins. Ask one tier"));
        refuseIf(
                view.view().equals(PostCallView.NAME),
                "the view " + PostCallView.NAME + ", which only the cold tier has,");
    }

    private static void refuseIf(boolean refused, String what) {
        if (refused) {
            throw new IllegalArgumentException("A select with " + what
                    + " cannot be put together from both tiers. Read the rows and do it in Java, or ask one tier");
        }
    }

    /** All that takes part in its text. */
    private static List<QueryPart> partsOf(Select<?> select) {
        List<QueryPart> parts = new ArrayList<>();
        VisitListener listener = VisitListener.onVisitStart(context -> add(parts, context));
        DSL.using(new DefaultConfiguration().set(SQLDialect.TRINO).set(new DefaultVisitListenerProvider(listener)))
                .renderInlined(select);
        return parts;
    }

    private static void add(List<QueryPart> parts, VisitContext context) {
        parts.add(context.queryPart());
    }

    private static Optional<FlatViewTable> viewOf(Select<?> select) {
        List<? extends Table<?>> from = select.$from();
        return from.size() == 1 && from.get(0) instanceof FlatViewTable view ? Optional.of(view) : Optional.empty();
    }

    /** The same select of what lies in a slice. */
    static Select<? extends Record> within(Select<? extends Record> select, Slice slice) {
        FlatViewTable view = viewOf(select).orElseThrow();
        Condition arrived = DSL.noCondition();
        if (slice.arrivedBefore().isPresent()) {
            arrived = arrived.and(view.arrivedBefore(slice.arrivedBefore().get()));
        }
        if (slice.arrivedFrom().isPresent()) {
            arrived = arrived.and(view.arrivedFrom(slice.arrivedFrom().get()));
        }
        Condition own = select.$where();
        return select.$where(own == null ? arrived : own.and(arrived));
    }
}
