package io.github.calllake.query;

import io.github.calllake.engine.RowView;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jooq.Field;
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
        return Listing.of("rows-" + view, ListedView.of(table, fields), row -> values(row, fields.size())).stream(
                reading, filter);
    }

    private static List<@Nullable Object> values(RowView row, int count) {
        @Nullable Object[] values = new @Nullable Object[count];
        for (int i = 0; i < count; i++) {
            Object value = row.value(i);
            values[i] = value instanceof LocalDateTime time ? time.toInstant(ZoneOffset.UTC) : value;
        }
        return Collections.unmodifiableList(Arrays.asList(values));
    }
}
