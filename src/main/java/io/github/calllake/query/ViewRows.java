package io.github.calllake.query;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** The rows of a flat view as they are. */
final class ViewRows {

    private ViewRows() {}

    static AnswerStream<List<@Nullable Object>> rows(
            Reading reading, String view, List<String> columns, CallFilter filter) {
        PlainName.require(view, "flat view");
        columns.forEach(column -> PlainName.require(column, "column"));
        FlatTable table = FlatTable.of(view);
        List<Field<?>> fields = columns.stream().<Field<?>>map(table::field).toList();
        Function<Record, List<@Nullable Object>> values = row -> values(row, fields);
        return Listing.stream(reading, filter, List.of(Listing.of("rows-" + view, view, fields, values)));
    }

    private static List<@Nullable Object> values(Record row, List<Field<?>> fields) {
        List<@Nullable Object> values = new ArrayList<>(fields.size());
        for (Field<?> field : fields) {
            Object value = row.get(field);
            values.add(value instanceof LocalDateTime time ? Times.instant(time).orElseThrow() : value);
        }
        return Collections.unmodifiableList(values);
    }
}
