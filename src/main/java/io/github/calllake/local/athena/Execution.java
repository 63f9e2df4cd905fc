package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.local.athena.QueryRunner.Outcome;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One query from its start to its end, as Athena tells of it. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/APIReference/API_QueryExecution.html">QueryExecution</a>
 */
final class Execution {
    private static final Logger log = LoggerFactory.getLogger(Execution.class);

    private final String id;
    private final Request request;
    private final Clock clock;
    private final Instant submitted;
    private State state = State.QUEUED;
    private String reason = "";
    private @Nullable Instant started;
    private @Nullable Instant completed;
    private @Nullable Outcome outcome;
    private @Nullable Statement running;
    private @Nullable String reused;

    Execution(String id, Request request, Clock clock) {
        this.id = id;
        this.request = request;
        this.clock = clock;
        this.submitted = clock.instant();
    }

    /** Athena's states. */
    enum State {
        QUEUED,
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED;

        boolean isFinal() {
            return compareTo(RUNNING) > 0;
        }
    }

    /**
     * What was asked for.
     *
     * @param sql the statement
     * @param database where unqualified tables are looked for; empty if none was named
     * @param workGroup the workgroup's name
     * @param outputLocation the folder for the result, {@code s3://bucket/key/}
     * @param parameters values of the question marks
     * @param reuse how old an earlier result may be that is given instead; zero for none
     * @param cutoff how many bytes the workgroup lets a query scan
     * @param enforced whether the workgroup insists on the folder
     */
    record Request(
            String sql,
            String database,
            String workGroup,
            String outputLocation,
            List<String> parameters,
            Duration reuse,
            long cutoff,
            boolean enforced) {
        Request {
            parameters = List.copyOf(parameters);
        }

        /** Whether both ask for the same result in the same place. */
        boolean asks(Request other) {
            return sql.equals(other.sql)
                    && database.equals(other.database)
                    && workGroup.equals(other.workGroup)
                    && outputLocation.equals(other.outputLocation)
                    && parameters.equals(other.parameters);
        }
    }

    String id() {
        return id;
    }

    Request request() {
        return request;
    }

    /** Where the result goes; a reused one is where it went. */
    synchronized String resultLocation() {
        return reused == null ? request.outputLocation() + id + kind().suffix() : reused;
    }

    StatementKind kind() {
        return StatementKind.of(request.sql());
    }

    /** Ends with the result of an earlier execution. */
    synchronized void reuse(Execution earlier, Outcome result) {
        reused = earlier.resultLocation();
        succeed(new Outcome(result.columns(), result.isQuery(), 0));
    }

    /** Whether it succeeded, by itself, at most so long ago. */
    synchronized boolean succeededWithin(Duration age) {
        return state == State.SUCCEEDED
                && reused == null
                && completed != null
                && !completed.plus(age).isBefore(clock.instant());
    }

    /** Ends as Athena ends what reads more than the workgroup allows. */
    synchronized void exceed(Outcome result) {
        outcome = result;
        finish(State.CANCELLED, "Bytes scanned limit was exceeded");
    }

    synchronized State state() {
        return state;
    }

    /** Begins to run, unless the query was stopped before. */
    synchronized boolean begin() {
        if (state != State.QUEUED) {
            return false;
        }
        state = State.RUNNING;
        started = clock.instant();
        return true;
    }

    /** Takes the statement that a stop has to cancel; a stop may have come already. */
    synchronized void running(Statement statement) {
        if (state == State.CANCELLED) {
            throw new SqlFailure("Query cancelled");
        }
        running = statement;
    }

    synchronized void succeed(Outcome result) {
        outcome = result;
        finish(State.SUCCEEDED, "");
    }

    synchronized void fail(String why) {
        finish(State.FAILED, why);
    }

    /** The query's thread has left the statement. */
    synchronized void left() {
        running = null;
    }

    /** Stops the query if it has not ended. */
    synchronized void cancel() {
        finish(State.CANCELLED, "Query cancelled by user");
    }

    /**
     * Interrupts the statement of a query that was stopped. DuckDB forgets an interrupt that comes before the statement
     * begins, so this is to be repeated.
     *
     * @return whether there is still a statement
     */
    synchronized boolean interrupt() {
        if (running == null) {
            return false;
        }
        try {
            running.cancel();
        } catch (SQLException e) {
            // The statement has just ended by itself, which is as good.
            log.debug("Query {} was not interrupted", id, e);
        }
        return true;
    }

    private void finish(State end, String why) {
        if (!state.isFinal()) {
            state = end;
            reason = why;
            completed = clock.instant();
        }
    }

    /** The result, if the query succeeded. */
    synchronized Optional<Outcome> outcome() {
        return state == State.SUCCEEDED ? Optional.ofNullable(outcome) : Optional.empty();
    }

    synchronized String reason() {
        return reason;
    }

    /** What GetQueryExecution answers. */
    synchronized ObjectNode describe() {
        ObjectNode json = JsonApi.JSON.createObjectNode();
        json.put("QueryExecutionId", id);
        json.put("Query", request.sql());
        json.put("StatementType", kind().type());
        json.put("SubstatementType", kind().name());
        json.putObject("ResultConfiguration").put("OutputLocation", resultLocation());
        ObjectNode context = json.putObject("QueryExecutionContext");
        if (!request.database().isEmpty()) {
            context.put("Database", request.database());
        }
        context.put("Catalog", RelationRenderer.CATALOG);
        if (!request.parameters().isEmpty()) {
            request.parameters().forEach(json.putArray("ExecutionParameters")::add);
        }
        if (!request.reuse().isZero()) {
            json.putObject("ResultReuseConfiguration")
                    .putObject("ResultReuseByAgeConfiguration")
                    .put("Enabled", true)
                    .put("MaxAgeInMinutes", request.reuse().toMinutes());
        }
        json.set("Status", status());
        json.set("Statistics", statistics());
        json.put("WorkGroup", request.workGroup());
        json.putObject("EngineVersion")
                .put("SelectedEngineVersion", "AUTO")
                .put("EffectiveEngineVersion", "Athena engine version 3");
        return json;
    }

    /** What GetQueryRuntimeStatistics answers. */
    synchronized ObjectNode runtimeStatistics() {
        ObjectNode all = statistics();
        ObjectNode json = JsonApi.JSON.createObjectNode();
        ObjectNode timeline = json.putObject("Timeline");
        for (String time :
                List.of("QueryQueueTimeInMillis", "EngineExecutionTimeInMillis", "TotalExecutionTimeInMillis")) {
            timeline.set(time, all.path(time));
        }
        json.putObject("Rows").set("InputBytes", all.path("DataScannedInBytes"));
        return json;
    }

    /** Where it says which files a statement wrote. */
    String manifestLocation() {
        return request.outputLocation() + id + "-manifest.csv";
    }

    private ObjectNode status() {
        ObjectNode status = JsonApi.JSON.createObjectNode();
        status.put("State", state.name());
        status.put("SubmissionDateTime", submitted.toEpochMilli() / 1000.0);
        if (completed != null) {
            status.put("CompletionDateTime", completed.toEpochMilli() / 1000.0);
        }
        if (!reason.isEmpty()) {
            status.put("StateChangeReason", reason);
        }
        if (state == State.FAILED) {
            // Category 2: the query itself is at fault.
            status.putObject("AthenaError")
                    .put("ErrorCategory", 2)
                    .put("Retryable", false)
                    .put("ErrorMessage", reason);
        }
        return status;
    }

    private ObjectNode statistics() {
        Instant end = completed == null ? clock.instant() : completed;
        Instant start = started == null ? end : started;
        ObjectNode statistics = JsonApi.JSON.createObjectNode();
        statistics.put("DataScannedInBytes", outcome == null ? 0 : outcome.bytesScanned());
        if (outcome != null && outcome.written().isPresent()) {
            statistics.put("DataManifestLocation", manifestLocation());
        }
        statistics.putObject("ResultReuseInformation").put("ReusedPreviousResult", reused != null);
        statistics.put(
                "QueryQueueTimeInMillis", Duration.between(submitted, start).toMillis());
        statistics.put(
                "EngineExecutionTimeInMillis", Duration.between(start, end).toMillis());
        statistics.put(
                "TotalExecutionTimeInMillis", Duration.between(submitted, end).toMillis());
        return statistics;
    }
}
