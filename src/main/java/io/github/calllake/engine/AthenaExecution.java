package io.github.calllake.engine;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionStatistics;
import software.amazon.awssdk.services.athena.model.QueryExecutionStatus;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionRequest;

/** One query execution: started, polled with back-off, cancelled when the time is up or the thread is interrupted. */
final class AthenaExecution {

    private static final Logger LOG = LoggerFactory.getLogger(AthenaExecution.class);
    /**
     * A query is looked at again after a quarter of the time that it has taken, which costs it an eighth more time on average, and
     * some twenty looks until it has taken two seconds.
     */
    private static final int PART_OF_ELAPSED = 4;

    private static final long SHORTEST_POLL_MILLIS = 10;
    private static final long LONGEST_POLL_MILLIS = 1000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final AthenaClient client;
    private final String id;
    private final SqlText statement;
    private final BigDecimal usdPerTerabyte;
    private final long start;
    private Duration elapsed = Duration.ZERO;
    private @Nullable QueryExecution last;

    private AthenaExecution(AthenaClient client, String id, SqlText statement, BigDecimal usdPerTerabyte, long start) {
        this.client = client;
        this.id = id;
        this.statement = statement;
        this.usdPerTerabyte = usdPerTerabyte;
        this.start = start;
    }

    /**
     * A statement to be started.
     *
     * @param sql as it is sent
     * @param text the same in tokens
     */
    record Statement(String sql, SqlText text) {
        static Statement of(String sql) {
            return new Statement(sql, SqlText.of(sql, Tier.COLD));
        }
    }

    /**
     * Starts a query, however often Athena asks for patience within the time. The request token makes the start idempotent:
     * a retry after a lost answer gets the same execution.
     */
    static AthenaExecution start(
            AthenaClient client, AthenaSettings settings, Statement statement, QueryOptions options, Duration timeout) {
        long start = System.nanoTime();
        StartQueryExecutionRequest request = request(settings, statement.sql(), options);
        if (Thread.currentThread().isInterrupted()) {
            throw new QueryException(Tier.COLD, "the thread was interrupted before the query was started");
        }
        Patience patience = new Patience(start + timeout.toNanos());
        try {
            String id = patience.call(() -> start(client, request));
            return new AthenaExecution(client, id, statement.text(), settings.usdPerTerabyte(), start);
        } catch (AbortedException | InterruptedException e) {
            throw interrupted(() -> cancel(client, start(client, request)), "starting the query", e);
        } catch (SdkException e) {
            String message = "the query was not accepted in workgroup " + settings.workGroup() + ", database "
                    + settings.database() + ": " + FailureText.refusal(e, statement.text());
            // The cause would quote the values that the message leaves out.
            throw e instanceof AwsServiceException && FailureText.denied(e).isEmpty()
                    ? new QueryException(Tier.COLD, message)
                    : new QueryException(Tier.COLD, message, e);
        }
    }

    private static StartQueryExecutionRequest request(AthenaSettings settings, String sql, QueryOptions options) {
        StartQueryExecutionRequest.Builder request = StartQueryExecutionRequest.builder()
                .queryString(sql)
                .clientRequestToken(UUID.randomUUID().toString())
                .workGroup(settings.workGroup())
                .queryExecutionContext(context -> context.database(settings.database()));
        options.reuseUpTo()
                .ifPresent(age -> request.resultReuseConfiguration(reuse -> reuse.resultReuseByAgeConfiguration(
                        byAge -> byAge.enabled(true).maxAgeInMinutes(Math.toIntExact(age.toMinutes())))));
        return request.build();
    }

    private static String start(AthenaClient client, StartQueryExecutionRequest request) {
        return client.startQueryExecution(request).queryExecutionId();
    }

    String id() {
        return id;
    }

    void awaitSuccess(Duration timeout) {
        long deadline = start + timeout.toNanos();
        while (!succeeded()) {
            long now = System.nanoTime();
            if (now >= deadline) {
                cancel(client, id);
                throw new QueryException(
                        Tier.COLD,
                        "query " + id + " took longer than " + timeout + "; cancelled; " + FailureText.sql(statement));
            }
            long part = TimeUnit.NANOSECONDS.toMillis(now - start) / PART_OF_ELAPSED;
            sleep(Math.max(SHORTEST_POLL_MILLIS, Math.min(part, LONGEST_POLL_MILLIS)));
        }
        elapsed = Duration.ofNanos(System.nanoTime() - start);
    }

    private boolean succeeded() {
        QueryExecutionStatus status = status();
        return switch (status.state()) {
            case SUCCEEDED -> true;
            case QUEUED, RUNNING -> false;
            case FAILED, CANCELLED, UNKNOWN_TO_SDK_VERSION ->
                throw new QueryException(
                        Tier.COLD,
                        "query " + id + " ended as " + status.stateAsString() + ": "
                                + FailureText.failure(String.valueOf(status.stateChangeReason()), statement) + "; "
                                + FailureText.sql(statement));
        };
    }

    private QueryExecutionStatus status() {
        try {
            last = patiently(() -> client.getQueryExecution(request -> request.queryExecutionId(id)))
                    .queryExecution();
            return last.status();
        } catch (SdkException e) {
            // Nobody is going to read the answer, and what it reads would be charged.
            String end = cancel(client, id)
                    ? "; the query was cancelled"
                    : "; the query could not be cancelled either and may go on";
            throw unreadable("the state", e, end);
        }
    }

    /**
     * A page of the result.
     *
     * @param token where it begins; null for the first
     */
    GetQueryResultsResponse results(@Nullable String token) {
        try {
            return patiently(() -> client.getQueryResults(
                    request -> request.queryExecutionId(id).nextToken(token)));
        } catch (SdkException e) {
            throw unreadable("a page of the result", e, "");
        }
    }

    /** Where the result lies. */
    String outputLocation() {
        return Optional.ofNullable(last)
                .map(QueryExecution::resultConfiguration)
                .map(configuration -> configuration.outputLocation())
                .orElse("");
    }

    private QueryException unreadable(String what, SdkException e, String end) {
        return new QueryException(
                Tier.COLD, what + " of query " + id + " cannot be read" + FailureText.orDenied(e) + end, e);
    }

    private <T> T patiently(Supplier<T> call) {
        try {
            return new Patience(System.nanoTime() + PATIENCE.toNanos()).call(call);
        } catch (AbortedException | InterruptedException e) {
            throw interrupted(() -> cancel(client, id), "waiting for query " + id, e);
        }
    }

    private void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw interrupted(() -> cancel(client, id), "waiting for query " + id, e);
        }
    }

    /**
     * The client sends nothing on an interrupted thread, so the flag is down while the query is cancelled. When the start
     * itself was interrupted, asking again with its token gives the id of what may be running.
     */
    private static QueryException interrupted(Runnable cancel, String doing, Exception cause) {
        Thread.interrupted();
        try {
            cancel.run();
        } catch (SdkException e) {
            LOG.warn(
                    "An interrupted query could not be cancelled: {}",
                    e.getClass().getSimpleName());
        } finally {
            Thread.currentThread().interrupt();
        }
        return new QueryException(Tier.COLD, doing + " was interrupted; cancelled", cause);
    }

    private static boolean cancel(AthenaClient client, String id) {
        try {
            client.stopQueryExecution(request -> request.queryExecutionId(id));
            return true;
        } catch (SdkException e) {
            LOG.warn("query={} could not be cancelled: {}", id, e.getClass().getSimpleName());
            return false;
        }
    }

    QueryStats stats(long rows) {
        Optional<QueryExecutionStatistics> statistics =
                Optional.ofNullable(last).map(QueryExecution::statistics);
        long bytes =
                statistics.map(QueryExecutionStatistics::dataScannedInBytes).orElse(0L);
        boolean reused = statistics
                .map(QueryExecutionStatistics::resultReuseInformation)
                .map(information -> information.reusedPreviousResult())
                .orElse(false);
        return new QueryStats(
                Tier.COLD,
                Optional.of(id),
                rows,
                elapsed,
                OptionalLong.of(bytes),
                Optional.of(ScanCost.usd(bytes, usdPerTerabyte)),
                reused);
    }
}
