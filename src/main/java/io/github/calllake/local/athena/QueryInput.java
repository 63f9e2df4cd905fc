package io.github.calllake.local.athena;

import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.Parameter;
import java.time.Instant;
import java.util.List;

/**
 * What a query brings beside its text.
 *
 * @param database where unqualified tables are looked for; empty if none was named
 * @param parameters values of its question marks, each an expression as Athena wants them (text in its own quotes)
 * @param now what {@code current_timestamp} gives
 * @param output where the query's own files go
 */
record QueryInput(String database, List<String> parameters, Instant now, Output output) {
    QueryInput {
        parameters = List.copyOf(parameters);
    }

    /**
     * Where a query's own files go.
     *
     * @param id the query's
     * @param location a folder in S3 with a slash at the end
     * @param isEnforced whether the workgroup insists on that folder
     */
    record Output(String id, String workGroup, String location, boolean isEnforced) {}

    QueryInput withParameters(List<String> values) {
        return new QueryInput(database, values, now, output);
    }

    Expression parameter(Parameter node) {
        if (node.getId() >= parameters.size()) {
            throw SqlFailure.at(
                    node,
                    "INVALID_PARAMETER_USAGE",
                    "Incorrect number of parameters: expected at least " + (node.getId() + 1) + " but found "
                            + parameters.size());
        }
        try {
            return new SqlParser().createExpression(parameters.get(node.getId()));
        } catch (ParsingException e) {
            throw new SqlFailure("SYNTAX_ERROR: parameter " + (node.getId() + 1) + ": " + e.getMessage());
        }
    }
}
