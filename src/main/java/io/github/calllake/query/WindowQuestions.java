package io.github.calllake.query;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.query.WindowQuestion.Measure;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** Windows as SQL: a row is joined with the numbers of the windows that cover it, without generate_series. */
final class WindowQuestions {

    private static final Field<Integer> K = DSL.field(DSL.name("k"), Integer.class);
    private static final Field<Long> START = DSL.field(DSL.name("window_start"), Long.class);
    private static final Field<String> KEY = DSL.field(DSL.name("window_key"), String.class);
    private static final Field<Long> ROWS = DSL.field(DSL.name("window_rows"), Long.class);
    /** Those since the beginning of the year 1. */
    private static final long SECONDS_BEFORE_1970 = 62_135_596_800L;
    /** As long as a column of a table may be. */
    private static final int TEXT_BYTES = 65_535;

    private WindowQuestions() {}

    private record Group(long start, @Nullable String key) {}

    static Answer<WindowRow> windows(Reading reading, WindowQuestion question) {
        Map<Group, Sums> groups = new HashMap<>();
        Reading read = question.isOfFlatView() ? reading : reading.last();
        read.gather(new Reading.RecordPart<Map.Entry<Group, Sums>>() {
                    @Override
                    public Select<? extends Record> query(Slice slice) {
                        return groups(slice, question);
                    }

                    @Override
                    public Map.Entry<Group, Sums> read(Record row) {
                        return Map.entry(new Group(row.get(START), row.get(KEY)), Sums.of(row, question));
                    }
                })
                .forEach(group ->
                        groups.merge(group.getKey(), group.getValue(), (one, other) -> one.and(other, question)));
        Comparator<@Nullable String> byKey = Comparator.nullsLast(Texts.BYTE_ORDER);
        return reading.answer(groups.entrySet().stream()
                .map(group -> row(group.getKey(), group.getValue(), question))
                .sorted(Comparator.comparing(WindowRow::start).thenComparing(WindowRow::key, byKey))
                .toList());
    }

    private static WindowRow row(Group group, Sums sums, WindowQuestion question) {
        Instant start = Instant.ofEpochSecond(group.start());
        return new WindowRow(start, start.plus(question.size()), group.key(), sums.rows(), sums.results(question));
    }

    private static Select<? extends Record> groups(Slice slice, WindowQuestion question) {
        QueryEngine engine = slice.engine();
        Field<LocalDateTime> time = DSL.field(DSL.name(question.timeColumn()), LocalDateTime.class);
        long slide = question.slide().toSeconds();
        Field<Long> seconds = Spans.epochSeconds(engine, time);
        Field<Long> before = DSL.inline(wholeSlides(slide));
        Field<Long> start =
                DSL.field("(({0} + {3}) / {1} - {2}) * {1} - {3}", Long.class, seconds, DSL.inline(slide), K, before);
        Field<String> key = question.key()
                .map(column -> DSL.field(DSL.name(column), String.class).cast(SQLDataType.VARCHAR(TEXT_BYTES)))
                .orElse(DSL.inline(null, SQLDataType.VARCHAR(TEXT_BYTES)));
        List<Field<?>> selected = new ArrayList<>(List.of(
                start.as(START), key.as(KEY), DSL.count().cast(Long.class).as(ROWS)));
        IntStream.range(0, question.measures().size())
                .forEach(i -> selected.addAll(Sums.fields(i, question.measures().get(i))));
        Condition covers = start.plus(DSL.inline(question.size().toSeconds()))
                .gt(seconds)
                .and(start.ge(DSL.inline(epochCeiling(question.range().from()))))
                .and(start.lt(DSL.inline(epochCeiling(question.range().to()))));
        var rows = engine.sql()
                .select(selected)
                .from(source(slice, question))
                .crossJoin(numbers(engine, question.windowsARow()))
                .where(covers);
        return question.key().isPresent() ? rows.groupBy(start, key) : rows.groupBy(start);
    }

    /** Slides in seconds that reach back before all times: both engines divide whole numbers toward zero, and so not below it. */
    private static long wholeSlides(long slide) {
        return (SECONDS_BEFORE_1970 + slide - 1) / slide * slide;
    }

    /** The first whole second that is not before an instant. */
    private static long epochCeiling(Instant instant) {
        return instant.getNano() == 0 ? instant.getEpochSecond() : instant.getEpochSecond() + 1;
    }

    private static Table<?> source(Slice slice, WindowQuestion question) {
        Set<Field<?>> columns = new LinkedHashSet<>();
        columns.add(DSL.field(DSL.name(question.timeColumn()), LocalDateTime.class));
        question.key().ifPresent(key -> columns.add(DSL.field(DSL.name(key), String.class)));
        question.measures().forEach(measure -> columns.add(DSL.field(DSL.name(measure.column()), Double.class)));
        if (question.isOfFlatView()) {
            return EventRows.of(slice, question.table(), CallFilter.in(question.events()))
                    .table(columns);
        }
        Field<LocalDateTime> time = DSL.field(DSL.name(question.timeColumn()), LocalDateTime.class);
        return slice.engine()
                .sql()
                .select(columns)
                .from(DSL.table(DSL.name(question.table().split("\\.", 2))))
                .where(time.ge(DSL.inline(Times.utc(question.events().from())))
                        .and(time.lt(DSL.inline(Times.utc(question.events().to())))))
                .asTable("own_rows");
    }

    private static Table<?> numbers(QueryEngine engine, int count) {
        Select<Record1<Integer>> all = IntStream.range(0, count)
                .<Select<Record1<Integer>>>mapToObj(
                        k -> engine.sql().select(DSL.inline(k).as(K)))
                .reduce(Select::unionAll)
                .orElseThrow();
        return all.asTable("windows_of_a_row");
    }

    /** What is added up of a group: for each measure its sum, count, least and greatest value. */
    private record Sums(long rows, List<Sum> sums) {

        private record Sum(long count, @Nullable Double value) {}

        static List<Field<?>> fields(int i, Measure measure) {
            Field<Double> value =
                    DSL.field(DSL.name(measure.column()), Double.class).cast(SQLDataType.DOUBLE);
            Field<Double> aggregate =
                    switch (measure.kind()) {
                        case AVERAGE, SUM -> DSL.sum(value).cast(SQLDataType.DOUBLE);
                        case MINIMUM -> DSL.min(value);
                        case MAXIMUM -> DSL.max(value);
                    };
            return List.of(
                    aggregate.as(valueOf(i)), DSL.count(value).cast(Long.class).as(countOf(i)));
        }

        private static Field<Double> valueOf(int i) {
            return DSL.field(DSL.name("measure_" + i), Double.class);
        }

        private static Field<Long> countOf(int i) {
            return DSL.field(DSL.name("measured_" + i), Long.class);
        }

        static Sums of(Record row, WindowQuestion question) {
            return new Sums(
                    row.get(ROWS),
                    IntStream.range(0, question.measures().size())
                            .mapToObj(i -> new Sum(row.get(countOf(i)), row.get(valueOf(i))))
                            .toList());
        }

        /** Both at once; sums of doubles may differ in their last digit from those of one tier. */
        Sums and(Sums other, WindowQuestion question) {
            return new Sums(
                    rows + other.rows,
                    IntStream.range(0, sums.size())
                            .mapToObj(i -> and(
                                    sums.get(i),
                                    other.sums.get(i),
                                    question.measures().get(i).kind()))
                            .toList());
        }

        private static Sum and(Sum one, Sum other, Measure.Kind kind) {
            if (one.value() == null || other.value() == null) {
                return one.value() == null ? other : one;
            }
            double both =
                    switch (kind) {
                        case AVERAGE, SUM -> one.value() + other.value();
                        case MINIMUM -> Math.min(one.value(), other.value());
                        case MAXIMUM -> Math.max(one.value(), other.value());
                    };
            return new Sum(one.count() + other.count(), both);
        }

        List<@Nullable Double> results(WindowQuestion question) {
            List<@Nullable Double> results = new ArrayList<>();
            for (int i = 0; i < sums.size(); i++) {
                Sum sum = sums.get(i);
                boolean average = question.measures().get(i).kind() == Measure.Kind.AVERAGE;
                results.add(average && sum.value() != null ? Double.valueOf(sum.value() / sum.count()) : sum.value());
            }
            return results;
        }
    }
}
