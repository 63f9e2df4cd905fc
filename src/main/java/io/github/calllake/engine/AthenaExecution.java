package io.github.calllake.engine;

import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.QueryExecutionStatus;

/** One query execution: started, polled with back-off, cancelled when the time is up or the thread is interrupted. */
final class AthenaExecution {

    private static final Logger LOG = LoggerFactory.getLogger(AthenaExecution.class);
    private static final long FIRST_POLL_MILLIS = 10;
    private static final long LONGEST_POLL_MILLIS = 1000;

    private final AthenaClient client;
    private final String id;

    private AthenaExecution(AthenaClient client, String id) {
        this.client = client;
        this.id = id;
    }

    /** The request token makes the start idempotent: a retry after a lost answer gets the same execution. */
    static AthenaExecution start(AthenaClient client, AthenaSettings settings, String statement) {
        String token = UUID.randomUUID().toString();
        try {
            return new AthenaExecution(
                    client,
                    client.startQueryExecution(request -> request.queryString(statement)
                                    .clientRequestToken(token)
                                    .workGroup(settings.workGroup())
                                    .queryExecutionContext(context -> context.database(settings.database())))
                            .queryExecutionId());
        } catch (SdkException e) {
            throw new QueryException(
                    Tier.COLD,
                    "the query was not accepted in workgroup " + settings.workGroup() + ", database "
                            + settings.database(),
                    e);
        }
    }

    String id() {
        return id;
    }

    void awaitSuccess(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (long pause = FIRST_POLL_MILLIS; !succeeded(); pause = Math.min(pause * 2, LONGEST_POLL_MILLIS)) {
            if (System.nanoTime() >= deadline) {
                cancel();
                throw new QueryException(Tier.COLD, "query " + id + " took longer than " + timeout + "; cancelled");
            }
            sleep(pause);
        }
    }

    private boolean succeeded() {
        QueryExecutionStatus status = status();
        return switch (status.state()) {
            case SUCCEEDED -> true;
            case QUEUED, RUNNING -> false;
            case FAILED, CANCELLED, UNKNOWN_TO_SDK_VERSION ->
                throw new QueryException(
                        Tier.COLD,
                        "query " + id + " ended as " + status.stateAsString() + ": " + status.stateChangeReason());
        };
    }

    private QueryExecutionStatus status() {
        try {
            return client.getQueryExecution(request -> request.queryExecutionId(id))
                    .queryExecution()
                    .status();
        } catch (SdkException e) {
            throw new QueryException(Tier.COLD, "the state of query " + id + " cannot be read", e);
        }
    }

    private void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            cancel();
            Thread.currentThread().interrupt();
            throw new QueryException(Tier.COLD, "waiting for query " + id + " was interrupted; cancelled", e);
        }
    }

    private void cancel() {
        try {
            client.stopQueryExecution(request -> request.queryExecutionId(id));
        } catch (SdkException e) {
            LOG.warn("query={} could not be cancelled: {}", id, e.getClass().getSimpleName());
        }
    }
}
