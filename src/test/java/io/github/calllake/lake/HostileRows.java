package io.github.calllake.lake;

import io.github.calllake.schema.ColumnSource;
import io.github.calllake.schema.ColumnType;
import io.github.calllake.schema.ColumnType.Scalar;
import io.github.calllake.schema.EventRow;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTable.Column;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Rows of values that files get wrong: nulls at every level, empty texts and lists, extremes, texts of every kind. */
public final class HostileRows {

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "null",
            "plain",
            "a\u0000b",
            "line\r\nline\ttab",
            "\"quoted\" 'and' \\back\\",
            "\uD83D\uDE00 \u0130\u0131 \u00E4 \u6F22 \u200F",
            "{\"a\":[1,null,{}]}",
            "long ".repeat(2_000));
    private static final List<Long> LONGS = List.of(0L, -1L, 1L, Long.MIN_VALUE, Long.MAX_VALUE, 5_000_000_000L);
    private static final List<Integer> INTS = List.of(0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE);
    private static final List<Double> DOUBLES =
            List.of(0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, 0.1);
    private static final List<Instant> TIMES = List.of(
            Instant.EPOCH,
            Instant.parse("1969-12-31T23:59:59.999Z"),
            Instant.parse("2026-03-01T08:00:00.123Z"),
            Instant.parse("9999-12-31T23:59:59.999Z"));

    private HostileRows() {}

    /** Rows of the table, the same for the same seed. */
    public static List<EventRow> of(EventTable table, int count, Random random) {
        return of(table, count, random, 2);
    }

    /** The same with few values: structs, lists and whole columns that are there and hold nothing. */
    public static List<EventRow> sparse(EventTable table, int count, Random random) {
        return of(table, count, random, 7);
    }

    private static List<EventRow> of(EventTable table, int count, Random random, int nullsInEight) {
        List<EventRow> rows = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            Instant time = one(TIMES, random);
            List<@Nullable Object> values = new ArrayList<>();
            for (Column column : table.columns()) {
                boolean ours = column.source() == ColumnSource.Delivery.EVENT_TIME;
                values.add(ours ? time : value(column.type(), random, nullsInEight));
            }
            rows.add(new EventRow(table.type(), time, values));
        }
        return rows;
    }

    private static @Nullable Object value(ColumnType type, Random random, int nullsInEight) {
        if (random.nextInt(8) < (type instanceof Scalar ? nullsInEight : 2)) {
            return null;
        }
        if (type instanceof ColumnType.Struct struct) {
            List<@Nullable Object> members = new ArrayList<>();
            struct.fields().forEach(field -> members.add(value(field.type(), random, nullsInEight)));
            return members;
        }
        if (type instanceof ColumnType.Array array) {
            List<@Nullable Object> elements = new ArrayList<>();
            for (int n = random.nextInt(4); n > 0; n--) {
                elements.add(value(array.element(), random, nullsInEight));
            }
            return elements;
        }
        return switch ((Scalar) type) {
            case STRING, JSON -> one(TEXTS, random);
            case BOOLEAN -> random.nextBoolean();
            case INT -> one(INTS, random);
            case BIGINT -> one(LONGS, random);
            case DOUBLE -> one(DOUBLES, random);
            case TIMESTAMP -> one(TIMES, random);
        };
    }

    private static <T> T one(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }
}
