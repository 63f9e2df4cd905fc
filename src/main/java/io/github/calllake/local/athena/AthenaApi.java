package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.local.athena.QueryRunner.Outcome;
import io.github.calllake.local.athena.SqlType.Decimal;
import io.github.calllake.local.athena.SqlType.Simple;
import io.github.calllake.local.athena.SqlType.Timestamp;
import io.github.calllake.local.athena.SqlType.ZonedTimestamp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Athena's operations; those on queries are here.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/APIReference/API_Operations.html">Athena API operations</a>
 */
final class AthenaApi {
    private static final int MAX_ROWS = 1_000;
    private static final int MAX_LISTED = 50;
    private static final int MAX_SQL_BYTES = 262_144;
    private static final int DEFAULT_REUSE_MINUTES = 60;
    private static final int MAX_REUSE_MINUTES = 10_080;

    private final Executions executions;
    private final WorkGroups workGroups;
    private final PreparedStatements prepared;

    AthenaApi(Executions executions, WorkGroups workGroups, PreparedStatements prepared) {
        this.prepared = prepared;
        this.executions = executions;
        this.workGroups = workGroups;
    }

    Map<String, JsonApi.Operation> operations() {
        Map<String, JsonApi.Operation> all = new HashMap<>(prepared.operations());
        all.putAll(new WorkGroupApi(workGroups).operations());
        all.put("StartQueryExecution", this::start);
        all.put("GetQueryExecution", request -> JsonApi.JSON
                .createObjectNode()
                .set("QueryExecution", execution(request).describe()));
        all.put("GetQueryRuntimeStatistics", this::runtimeStatistics);
        all.put("BatchGetQueryExecution", this::batchGet);
        all.put("ListQueryExecutions", this::list);
        all.put("StopQueryExecution", this::stop);
        all.put("GetQueryResults", this::results);
        return all;
    }

    private JsonNode start(ObjectNode request) {
        String sql = text(request, "QueryString");
        if (sql.getBytes(StandardCharsets.UTF_8).length > MAX_SQL_BYTES) {
            throw ApiException.invalidRequest("QueryString is longer than " + MAX_SQL_BYTES + " bytes");
        }
        Optional<String> token =
                Optional.ofNullable(request.path("ClientRequestToken").textValue());
        if (token.isPresent() && (token.get().length() < 32 || token.get().length() > 128)) {
            throw ApiException.invalidRequest("ClientRequestToken must have 32 to 128 characters");
        }
        String name = request.path("WorkGroup").asText(WorkGroups.PRIMARY);
        ObjectNode workGroup = workGroups.get(name);
        if (workGroup.path("State").asText().equals("DISABLED")) {
            throw ApiException.invalidRequest("WorkGroup " + name + " is disabled.");
        }
        List<String> parameters = new ArrayList<>();
        request.path("ExecutionParameters").forEach(parameter -> parameters.add(parameter.asText()));
        Execution execution = executions.start(
                new Execution.Request(
                        sql,
                        Identifiers.name(request.path("QueryExecutionContext")
                                .path("Database")
                                .asText()),
                        name,
                        outputLocation(request, workGroup.path("Configuration")),
                        parameters,
                        reuse(request),
                        workGroup
                                .path("Configuration")
                                .path("BytesScannedCutoffPerQuery")
                                .asLong(Long.MAX_VALUE),
                        workGroup
                                .path("Configuration")
                                .path("EnforceWorkGroupConfiguration")
                                .asBoolean()),
                token);
        return JsonApi.JSON.createObjectNode().put("QueryExecutionId", execution.id());
    }

    private static Duration reuse(ObjectNode request) {
        JsonNode byAge = request.path("ResultReuseConfiguration").path("ResultReuseByAgeConfiguration");
        if (!byAge.path("Enabled").asBoolean()) {
            return Duration.ZERO;
        }
        int minutes = byAge.path("MaxAgeInMinutes").asInt(DEFAULT_REUSE_MINUTES);
        if (minutes < 0 || minutes > MAX_REUSE_MINUTES) {
            throw ApiException.invalidRequest("MaxAgeInMinutes must be from 0 to " + MAX_REUSE_MINUTES);
        }
        return Duration.ofMinutes(minutes);
    }

    private static String outputLocation(ObjectNode request, JsonNode configuration) {
        String own = request.path("ResultConfiguration").path("OutputLocation").asText();
        String shared =
                configuration.path("ResultConfiguration").path("OutputLocation").asText();
        boolean enforced = configuration.path("EnforceWorkGroupConfiguration").asBoolean();
        String chosen = own.isEmpty() || (enforced && !shared.isEmpty()) ? shared : own;
        if (chosen.isEmpty()) {
            throw ApiException.invalidRequest(
                    "No output location provided. An output location is required either through"
                            + " the Workgroup result configuration setting or as an API input.");
        }
        if (!chosen.matches("s3://[^/]+(/.*)?")) {
            throw ApiException.invalidRequest("outputLocation is not a valid S3 path.");
        }
        return chosen.endsWith("/") ? chosen : chosen + "/";
    }

    private Execution execution(ObjectNode request) {
        String id = text(request, "QueryExecutionId");
        return executions
                .find(id)
                .orElseThrow(() -> ApiException.invalidRequest("QueryExecution " + id + " was not found"));
    }

    private JsonNode runtimeStatistics(ObjectNode request) {
        Execution execution = execution(request);
        if (!execution.state().isFinal()) {
            throw ApiException.invalidRequest("Query has not yet finished. Current state: " + execution.state());
        }
        return JsonApi.JSON.createObjectNode().set("QueryRuntimeStatistics", execution.runtimeStatistics());
    }

    private JsonNode batchGet(ObjectNode request) {
        ObjectNode answer = JsonApi.JSON.createObjectNode();
        ArrayNode found = answer.putArray("QueryExecutions");
        ArrayNode missing = answer.putArray("UnprocessedQueryExecutionIds");
        for (JsonNode id : request.path("QueryExecutionIds")) {
            Optional<Execution> execution = executions.find(id.asText());
            if (execution.isPresent()) {
                found.add(execution.get().describe());
            } else {
                missing.addObject()
                        .put("QueryExecutionId", id.asText())
                        .put("ErrorCode", "INVALID_QUERY_EXECUTION_ID")
                        .put("ErrorMessage", "QueryExecution " + id.asText() + " was not found");
            }
        }
        return answer;
    }

    private JsonNode list(ObjectNode request) {
        String name = request.path("WorkGroup").asText(WorkGroups.PRIMARY);
        workGroups.get(name);
        List<String> ids = executions.all().stream()
                .filter(execution -> execution.request().workGroup().equals(name))
                .map(Execution::id)
                .toList();
        int from = (int) token(request);
        int most = limit(request, MAX_LISTED, MAX_LISTED);
        int to = Math.min(ids.size(), from + most);
        ObjectNode answer = JsonApi.JSON.createObjectNode();
        ids.subList(Math.min(from, to), to).forEach(answer.putArray("QueryExecutionIds")::add);
        if (to < ids.size()) {
            answer.put("NextToken", Integer.toString(to));
        }
        return answer;
    }

    private JsonNode stop(ObjectNode request) {
        executions.stop(execution(request));
        return JsonApi.JSON.createObjectNode();
    }

    private JsonNode results(ObjectNode request) {
        Execution execution = execution(request);
        Outcome outcome = execution.outcome().orElseThrow(() -> notReadable(execution));
        int most = limit(request, MAX_ROWS, MAX_ROWS);
        long from = token(request);
        boolean header = outcome.isQuery() && from == 0;
        ResultFile.Page page = page(execution, from, header ? most - 1 : most);

        ObjectNode answer = JsonApi.JSON.createObjectNode();
        ObjectNode set = answer.putObject("ResultSet");
        ArrayNode rows = set.putArray("Rows");
        if (header) {
            addRow(rows, outcome.columns().stream().map(Column::name).toList());
        }
        page.rows().forEach(row -> addRow(rows, row));
        ArrayNode columns = set.putObject("ResultSetMetadata").putArray("ColumnInfo");
        outcome.columns().forEach(column -> columns.add(columnInfo(column)));
        answer.put("UpdateCount", 0);
        page.next().ifPresent(next -> answer.put("NextToken", Long.toString(next)));
        return answer;
    }

    private static ApiException notReadable(Execution execution) {
        return ApiException.invalidRequest(
                execution.state().isFinal()
                        ? "Query did not finish successfully. Final query state: " + execution.state()
                        : "Query has not yet finished. Current state: " + execution.state());
    }

    private ResultFile.Page page(Execution execution, long from, int most) {
        try {
            return executions.result(execution).read(from, most);
        } catch (IOException e) {
            throw ApiException.invalidRequest("NextToken is not one that this query's results gave");
        }
    }

    private static void addRow(ArrayNode rows, List<? extends @Nullable String> values) {
        ArrayNode data = rows.addObject().putArray("Data");
        for (String value : values) {
            ObjectNode datum = data.addObject();
            if (value != null) {
                datum.put("VarCharValue", value);
            }
        }
    }

    private static ObjectNode columnInfo(Column column) {
        SqlType type = column.type();
        ObjectNode info = JsonApi.JSON.createObjectNode();
        info.put("CatalogName", "hive");
        info.put("SchemaName", "");
        info.put("TableName", "");
        info.put("Name", column.name());
        info.put("Label", column.name());
        info.put("Type", type.athena());
        info.put("Precision", precision(type));
        info.put("Scale", type instanceof Decimal decimal ? decimal.scale() : 0);
        info.put("Nullable", "UNKNOWN");
        info.put("CaseSensitive", type == Simple.VARCHAR);
        return info;
    }

    private static int precision(SqlType type) {
        if (type instanceof Decimal decimal) {
            return decimal.precision();
        }
        if (type instanceof Timestamp || type instanceof ZonedTimestamp) {
            return 3;
        }
        if (!(type instanceof Simple simple)) {
            return 0;
        }
        return switch (simple) {
            case TINYINT -> 3;
            case SMALLINT -> 5;
            case INTEGER -> 10;
            case BIGINT -> 19;
            case REAL, DOUBLE -> 17;
            case VARCHAR -> Integer.MAX_VALUE;
            default -> 0;
        };
    }

    private static long token(ObjectNode request) {
        String token = request.path("NextToken").asText("0");
        if (!token.matches("[0-9]{1,15}")) {
            throw ApiException.invalidRequest("NextToken is malformed");
        }
        return Long.parseLong(token);
    }

    private static int limit(ObjectNode request, int standard, int most) {
        int limit = request.path("MaxResults").asInt(standard);
        if (limit < 1 || limit > most) {
            throw ApiException.invalidRequest("MaxResults must be from 1 to " + most);
        }
        return limit;
    }

    static String text(ObjectNode request, String member) {
        String value = request.path(member).asText();
        if (value.isEmpty()) {
            throw ApiException.invalidRequest(member + " is missing");
        }
        return value;
    }
}
