package io.github.calllake.queries;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.Row;

/** Asks a lake by the SDK alone, and gives what Athena writes. */
public final class AthenaText {

    private final QueriedLake lake;

    public AthenaText(QueriedLake lake) {
        this.lake = lake;
    }

    /**
     * The rows of a query that has to succeed, without the header.
     *
     * @param parameters as literals: texts in single quotes
     */
    public List<List<@Nullable String>> rows(String sql, List<String> parameters) {
        QueryExecution execution = run(sql, parameters);
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (var page : lake.athena()
                .getQueryResultsPaginator(request -> request.queryExecutionId(execution.queryExecutionId()))) {
            page.resultSet().rows().forEach(row -> rows.add(texts(row)));
        }
        return rows.subList(1, rows.size());
    }

    private static List<@Nullable String> texts(Row row) {
        List<@Nullable String> texts = new ArrayList<>();
        row.data().stream().map(Datum::varCharValue).forEach(texts::add);
        return texts;
    }

    /** Runs a statement that has to succeed. */
    public QueryExecution run(String sql, List<String> parameters) {
        String id = lake.athena()
                .startQueryExecution(request -> request.queryString(sql)
                        .executionParameters(parameters.isEmpty() ? null : parameters)
                        .workGroup(lake.workGroup())
                        .queryExecutionContext(context -> context.database(lake.database())))
                .queryExecutionId();
        QueryExecution execution = await(id);
        if (execution.status().state() != QueryExecutionState.SUCCEEDED) {
            throw new AssertionError(execution.status().stateChangeReason() + "\n" + sql);
        }
        return execution;
    }

    private QueryExecution await(String id) {
        while (true) {
            QueryExecution execution = lake.athena()
                    .getQueryExecution(request -> request.queryExecutionId(id))
                    .queryExecution();
            QueryExecutionState state = execution.status().state();
            if (state != QueryExecutionState.QUEUED && state != QueryExecutionState.RUNNING) {
                return execution;
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }
    }
}
