package io.github.calllake.query;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.QueryOptions;
import io.github.calllake.engine.QueryRows;
import io.github.calllake.engine.Tier;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.FlatView;
import io.github.calllake.schema.FlatViews;
import io.github.calllake.schema.JsonColumns;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Holds the two tiers against each other: every flat view, row for row by record and place in the record, and column for
 * column. Reads both sides in order, so memory does not grow with the rows. Thread-safe.
 */
public final class TierComparison {

    private static final int DIFFERENCES_KEPT = 100;

    private static final QueryOptions ALL_ROWS = QueryOptions.standard().onAnyDay();

    private final QueryEngine one;
    private final QueryEngine other;

    public TierComparison(QueryEngine one, QueryEngine other) {
        this.one = one;
        this.other = other;
    }

    /**
     * What a comparison found.
     *
     * @param rowsCompared rows that both tiers have
     * @param differences the first {@value TierComparison#DIFFERENCES_KEPT} of them
     * @param differenceCount all of them
     */
    public record Result(long rowsCompared, List<Difference> differences, long differenceCount) {
        public Result {
            differences = List.copyOf(differences);
        }

        /** Whether every row and every column are the same in both tiers. */
        public boolean agree() {
            return differenceCount == 0;
        }
    }

    /**
     * A row or a value that the tiers do not share. Holds no value: it may be call content.
     *
     * @param view the flat view
     * @param row the record and the place in it
     * @param what the column that differs, or the tier that lacks the row
     */
    public record Difference(String view, String row, String what) {
        @Override
        public String toString() {
            return view + " " + row + ": " + what;
        }
    }

    /** Compares all flat views. */
    public Result compareFlatViews() {
        Tally tally = new Tally();
        FlatViews.all().forEach(view -> compare(view, tally));
        return new Result(tally.rows, tally.differences, tally.count);
    }

    /**
     * How many events a tier's table of a detail type holds.
     *
     * @param from count only what has at least this sequence number in its shard, and only these shards; empty counts all
     */
    public static long countEvents(QueryEngine engine, EventTable table, Map<String, String> from) {
        Select<Record1<Long>> query = engine.sql()
                .select(DSL.count().cast(Long.class).as("events"))
                .from(DSL.table(engine.qualified(table.name())))
                .where(from.entrySet().stream()
                        .map(start -> atOrAfter(start.getKey(), start.getValue()))
                        .reduce(Condition::or)
                        .orElseGet(DSL::noCondition));
        try (QueryRows<Record1<Long>> rows = engine.open(query, ALL_ROWS)) {
            return rows.next().value1();
        }
    }

    /** Sequence numbers are decimal text: the longer one is the larger. */
    private static Condition atOrAfter(String shard, String sequenceNumber) {
        Field<String> sequence = DSL.field(DSL.name("sequence_number"), String.class);
        Condition longer = DSL.length(sequence).gt(DSL.inline(sequenceNumber.length()));
        Condition later = DSL.length(sequence)
                .eq(DSL.inline(sequenceNumber.length()))
                .and(sequence.ge(DSL.inline(sequenceNumber)));
        return DSL.field(DSL.name("shard_id"), String.class)
                .eq(DSL.inline(shard))
                .and(longer.or(later));
    }

    private void compare(FlatView view, Tally tally) {
        try (Stream<Record> left = rows(one, view);
                Stream<Record> right = rows(other, view)) {
            merge(view, left.iterator(), right.iterator(), tally);
        }
    }

    private static Stream<Record> rows(QueryEngine engine, FlatView view) {
        List<Field<?>> columns = new ArrayList<>();
        view.columns().forEach(column -> columns.add(DSL.field(DSL.name(column.name()), javaType(column.type()))));
        Select<Record> query = engine.sql()
                .select(columns)
                .from(DSL.table(engine.qualified(view.name())))
                .orderBy(view.key().stream()
                        .map(column -> DSL.field(DSL.name(column)).asc())
                        .toList());
        return engine.open(query, ALL_ROWS).stream();
    }

    private void merge(FlatView view, Iterator<Record> lefts, Iterator<Record> rights, Tally tally) {
        Record left = next(lefts);
        Record right = next(rights);
        while (left != null || right != null) {
            int order = left == null ? 1 : right == null ? -1 : compareKeys(view, left, right);
            if (order == 0) {
                tally.rows++;
                compareColumns(view, Objects.requireNonNull(left), Objects.requireNonNull(right), tally);
            } else {
                Record alone = Objects.requireNonNull(order < 0 ? left : right);
                QueryEngine lacking = order < 0 ? other : one;
                tally.add(new Difference(
                        view.name(),
                        keyOf(view, alone),
                        "no such row in " + lacking.tier().engine()));
            }
            left = order <= 0 ? next(lefts) : left;
            right = order >= 0 ? next(rights) : right;
        }
    }

    private static @Nullable Record next(Iterator<Record> rows) {
        return rows.hasNext() ? rows.next() : null;
    }

    /** Both engines order text by its bytes and rows without an index have no sibling, so nulls need no place. */
    private static int compareKeys(FlatView view, Record left, Record right) {
        for (String column : view.key()) {
            int order = compareValues(left.get(column), right.get(column));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int compareValues(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return Boolean.compare(left == null, right == null);
        }
        return left instanceof String text
                ? text.compareTo((String) right)
                : Long.compare(((Number) left).longValue(), ((Number) right).longValue());
    }

    private void compareColumns(FlatView view, Record left, Record right, Tally tally) {
        for (FlatView.Column column : view.columns()) {
            if (!same(view, column, left.get(column.name()), right.get(column.name()))) {
                tally.add(new Difference(view.name(), keyOf(view, left), "column " + column.name() + " differs"));
            }
        }
    }

    private boolean same(FlatView view, FlatView.Column column, @Nullable Object left, @Nullable Object right) {
        return column.type() == FlatView.ValueType.JSON
                ? JsonColumns.same(view, column, (String) left, naming(one), (String) right, naming(other))
                : Objects.equals(left, right);
    }

    private static JsonColumns.Naming naming(QueryEngine engine) {
        return engine.tier() == Tier.HOT ? JsonColumns.Naming.AS_SENT : JsonColumns.Naming.GLUE;
    }

    private static String keyOf(FlatView view, Record row) {
        return view.key().stream()
                .map(column -> String.valueOf(row.get(column)))
                .toList()
                .toString();
    }

    private static Class<?> javaType(FlatView.ValueType type) {
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

    /** Counts, and keeps the first differences. */
    private static final class Tally {
        private final List<Difference> differences = new ArrayList<>();
        private long rows;
        private long count;

        void add(Difference difference) {
            count++;
            if (differences.size() < DIFFERENCES_KEPT) {
                differences.add(difference);
            }
        }
    }
}
