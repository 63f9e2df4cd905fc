package io.github.calllake.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.athena.model.ColumnInfo;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.athena.model.Row;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A cursor over an execution's rows. The first page, which says what the columns are, comes from Athena; what does not fit
 * on it is read from the result's object in S3, one request for some ten thousand rows instead of one a thousand. Where that
 * object may not be read, Athena's pages go on.
 */
final class AthenaCursor implements RowCursor {

    private static final Logger LOG = LoggerFactory.getLogger(AthenaCursor.class);

    private final AthenaExecution execution;
    private final S3Client s3;
    private final AthenaValues values;
    private final Queue<List<@Nullable String>> page = new ArrayDeque<>();
    private @Nullable String nextPage;
    private @Nullable CsvReader object;
    private long row;
    private boolean closed;

    AthenaCursor(AthenaExecution execution, S3Client s3, List<Field<?>> fields) {
        this.execution = execution;
        this.s3 = s3;
        GetQueryResultsResponse first = execution.results(null);
        List<ColumnInfo> columns = first.resultSet().resultSetMetadata().columnInfo();
        this.values = AthenaValues.checked(execution.id(), fields, columns);
        add(first);
        if (isHeader(page.peek(), columns)) {
            page.remove();
        }
        if (nextPage != null) {
            object = openObject(page.size());
        }
    }

    /** The first row of a SELECT is the columns' names; that of SHOW and the like is not. */
    private static boolean isHeader(@Nullable List<@Nullable String> first, List<ColumnInfo> columns) {
        return first != null
                && first.equals(columns.stream().map(ColumnInfo::name).toList());
    }

    private void add(GetQueryResultsResponse results) {
        for (Row each : results.resultSet().rows()) {
            List<@Nullable String> texts = new ArrayList<>(each.data().size());
            for (Datum datum : each.data()) {
                texts.add(datum.varCharValue());
            }
            page.add(texts);
        }
        nextPage = results.nextToken();
    }

    /** Passes over the header and over what the first page gave. */
    private @Nullable CsvReader openObject(int rows) {
        try {
            CsvReader reader = new CsvReader(new BufferedReader(
                    new InputStreamReader(ResultObject.open(s3, execution.outputLocation()), StandardCharsets.UTF_8)));
            for (int i = 0; i <= rows; i++) {
                if (reader.row() == null) {
                    throw new IOException("the result's object is shorter than its first page");
                }
            }
            return reader;
        } catch (SdkException | IOException | IllegalArgumentException e) {
            LOG.info(
                    "query={} result is read in pages, for its object cannot be: {}",
                    execution.id(),
                    e.getClass().getSimpleName());
            return null;
        }
    }

    @Override
    public boolean hasNext() {
        while (page.isEmpty() && !closed && (object != null || nextPage != null)) {
            if (object != null) {
                readObject(object);
            } else {
                add(execution.results(nextPage));
            }
        }
        return !closed && !page.isEmpty();
    }

    private void readObject(CsvReader reader) {
        try {
            List<@Nullable String> texts = reader.row();
            if (texts == null) {
                object = null;
                nextPage = null;
            } else {
                page.add(texts);
            }
        } catch (IOException e) {
            throw new QueryException(Tier.COLD, "the results of query " + execution.id() + " cannot be read", e);
        }
    }

    @Override
    public @Nullable Object[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return values.read(page.remove(), ++row);
    }

    @Override
    public QueryStats stats(long rowsRead) {
        return execution.stats(rowsRead);
    }

    /** Nothing is held between requests. */
    @Override
    public void close() {
        closed = true;
        page.clear();
    }
}
