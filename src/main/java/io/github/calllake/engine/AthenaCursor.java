package io.github.calllake.engine;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.athena.model.Row;

/**
 * A cursor over an execution's result pages. Values arrive as text and are read strictly by the selected field's type: a
 * text that does not fit is an error that names column and row, never a wrong value.
 */
final class AthenaCursor implements RowCursor {

    private final Iterator<GetQueryResultsResponse> pages;
    private final AthenaExecution execution;
    private final String id;
    private final List<Field<?>> fields;
    private Iterator<Row> rows = List.<Row>of().iterator();
    private boolean first = true;
    private long rowNumber;

    AthenaCursor(AthenaClient client, AthenaExecution execution, List<Field<?>> fields) {
        this.execution = execution;
        this.id = execution.id();
        this.pages = client.getQueryResultsPaginator(request -> request.queryExecutionId(id))
                .iterator();
        this.fields = fields;
    }

    @Override
    public boolean hasNext() {
        try {
            while (!rows.hasNext() && pages.hasNext()) {
                rows = pages.next().resultSet().rows().iterator();
                skipHeader();
            }
        } catch (SdkException e) {
            throw new QueryException(Tier.COLD, "the results of query " + id + " cannot be read", e);
        }
        return rows.hasNext();
    }

    /** The first row of a SELECT's first page is the column names. */
    private void skipHeader() {
        if (first && rows.hasNext()) {
            first = false;
            rows.next();
        }
    }

    @Override
    public @Nullable Object[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        List<Datum> data = rows.next().data();
        rowNumber++;
        @Nullable Object[] values = new Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(fields.get(i), data.get(i).varCharValue());
        }
        return values;
    }

    private @Nullable Object value(Field<?> field, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return read(text, field.getType());
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new QueryException(
                    Tier.COLD,
                    "query " + id + ", row " + rowNumber + ": column " + field.getName() + " holds no "
                            + field.getType().getSimpleName());
        }
    }

    private static Object read(String text, Class<?> type) {
        if (type == String.class) {
            return text;
        }
        if (type == Long.class) {
            return Long.parseLong(text);
        }
        if (type == Integer.class) {
            return Integer.parseInt(text);
        }
        if (type == Double.class) {
            return Double.parseDouble(text);
        }
        if (type == Boolean.class) {
            return bool(text);
        }
        if (type == LocalDateTime.class) {
            return LocalDateTime.parse(text.replace(' ', 'T'));
        }
        if (type == LocalDate.class) {
            return LocalDate.parse(text);
        }
        throw new IllegalArgumentException("No reading of " + type.getName());
    }

    private static Boolean bool(String text) {
        return switch (Objects.requireNonNull(text)) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> throw new IllegalArgumentException("no boolean");
        };
    }

    @Override
    public QueryStats stats(long rowsRead) {
        return execution.stats(rowsRead);
    }

    @Override
    public void close() {
        // Pages are fetched one by one; nothing is held between them.
    }
}
